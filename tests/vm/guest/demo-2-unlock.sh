#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Second boot, from the installed disk: systemd has opened root and volumes by the time that
# this runs, and nobody was there to type a key.
. /host/guest/demo.sh

test_the_measured_boot_replays_from_its_log() {
	keep_measurements
	log_replays
}

test_no_pcr_that_a_disk_is_bound_to_has_moved() {
	same "PCRs that moved" '' "$(moved_pcrs)"
}

test_the_root_was_opened_by_our_key_socket_with_no_key_typed() {
	root_is_the_installed_one
	opened_by_socket_in_initrd root "$(cryptsetup luksUUID "$INSTALLED")"
	nobody_was_asked root
}

test_its_key_was_measured_and_pcr_15_replays() {
	key_was_measured root
}

test_the_volumes_were_opened_by_systemd_too() {
	local volume

	for volume in measured witness; do
		opened_at_boot "$volume" || fail "'$volume' is not open: $(
			journalctl -b -o cat -u "systemd-cryptsetup@$volume.service" | tail -n 3
		)"
		holds_its_secret "$volume"
	done
}

test_svsmctl_says_how_the_root_was_opened() {
	show svsmctl disk explain "$INSTALLED"
	grep 'opened by the socket' /tmp/shown
}

test_svsmctl_shows_services_and_status() {
	show svsmctl services
	show svsmctl status
}

test_the_guest_attests_and_answers_the_verifiers_challenge() {
	attest_for_the_reader
	show svsmctl respond --challenge /host/challenge --out /run/response
	cp /run/response "$OUT/"
}

run_tests
