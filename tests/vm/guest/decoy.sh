#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# The host offers a TPM of its own, and the kernel has bound it as tpm0 before
# any module of ours: everything must still name the SVSM's.
. /host/guest/test.sh
. /host/guest/tpm.sh
. /host/guest/two-chips.sh

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

# What a host can write into its TPM: the other's key, where a TPM's maker has put the
# certificate of its own (EK Credential Profile, RSA 2048).
test_a_forged_endorsement_key_changes_no_name() {
	local index=0x01c00002

	tpm2_createek -G rsa -c /tmp/ek -u /tmp/ours.pub
	on_the_hosts_chip tpm2_nvdefine "$index" -C o -s "$(stat -c %s /tmp/ours.pub)" \
		-a 'ownerread|ownerwrite|authread|authwrite'
	on_the_hosts_chip tpm2_nvwrite "$index" -C o -i /tmp/ours.pub
	on_the_hosts_chip tpm2_nvread "$index" -C o | cmp - /tmp/ours.pub
	names_are_right
}

test_the_other_order_gives_the_same_answer() {
	the_other_order
	names_are_right
}

# The last, as libtpms takes what it cannot decrypt for a failure of its own.
test_the_hosts_tpm_cannot_use_the_key_that_it_claims() {
	echo secret >/tmp/secret
	ek
	cp /tmp/ek.pub /tmp/svsm-ek.pub
	activates /tmp/svsm-ek.pub
	refused 'Unable to run tpm2_activatecredential' on_the_hosts_chip activates /tmp/svsm-ek.pub
}

run_tests
