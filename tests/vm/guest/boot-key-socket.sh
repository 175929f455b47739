#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# A boot through a distribution's own initrd: what holds in every boot.  In this one a volume
# whose key is measured (tpm2-measure-pcr=) was opened by the key socket, in the initrd.  Then,
# in the system, each way in which the socket can fail: systemd asks for the passphrase, and
# takes it.
. /host/guest/test.sh
. /host/guest/tpm.sh
. /host/guest/phases.sh
. /host/guest/key-socket.sh
. /host/guest/keeper.sh
. /host/expected

UNIT=systemd-cryptsetup@data.service
SOCKET=/run/cryptsetup-keys.d/data.key
KEY=/usr/lib/svsm/svsm-key

keeper_history() {
	svsmctl trust history --json | jq -r '.[] | "\(.state) \(.event)"'
}

test_the_guest_was_appraised_in_the_initrd_before_the_root_was_switched_to() {
	local switch appraised

	journalctl -b -o cat --no-pager -u svsmd-initrd.service |
		grep -F 'trust is consistent (assurance self), was unknown'
	appraised=$(journalctl -b -o json --no-pager -u svsmd-initrd.service \
		MESSAGE_ID=7a559b704c584e7b9a6d42ccea8449d5 | jq -r .__MONOTONIC_TIMESTAMP)
	switch=$(journalctl -b -o json --no-pager JOB_TYPE=start UNIT=initrd-switch-root.service |
		jq -rs '.[0].__MONOTONIC_TIMESTAMP')
	[ "$appraised" -lt "$switch" ] || fail "appraised at $appraised, switched at $switch"
}

# What was measured since then (the volume's key, phases of the boot) systemd's log explains.
test_svsmd_goes_on_from_there_and_finds_nothing_moved() {
	keeper_starts
	appears trust_is consistent
	sleep 3
	trust_is consistent
	same "history" 'consistent self-good' "$(keeper_history)"
	systemctl stop svsmd.service
}

test_the_volume_was_opened_in_the_initrd_by_the_socket() {
	# shellcheck disable=SC2154 # of /host/expected
	opened_by_socket_in_initrd data "$uuid"
}

test_nobody_was_asked_for_a_passphrase() {
	nobody_was_asked data
}

test_the_volume_key_was_measured_and_pcr_15_replays() {
	key_was_measured data
}

test_the_initrds_socket_went_with_the_initrd() {
	journalctl -b -o cat --no-pager | grep -F 'Closed svsm-key@data.socket'
}

# again: closes the volume and has systemd open it, without waiting.
again() {
	systemctl stop "$UNIT" svsm-key@data.socket
	[ ! -e /dev/mapper/data ] || fail "the volume did not close"
	systemctl start --no-block "$UNIT"
}

opens_by_itself() {
	local i

	for ((i = 0; i < 300; i++)); do
		[ ! -b /dev/mapper/data ] || return 0
		sleep 0.2
	done
	systemctl status "$UNIT" svsm-key@data.socket || true
	fail "the volume did not open"
}

# The prompt comes within SECONDS, and the passphrase opens the volume.
asks_within() {
	local begun=$EPOCHSECONDS ask reply

	until ask=$(grep -l 'cryptsetup' /run/systemd/ask-password/ask.* 2>/dev/null | head -n 1) &&
		[ -n "$ask" ]; do
		if [ $((EPOCHSECONDS - begun)) -gt "$1" ]; then
			systemctl status "$UNIT" svsm-key@data.socket || true
			fail "nobody asks for a passphrase"
		fi
		sleep 0.2
	done
	[ ! -b /dev/mapper/data ] || fail "the volume is open"
	reply=$(sed -n 's/^Socket=//p' "$ask")
	printf 'a passphrase' | /usr/lib/systemd/systemd-reply-password 1 "$reply"
	opens_by_itself
}

test_it_opens_again_in_the_system() {
	again
	opens_by_itself
	same "mode of the folder" 700 "$(stat -c %a "${SOCKET%/*}")"
	same "mode of the socket" 600 "$(stat -c %a "$SOCKET")"
}

test_another_process_of_roots_gets_nothing() {
	refused . timeout 30 busctl "--address=unix:path=$SOCKET" list
	said_by_key 'not of the unit that opens this volume'
}

test_a_program_that_crashes_leaves_the_prompt() {
	printf '#!/bin/sh\nkill -SEGV $$\n' >/tmp/crash
	chmod +x /tmp/crash
	mount --bind /tmp/crash "$KEY"
	again
	asks_within 30
	umount "$KEY"
}

# svsm-key itself ends in time; this one has to be ended by systemd.
test_a_program_that_hangs_leaves_the_prompt() {
	printf '#!/bin/sh\nexec sleep 1000\n' >/tmp/hang
	chmod +x /tmp/hang
	mount --bind /tmp/hang "$KEY"
	again
	asks_within 40
	umount "$KEY"
}

test_a_wrong_key_leaves_the_prompt() {
	printf '#!/bin/sh\nprintf "not the key" >&0\n' >/tmp/wrong
	chmod +x /tmp/wrong
	mount --bind /tmp/wrong "$KEY"
	again
	asks_within 30
	umount "$KEY"
}

test_a_stale_socket_is_taken_over() {
	systemctl stop "$UNIT" svsm-key@data.socket
	systemd-socket-activate -l "$SOCKET" /bin/true &
	sleep 2
	kill -KILL $!
	[ -S "$SOCKET" ] || fail "there is no stale socket"
	systemctl start --no-block "$UNIT"
	opens_by_itself
}

test_without_our_program_there_is_no_socket_but_the_prompt() {
	systemctl stop "$UNIT" svsm-key@data.socket
	mount --bind /dev/null "$KEY"
	systemctl daemon-reload
	systemctl start --no-block "$UNIT"
	asks_within 30
	[ ! -e "$SOCKET" ] || fail "there is a socket"
	umount "$KEY"
	systemctl daemon-reload
}

test_a_boot_that_is_not_the_enrolled_one_leaves_the_prompt_and_a_reason() {
	tpm2_pcrextend "16:sha256=$(printf '%064d' 1)"
	again
	asks_within 30
	same "noted" failed "$(noted "$uuid")"
	jq -c '.attempts[-1].branches[0]' "/run/svsm/unlock/$uuid" | grep -F '"pcrs":65536'
}

is_suspended() {
	cryptsetup status data | grep -F suspended
}

test_the_volume_is_suspended_when_this_guest_fails_and_taken_up_again_by_hand() {
	keeper_starts '[Reactions]' Suspend=data
	appears trust_is consistent
	! is_suspended || fail "it is suspended"
	tpm2_pcrextend "12:sha256=$(printf '%064d' 1)"
	appears trust_is failed
	appears is_suspended
	printf 'a passphrase' | cryptsetup luksResume data
	! is_suspended || fail "it does not come back"
	journalctl -b -q -u svsm-suspend@data.service >/tmp/said
	grep -F 'data' /tmp/said
	! grep -iE 'not permitted|permission denied|read-only file system|SIGSYS' /tmp/said ||
		fail "its sandbox is in its way"
	systemctl restart svsmd.service
	sleep 3
	trust_is failed
	! is_suspended || fail "it was suspended once more"
	systemctl stop svsmd.service
}

test_nothing_of_ours_is_among_the_failed_units() {
	! failed_units | grep -F svsm || fail "failed: $(failed_units)"
}

bash /host/guest/boot.sh
run_tests
