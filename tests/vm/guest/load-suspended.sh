#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# After load-suspend.sh: what had been there before the machine slept still works.
. /host/guest/test.sh
. /host/guest/tpm.sh

modprobe algif_hash

test_the_machine_has_slept_three_times() {
	same "suspends" 3 "$(cat "$OUT/suspend/count")"
	same "interrupts" 3 "$(grep -c '^woken by interrupt 1$' "$OUT/suspend/wakes")"
	dmesg | grep 'PM: suspend entry (s2idle)'
}

test_who_had_commands_in_flight_had_every_answer() {
	same "the storm" "exit status 0" "$(tail -n 1 "$OUT/suspend/storm")"
}

test_the_chip_that_was_there_before_answers() {
	same "chip" tpm0 "$(chip_name)"
	load "/dev/$(chip_name)" 1 100
	load /dev/tpmrm-svsm 4 100
}

test_so_does_the_attestation() {
	svsmctl attest --raw --nonce "$(printf '%0128x' 1)" --out /tmp/attestation
}

run_tests
