#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Second boot: systemd has opened all volumes by the time that this runs, and
# nobody was there to type a key.
. /host/guest/demo.sh

test_the_measured_boot_replays_from_its_log() {
	keep_measurements
	log_replays
}

test_no_pcr_has_moved() {
	same "PCRs that moved" '' "$(moved_pcrs)"
}

test_all_volumes_were_opened_by_systemd_with_no_key_typed() {
	local volume

	for volume in $VOLUMES; do
		opened_at_boot "$volume" || fail "'$volume' is not open: $(
			journalctl -b -o cat -u "systemd-cryptsetup@$volume.service" | tail -n 3
		)"
		holds_its_secret "$volume"
	done
}

test_svsmctl_says_how_its_own_was_opened() {
	show svsmctl disk explain "$(disk_of own)"
	grep 'opened by the plugin' /tmp/shown
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
