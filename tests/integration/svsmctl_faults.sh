#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# svsmctl on an emulated SVSM whose faults are switched while it runs: each is told
# in one line, and the next good call works.
# shellcheck disable=SC2317 # functions are called through check()
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 2
SVSMCTL=$(realpath -e "${O:-build}/svsmctl") || exit 2
# shellcheck source=tests/integration/emu_lib.sh
. tests/integration/emu_lib.sh

VTPM=c476f1eb-0123-45a5-9641-b4e7dde5bfe3

# control LINE...: what the emulator answers to these lines.
control() {
	printf '%s\n' "$@" | timeout 5 socat -t 5 - UNIX-CONNECT:control
}

fault() {
	[ "$(control "$1")" = ok ] && return
	echo "the emulator does not know it"
	return 1
}

works() {
	"$SVSMCTL" services >out && grep -q "^vtpm *$VTPM " out
}

# tells FAULT TEXT: services fails in one line with the text, once.
tells() {
	local status=0

	fault "$1" || return
	"$SVSMCTL" services >out 2>err || status=$?
	if [ "$status" != 1 ] || [ -s out ] || [ "$(wc -l <err)" != 1 ]; then
		echo "exit status $status, says: $(cat out err)"
		return 1
	fi
	if ! grep -qF -- "$2" err; then
		echo "says: $(cat err)"
		return 1
	fi
	works
}

# gives FAULT LINES: services succeeds with so many services.
gives() {
	fault "$1" && "$SVSMCTL" services >out && [ "$(grep -c ', manifest of' out)" = "$2" ] && works
}

emu_start state --ephemeral --socket socket --tpm-port 0 --control control || finish
export SVSM_DEVICE=emu:$scratch/socket
tpm2_startup -c
check "the SVSM works" works

for code in 0x80000001 0x80000003 0x80000005 0x80000006 0x80000007 0x80001000 1; do
	check "attest-code=$code is told" tells "attest-code=$code" "($(printf '0x%08x' "$code"))"
done
check "manifest=overlap is told" tells manifest=overlap "entry 1: lies at "
check "manifest=outside is told" tells manifest=outside "entry 2: "
check "manifest=huge is told" tells manifest=huge "4294967295 entries, read are at most 256"
check "manifest=twice is told" tells manifest=twice "entry 2: its service came before"
check "manifest=1000 is told" tells manifest=1000 "1000 entries, read are at most 256"
check "manifest=backwards is told" tells manifest=backwards "entry 1: lies at "
check "manifest=trailing is told" tells manifest=trailing "1 bytes behind the last service's"
check "manifest=zero is a list of none" gives manifest=zero 0
check "a busy host is told" tells host-busy=1 "BUSY (0x80000007)"
check "two faults at once: the refusal is told" \
	tells "host-busy=1 + manifest=huge" "BUSY (0x80000007)"

key_is_lost() {
	fault host-busy=2 && ! "$SVSMCTL" services 2>/dev/null && ! "$SVSMCTL" services 2>err &&
		! "$SVSMCTL" services 2>>err && [ "$(grep -c INVALID_REQUEST err)" = 2 ]
}
check "the second BUSY of a host costs all attestations" key_is_lost
check "none ends it" fault none
check "and the next call works" works

certs_are_passed_on() {
	fault "certs=$1" && ask "$1" all && [ -s "$1/certs" ] && works
}
for kind in overflow outside changing junk; do
	check "certs=$kind: a table that lies is the verifier's to judge" certs_are_passed_on $kind
done

check "lines are answered one by one" \
	[ "$(control none vtpm-echo no-such 'vtpm-echo + none' none | paste -sd ,)" = \
		"ok,ok,not understood,not understood,ok" ]
fault attest-code=1
control no-such >/dev/null
check_not "what is not understood leaves the fault as it was" works
check "a line without end ends the connection" [ -z "$(head -c 300 /dev/zero | tr '\0' x |
	timeout 5 socat -t 5 - UNIX-CONNECT:control 2>/dev/null)" ]
check "half a line is none" [ -z "$(printf none | timeout 5 socat -t 1 - UNIX-CONNECT:control)" ]
check "the emulator still works" works
emu_stop
check "SIGTERM is a clean end" [ $? = 0 ]
finish
