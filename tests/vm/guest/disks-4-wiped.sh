#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# The vTPM's state is gone, and a new vTPM is there in its place.
. /host/guest/disks.sh
. /host/guest/bus.sh
. /host/guest/doctor.sh
. /host/guest/keeper.sh

test_nothing_sealed_opens() {
	local volume

	for volume in own mixed theirs; do
		stayed_closed "$volume"
	done
}

test_the_reason_is_told() {
	said_by own | grep -F 'another TPM'
	svsmctl disk explain "$(disk_of own)" >/run/explained
	grep -F 'another TPM' /run/explained
}

test_it_is_told_that_the_vtpm_was_made_anew() {
	birth_unit_is failed
	journalctl -b -o cat --no-pager -u svsm-birth.service | grep -F remade
	same "the record" "$(cat "$KEPT/birth")" "$(cat "$BIRTH")"
	refused 'remade' svsmctl birth show
	refused 'PROBLEM *birth record: remade' svsmctl status
}

test_svsmd_names_it_beside_its_state() {
	keeper_starts
	appears trust_is consistent
	property Cause | grep -F 'birth record: remade: the vTPM was made anew'
	same "verdict" remade "$(property BirthRecord)"
	same "persistence" ephemeral "$(property Persistence)"
	journalctl -b -o cat -p warning MESSAGE_ID=e4822590407749a7bd356ccfe8ff4022 |
		grep -F 'vTPM and disk do not fit: remade: '
	systemctl stop svsmd.service
}

test_so_does_the_doctor_and_systemd_has_told_it_what_failed() {
	doctor 1
	finds units 'problem: svsm-birth.service has failed'
	jq -r '.checks[] | select(.check == "persistence") | .outcome + .what' /tmp/doctor |
		grep '^problem.*another TPM'
}

test_enrollment_is_refused_until_that_is_accepted() {
	refused 'remade' svsmctl disk enroll --yes --key-file "$KEPT/recovery" \
		--accept-measurement "$(cat "$KEPT/launch")" --pcrs sha256:4,11 "$(disk_of own)"
}

test_the_recovery_key_opens_it() {
	cryptsetup open --key-file "$KEPT/recovery" "$(disk_of own)" own
	holds_its_secret own
	cryptsetup close own
}

test_it_is_enrolled_anew_and_the_old_token_revoked() {
	svsmctl birth record --accept remade
	svsmctl disk enroll --yes --key-file "$KEPT/recovery" --assume-persistent \
		--accept-measurement "$(cat "$KEPT/launch")" --pcrs sha256:4,11 "$(disk_of own)"
	svsmctl disk revoke --yes --token 1 "$(disk_of own)"
	svsmctl disk test "$(disk_of own)"
	systemctl restart "$(unit_of own)"
	holds_its_secret own
	cp "$BIRTH" "$OUT/birth"
}

run_tests
