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
	cryptsetup close own
}

# opens_without WHAT: by the recovery key, by cryptsetup and by systemd.
opens_without() {
	cryptsetup open --key-file "$KEPT/recovery" "$(disk_of own)" own ||
		fail "$1: cryptsetup does not open it"
	holds_its_secret own
	cryptsetup close own
	systemd-cryptsetup attach own "$(disk_of own)" "$KEPT/recovery" headless=1 ||
		fail "$1: systemd does not open it"
	holds_its_secret own
	systemd-cryptsetup detach own
}

PLUGIN=/usr/lib/x86_64-linux-gnu/cryptsetup/libcryptsetup-token-svsm.so

# spoil SCRIPT: sed's, which has to change something.
spoil() {
	sed "$1" /run/plugin >"$PLUGIN"
	! cmp -s /run/plugin "$PLUGIN" || fail "'$1' changes nothing"
}

test_it_does_so_where_our_plugin_is_broken_or_removed() {
	cp "$PLUGIN" /run/plugin
	spoil 's/libcryptsetup\.so\.12/libcryptsetup.so.99/g'
	opens_without "a plugin for another libcryptsetup"
	spoil 's/cryptsetup_token_open\(_pin\)\?\x00/cryptsetup_token_opeN\1\x00/g'
	opens_without "a plugin that cannot open"
	printf 'int x;' >"$PLUGIN"
	opens_without "a plugin that is none"
	rm "$PLUGIN"
	opens_without "no plugin"
}

# A file that was cut short ends whoever loads it: that is the loader, before anything of ours.
test_a_damaged_plugin_can_be_passed_over() {
	head -c 4096 /run/plugin >"$PLUGIN"
	cryptsetup open --disable-external-tokens --key-file "$KEPT/recovery" "$(disk_of own)" own
	holds_its_secret own
	cryptsetup close own
	rm "$PLUGIN"
}

test_and_where_our_module_is_gone() {
	rmmod svsm
	opens_without "no svsm.ko"
}

run_tests
