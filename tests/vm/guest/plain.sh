#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# A VM with no SVSM below it: the driver must step back and leave no trace.
. /host/guest/test.sh

test_loading_svsm_in_a_plain_vm_says_no_such_device() {
	refused 'No such device' insmod /host/modules/svsm.ko
}

test_a_refused_load_leaves_nothing_behind() {
	local before after

	before=$(dmesg | wc -l)
	refused 'No such device' insmod /host/modules/svsm.ko
	after=$(dmesg | tail -n "+$((before + 1))" |
		grep -v 'taints kernel\|module verification failed' || true)
	same "kernel log" '' "$after"
	[ ! -e /dev/svsm ] || fail "/dev/svsm is there"
	[ ! -e /sys/bus/svsm ] || fail "/sys/bus/svsm is there"
	! grep -qw svsm /proc/modules || fail "the module is loaded"
}

test_ten_refused_loads_are_all_alike() {
	for _ in $(seq 10); do
		refused 'No such device' insmod /host/modules/svsm.ko
	done
}

test_the_emulators_guest_half_finds_no_other_half() {
	refused 'No such device' insmod /host/modules/svsm_emu.ko
	! grep -qw svsm_emu /proc/modules || fail "the module is loaded"
}

test_svsmctl_status_says_that_there_is_no_svsm() {
	local rc=0

	svsmctl status || rc=$?
	same "exit status" 1 "$rc"
}

test_svsmctl_attest_names_the_missing_device() {
	refused '/dev/svsm' svsmctl attest --raw --nonce "$(printf '00%.0s' $(seq 64))" --out /tmp/attestation
	[ ! -e /tmp/attestation ] || fail "a half-written attestation is left"
}

run_tests
