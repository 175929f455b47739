#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# The kernel's own ways to an SVSM: its TPM driver runs on the emulated SVSM as it
# is, ours stands beside it, and what svsmctl does it does through the kernel's
# report interface too, without a driver of ours.
. /host/guest/test.sh
. /host/guest/tpm.sh
. /host/guest/luks.sh

TSM=tsm:/sys/kernel/config/tsm/report
export SVSM_BIRTH=/run/birth/record
export SVSM_ENROLLED=/run/enrolled
NONCE=$(printf '%0128x' 7)

# The kernel's entry point stays on its CPU by itself since its fix, so that its
# driver need not: that one rule is not for it.
insmod /host/modules/svsm_emu.ko pinned=0
insmod /host/modules/tpm_svsm.ko
udevadm settle

bound_to() {
	basename "$(readlink -f /sys/bus/platform/devices/tpm-svsm/driver)"
}

test_the_kernels_own_driver_runs_on_the_emulated_svsm() {
	same "driver" tpm-svsm "$(bound_to)"
	same "link" "$(chip_name)" "$(readlink /dev/tpm-svsm)"
	same "random bytes" 32 "$(tpm2_getrandom 32 | wc -c)"
	tpm2_pcrextend "16:sha256=$(printf here | sha256sum | cut -d' ' -f1)"
	tpm2_pcrread sha256:16
	echo sealed >/tmp/secret
	tpm2_createprimary -Q -C o -G ecc -c /tmp/primary
	tpm2_create -Q -C /tmp/primary -i /tmp/secret -u /tmp/public -r /tmp/private
	tpm2_load -Q -C /tmp/primary -u /tmp/public -r /tmp/private -c /tmp/object
	same "unsealed" sealed "$(tpm2_unseal -c /tmp/object)"
}

test_our_driver_beside_it_leaves_it_the_tpm() {
	insmod /host/modules/svsm.ko
	udevadm settle
	same "driver" tpm-svsm "$(bound_to)"
	same "chips" 1 "$(find /sys/class/tpm -name 'tpm[0-9]*' | wc -l)"
	same "random bytes" 32 "$(tpm2_getrandom 32 | wc -c)"
}

test_our_driver_beside_it_attests_and_lists() {
	svsmctl services | grep 'c476f1eb-0123-45a5-9641-b4e7dde5bfe3'
	svsmctl attest --raw --nonce "$NONCE" --out /tmp/beside
	[ -e /sys/bus/svsm/devices/vtpm ] || fail "the vTPM is not on the bus"
	same "chips" 1 "$(find /sys/class/tpm -name 'tpm[0-9]*' | wc -l)"
	same "random bytes" 32 "$(tpm2_getrandom 32 | wc -c)"
}

test_svsmctl_says_that_it_took_the_device() {
	svsmctl status --json >/tmp/status.json
	same "device" /dev/svsm "$(jq -r .device /tmp/status.json)"
	same "transport" kernel "$(jq -r .transport /tmp/status.json)"
	svsmctl services --json >/tmp/services.json
	same "device" /dev/svsm "$(jq -r .device /tmp/services.json)"
	same "transport" kernel "$(jq -r .transport /tmp/services.json)"
	svsmctl services | grep -xF 'listed by /dev/svsm (transport kernel)'
}

test_the_tpm_outlives_our_driver() {
	rmmod svsm
	same "random bytes" 32 "$(tpm2_getrandom 32 | wc -c)"
}

test_without_driver_and_interface_there_is_no_svsm() {
	refused 'svsm' svsmctl services
}

test_without_our_driver_svsmctl_takes_the_kernels_interface() {
	modprobe -a configfs tsm_report
	mountpoint -q /sys/kernel/config || mount -t configfs configfs /sys/kernel/config
	insmod /host/modules/svsm_emu_tsm.ko
	svsmctl status || true
	svsmctl status --json >/tmp/status.json || true
	same "device" "$TSM" "$(jq -r .device /tmp/status.json)"
	same "transport" configfs-tsm "$(jq -r .transport /tmp/status.json)"
	same "VMPL" 2 "$(jq -r .vmpl /tmp/status.json)"
}

test_it_lists_the_services() {
	svsmctl services >/tmp/services
	grep 'c476f1eb-0123-45a5-9641-b4e7dde5bfe3' /tmp/services
	grep -xF "listed by $TSM (transport configfs-tsm)" /tmp/services
	svsmctl services --json >/tmp/services.json
	same "device" "$TSM" "$(jq -r .device /tmp/services.json)"
	same "transport" configfs-tsm "$(jq -r .transport /tmp/services.json)"
}

