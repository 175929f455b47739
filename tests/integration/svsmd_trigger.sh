#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What makes svsmd look out of turn, and how often: triggers in a world whose clocks are set and
# whose kernel and logind say what the test wants, and quotes between two appraisals; on a bus
# of its own, beside the emulated SVSM.
# shellcheck disable=SC2119,SC2154,SC2317 # functions are called through check()
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 2
SVSMD=$(realpath -e "${O:-build}/svsmd") || exit 2
WORKER=$(realpath -e "${O:-build}/svsmd-worker") || exit 2
TESTS=$(realpath -e tests/integration) || exit 2
POLICY=$(realpath -e packaging/dbus/org.svsm.Guest1.conf) || exit 2
# shellcheck source=tests/integration/emu_lib.sh
. tests/integration/emu_lib.sh
# shellcheck source=tests/integration/bus_lib.sh
. "$TESTS/bus_lib.sh"
trap 'svsmd_stop KILL; kill "${systemd-}" 2>/dev/null; bus_stop; emu_stop; rm -rf "$scratch"' EXIT

SVSM_IMA_LOG=$scratch/ima/binary_runtime_measurements
export SVSM_IMA_LOG

guest_boot state 0 >/dev/null || finish

# said TEXT: svsmd, in its log.
said() {
	grep -qF -- "$1" svsmd.log
}

# ---- a quote alone

"$WORKER" appraise "" "$scratch/state/pki/ark.pem" "" >out 2>err
ak=$(jq -r .ak_name out)
relay_start
"$WORKER" quote "$ak" >out
check "a quote by the AK that is known is good" jq -e '.outcome == "good" and .explained == 65535' out
check "it takes four TPM commands: PCR_Read twice, ReadPublic, Quote" test "$(commands)" = "17e 17e 173 158"
check "and no request to the SVSM" test "$(svsm_requests)" = 0
relay_stop
"$WORKER" quote "${ak%?}$(tr 0-9a-f 1-9a-f0 <<<"${ak: -1}")" >out
check "of another AK it is bad" jq -e '.outcome == "bad"' out
check "and says so" grep -q "the TPM has another AK than the last self-appraisal found" out
check "a name that is none" exits 2 "$WORKER" quote 00
: >look.times
for i in 1 2 3 4 5 6 7 8; do
	TIMEFORMAT='%U %S'
	{ time "$WORKER" look >out; } 2>>look.times
done
echo "# CPU time of a look: $(awk '{ sum += $1 + $2 } END { printf "%.1f", sum / NR * 1000 }' look.times) ms"

bus_start
"$PROGRAMS/bus_systemd" >units &
systemd=$!
soon grep -q ready units

# ---- triggers

worker_tells "$WORKER" "$scratch/work"
mkfifo clock
export WORLD_CLOCK=$scratch/clock WORLD_UEVENTS=$scratch/uevents

# appraised N: so often since it was last asked.
appraised() {
	[ "$(grep -cx appraise work)" = "$1" ] || { cat work; return 1; }
}

# clocks REAL MONOTONIC: they are so many seconds off from now on, as after a jump.
clocks() {
	echo "$1 $2" >clock
}

uevent() {
	python3 -c 'import socket, sys
socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).sendto(
	b"".join(word.encode() + b"\0" for word in sys.argv[1:]), "uevents")' "$@"
}

suspend() {
	busctl --system call org.freedesktop.login1 /org/freedesktop/login1 org.freedesktop.login1.Manager Suspend b false
}

idle() {
	[ "$(property NextAppraisal)" -gt 0 ]
}

# triggered NAME TEXT COMMAND...: an appraisal follows, for that reason.
triggered() {
	local name=$1 text=$2
	shift 2

	soon idle
	sleep 1.1
	: >work
	"$@"
	check "$name" soon said "$text: appraising again"
	check "and an appraisal follows" soon appraised 1
	: >svsmd.log
}

configure "[Watch]
Interval=0
[Triggers]
Distance=1s"
export LD_PRELOAD=$PROGRAMS/world_shift.so
starts "in a world whose clocks are set"
unset LD_PRELOAD
dbus-send --system --type=signal /org/freedesktop/login1 org.freedesktop.login1.Manager.PrepareForSleep boolean:false
triggered "logind tells of a resume" "logind says that this guest was suspended" suspend
triggered "so do the clocks" "this guest was suspended for 100 s" clocks 0 -100
triggered "a wall clock that jumps is told" "the wall clock jumped by +3600 s" clocks 3600 -100
triggered "and one that jumps back" "the wall clock jumped by -3600 s" clocks 0 -100
triggered "the kernel tells of a copy" "the hypervisor says that this guest is a copy" \
	uevent change@/devices/vmgenid ACTION=change NEW_VMGENID=1
