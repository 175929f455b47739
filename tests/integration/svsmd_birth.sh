#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# svsmd and a vTPM that is not what the disk remembers of it, from launch to launch: made
# anew, put back, its counter gone, the disk older.  Each is named in the state's cause, where
# there is nothing worse to say, in a message of its own, and by a word on the bus.
# shellcheck disable=SC2119,SC2154,SC2317 # functions are called through check()
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 2
SVSMCTL=$(realpath -e "${O:-build}/svsmctl") || exit 2
SVSMD=$(realpath -e "${O:-build}/svsmd") || exit 2
WORKER=$(realpath -e "${O:-build}/svsmd-worker") || exit 2
TESTS=$(realpath -e tests/integration) || exit 2
POLICY=$(realpath -e packaging/dbus/org.svsm.Guest1.conf) || exit 2
# shellcheck source=tests/integration/emu_lib.sh
. tests/integration/emu_lib.sh
# shellcheck source=tests/integration/bus_lib.sh
. "$TESTS/bus_lib.sh"
# shellcheck source=tests/integration/birth_lib.sh
. "$TESTS/birth_lib.sh"
trap 'svsmd_stop KILL; bus_stop; emu_stop; rm -rf "$scratch"' EXIT
export SVSMD_RUNTIME=$scratch/run SVSMD_STATE=$scratch/var

# launch STATE OPTION...: of the machine, what it kept in memory is gone; svsmd starts.
launch() {
	svsmd_stop
	emu_stop
	rm -rf run systemd svsmd.log
	emu_start "$1" --socket emu.sock --tpm-port 0 "${@:2}" || finish
	export SVSM_TCTI=$TPM2TOOLS_TCTI
	tpm2_startup -c && python3 "$TESTS/make_log.py" log | xargs tpm2_pcrextend
	reboot_only
	svsmd_run
	soon is_appraised >/dev/null || finish
}

is_appraised() {
	[ "$(property NextAppraisal 2>/dev/null)" -gt 0 ] 2>/dev/null
}

# told VERDICT TIMES: how often it was said that vTPM and disk do not fit, for that reason.
told() {
	[ "$(grep -c "vTPM and disk do not fit: $1: .*; 'svsmctl birth show'" svsmd.log)" = "$2" ] &&
		[ "$(grep -c 'do not fit' svsmd.log)" = "$2" ] && return
	cat svsmd.log
	return 1
}

word_is() {
	[ "$(property BirthRecord)" = "$1" ] && return
	echo "is $(property BirthRecord)"
	return 1
}

# The boots of birth records are made up; svsmd's is this machine's.
shown_is() {
	env -u SVSM_BOOT_ID "$SVSMCTL" trust show >out
	grep -F "$1" out || cat out
	grep -qF "$1" out
}

bus_start
configure "$IDLE"

launch state
check "nothing is remembered yet" word_is no-record
check "which is nothing to tell of" told no-record 0
check "now it is" records same unknown
reattests "done" >/dev/null
check "so vTPM and disk fit" word_is same
check "which is the cause's business no more" state_is consistent self \
	"the self-appraisal accepts; no policy says what may be launched"
cp birth/record first-record
launch state
check "the next launch: the same vTPM" word_is same
check "of which nothing is told" told same 0
check "it is recorded" records same persistent
reattests "done" >/dev/null
check "and known to persist" test "$(property Persistence)" = persistent
cp birth/record kept
cp first-record birth/record
reattests "done" >/dev/null
check "an older disk is no failure" state_is consistent self
check "and named" word_is disk-behind
check "it is told" told disk-behind 1
cp kept birth/record

launch state --rollback
check "an older state of it is a failure, by name" state_is failed none \
	"birth record: tpm-behind: the TPM"
check "the word" word_is tpm-behind
check "it is told" told tpm-behind 1
check "svsmctl says so" shown_is 'birth record: tpm-behind: '
check "another appraisal" reattests failed
check "has nothing new to tell" told tpm-behind 1
call Reset
reattests failed >/dev/null
check "but a reset does not make it forgotten" told tpm-behind 2

state_like second state
launch second
check "a vTPM that was made anew is no failure, and named" state_is consistent self \
	"; birth record: remade: the vTPM was made anew, or is another one"
check "the word" word_is remade
check "it is told" told remade 1
check "whatever was kept in the other one is gone" test "$(property Persistence)" = ephemeral
check "svsmctl says so" shown_is 'birth record: remade: '
check "accepted by name" records same unknown --accept remade
reattests "done" >/dev/null
check "it is this disk's" word_is same
check "and nothing more is told" told remade 1
tpm2_nvundefine -Q -C o 0x181f010
reattests "done" >/dev/null
check "a counter that goes while it looks" word_is index-gone
check "is told" grep -q "do not fit: index-gone: the vTPM's counter is gone" svsmd.log

state_like third state
launch third
tpm2_pcrextend "0:sha256=$(printf '%064d' 7)"
rm -rf run
svsmd_stop
starts "with something worse to say"
check "the state says that" state_is failed none "log-firmware: "
check "and it is told all the same" grep -q "do not fit: remade: " svsmd.log
svsmd_stop
finish
