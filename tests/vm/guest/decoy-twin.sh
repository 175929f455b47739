#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# The host has a copy of the SVSM's TPM, with every key of it, and offers that as tpm0:
# no key tells the two apart, where they hang in the machine does.
. /host/guest/test.sh
. /host/guest/tpm.sh
. /host/guest/two-chips.sh
. /host/guest/luks.sh
. /host/guest/disks-keys.sh

test_the_hosts_tpm_is_tpm0_and_the_svsms_comes_second() {
	same "host's chip" tpm0 "$(host_chip_name)"
	insmod /host/modules/svsm_emu.ko
	insmod /host/modules/svsm.ko attest_interval_ms=0
	udevadm settle
	same "SVSM's chip" tpm1 "$(chip_name)"
}

test_both_have_the_same_endorsement_key() {
	same "EK" "$(ek)" "$(on_the_hosts_chip ek)"
}

test_links_marks_and_svsmctl_name_the_svsms_tpm() {
	names_are_right
}

# So a verifier that has proven the key has not proven which chip a guest uses.
test_a_credential_for_that_key_opens_on_both() {
	echo secret >/tmp/secret
	ek
	cp /tmp/ek.pub /tmp/svsm-ek.pub
	activates /tmp/svsm-ek.pub
	on_the_hosts_chip activates /tmp/svsm-ek.pub
}

test_what_is_told_to_the_svsms_tpm_does_not_reach_the_copy() {
	local before

	before=$(on_the_hosts_chip pcr_values 16)
	tpm2_pcrextend "16:sha256=$(printf here | sha256sum | cut -d' ' -f1)"
	[ "$(pcr_values 16)" != "$before" ] || fail "the SVSM's PCR 16 has not moved"
	same "the copy's PCR 16" "$before" "$(on_the_hosts_chip pcr_values 16)"
}

test_a_volume_is_sealed_beside_the_copy() {
	luks_new twin
	install -m 0644 /host/bin/libcryptsetup-token-svsm.so /usr/lib/x86_64-linux-gnu/cryptsetup/
	svsmctl disk recovery --key-file "$LUKS_KEY" "$LUKS_FILE" >/dev/null
	! svsmctl disk enroll --yes --key-file "$LUKS_KEY" --pcrs sha256:15 "$LUKS_FILE" 2>/tmp/said
	svsmctl disk enroll --yes --key-file "$LUKS_KEY" --pcrs sha256:15 --assume-persistent \
		--accept-measurement "$(sed -n 's/.*--accept-measurement \([0-9a-f]*\)$/\1/p' /tmp/said)" \
		"$LUKS_FILE"
	svsmctl disk test "$LUKS_FILE"
	cryptsetup open --test-passphrase --token-only "$LUKS_FILE"
}

disk_of() {
	cat /tmp/luks.file
}

# The copy could unseal it, as PCR 15 of both is as it began: whoever asks the wrong TPM
# would not even notice.
test_the_copy_could_open_it() {
	sealed_key twin 1 sha256:15 /tmp/sealed
	on_the_hosts_chip srk
	on_the_hosts_chip sealed_key twin 1 sha256:15 /tmp/sealed.copy
	cmp /tmp/sealed /tmp/sealed.copy
}

test_but_without_the_svsms_tpm_nothing_of_ours_asks_it() {
	rmmod svsm
	refused 'SVSM' svsmctl disk test "$(disk_of)"
	refused 'SVSM' cryptsetup open --test-passphrase --token-only "$(disk_of)"
	insmod /host/modules/svsm.ko attest_interval_ms=0
	udevadm settle
	cryptsetup open --test-passphrase --token-only "$(disk_of)"
}

test_the_other_order_gives_the_same_answer() {
	the_other_order
	names_are_right
	same "EK" "$(ek)" "$(on_the_hosts_chip ek)"
	cryptsetup open --test-passphrase --token-only "$(disk_of)"
}

test_the_attestation_is_still_the_svsms() {
	svsmctl attest --raw --nonce "$(printf '%0128x' 3)" --out /tmp/evidence
}

run_tests
