# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# For the tests of the emulator's host half: starts svsm-emu in a scratch folder, and a
# relay before it, counts results, and leaves neither processes nor files behind.  Sourced.

O=${O:-build}
EMU=$(realpath -e "$O/svsm-emu") || exit 2
PROGRAMS=$(realpath -e "$O/integration") || exit 2
passed=0 failed=0 emu_pid='' relay_pid=''

scratch=$(mktemp -d) || exit 2
trap 'relay_stop; emu_stop; rm -rf "$scratch"' EXIT
trap 'exit 1' INT TERM
cd "$scratch" || exit 2

ok() {
	passed=$((passed + 1))
	printf 'ok %s\n' "$1"
}

not_ok() {
	failed=$((failed + 1))
	printf 'not ok %s: %s\n' "$1" "$2"
}

# check NAME COMMAND...: ok when the command succeeds; else its last words.
check() {
	local name=$1 said
	shift

	if said=$("$@" 2>&1); then
		ok "$name"
	else
		not_ok "$name" "$(tail -n 1 <<<"${said:-$*: no}")"
	fi
}

# check_not NAME COMMAND...: ok when the command fails.
check_not() {
	local name=$1
	shift

	if "$@" >/dev/null 2>&1; then
		not_ok "$name" "$* succeeded"
	else
		ok "$name"
	fi
}

# exits STATUS COMMAND...: its status, with both outputs kept in "out" and "err".
# shellcheck disable=SC2317 # called through check()
exits() {
	local expected=$1 status=0
	shift

	"$@" >out 2>err || status=$?
	[ "$status" = "$expected" ] && return
	printf 'exit status %d of: %s: %s %s\n' "$status" "$*" "$(tail -n 1 out)" "$(tail -n 1 err)"
	return 1
}

# emu_exits STATUS OPTION...: does it end by itself, in that way?
# shellcheck disable=SC2317 # called through check()
emu_exits() {
	local wanted=$1 status=0
	shift

	timeout 20 "$EMU" "$@" || status=$?
	[ "$status" = "$wanted" ]
}

# The lines of programs that print results of their own, counted.
take() {
	local line

	while IFS= read -r line; do
		case $line in
		"ok "*) passed=$((passed + 1)) ;;
		"not ok "*) failed=$((failed + 1)) ;;
		*) continue ;;
		esac
		printf '%s\n' "$line"
	done
}

# emu_start STATE OPTION...: returns when its sockets listen; sets tpm_port, ram.
# shellcheck disable=SC2034 # used by those who source this
emu_start() {
	local state=$1 i
	shift

	rm -f ready
	"$EMU" --state "$state" --ready ready "$@" 2>emu.log &
	emu_pid=$!
	for ((i = 0; i < 600; i++)); do
		[ -e ready ] && break
		kill -0 "$emu_pid" 2>/dev/null || break
		sleep 0.1
	done
	if [ ! -e ready ]; then
		not_ok "svsm-emu --state $state $* starts" "$(tail -n 1 emu.log)"
		emu_stop
		return 1
	fi
	tpm_port=$(sed -n 's/^tpm-port=//p' ready)
	ram=$(sed -n 's/^ram=//p' ready)
	export TPM2TOOLS_TCTI="swtpm:host=127.0.0.1,port=$tpm_port"
}

# Ends it as a service manager would; its exit status.
emu_stop() {
	local status=0

	[ -n "$emu_pid" ] || return 0
	kill -TERM "$emu_pid" 2>/dev/null
	wait "$emu_pid" || status=$?
	emu_pid=
	return $status
}

# relay_start OPTION...: from then on svsmctl speaks through it; see test_emu_relay.c.
relay_start() {
	rm -f relay.sock relay.log port
	"$PROGRAMS/test_emu_relay" "$tpm_port" emu.sock relay.sock relay.log "$@" >port 2>relay.err &
	relay_pid=$!
	while [ ! -s port ]; do sleep 0.02; done
	SVSM_TCTI="swtpm:host=127.0.0.1,port=$(cat port)"
	export SVSM_TCTI SVSM_DEVICE=emu:$scratch/relay.sock
}

relay_stop() {
	[ -n "$relay_pid" ] || return 0
	kill "$relay_pid" 2>/dev/null
	wait "$relay_pid" 2>/dev/null
	relay_pid=
	export SVSM_TCTI=$TPM2TOOLS_TCTI SVSM_DEVICE=emu:$scratch/emu.sock
}

# Until the relay has written down all that passed.
relay_settle() {
	while [ -n "$(cat "/proc/$relay_pid/task/$relay_pid/children")" ]; do sleep 0.02; done
}

# The commands that the TPM was sent through the relay, by code.
commands() {
	relay_settle
	sort -n -k4 relay.log | awk '$1 == "tpm" { print $2 }' | paste -sd' '
}

svsm_requests() {
	relay_settle
	grep -c '^svsm 2 ' relay.log
}

# A new state folder with the keys of another: making them takes seconds.
state_like() {
	mkdir -m 0700 "$1" && cp -a "$2/pki" "$1/pki"
}

# ask FOLDER WHAT [VERSION]: an attestation over the socket; see test_emu_ask.c.
ask() {
	local folder=$1
	shift

	mkdir -p "$folder" && "$PROGRAMS/test_emu_ask" socket "$folder" "$@"
}

# hex FILE [OFFSET LENGTH]
hex() {
	od -An -v -tx1 -j "${2:-0}" ${3:+-N "$3"} "$1" | tr -d ' \n'
}

# A number of four bytes, least significant first, at an offset.
u32() {
	od -An -tu4 --endian=little -j "$2" -N 4 "$1" | tr -d ' '
}

finish() {
	printf '%d passed, %d failed\n' "$passed" "$failed"
	[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
	exit
}
