#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# The same boot again: what systemd has opened, with nobody there to type.
. /host/guest/disks.sh
. /host/guest/disks-keys.sh

test_the_plugin_opened_the_volume() {
	opened_at_boot own
	svsmctl disk explain "$(disk_of own)" | grep 'opened by the plugin'
}

test_the_second_token_opened_where_the_first_one_does_not() {
	opened_at_boot mixed
	svsmctl disk explain "$(disk_of mixed)" >/run/explained
	grep '^token 1  *failed by the plugin' /run/explained
	grep '^token 2  *opened by the plugin' /run/explained
	same "tokens that this boot satisfies" "no yes" "$(satisfied mixed)"
}

test_systemds_own_token_opened() {
	opened_at_boot theirs
	same "tokens that this boot satisfies" yes "$(satisfied theirs)"
}

test_cleviss_opens() {
	clevis luks unlock -d "$(disk_of pinned)" -n pinned
	holds_its_secret pinned
}

test_nobody_was_asked() {
	! journalctl -b -o cat --no-pager | grep -i 'please enter' || fail "somebody was"
}

test_no_core_dump_has_the_key() {
	sealed_key own 1 sha256:4,11 "$SEALED"
	echo '/run/core.%p' >/proc/sys/kernel/core_pattern
	stuck holding -p LimitCORE=infinity -- perl -e "$HOLD_KEY" "$SEALED"
	has "$(core_of holding)" "$SEALED" || fail "the search finds nothing"
	stuck testing -p LimitCORE=infinity -- /host/bin/svsmctl disk test "$(disk_of own)"
	has_not "$(core_of testing)" "$SEALED"
}

test_nor_has_swap() {
	mkswap "$(disk_of swap)"
	swapon "$(disk_of swap)"
	stuck swapped -- perl -e "$HOLD_KEY" "$SEALED"
	swap_out swapped
	has "$(disk_of swap)" "$SEALED" || fail "the search finds nothing"
	systemctl stop swapped
	swapoff "$(disk_of swap)"
	dd if=/dev/zero "of=$(disk_of swap)" bs=1M count=32 conv=fsync
	mkswap "$(disk_of swap)"
	swapon "$(disk_of swap)"
	stuck ours -- /host/bin/svsmctl disk test "$(disk_of own)"
	swap_out ours
	has_not "$(disk_of swap)" "$SEALED"
	systemctl stop ours
	swapoff "$(disk_of swap)"
}

test_nor_has_the_journal() {
	journalctl -b -o export >/run/journal
	has_not /run/journal "$SEALED"
	printf '<5>%s' "$(od -An -v -tx1 "$SEALED" | tr -d ' \n')" >/dev/kmsg
	journalctl --sync
	journalctl -b -o export >/run/journal
	has /run/journal "$SEALED" || fail "the search finds nothing"
}

test_the_vtpm_has_outlived_a_launch() {
	svsmctl birth record
	svsmctl birth show | grep '^persistence persistent'
	cp "$SVSM_BIRTH" "$OUT/birth"
}

run_tests
