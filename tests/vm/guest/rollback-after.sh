#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# The host has given the SVSM's TPM the state of before the last boot.  Nothing inside
# says so; what has kept notes on a disk that was not put back can see it.
. /host/guest/test.sh
. /host/guest/tpm.sh
. /host/guest/luks.sh
. /host/guest/rollback.sh
. /host/guest/bus.sh

BEFORE=/host/before

test_it_is_the_same_tpm() {
	same "EK" "$(cat $BEFORE/ek)" "$(ek)"
}

test_the_driver_works() {
	same "random bytes" 32 "$(tpm2_getrandom 32 | wc -c)"
	svsmctl attest --raw --nonce "$(printf '%0128x' 1)" --out /tmp/evidence
}

# Every boot adds one: this one did not to what the last boot has seen.
test_the_resets_are_not_more_than_before() {
	same "reset count" "$(cat $BEFORE/reset-count)" "$(reset_count)"
}

test_what_the_last_boot_wrote_is_gone() {
	refused '0x18B|0x28B|0x...18B|handle' tpm2_nvread "$INDEX" -C o
	refused '0x18B|handle' tpm2_readpublic -c "$HANDLE"
	same "PCR 16" "16 $(printf '%064d' 0)" "$(pcr_values 16)"
}

# It makes no claim that the past would have to keep: the words are the same.
test_status_says_of_the_machine_what_it_said_before() {
	svsmctl services >/dev/null
	svsmctl status --json >/tmp/status.json
	diff "$BEFORE/status.json" /tmp/status.json
}

test_with_the_last_boots_record_the_counter_is_gone() {
	mkdir -p /run/birth
	cp "$BEFORE/birth" "$SVSM_BIRTH"
	refused 'index-gone: the TPM is the one of the record, but its counter is gone' svsmctl birth show
}

# There is no systemd here, nor a firmware that measures: a bus, and svsmd.
test_svsmd_names_that() {
	local i

	mkdir -p /run/dbus /etc/svsm
	jq -n '{version: 1, report: {measurements: "any"}, logs: {firmware: "optional"}}' >/run/policy
	printf '[Appraisal]\nArk=/host/ark.pem\nPolicy=/run/policy\n' >/etc/svsm/svsmd.conf
	dbus-daemon --system --fork
	/usr/lib/svsm/svsmd 2>/tmp/svsmd.log &
	for ((i = 0; i < PATIENCE; i++)); do
		! grep -F 'vTPM and disk do not fit' /tmp/svsmd.log || break
		sleep 0.5
	done
	cat /tmp/svsmd.log
	same "verdict" index-gone "$(property BirthRecord)"
	becomes consistent self
	property Cause | grep -F 'birth record: index-gone: '
}

test_and_a_new_one_tells_that_the_tpm_is_behind() {
	refused 'tpm-behind: .*its state is from before the record' svsmctl birth record
	same "the record" "$(cat $BEFORE/birth)" "$(cat "$SVSM_BIRTH")"
	refused 'PROBLEM *birth record: tpm-behind' svsmctl status
}

test_which_svsmd_calls_a_failure() {
	refused 'tpm-behind' svsmctl trust reattest
	becomes failed none
	property Cause | grep -F 'birth record: tpm-behind: '
	grep -F 'vTPM and disk do not fit: tpm-behind: ' /tmp/svsmd.log
	svsmctl trust show | grep -F 'tpm-behind'
}

# It was sealed when this state was not yet: not even its storage root key is there.
test_the_disk_that_was_not_put_back_says_why_it_stays_closed() {
	cp $BEFORE/volume /tmp/volume
	refused 'its state is an older one' svsmctl disk test /tmp/volume
}

# Any boot may make that key anew, as systemd-tpm2-setup does, and from the same seed: that
# the disk opens then is no sign that all is well.
test_and_opens_once_its_storage_root_key_is_there() {
	srk
	svsmctl disk test /tmp/volume
	refused 'tpm-behind' svsmctl birth record
}

test_but_nothing_new_is_sealed() {
	luks_new new
	svsmctl disk recovery --key-file "$LUKS_KEY" "$LUKS_FILE" >/dev/null
	refused 'not known to be there after the next launch .tpm-behind, ' svsmctl disk enroll --yes \
		--key-file "$LUKS_KEY" --pcrs sha256:7 --accept-measurement "$(cat $BEFORE/launch)" \
		"$LUKS_FILE"
}

test_accepted_by_name_it_begins_anew() {
	svsmctl birth record --accept tpm-behind
	svsmctl birth show >/tmp/birth
	grep '^persistence unknown' /tmp/birth
	svsmctl status >/tmp/status
	grep '^vTPM  *unknown: ' /tmp/status
	grep 'not seen: disk and TPM put back together' /tmp/status
}

run_tests
