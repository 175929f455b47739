#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Third boot: someone has changed the kernel's command line inside the UKI, and somebody has
# typed the root's recovery key.
. /host/guest/demo.sh

test_the_kernel_command_line_is_the_tampered_one() {
	grep -o 'systemd.debug_shell=1' /proc/cmdline
}

test_the_measured_boot_replays_from_its_log() {
	keep_measurements
	log_replays
}

test_the_root_stayed_closed_until_somebody_typed_its_recovery_key() {
	root_is_the_installed_one
	! said_by_key 'the key was given' || fail "the key socket gave one"
	same "prompts on the console" 1 "$(prompts)"
}

test_the_volume_bound_to_the_boot_stays_closed() {
	[ ! -e /dev/mapper/measured ] || fail "it is open"
	same "its unit" failed "$(systemctl is-failed systemd-cryptsetup@measured.service)"
	journalctl -b -o cat -u systemd-cryptsetup@measured.service >/tmp/unit
	show grep -m 3 TPM2 /tmp/unit
}

# By the log of the first boot, which on a machine lies on a disk that is open by now.
test_svsmctl_explains_why_the_root_stayed_closed() {
	show svsmctl disk explain "$INSTALLED"
	grep -F 'PCR 11: UKI section .cmdline (kernel command line) changed' /tmp/shown
	grep -E '^ +\+ kernel command line: .*systemd\.debug_shell=1' /tmp/shown
}

# The image is another (4), so is its command line (11); the load options were
# not touched (12), nor was the Secure Boot policy (7).
test_pcrs_4_and_11_have_moved_but_not_7_and_12() {
	moved_pcrs >"$OUT/moved"
	show diff "$LAST_BOOT/pcrs" "$OUT/pcrs" || true
	same "PCRs that moved" "4 11" "$(cat "$OUT/moved")"
}

# Exit status 1: the boots differ.
test_svsmctl_names_the_changed_command_line() {
	local rc=0

	show svsmctl eventlog diff "$LAST_BOOT/eventlog" "$OUT/eventlog" >/tmp/diff || rc=$?
	same "exit status" 1 "$rc"
	grep -E '^PCR 11: .*\.cmdline .*changed' /tmp/diff || fail "the command line is not named"
}

test_the_guest_attests_all_the_same() {
	attest_for_the_reader
}

test_the_control_volume_was_opened_nevertheless() {
	opened_at_boot witness
	holds_its_secret witness
}

run_tests
