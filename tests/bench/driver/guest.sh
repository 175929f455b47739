#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# The guest's side of the driver benchmark: one boot, the two drivers in turns.
# Writes to the share what it has measured, for ./run to sum up:
#
#	layer DRIVER COMMAND SEND BARE	ns per command: send(), the call without a driver
#	whole DRIVER COMMAND SEND	the same with the emulated SVSM's TPM behind it
#	load DRIVER NS			insmod, with all that a new chip is asked
#	allocations DRIVER PER_COMMAND
. /host/guest/test.sh
. /host/guest/tpm.sh
. /host/settings

TRACE=/sys/kernel/tracing
COMMANDS=(get-random pcr-read pcr-extend sign)

measured() {
	echo "$*" >>"$OUT/measured"
}

# From memory, as the host's way to a file is not the driver's; neither is what udev makes
# of the new devices, which waits.
driver_load() {
	local begun ended

	udevadm control --stop-exec-queue
	begun=${EPOCHREALTIME/./}
	insmod "/tmp/$1.ko"
	ended=${EPOCHREALTIME/./}
	measured "load $1 $(((ended - begun) * 1000))"
	udevadm control --start-exec-queue
	udevadm settle
}

# bench COMMAND LOOPS ROUNDS: lines "SEND BARE" for a round's commands.
bench() {
	dmesg --clear
	insmod /host/modules/svsm_bench.ko "command=$1" "loops=$2" "rounds=$3"
	rmmod svsm_bench
	dmesg | sed -n 's/.*svsm_bench: .* send=\([0-9]*\) bare=\([0-9]*\)$/\1 \2/p'
}

measure_layer() {
	local driver=$1 command send bare

	for command in "${COMMANDS[@]}"; do
		while read -r send bare; do
			measured "layer $driver $command" \
				"$(awk "BEGIN { print $send / $LOOPS, $bare / $LOOPS }")"
		done < <(bench "$command" "$LOOPS" 1)
	done
}

measure_whole() {
	local driver=$1 command send bare

	echo 0 >/sys/module/svsm_emu/parameters/replay
	for command in "${COMMANDS[@]}"; do
		while read -r send bare; do
			measured "whole $driver $command" "$(awk "BEGIN { print $send / $WHOLE }")"
		done < <(bench "$command" "$WHOLE" 1)
	done
	echo 1 >/sys/module/svsm_emu/parameters/replay
}

# Allocations of this process while it inserts the benchmark with N loops.
allocations_of() {
	echo >"$TRACE/trace"
	(
		echo "$BASHPID" >"$TRACE/set_event_pid"
		echo 1 >"$TRACE/tracing_on"
		exec insmod /host/modules/svsm_bench.ko command=get-random "loops=$1" rounds=1
	)
	echo 0 >"$TRACE/tracing_on"
	rmmod svsm_bench
	grep -c 'insmod-' "$TRACE/trace" || true
}

# Ten thousand commands more: what comes on top is theirs.
measure_allocations() {
	local event few many

	echo 0 >"$TRACE/tracing_on"
	echo 8192 >"$TRACE/buffer_size_kb"
	for event in kmalloc kmem_cache_alloc mm_page_alloc; do
		echo 1 >"$TRACE/events/kmem/$event/enable"
	done
	few=$(allocations_of 100)
	many=$(allocations_of 10100)
	echo 0 >"$TRACE/events/enable"
	[ "$few" -gt 0 ] || fail "the trace sees nothing"
	measured "allocations $1 $(awk "BEGIN { print ($many - $few) / 10000 }")"
}

mount -t tracefs tracefs "$TRACE"
cp /host/modules/svsm.ko /host/modules/tpm_svsm.ko /tmp/
insmod /host/modules/svsm_emu.ko pinned=0
insmod /host/modules/svsm.ko
udevadm settle
tpm2_createprimary -Q -C o -G ecc:ecdsa-sha256 \
	-a 'fixedtpm|fixedparent|sensitivedataorigin|userwithauth|noda|sign' -c /tmp/key
tpm2_evictcontrol -Q -C o -c /tmp/key 0x81010001
rmmod svsm
echo 1 >/sys/module/svsm_emu/parameters/replay

for ((turn = 0; turn < TURNS; turn++)); do
	for driver in svsm tpm_svsm; do
		driver_load "$driver"
		measure_layer "$driver"
		[ "$WHOLE" -eq 0 ] || measure_whole "$driver"
		[ "$turn" -gt 0 ] || measure_allocations "$driver"
		rmmod "$driver"
	done
done
for ((turn = TURNS; turn < LOADS; turn++)); do
	for driver in svsm tpm_svsm; do
		driver_load "$driver"
		rmmod "$driver"
	done
done