test_it_attests_all_services() {
	svsmctl attest --raw --nonce "$NONCE" --out /tmp/all
	same "REPORT_DATA" \
		"$({ hex_to_bytes "$NONCE"; cat /tmp/all/manifest*; } | sha512sum | cut -d' ' -f1)" \
		"$(tail -c +81 /tmp/all/report* | head -c 64 | od -An -v -tx1 | tr -d ' \n')"
}

test_it_attests_the_vtpm() {
	svsmctl attest --raw --nonce "$NONCE" --service vtpm --out /tmp/vtpm
	[ -s /tmp/vtpm/manifest.bin ] || ls -l /tmp/vtpm/manifest*
}

# All the rest once more, with the TPM of the kernel's own driver.
test_its_evidence_is_collected_answered_for_and_accepted() {
	local nonce

	nonce=$(head -c 32 /dev/urandom | od -An -v -tx1 | tr -d ' \n')
	svsmctl attest --nonce "$nonce" --json --out /tmp/evidence | tee /tmp/evidence.json
	same "transport" configfs-tsm "$(jq -r .transport /tmp/evidence.json)"
	same "TPM" "device:/dev/$(chip_name | sed 's/tpm/tpmrm/')" "$(jq -r .tpm /tmp/evidence.json)"
	svsmctl policy new --evidence /tmp/evidence --out /tmp/policy
	svsmctl challenge new --evidence /tmp/evidence --out /tmp/challenge --state /tmp/state
	svsmctl respond --challenge /tmp/challenge --out /tmp/response
	svsmctl challenge accept --state /tmp/state --response /tmp/response --out /tmp/binding
	svsmctl verify /tmp/evidence --nonce "$nonce" --policy /tmp/policy --ark /host/ark.pem \
		--binding /tmp/binding | tee /tmp/verified
	grep -x ACCEPTED /tmp/verified
}

# The TPM is proven to be the SVSM's by an attestation first.
test_the_tpm_is_proven_and_remembered() {
	svsmctl birth record 2>/tmp/said
	grep -F "attested by $TSM (transport configfs-tsm)" /tmp/said
	svsmctl birth show | tee /tmp/birth
	grep '^persistence unknown' /tmp/birth
	same "recorded in this boot" true "$(svsmctl birth show --json | jq .recorded_in_this_boot)"
}

test_logs_are_read_and_replayed_on_it() {
	svsmctl eventlog verify || same "exit status of eventlog verify" 0 "$?"
}

test_a_volume_is_sealed_to_it() {
	local launch

	luks_new sealed
	svsmctl disk recovery --key-file "$LUKS_KEY" "$LUKS_FILE" >/tmp/recovery
	! svsmctl disk enroll --yes --key-file "$LUKS_KEY" "$LUKS_FILE" 2>/tmp/said
	launch=$(sed -n 's/.*is in no policy.*--accept-measurement \([0-9a-f]*\)$/\1/p' /tmp/said)
	svsmctl disk enroll --yes --key-file "$LUKS_KEY" --accept-measurement "$launch" \
		--assume-persistent --pcrs sha256:15 --json "$LUKS_FILE" >/tmp/enrolled
	same "device" "$TSM" "$(jq -r .device /tmp/enrolled)"
	same "transport" configfs-tsm "$(jq -r .transport /tmp/enrolled)"
}

test_and_opens_until_a_pcr_moves() {
	local volume=/tmp/sealed.luks

	svsmctl disk test "$volume"
	svsmctl disk list "$volume" | grep -F 'this boot satisfies it'
	tpm2_pcrextend "15:sha256=$(printf '%064d' 1)"
	(refused 'does NOT open it' svsmctl disk test "$volume")
	svsmctl disk list "$volume" | grep -F 'this boot does NOT satisfy it'
}

test_it_reports_a_refusal_and_nothing_is_left_behind() {
	refused 'refused' svsmctl attest --raw --nonce "$NONCE" --out /tmp/none \
		--service 00112233-4455-6677-8899-aabbccddeeff
	[ ! -e /tmp/none ] || fail "something was written"
	same "entries" 0 "$(find /sys/kernel/config/tsm/report -mindepth 1 | wc -l)"
}

test_a_provider_of_reports_without_an_svsm_is_not_taken() {
	rmmod svsm_emu_tsm
	refused 'svsm' svsmctl services
}

run_tests
