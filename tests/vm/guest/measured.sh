#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# A measured boot with systemd on an emulated SVSM, whose TPM was there before
# systemd began: what users do with the SVSM's TPM, with the tools they have.
. /host/guest/test.sh
. /host/guest/tpm.sh
. /host/guest/luks.sh

test_the_chip_is_below_the_platform_device_of_the_svsm() {
	[[ $(chip_path) = /sys/devices/platform/tpm-svsm/* ]] || fail "the chip is $(chip_path)"
	same "link" "$(chip_name)" "$(readlink /dev/tpm-svsm)"
	same "link" "$(chip_name | sed 's/tpm/tpmrm/')" "$(readlink /dev/tpmrm-svsm)"
}

test_udev_marks_the_chip_as_the_svsms() {
	udevadm info --query=property "/dev/$(chip_name)" | grep -x 'SVSM_TPM=1'
}

test_tpm2_tools_work_through_the_resource_manager() {
	tpm2_getcap properties-fixed | grep TPM2_PT_MANUFACTURER
	same "random bytes" 32 "$(tpm2_getrandom 32 | wc -c)"
	tpm2_createprimary -Q -C o -G ecc -c /tmp/primary
	echo sealed | tpm2_create -Q -C /tmp/primary -i - -u /tmp/public -r /tmp/private
	tpm2_load -Q -C /tmp/primary -u /tmp/public -r /tmp/private -c /tmp/object
	same "unsealed" sealed "$(tpm2_unseal -c /tmp/object)"
}

test_the_event_log_replays_to_the_pcrs_says_tpm2_eventlog() {
	local -a pcrs

	log_values >/tmp/log-values
	mapfile -t pcrs < <(cut -d' ' -f1 /tmp/log-values)
	pcr_values "${pcrs[@]}" >/tmp/chip-values
	[ "$(wc -l </tmp/log-values)" -ge 8 ] || fail "the log has few PCRs: $(cat /tmp/log-values)"
	grep '^11 ' /tmp/log-values || fail "systemd-stub measured nothing into PCR 11"
	diff /tmp/log-values /tmp/chip-values || fail "log and chip differ"
}

test_the_event_log_replays_to_the_pcrs_says_svsmctl() {
	svsmctl status --json >/tmp/status.json
	same "event log" replays "$(jq -r .event_log.state /tmp/status.json)"
}

test_svsmctl_eventlog_explains_every_pcr() {
	svsmctl eventlog verify
	svsmctl eventlog show | grep -F 'UKI section .cmdline'
}

test_svsmctl_status_names_the_chip() {
	svsmctl status
	svsmctl status | grep "$(chip_name)"
}

test_svsmctl_services_lists_the_vtpm() {
	svsmctl services | grep -i 'c476f1eb-0123-45a5-9641-b4e7dde5bfe3'
}

test_an_attestation_binds_nonce_and_manifest() {
	local nonce

	nonce=$(head -c 64 /dev/urandom | od -An -v -tx1 | tr -d ' \n')
	svsmctl attest --raw --nonce "$nonce" --out /tmp/attestation
	ls -l /tmp/attestation
	same "REPORT_DATA" \
		"$({ hex_to_bytes "$nonce"; cat /tmp/attestation/manifest*; } | sha512sum | cut -d' ' -f1)" \
		"$(tail -c +81 /tmp/attestation/report* | head -c 64 | od -An -v -tx1 | tr -d ' \n')"
}

# 9p cannot rename without replacing, nor can some network file systems.
test_an_attestation_lands_on_any_file_system() {
	svsmctl attest --raw --nonce "$(printf 'c3%.0s' $(seq 64))" --out /host/out/attestation
	[ -s /host/out/attestation/attest.json ] || fail "attest.json is not there"
	refused 'exists already' \
		svsmctl attest --raw --nonce "$(printf 'c3%.0s' $(seq 64))" --out /host/out/attestation
}

test_a_nonce_of_the_wrong_length_is_refused() {
	refused 'nonce' svsmctl attest --raw --nonce 0011 --out /tmp/refused
	[ ! -e /tmp/refused ] || fail "something was written"
}

test_a_bundle_is_collected_from_the_chip() {
	local nonce

	nonce=$(head -c 32 /dev/urandom | od -An -v -tx1 | tr -d ' \n')
	svsmctl attest --nonce "$nonce" --full --json --out /host/out/bundle | tee /tmp/bundle.json
	same "TPM" "device:/dev/$(chip_name | sed 's/tpm/tpmrm/')" "$(jq -r .tpm /tmp/bundle.json)"
	same "transport" kernel "$(jq -r .transport /tmp/bundle.json)"
	same "AK" true "$(jq -r .ak.is_kept /tmp/bundle.json)"
	same "firmware's log" "$(sha256sum <"/sys/kernel/security/$(chip_name)/binary_bios_measurements")" \
		"$(jq -r .logs.firmware /host/out/bundle | base64 -d | sha256sum)"
	pcr_values 0 7 11 | while read -r pcr value; do
		same "PCR $pcr" "$value" "$(jq -r ".pcrs.sha256[\"$pcr\"]" /host/out/bundle)"
	done
}

# Without a burst the second comes too early, however slow this machine is.
test_who_has_to_wait_for_the_secure_processor_is_told() {
	local parameters=/sys/module/svsm/parameters nonce

	nonce=$(printf '5a%.0s' $(seq 32))
	echo 15000 >$parameters/attest_interval_ms
	echo 1 >$parameters/attest_burst
	svsmctl attest --nonce "$nonce" >/tmp/bundle
	svsmctl attest --nonce "$nonce" 2>/tmp/said >/tmp/bundle
	echo 2000 >$parameters/attest_interval_ms
	echo 3 >$parameters/attest_burst
	grep 'note: waiting [0-9.]* s: the driver lets requests' /tmp/said
	same "a bundle" svsm-guest/evidence "$(jq -r .format /tmp/bundle)"
}

# The verifier's half runs here as well: the keys and files are what matters.
test_evidence_of_this_boot_is_accepted() {
	local nonce

	nonce=$(head -c 32 /dev/urandom | od -An -v -tx1 | tr -d ' \n')
	svsmctl attest --full --nonce "$nonce" --out /tmp/evidence
	svsmctl policy new --evidence /tmp/evidence --out /tmp/policy
	svsmctl challenge new --evidence /tmp/evidence --out /tmp/challenge --state /tmp/state
	svsmctl respond --challenge /tmp/challenge --out /tmp/response
	svsmctl challenge accept --state /tmp/state --response /tmp/response --out /tmp/binding
	svsmctl verify /tmp/evidence --nonce "$nonce" --policy /tmp/policy --ark /host/ark.pem \
		--binding /tmp/binding | tee /tmp/verified
	grep -x ACCEPTED /tmp/verified
	grep '^log-firmware *passed' /tmp/verified
	refused 'snp-root' svsmctl verify /tmp/evidence --nonce "$nonce" --policy /tmp/policy \
		--binding /tmp/binding
}

test_evidence_holds_systemds_log() {
	svsmctl attest --nonce "$(printf '%064x' 7)" --out /tmp/phases
	jq -r .logs.systemd /tmp/phases | base64 -d | cmp - /run/log/systemd/tpm2-measure.log
}

test_a_disk_of_systemd_cryptenroll_opens() {
	luks_new systemd
	enroll 7+23
	attach opened
	detach opened
}

test_it_does_not_open_when_a_pcr_has_moved() {
	tpm2_pcrextend "23:sha256=$(printf moved | sha256sum | cut -d" " -f1)"
	refused '.' attach refused
	[ ! -e /dev/mapper/refused ] || fail "it opened"
	tpm2_pcrreset 23
	attach again
	detach again
}

test_a_disk_of_clevis_opens() {
	luks_new clevis
	clevis luks bind -y -k "$LUKS_KEY" -d "$LUKS_FILE" tpm2 '{"pcr_bank":"sha256","pcr_ids":"7"}'
	clevis luks unlock -d "$LUKS_FILE" -n opened
	cryptsetup close opened
}

test_the_module_goes_and_comes_back() {
	for _ in 1 2 3; do
		rmmod svsm
		udevadm settle
		[ ! -e /dev/svsm ] || fail "/dev/svsm is still there"
		[ ! -e /dev/tpmrm-svsm ] || fail "/dev/tpmrm-svsm is still there"
		insmod /host/modules/svsm.ko
		udevadm settle
		tpm2_getrandom 8 | wc -c
	done
}

test_a_descriptor_that_outlives_the_module_fails_cleanly() {
	exec 9<>"/dev/$(chip_name)"
	rmmod svsm
	if printf '\x80\x01\0\0\0\x0c\0\0\x01\x7b\0\x08' >&9; then
		fail "the dead chip took a command"
	fi
	exec 9>&-
	insmod /host/modules/svsm.ko
	udevadm settle
	tpm2_getrandom 8 | wc -c
}

run_programs
run_tests
