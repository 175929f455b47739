#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# A boot with a TPM of the host, which is tpm0 and announced by the firmware, and
# the SVSM's, which comes later: systemd measures into the SVSM's and leaves the
# host's alone.  (The firmware measured into the host's: QEMU has room for one.)
. /host/guest/test.sh
. /host/guest/tpm.sh
. /host/guest/phases.sh

test_the_hosts_tpm_came_first() {
	same "SVSM's chip" tpm1 "$(chip_name)"
	[ -e /dev/tpmrm0 ] || fail "there is no TPM of the host"
}

test_systemd_measured_into_the_svsms_tpm() {
	same "phases" "enter-initrd leave-initrd sysinit ready" "$(phases)"
	phases_are_hashes_of_words
	same "PCR 11" "$(amounts_to 11 "$(zeros)")" "$(pcr_values 11 | cut -d' ' -f2)"
}

test_systemd_measured_nothing_into_the_hosts_tpm() {
	local log chip

	log=$(tpm2_eventlog /sys/kernel/security/tpm0/binary_bios_measurements |
		sed -n '/^pcrs:/,$ { /sha256:/,$ s/^ *11 *: 0x//p }' | tr A-F a-f | head -n 1)
	chip=$(TPM2TOOLS_TCTI=device:/dev/tpmrm0 pcr_values 11 | cut -d' ' -f2)
	[ -n "$log" ] || fail "the host's log says nothing of PCR 11"
	same "the host's PCR 11" "$log" "$chip"
}

test_the_storage_root_key_is_in_the_svsms_tpm() {
	tpm2_readpublic -Q -c 0x81000001 -f pem -o /tmp/srk.pem
	diff /tmp/srk.pem /run/systemd/tpm2-srk-public-key.pem
	refused '.' env TPM2TOOLS_TCTI=device:/dev/tpmrm0 tpm2_readpublic -c 0x81000001
}

# The firmware measured the UKI into the host's TPM, so no signature of the UKI fits PCR 11
# of the SVSM's: what systemd 262 binds to that signature (its NvPCRs) must not come about,
# and says ENOSTR.  Nothing else fails.
test_only_what_needs_the_signed_pcr_11_fails() {
	same "failed units" 'systemd-pcrproduct.service systemd-tpm2-setup-early.service' \
		"$(failed_units)"
	journalctl -b -o cat -u systemd-tpm2-setup-early.service |
		grep -F 'Failed to initialize NvPCR index: Device not a stream'
}

run_tests
