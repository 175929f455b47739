#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# The host has given the SVSM's TPM the state of before the last boot.  Nothing inside
# says so; what has kept notes elsewhere can see it.
. /host/guest/test.sh
. /host/guest/tpm.sh
. /host/guest/rollback.sh

BEFORE=/host/before

test_it_is_the_same_tpm() {
	same "EK" "$(cat $BEFORE/ek)" "$(ek)"
}

test_the_driver_works() {
	same "random bytes" 32 "$(tpm2_getrandom 32 | wc -c)"
	svsmctl attest --raw --nonce "$(printf '%0128x' 1)" --out /tmp/evidence
}

# Every boot adds one: this one did not to what the last boot has seen.
test_the_resets_are_not_more_than_before() {
	same "reset count" "$(cat $BEFORE/reset-count)" "$(reset_count)"
}

test_what_the_last_boot_wrote_is_gone() {
	refused '0x18B|0x28B|0x...18B|handle' tpm2_nvread "$INDEX" -C o
	refused '0x18B|handle' tpm2_readpublic -c "$HANDLE"
	same "PCR 16" "16 $(printf '%064d' 0)" "$(pcr_values 16)"
}

# It makes no claim that the past would have to keep: the words are the same.
test_status_says_of_the_machine_what_it_said_before() {
	svsmctl services >/dev/null
	svsmctl status --json >/tmp/status.json
	diff "$BEFORE/status.json" /tmp/status.json
	if grep -i persist /tmp/status.json; then
		fail "it speaks of what a TPM keeps"
	fi
}

run_tests
