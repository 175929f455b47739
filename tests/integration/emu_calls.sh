#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Every call of the emulated SVSM over the doorbell, right and wrong, with the guest
# played by test_emu_calls and test_emu_attest instead of QEMU.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 2
# shellcheck source=tests/integration/emu_lib.sh
. tests/integration/emu_lib.sh

# as_guest OPTIONS PROGRAM [ARGUMENT]: --once, so that the emulator must end by itself.
as_guest() {
	local options=$1 program=$2
	shift 2

	# shellcheck disable=SC2086 # several options in one word
	emu_start state --ram 16M --doorbell bell --once $options || return
	take < <("$PROGRAMS/$program" "$ram" bell "$@" || echo "not ok $program $*: exit status $?")
	wait "$emu_pid"
	check "svsm-emu --once ends when the guest of '$program $*' is gone" [ $? = 0 ]
	emu_pid=
}

as_guest "" test_emu_calls
as_guest "" test_emu_attest attest
as_guest "--no-certs" test_emu_attest no-certs
as_guest "--tpm-ctrl tpm" test_emu_attest unpowered
as_guest "--fault vtpm-code=0x80000006" test_emu_faults

check "an unknown fault is a wrong usage" emu_exits 2 --state state --socket s --fault no-such
finish
