#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# A machine whose firmware knows no TPM (no ACPI table, no TPM2_Startup), on an emulated
# SVSM that first is strict with broken callers, and then misbehaves itself.
. /host/guest/test.sh
. /host/guest/tpm.sh

EMU=/sys/kernel/debug/svsm_emu
BROKEN=/sys/kernel/debug/broken_caller
TRACE=/sys/kernel/tracing

mount -t debugfs debugfs /sys/kernel/debug

fault() {
	echo "$*" >$EMU/fault
}

# mistake NAME: what came of it, as broken_caller.c says it.
mistake() {
	echo "$1" >$BROKEN
	sed 's/^[^:]*: //' $BROKEN
}

# breaks NAME RULE: refused by the guest half, and counted.
breaks() {
	same "$1" "errno 22" "$(mistake "$1")"
	grep -xF "1 $2" $EMU/violations || fail "not counted: $(cat $EMU/violations)"
}

reload() {
	rmmod svsm
	insmod /host/modules/svsm.ko "$@"
	udevadm settle
}

attest_calls() {
	grep '^attest ' /sys/kernel/debug/svsm/calls
}

# ---- the emulator is strict --------------------------------------------------------

# Or else a driver's first TPM command would execute VMGEXIT, which is the kernel's end here.
test_the_emulator_is_not_there_where_it_cannot_divert() {
	echo 0 >/sys/kernel/debug/kprobes/enabled
	(refused 'not supported' insmod /host/modules/svsm_emu.ko) || touch /tmp/diverted
	echo 1 >/sys/kernel/debug/kprobes/enabled
	[ ! -e /tmp/diverted ] || fail "it was loaded"
	[ ! -e /sys/bus/platform/devices/tpm-svsm ] || fail "a device is left"
}

test_the_emulator_takes_no_fault_that_it_does_not_know() {
	insmod /host/modules/svsm_emu.ko
	refused 'Invalid argument' fault no-such-fault
	refused 'Invalid argument' fault vtpm-reply-len
	refused 'Invalid argument' fault vtpm-reply-len=x
	refused 'Invalid argument' fault none count=x
	refused 'Invalid argument' fault none after=x
	refused 'Invalid argument' fault 'vtpm-echo + vtpm-echo'
	refused 'Invalid argument' fault ''
	fault none
}

test_an_attestation_before_startup_is_refused() {
	insmod /host/modules/broken_caller.ko
	same "before TPM2_Startup" "errno 22, code 0x80000006" "$(mistake attest-right)"
}

test_the_driver_says_so_when_nobody_has_started_the_tpm() {
	local nonce calls again later

	nonce=$(printf '5a%.0s' $(seq 64))
	echo nobody >/sys/devices/platform/tpm-svsm/driver_override
	insmod /host/modules/svsm.ko
	(refused 'INVALID_REQUEST' svsmctl attest --raw --nonce "$nonce" --out /tmp/early) || calls=none
	calls=${calls-$(attest_calls)}
	(refused 'held off' svsmctl attest --raw --nonce "$nonce" --out /tmp/early) || again=none
	again=${again-$(attest_calls)}
	echo 0 >/sys/module/svsm/parameters/attest_holdoff_s
	(refused 'INVALID_REQUEST' svsmctl attest --raw --nonce "$nonce" --out /tmp/early) || later=none
	later=${later-$(attest_calls)}
	rmmod svsm
	echo >/sys/devices/platform/tpm-svsm/driver_override
	same "after the first attempt" "attest calls=1 failed=1" "$calls"
	same "after the second" "attest calls=1 failed=1" "$again"
	same "after the time was shortened" "attest calls=2 failed=2" "$later"
	dmesg | grep 'INVALID_REQUEST: attestation may be lost until the next launch, none for 300 s'
}

test_a_name_that_others_have_taken_is_a_clean_failure() {
	local name left

	for name in bus root device driver; do
		insmod /host/modules/squatter.ko "name=$name"
		refused 'File exists|Device or resource busy' insmod /host/modules/svsm.ko
		rmmod squatter
		for left in /sys/module/svsm /sys/bus/svsm /sys/devices/svsm /dev/svsm \
			/sys/bus/platform/drivers/svsm /sys/kernel/debug/svsm; do
			[ ! -e "$left" ] || fail "name=$name: $left is left"
		done
	done
}

# trace_memory on|off: what insmod takes of the page allocator in large pieces and of the slab
# allocator in small ones, and what anybody gives back.
trace_memory() {
	local event on=0

	[ "$1" = off ] || on=1
	for event in mm_page_alloc mm_page_free kmalloc kfree; do
		echo "$on" >"$TRACE/events/kmem/$event/enable"
	done
}