soon idle
sleep 1.1
: >work
dbus-send --system --type=signal /org/freedesktop/login1 org.freedesktop.login1.Manager.PrepareForSleep boolean:false
clocks 4 -100
uevent change@/devices/virtual/block/dm-0 ACTION=change
uevent add@/devices/vmgenid ACTION=add NEW_VMGENID=1
uevent change@/devices/vmgenid NEW_VMGENID
sleep 1
check "anybody's signal, a small step and other messages are nothing" test ! -s work
check "and not spoken of" bash -c "! grep -q 'appraising again' svsmd.log"

# Many, faster than any appraisal.
storm() {
	python3 -c 'import socket
sender = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
for _ in range(20):
	sender.sendto(b"change@/devices/vmgenid\0NEW_VMGENID=1\0", "uevents")'
}
storm
check "what comes together is one appraisal" soon appraised 1
soon idle
sleep 0.7
check "and no other" appraised 1
reload "[Watch]
Interval=0
[Triggers]
Distance=1h"
: >work
storm
check "what comes too soon is told so" soon said "but not before Distance= has passed"
sleep 0.7
check "and not appraised" appraised 0
configure "[Watch]
Interval=0
[Triggers]
Distance=1s"
kill -HUP "$svsmd_pid"
check "until its time, beside the reload's own" soon appraised 2
soon idle
sleep 0.7
check "once" appraised 2
: >work
kill -STOP "$emu_pid"
job Reattest 'a{sv}' 0
soon appraised 1
suspend
sleep 1.2
kill -CONT "$emu_pid"
check "while one runs that had begun before, another follows" soon appraised 2
soon idle
reload "[Watch]
Interval=0
[Triggers]
Resume=no
Clone=no
ClockJump=0"
: >work
suspend
clocks 3600 -200
check "where nothing is listened for, nothing is heard" bash -c '! python3 -c "import socket
socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).sendto(b\"change@/x\", \"uevents\")" 2>/dev/null'
sleep 1
check "or done" test ! -s work

# ---- IMA

mkdir -p ima
configure "[Watch]
Interval=1s
[Triggers]
Distance=1s
ImaEntries=100"
kill -HUP "$svsmd_pid"
# A look that begins after this is over.
looks() {
	: >work
	soon grep -qx look work
	soon is_over look
}
is_over() {
	[ "$(tail -n 1 work)" = "$1 is over" ]
}
echo 50 >ima/runtime_measurements_count
looks
echo 5000 >ima/runtime_measurements_count
looks
check "IMA that extends another TPM is nothing" bash -c "! grep -q 'IMA has' svsmd.log"
tpm2_pcrextend "10:sha256=$(printf '%064d' 7)"
looks
echo 5099 >ima/runtime_measurements_count
looks
check "nor are a few entries" bash -c "! grep -q 'IMA has' svsmd.log"
check "or PCR 10" state_is consistent self
echo 5100 >ima/runtime_measurements_count
check "many are told" soon said "IMA has measured 100 files more: appraising again"
check "and an appraisal follows" soon grep -qx appraise work

# ---- quotes in between

check "before a quote" state_is consistent self
configure "QuoteInterval=1s
[Watch]
Interval=0"
kill -HUP "$svsmd_pid"
check "quotes are made as often as is said" soon grep -q quote work
tpm2_pcrextend "12:sha256=$(printf '%064d' 7)"
check "one sees a PCR that moved" soon state_is failed none "PCR 12 moved, and no log says by what"
call Reset
reattests "done" >/dev/null
: >work
soon grep -qx quote work
soon is_over quote
check "a good one leaves the state as it is" state_is consistent self
emu_stop
port=$tpm_port
rm -rf other && state_like other state
emu_start other --socket emu.sock --tpm-port "$port" && tpm2_startup -c &&
	python3 "$TESTS/make_log.py" log | xargs tpm2_pcrextend
check "and one of another vTPM in its place is a failure" soon state_is failed none \
	"the TPM has another AK than the last self-appraisal found"
svsmd_stop
check "it ended well after that" test $? = 0
finish
