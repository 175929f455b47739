#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# The driver under load, and while things are taken away from below it: chip,
# module, a CPU, the caller.  load.c says how an answer is known to be the right
# one.
. /host/guest/test.sh
. /host/guest/tpm.sh

PROCESSES=4
COMMANDS=2500
CYCLES=$(cat /host/cycles)
PLATFORM=/sys/bus/platform/drivers/svsm
SERVICE=/sys/bus/svsm/drivers/svsm-vtpm

modprobe algif_hash
mountpoint -q /sys/kernel/debug || mount -t debugfs debugfs /sys/kernel/debug
insmod /host/modules/svsm_emu.ko
insmod /host/modules/svsm.ko attest_interval_ms=20
udevadm settle

calls() {
	sed -n 's/^vtpm_cmd calls=\([0-9]*\) .*/\1/p' /sys/kernel/debug/svsm/calls
}

# The next good call works.
works() {
	load "/dev/$(chip_name)" 1 20
	load "/dev/tpmrm-svsm" 2 20
}

storm_begin() {
	load /dev/tpmrm-svsm "$PROCESSES" storm &
	STORM=$!
	sleep 0.5
}

# Every process of it has had an answer, and nobody a wrong one.
storm_end() {
	kill "$STORM"
	wait "$STORM" || fail "a process got a wrong answer, or none: $(
		grep -m 1 'load: .* bytes:' "$OUT/${FUNCNAME[1]}.log"
	)"
}

test_ten_thousand_commands_are_answered_each_by_its_own_answer() {
	load /dev/tpmrm-svsm "$PROCESSES" "$COMMANDS"
}

test_so_are_those_of_the_chip_itself() {
	load "/dev/$(chip_name)" 1 500
}

test_attestations_meanwhile_disturb_nobody() {
	local i before

	before=$(calls)
	storm_begin
	for i in $(seq 20); do
		svsmctl attest --raw --nonce "$(printf '%0128x' "$i")" --out "/tmp/attestation-$i" >/dev/null
	done
	storm_end
	[ $(($(calls) - before)) -gt 20 ] || fail "nothing was under way meanwhile"
}

test_a_killed_caller_leaves_nothing_behind() {
	local i

	for i in $(seq 30); do
		load /dev/tpmrm-svsm "$PROCESSES" storm &
		sleep "0.$((RANDOM % 5))$((i % 10))"
		# It may not have become "load" yet.
		until pkill -KILL -x load; do sleep 0.01; done
		wait $! || true
	done
	works
}

test_a_cpu_goes_and_comes() {
	local cpu=/sys/devices/system/cpu/cpu1/online

	storm_begin
	for _ in $(seq 10); do
		echo 0 >"$cpu"
		sleep 0.1
		echo 1 >"$cpu"
		sleep 0.1
	done
	storm_end
	works
}

test_the_device_is_unbound_and_bound_with_commands_in_flight() {
	storm_begin
	for _ in $(seq "$CYCLES"); do
		echo tpm-svsm >"$PLATFORM/unbind"
		echo tpm-svsm >"$PLATFORM/bind"
		sleep 0.1
	done
	storm_end
	udevadm settle
	works
}

test_the_service_is_unbound_and_bound_with_commands_in_flight() {
	storm_begin
	for _ in $(seq "$CYCLES"); do
		echo vtpm >"$SERVICE/unbind"
		echo vtpm >"$SERVICE/bind"
		sleep 0.1
	done
	storm_end
	udevadm settle
	works
}

test_the_module_goes_and_comes_with_commands_in_flight() {
	exec 9<>"/dev/$(chip_name)"
	storm_begin
	for _ in $(seq "$CYCLES"); do
		rmmod svsm
		insmod /host/modules/svsm.ko attest_interval_ms=20
		sleep 0.1
	done
	storm_end
	udevadm settle
	if printf '\x80\x01\0\0\0\x0c\0\0\x01\x7b\0\x08' >&9; then
		fail "a descriptor of the first chip took a command"
	fi
	exec 9>&-
	works
}

test_an_open_attestation_device_keeps_the_module() {
	exec 9<>/dev/svsm
	refused 'in use' rmmod svsm
	echo tpm-svsm >"$PLATFORM/unbind"
	svsmctl attest --raw --nonce "$(printf '%0128x' 1)" --out /tmp/without-chip
	echo tpm-svsm >"$PLATFORM/bind"
	exec 9>&-
	udevadm settle
	works
}

run_tests
# Those who wait for PCRs are woken under the TPM's lock: for kernels that check such things.
run_programs test_pcr_changes