# What insmod has taken for the driver's area (88 KiB in one piece) and in the driver core,
# and nobody has given back: a line each.  The first line says how much there was of each.
memory_left() {
	awk '
	function field(name,  i) {
		for (i = 1; i <= NF; i++)
			if (index($i, name "=") == 1)
				return substr($i, length(name) + 2)
		return ""
	}
	/ mm_page_alloc: / && $1 ~ /^insmod-/ && field("order") >= 4 { pages[field("pfn")] = $0; large++ }
	/ mm_page_free: / { delete pages[field("pfn")] }
	/ kmalloc: / && $1 ~ /^insmod-/ &&
		field("call_site") ~ /^(bus_|driver_|device_|__root_device_|misc_|svsm_)/ {
		objects[field("ptr")] = $0; small++
	}
	/ kfree: / { delete objects[field("ptr")] }
	END {
		print large + 0, small + 0
		for (i in pages)
			print pages[i]
		for (i in objects)
			print objects[i]
	}' "$TRACE/trace"
}

test_a_refused_load_costs_no_memory() {
	local name found

	[ -e "$TRACE/trace" ] || mount -t tracefs tracefs "$TRACE"
	echo 16384 >"$TRACE/buffer_size_kb"
	for name in bus root device driver; do
		insmod /host/modules/squatter.ko "name=$name"
		echo >"$TRACE/trace"
		trace_memory on
		refused 'File exists|Device or resource busy' insmod /host/modules/svsm.ko
		trace_memory off
		rmmod squatter
		found=$(memory_left)
		echo "name=$name: $found"
		[[ "$(head -n 1 <<<"$found")" =~ ^[1-9][0-9]*\ [1-9][0-9]*$ ]] ||
			fail "name=$name: the trace does not show what the driver takes"
		same "name=$name: what is left" "" "$(tail -n +2 <<<"$found")"
	done
}

test_the_tpm_comes_up_without_an_acpi_table() {
	[ ! -e /sys/firmware/acpi/tables/TPM2 ] || fail "there is one"
	insmod /host/modules/svsm.ko attest_interval_ms=0
	udevadm settle
	tpm2_getrandom 8 | wc -c
}

# In the driver's page stands the command before it, which would run again.
test_a_command_without_a_whole_header_is_not_run() {
	local size calls

	exec 9<>/dev/tpm-svsm
	calls=$(grep '^vtpm_cmd ' /sys/kernel/debug/svsm/calls)
	for size in 6 9 1; do
		# shellcheck disable=SC2059 # the size is a part of it
		printf "\x80\x01\0\0\0\x0$size\0\0\0" >&9
		same "answer (TPM_RC_COMMAND_SIZE)" 80010000000a00000142 \
			"$(head -c 4096 <&9 | od -An -v -tx1 | tr -d ' \n')"
	done
	exec 9>&-
	same "calls" "$calls" "$(grep '^vtpm_cmd ' /sys/kernel/debug/svsm/calls)"
}

test_endorsement_auth_before_the_first_attestation_is_refused() {
	local found

	tpm2_changeauth -c e secret
	found=$(mistake attest-right)
	tpm2_changeauth -c e -p secret
	same "with auth" "errno 22, code 0x80000006" "$found"
}

test_the_first_attestation_takes_a_transient_slot_for_good() {
	local TPM2TOOLS_TCTI=device:/dev/tpm-svsm

	same "before" "" "$(tpm2_getcap handles-transient)"
	same "right caller" "unnoticed" "$(mistake attest-right)"
	same "after" "- 0x80000000" "$(tpm2_getcap handles-transient)"
	same "again" "unnoticed" "$(mistake attest-right)"
	same "still" "- 0x80000000" "$(tpm2_getcap handles-transient)"
}

test_a_right_vtpm_caller_goes_unnoticed() {
	same "right caller" "unnoticed" "$(mistake vtpm-right)"
	same "violations" "" "$(cat $EMU/violations)"
}

test_a_preemptible_vtpm_caller_is_refused() {
	breaks vtpm-preemptible "vTPM call by a caller that can be moved to another CPU"
}

test_a_sleeping_vtpm_caller_is_refused() {
	breaks vtpm-sleeping "vTPM call by a caller that can sleep, but stays on its CPU"
}

test_an_unaligned_vtpm_buffer_is_refused() {
	breaks vtpm-unaligned "vTPM buffer is not page-aligned"
}

test_a_vmalloc_vtpm_buffer_is_refused() {
	breaks vtpm-vmalloc "vTPM buffer is not in the direct map"
}

test_a_static_vtpm_buffer_is_refused() {
	same "static" "errno 22" "$(mistake vtpm-static)"
	grep -xF "2 vTPM buffer is not in the direct map" $EMU/violations
}

test_what_stands_behind_a_response_is_overwritten() {
	same "canary" "errno 131" "$(mistake vtpm-short-buffer)"
}

