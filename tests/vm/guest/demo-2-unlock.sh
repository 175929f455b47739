#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Second boot, from the installed disk: systemd has opened root and volumes by the time that
# this runs, and nobody was there to type a key.
. /host/guest/demo.sh
. /host/guest/keeper.sh

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

# The verifier is beyond the network, and asks for what this machine's keys are for.
reach_the_verifier() {
	mkdir -p /run/systemd/network
	printf '[Match]\nType=ether\n[Network]\nAddress=10.0.2.15/24\nLinkLocalAddressing=no\n' \
		>/run/systemd/network/10-demo.network
	systemctl start systemd-networkd.service svsm-poster.socket
	cp -r /host/root/etc/svsm /run/verifier
	touch /host/out/verifier/here
}

test_svsmd_has_the_guest_attested_by_its_verifier_while_it_runs() {
	mkdir /host/out/verifier
	reach_the_verifier
	keeper_starts '[Verifier]' "$(grep Url /host/verifier.conf)" Ca=/run/verifier/ca.pem \
		Key=/run/verifier/verifier.pub Certificate=/run/verifier/guest.pem \
		PrivateKey=/run/verifier/guest.pem Retry=1s
	appears trust_is trusted
	show svsmctl trust check
	show svsmctl trust show
}

# What stands on a terminal, as it changes; the host makes screens of it.
watch_at_a_terminal() {
	sleep 600 | script -q -f -O /tmp/typescript -c \
		'stty rows 33 cols 100 && exec svsmctl monitor' >/dev/null 2>&1 &
	appears grep -aq history /tmp/typescript
}

test_it_attests_again_when_it_is_asked_to() {
	watch_at_a_terminal
	show svsmctl trust reattest
	sleep 3
	cp /tmp/typescript "$OUT/typescript-before"
}

test_a_pcr_that_somebody_extends_is_caught_while_it_watches() {
	show tpm2_pcrextend "12:sha256=$(printf '%064d' 1)"
	appears trust_is failed
	show svsmctl trust check || true
	same "units that stand for a failure" active "$(systemctl is-active svsm-distrusted.target)"
	sleep 3
	cp /tmp/typescript "$OUT/typescript-after"
}

run_tests
