#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# That svsmd looks at the PCRs when the driver tells of a command that can have moved one, how
# soon and how often.  The driver's file is another of the kernel's that is polled and read in
# the same way: the domain's name, which nobody uses, in a namespace of its own.
# shellcheck disable=SC2119,SC2154,SC2317 # functions are called through check()
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 2
[ -n "${SVSMD_EXTENDS_TEST-}" ] || SVSMD_EXTENDS_TEST=1 exec unshare --uts "$0"
BUILT=$(realpath -e "${O:-build}/svsmd") || exit 2
BUILT_WORKER=$(realpath -e "${O:-build}/svsmd-worker") || exit 2
TESTS=$(realpath -e tests/integration) || exit 2
POLICY=$(realpath -e packaging/dbus/org.svsm.Guest1.conf) || exit 2
# shellcheck source=tests/integration/emu_lib.sh
. tests/integration/emu_lib.sh
# shellcheck source=tests/integration/bus_lib.sh
. "$TESTS/bus_lib.sh"
trap 'svsmd_stop KILL; bus_stop; emu_stop; rm -rf "$scratch"' EXIT

CHANGES=/proc/sys/kernel/domainname
# Who waits at it in another namespace is woken as well: so one of these tests at a time.
exec 9<$CHANGES
flock 9
SVSMD=$scratch/svsmd

guest_boot state 0 >/dev/null || finish

# ---- what svsmd asks the TPM itself

relay_start
"$BUILT_WORKER" appraise "" "$scratch/state/pki/ark.pem" "" >out 2>err
ak=$(jq -r .ak_name out)
"$BUILT_WORKER" look >out
"$BUILT_WORKER" quote "$ak" >out
"$BUILT_WORKER" attest "$(printf '%032d' 7)" 3>evidence >out
commands >asked
check "an appraisal, looks and an attestation are many commands" test "$(wc -w <asked)" -gt 20
check_not "of which none can move a PCR" grep -qwE '13c|13d|144|182|185' asked
relay_stop

bus_start
printf '#!/bin/sh\nexec %s --pcr-changes=%s/changes "$@"\n' "$BUILT" "$scratch" >svsmd
chmod 0755 svsmd
worker_tells "$BUILT_WORKER" "$scratch/work"

# The driver tells: a number that was not there before.
changes=0
tells() {
	changes=$((changes + 1))
	echo "$changes" >$CHANGES
}

said() {
	grep -qF -- "$1" svsmd.log
}

# looked N [COMMAND]: so often since "work" was emptied.
looked() {
	[ "$(grep -cx "${2-look}" work)" = "$1" ] || { cat work; return 1; }
}

is_over() {
	[ "$(tail -n 1 work)" = "$1 is over" ]
}

# quiet SECONDS: as long as that no look is made.
quiet() {
	: >work
	sleep "$1"
	looked 0
}

# ---- where nothing is told, and then it is

configure
: >work
starts "where the driver does not tell"
check_not "nothing is said of it" said "driver"
echo 1 >changes
check "the PCRs are looked at all the same" soon looked 1
begun=$EPOCHREALTIME
check "and of a file that cannot be waited for it is said" \
	soon said "changes: the driver cannot be listened to"
rm changes
ln -s $CHANGES changes
check "they are looked at every few seconds" soon looked 2
check "which is four" awk "BEGIN { t = $EPOCHREALTIME - $begun; exit !(t > 3 && t < 20) }"
check "a driver that comes is listened to" \
	soon said "the driver tells of commands that can move PCRs"
check "and looked after at once, for what it has not told" soon looked 3
soon is_over look
check "then no more without a reason" quiet 4.5

# ---- a notice, where no other look is due

RARELY="[Watch]
Interval=1d"
reload "$RARELY"
soon is_over appraise
: >work
tells
check "a notice is followed by a look" soon looked 1
check "one" quiet 1.5
tpm2_pcrextend "12:sha256=$(printf '%064d' 7)"
begun=$EPOCHREALTIME
tells
check "a PCR that moved is seen" soon state_is failed none "PCR 12 moved, and no log says by what"
echo "# after $(awk "BEGIN { printf \"%.2f\", $EPOCHREALTIME - $begun }") s"
call Reset
reattests "done" >/dev/null
sleep 1.2
: >work
for _ in 1 2 3 4 5 6 7 8 9 10; do tells; done
soon looked 1
sleep 1.2
check "a burst is one look" looked 1

sleep 0.2
: >work
kill -STOP "$emu_pid"
job Reattest 'a{sv}' 0
soon looked 1 appraise
tells
sleep 1.5
kill -CONT "$emu_pid"
check "a notice during an appraisal is looked after behind it" soon looked 1
check "not within" test "$(tr '\n' ' ' <work | cut -d' ' -f1-5)" = "appraise appraise is over look"
soon is_over look

# ---- many of them, and what comes in between

sleep 0.2
: >work
end=$((SECONDS + 4))
while [ $SECONDS -lt $end ]; do
	tells
	sleep 0.01
done
looks=$(grep -cx look work)
echo "# $looks looks in four seconds of notices"
check "a flood has few looks" test "$looks" -ge 2 -a "$looks" -le 4
: >work
tpm2_pcrextend "13:sha256=$(printf '%064d' 7)"
tells
check "and one behind its last notice" soon looked 1
check "which sees what came with it" soon state_is failed none "PCR 13 moved"
call Reset
reattests "done" >/dev/null

# ---- what the configuration says

reload "[Watch]
Interval=1s"
: >work
many() {
	[ "$(grep -cx look work)" -gt 3 ]
}
check "an interval that is said holds" soon many
reload "[Watch]
Interval=0"
soon is_over appraise
: >work
tells
check "where none is to be made none is, for no notice" quiet 1
: >work
reload "$RARELY"
check "until they are to be made again" soon looked 1
svsmd_stop
check "it ended well after that" test $? = 0
finish
