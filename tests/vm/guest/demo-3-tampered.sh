#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Third boot: someone has changed the kernel's command line inside the UKI.
. /host/guest/demo.sh

test_the_kernel_command_line_is_the_tampered_one() {
	grep -o 'systemd.debug_shell=1' /proc/cmdline
}

test_the_measured_boot_replays_from_its_log() {
	keep_measurements
	log_replays
}

# stayed_closed VOLUME: leaves what its unit said in /tmp/unit.
stayed_closed() {
	local unit=systemd-cryptsetup@$1.service

	[ ! -e "/dev/mapper/$1" ] || fail "'$1' is open"
	same "state of $unit" failed "$(systemctl is-failed "$unit")"
	journalctl -b -o cat -u "$unit" >/tmp/unit
}

test_the_volumes_bound_to_the_boot_stay_closed() {
	stayed_closed own
	stayed_closed measured
	show grep TPM2 /tmp/unit
}

# By the log of the first boot, which on a machine lies on a disk that is open by now.
test_svsmctl_explains_why_its_own_stays_closed() {
	export SVSM_ENROLLED=$FIRST_BOOT/enrolled

	show svsmctl disk explain "$(disk_of own)"
	grep -F 'PCR 11: UKI section .cmdline (kernel command line) changed' /tmp/shown
	grep -E '^ +\+ kernel command line: .*systemd\.debug_shell=1' /tmp/shown
}

# The image is another (4), so is its command line (11); the load options were
# not touched (12), nor was the Secure Boot policy (7).
test_pcrs_4_and_11_have_moved_but_not_7_and_12() {
	local moved pcr

	moved=" $(moved_pcrs) "
	echo "${moved# }" >"$OUT/moved"
	show diff "$FIRST_BOOT/pcrs" "$OUT/pcrs" || true
	for pcr in 4 11; do
		[[ $moved = *" $pcr "* ]] || fail "PCR $pcr has not moved:$moved"
	done
	for pcr in 7 12; do
		[[ $moved != *" $pcr "* ]] || fail "PCR $pcr has moved:$moved"
	done
}

# Exit status 1: the boots differ.
test_svsmctl_names_the_changed_command_line() {
	local rc=0

	show svsmctl eventlog diff "$FIRST_BOOT/eventlog" "$OUT/eventlog" >/tmp/diff || rc=$?
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
