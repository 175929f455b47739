#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# A boot in which the SVSM's TPM does not come, for want of a driver, and the
# host offers one: the machine boots, and nothing is measured in place of it.
. /host/guest/test.sh
. /host/guest/tpm.sh
. /host/guest/phases.sh

test_the_machine_boots_without_the_svsms_tpm() {
	[ -d /sys/devices/platform/tpm-svsm ] || fail "there is no SVSM"
	[ ! -e /dev/tpmrm-svsm ] || fail "its TPM is there"
	same "failed units" '' "$(failed_units)"
}

test_nothing_was_measured_into_the_hosts_tpm() {
	[ -e /dev/tpmrm0 ] || fail "there is no TPM of the host"
	same "measured" '' "$(measured)"
}

# when WORDS: seconds since the kernel's start at which the journal first says so.
when() {
	journalctl -b -o short-monotonic --no-pager | grep -F -m 1 -- "$1" |
		sed 's/^\[ *\([0-9]*\)\..*/\1/'
}

# Thirty seconds; the journal's clock begins a little later than the wait.
test_the_wait_came_to_an_end() {
	local begun ended

	begun=$(when 'Expecting device dev-tpmrm\x2dsvsm.device')
	ended=$(when 'dev-tpmrm\x2dsvsm.device/start timed out')
	if [ $((ended - begun)) -lt 20 ] || [ $((ended - begun)) -gt 40 ]; then
		fail "it took $((ended - begun)) s"
	fi
}

run_tests
