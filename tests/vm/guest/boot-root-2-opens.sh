#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# The firmware has started a UKI from that disk which names no root; its key's holder has
# signed it.  The root opens by the key socket, its key measured, with nobody there.
. /host/guest/boot-root.sh
. /host/guest/boot-cost.sh

test_systemd_found_the_root_by_itself() {
	root_was_found_by_gpt_auto
}

# It is asked twice, first for what systemd's own token would make a key of.
test_the_root_was_opened_by_the_key_socket() {
	opened_by_socket_in_initrd root "$(root_uuid)"
	! journalctl -b -o cat --no-pager | grep -E 'svsm-key@.*(Failed|FAILURE)' ||
		fail "what is no failure is told as one"
}

test_nobody_was_asked_for_a_passphrase() {
	nobody_was_asked root
}

test_the_volume_key_was_measured_and_pcr_15_replays() {
	key_was_measured root
}

test_explain_says_that_the_socket_opened_it() {
	explained | grep '^token 1  *opened by the socket'
}

test_the_trace_has_what_it_is_asked_for() {
	[ -e "$TRACE/trace" ] || mount -t tracefs tracefs "$TRACE"
	cp "$TRACE/trace" "$OUT/trace"
	cost_read "$OUT/trace" | tee "$OUT/cost"
	same "generators, each with svsm-key and mkdir" 6 "$(grep -c '^generator ' "$OUT/cost")"
	same "two requests, and who asks the TPM" 3 "$(grep -c '^key ' "$OUT/cost")"
	[ "$(cost_of tpm)" -gt 0 ] || fail "no call to the SVSM is in it"
}

test_the_boot_does_not_work_long_for_what_is_ours_beside_the_tpm() {
	local ours
	ours=$(($(cost_of generator) + $(cost_of key)))

	echo "$ours thousands of instructions, of $COST_MAX at most"
	[ "$ours" -lt "$COST_MAX" ] || fail "$ours thousands of instructions, of $COST_MAX at most"
}

# It would stop this very script, and whoever should take it up again.
test_the_root_is_suspended_for_nobody() {
	refused 'root: is not suspended: / lies on it' /usr/lib/svsm/svsm-suspend root
	! cryptsetup status root | grep suspended || fail "it is suspended"
}

test_no_unit_failed() {
	same "failed units" '' "$(failed_units)"
}

run_tests
