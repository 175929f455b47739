#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# This SVSM keeps nothing of its vTPM: what was sealed is lost with the next launch, and
# what would be is refused.
. /host/guest/disks.sh

test_what_was_sealed_before_stays_closed_and_says_why() {
	stayed_closed own
	said_by own | grep -F 'another TPM'
}

test_status_says_that_vtpms_here_do_not_last() {
	birth_unit_is failed
	svsmctl status >/run/status || true
	grep -E '^vTPM +ephemeral: ' /run/status
	refused 'ephemeral' svsmctl birth show
}

# sealing OPTION...: by the recovery key, to PCR 7.
sealing() {
	svsmctl disk enroll --yes --key-file "$KEPT/recovery" \
		--accept-measurement "$(cat "$KEPT/launch")" --pcrs sha256:7 "$@" "$(disk_of own)"
}

test_enrollment_is_refused() {
	cryptsetup luksDump "$(disk_of own)" >/run/before
	refused 'remade, ephemeral.*--assume-persistent' sealing
	cryptsetup luksDump "$(disk_of own)" | cmp - /run/before
}

test_so_it_is_where_somebody_begins_a_new_record() {
	svsmctl birth record --accept remade
	refused 'same, unknown.*--assume-persistent' sealing
}

test_the_recovery_key_opens_it() {
	cryptsetup open --key-file "$KEPT/recovery" "$(disk_of own)" own
	holds_its_secret own
}

run_tests
