#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# A kernel command line that is not the enrolled one: what is bound to it stays closed,
# and each says why.
. /host/guest/disks.sh

test_ours_stays_closed_and_says_why() {
	stayed_closed own
	said_by own | grep -F 'Token 1 (svsm): this boot does not satisfy the policy: PCR 4+11 (sha256)'
	svsmctl disk explain "$(disk_of own)" >/run/explained
	grep '^token 1  *failed by the plugin' /run/explained
	grep -F 'branch 1: PCR 4+11 (sha256): pcrs-differ' /run/explained
}

test_systemds_stays_closed_and_list_says_so() {
	stayed_closed theirs
	same "tokens that this boot satisfies" no "$(satisfied theirs)"
}

test_cleviss_stays_closed_and_list_says_so() {
	! clevis luks unlock -d "$(disk_of pinned)" -n pinned || fail "it opened"
	same "tokens that this boot satisfies" no "$(satisfied pinned)"
}

test_what_is_not_bound_to_it_opens() {
	opened_at_boot mixed
}

test_the_recovery_key_opens_ours() {
	cryptsetup open --key-file "$KEPT/recovery" "$(disk_of own)" own
	holds_its_secret own
}

run_tests
