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

# swapped_with_key UNIT: the kernel takes what it likes of a program, and writes it when it
# likes.  What was read of a device that is in use is read again by nobody: flush.
swapped_with_key() {
	local round

	for ((round = 0; round < 3; round++)); do
		swap_out "$1"
		sleep 0.5
		blockdev --flushbufs "$(disk_of swap)"
		! has "$(disk_of swap)" "$SEALED" || return 0
	done
	return 1
}

test_nor_has_swap() {
	mkswap "$(disk_of swap)"
	swapon "$(disk_of swap)"
	stuck swapped -- perl -e "$HOLD_KEY" "$SEALED"
	swapped_with_key swapped || fail "the search finds nothing"
	systemctl stop swapped
	swapoff "$(disk_of swap)"
	dd if=/dev/zero "of=$(disk_of swap)" bs=1M count=32 conv=fsync
	mkswap "$(disk_of swap)"
	swapon "$(disk_of swap)"
	stuck ours -- /host/bin/svsmctl disk test "$(disk_of own)"
	! swapped_with_key ours || fail "the key is in swap"
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
	birth_unit_is active
	svsmctl birth show | grep '^persistence persistent'
	cp "$BIRTH" "$OUT/birth"
}

test_so_nobody_has_to_say_that_it_lasts() {
	svsmctl disk enroll --yes --key-file "$KEPT/recovery" --pcrs sha256:4,11 \
		--accept-measurement "$(cat "$KEPT/launch")" "$(disk_of own)"
	same "tokens that this boot satisfies" "yes yes" "$(satisfied own)"
	svsmctl disk revoke --yes --token 2 "$(disk_of own)"
}

# tried: the TPM's count of failures after the PIN in /run/wrong.
tried() {
	! svsmctl disk test --pin-file /run/wrong /run/pin.luks >&2 || fail "it opened"
	tpm2_getcap properties-variable | sed -n 's/^TPM2_PT_LOCKOUT_COUNTER: //p'
}

# Of six tries two are kept back, and what has no PIN knows nothing of all that.
test_wrong_pins_lock_nobody_out() {
	local i

	tpm2_dictionarylockout -s -n 6 -t 1000 -l 1000
	printf 'a passphrase' >/run/key
	printf 'right' >/run/right
	printf 'wrong' >/run/wrong
	truncate -s 17M /run/pin.luks
	cryptsetup luksFormat --batch-mode --type luks2 --pbkdf pbkdf2 \
		--pbkdf-force-iterations 2000 /run/pin.luks /run/key
	svsmctl disk enroll --yes --key-file /run/key --pcrs sha256:7 --pin-file /run/right \
		--accept-measurement "$(cat "$KEPT/launch")" /run/pin.luks
	svsmctl disk test --pin-file /run/right /run/pin.luks
	for ((i = 1; i <= 12; i++)); do
		same "failures after $i" "0x$((i < 4 ? i : 4))" "$(tried)"
	done
	refused 'lock' svsmctl disk test --pin-file /run/right /run/pin.luks
	svsmctl disk test "$(disk_of own)"
	systemd-cryptsetup detach theirs
	systemctl restart "$(unit_of theirs)"
	holds_its_secret theirs
	tpm2_dictionarylockout -c
	svsmctl disk test --pin-file /run/right /run/pin.luks
}

run_tests
