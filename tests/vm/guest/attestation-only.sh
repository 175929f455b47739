#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# A kernel that has the SVSM's attestation calls but no vTPM call (6.12): the
# driver offers what is there, and says so.
. /host/guest/test.sh
. /host/guest/tpm.sh

test_the_module_loads_and_says_attestation_only() {
	insmod /host/modules/svsm_emu.ko
	insmod /host/modules/svsm.ko
	udevadm settle
	[ -c /dev/svsm ] || fail "no /dev/svsm"
	dmesg | grep -i 'svsm.*attestation only' || fail "the kernel log does not say so"
}

test_there_is_no_tpm() {
	! chip_path || fail "a TPM is there"
	[ ! -e /dev/tpmrm-svsm ] || fail "/dev/tpmrm-svsm is there"
}

test_services_and_attestation_work() {
	svsmctl services
	svsmctl attest --raw --nonce "$(printf '5a%.0s' $(seq 64))" --out /tmp/attestation
	ls -l /tmp/attestation
}

test_the_module_goes_and_comes_back() {
	rmmod svsm
	[ ! -e /dev/svsm ] || fail "/dev/svsm is still there"
	insmod /host/modules/svsm.ko
	[ -c /dev/svsm ] || fail "no /dev/svsm"
}

run_tests
