#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# The host offers a TPM of its own, and the kernel has bound it as tpm0 before
# any module of ours: everything must still name the SVSM's.
. /host/guest/test.sh
. /host/guest/tpm.sh

host_chip_name() {
	local chip

	for chip in /sys/class/tpm/tpm[0-9]*; do
		[[ $(readlink -f "$chip") == *platform/tpm-svsm* ]] || basename "$chip"
	done
}

names_are_right() {
	same "link" "$(chip_name)" "$(readlink /dev/tpm-svsm)"
	same "link" "tpmrm$(chip_name | tr -dc 0-9)" "$(readlink /dev/tpmrm-svsm)"
	udevadm info --query=property "/dev/$(chip_name)" | grep -x 'SVSM_TPM=1'
	udevadm info --query=property "/dev/$(host_chip_name)" | grep -x 'SVSM_TPM=0'
	svsmctl status --json >/tmp/status.json
	cat /tmp/status.json
}

test_the_hosts_tpm_is_tpm0_and_the_svsms_comes_second() {
	same "host's chip" tpm0 "$(host_chip_name)"
	insmod /host/modules/svsm_emu.ko
	insmod /host/modules/svsm.ko
	udevadm settle
	same "SVSM's chip" tpm1 "$(chip_name)"
}

test_links_and_marks_name_the_svsms_tpm() {
	names_are_right
}

test_the_two_are_different_tpms() {
	local ours theirs

	ours=$(tpm2_createek -G rsa -c /tmp/ek -u /tmp/ours.pub && sha256sum </tmp/ours.pub)
	theirs=$(TPM2TOOLS_TCTI=device:/dev/tpmrm0 tpm2_createek -G rsa -c /tmp/ek2 -u /tmp/theirs.pub &&
		sha256sum </tmp/theirs.pub)
	[ "$ours" != "$theirs" ] || fail "both have the same endorsement key"
}

# IMA holds on to the number of the chip that it found first.
test_the_other_order_gives_the_same_answer() {
	local device driver

	device=$(readlink -f /sys/class/tpm/tpm0/device)
	driver=$(readlink -f "$device/driver")
	rmmod svsm
	basename "$device" >"$driver/unbind"
	insmod /host/modules/svsm.ko
	basename "$device" >"$driver/bind"
	udevadm settle
	[[ $(chip_name) < $(host_chip_name) ]] || fail "the host's chip is still the first"
	names_are_right
}

run_tests