test_no_timer_runs_during_a_call() {
	fault delay-ms=500
	same "timer" "errno 62" "$(mistake vtpm-timer)"
	same "while the caller waits by itself" "unnoticed" "$(mistake busy-timer)"
}

test_a_nonce_that_crosses_a_page_is_refused() {
	same "nonce" "errno 22, code 0x80000005" "$(mistake attest-crossing-nonce)"
}

test_a_short_nonce_is_refused() {
	same "nonce" "errno 22, code 0x80000005" "$(mistake attest-short-nonce)"
}

test_reserved_bytes_are_looked_at() {
	same "reserved" "errno 22, code 0x80000005" "$(mistake attest-reserved)"
}

test_an_unaligned_manifest_buffer_is_refused() {
	same "manifest" "errno 22, code 0x80000005" "$(mistake attest-unaligned)"
}

test_a_certificate_buffer_above_16_kib_is_refused() {
	same "certificates" "errno 22, code 0x80000005" "$(mistake attest-certs-too-large)"
}

test_a_vmalloc_report_buffer_is_refused() {
	same "report" "errno 22, code 0x80000003" "$(mistake attest-vmalloc)"
}

test_a_buffer_that_is_not_contiguous_is_refused() {
	breaks attest-not-contiguous "buffer reaches into memory that is not the caller's"
}

test_undefined_and_foreign_calls_are_refused() {
	breaks attest-undefined-call "call that the attestation entry point is not for"
	same "core call" "errno 22" "$(mistake attest-core-call)"
}

test_the_driver_breaks_no_rule() {
	local before

	before=$(cat $EMU/violations)
	svsmctl services
	tpm2_getcap properties-fixed >/dev/null
	same "violations" "$before" "$(cat $EMU/violations)"
}

# ---- the SVSM and the host misbehave ------------------------------------------------

test_a_vtpm_that_answers_nonsense_at_load_costs_the_tpm_alone() {
	fault vtpm-echo count=1000000
	reload attest_interval_ms=0
	[ ! -e /dev/tpm-svsm ] || fail "there is a TPM"
	dmesg | grep 'the vTPM does not answer'
	svsmctl services
	fault none
	echo tpm-svsm >/sys/bus/platform/drivers/svsm/unbind
	echo tpm-svsm >/sys/bus/platform/drivers/svsm/bind
	udevadm settle
	tpm2_getrandom 8 | wc -c
}

# From the second command on: the first is the driver's own, the others are the TPM core's.
# A chip that goes is shut down by a command too: so it goes first.
test_a_vtpm_that_falls_silent_on_the_way_is_no_tpm() {
	rmmod svsm
	fault vtpm-echo after=1 count=1000000
	insmod /host/modules/svsm.ko attest_interval_ms=0
	udevadm settle
	fault none
	[ ! -e /dev/tpm-svsm ] || fail "there is a TPM"
	dmesg | tail -n 5 | grep 'the vTPM could not be registered'
	svsmctl services
}

# Whichever of a new chip's commands it is that fails: some of them the TPM core does
# without, and nothing but a TPM or none may come of it.
test_no_single_command_of_a_new_chip_can_do_harm() {
	local i chips=0

	for i in $(seq 0 20); do
		fault vtpm-echo "after=$i"
		reload attest_interval_ms=0
		fault none
		[ ! -e /dev/tpm-svsm ] || chips=$((chips + 1))
		svsmctl services >/dev/null
	done
	[ "$chips" -gt 0 ] || fail "none has become a TPM"
	reload attest_interval_ms=0
	tpm2_getrandom 8 | wc -c
}

test_a_vtpm_that_is_no_tpm_2_0_is_not_taken() {
	fault tpm-tag=0xc4 count=1000000
	reload attest_interval_ms=0
	fault none
	[ ! -e /dev/tpm-svsm ] || fail "there is a TPM"
	dmesg | grep 'the vTPM is no TPM 2.0'
	svsmctl services
}

test_attestation_that_always_fails_costs_no_tpm() {
	fault attest-code=0x80000006 count=1000000
	reload
	refused '.' svsmctl services
	tpm2_getrandom 8 | wc -c
	[ -d /sys/bus/svsm/devices/vtpm ] || fail "the vTPM is not on the bus"
	fault none
	reload attest_interval_ms=0
}

test_svsmctl_does_not_swallow_a_hostile_certificate_table() {
	local kind

	for kind in overflow outside junk; do
		fault "certs=$kind"
		svsmctl attest --raw --nonce "$(printf '5a%.0s' $(seq 64))" --out "/tmp/certs-$kind" || true
		fault none
		[ ! -e "/tmp/certs-$kind/vcek.der" ] || fail "certs=$kind: a certificate came of it"
	done
	svsmctl services
}

run_tests
for program in fault_matrix abi_calls abi_calls_32 abi_openers abi_openers_32; do
	reload
	run_programs "$program"
done
