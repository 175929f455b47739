#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# svsmd on a bus of its own, beside the emulated SVSM and its TPM: what it says of the guest,
# what makes it say something else, every method with every way to call it wrongly, and that
# neither a restart nor a kill makes it forget.
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
trap 'svsmd_stop KILL; kill "${systemd-}" 2>/dev/null; bus_stop; relay_stop; emu_stop; rm -rf "$scratch"' EXIT

nobody=$(id -u nobody)

# As a user who is nobody: busctl alone, since the rest is not for them to read.
as_nobody() {
	setpriv --reuid="$nobody" --clear-groups busctl --system "$@"
}

# nobody_is_refused METHOD...
nobody_is_refused() {
	local said

	said=$(as_nobody call "$SERVICE" "$OBJECT" "$SERVICE" "$@" 2>&1) && return 1
	grep -qF "Access denied" <<<"$said" && return
	echo "says: $said"
	return 1
}

# The objects and sessions that the TPM holds, but for what is kept in it.
left_in_tpm() {
	tpm2_getcap handles-transient
	tpm2_getcap handles-loaded-session
	tpm2_getcap handles-saved-session
}

guest_boot state 0 || finish
port=$tpm_port
configure "[Watch]
Interval=0"
bus_start

# ---- what it costs

relay_start
check "the worker appraises" "$WORKER" appraise "" "$scratch/state/pki/ark.pem" ""
first=$(commands)
relay_stop
relay_start
"$WORKER" appraise "" "$scratch/state/pki/ark.pem" "" >out
check "a guest that is as it was started is good" jq -e '.outcome == "good"' out
check "all of its PCRs are explained" jq -e '.explained == 65535' out
check "one request to the SVSM" test "$(svsm_requests)" = 1
again=$(commands)
check "16 TPM commands, once the AK is kept: seven for the evidence" \
	test "$(wc -w <<<"$again")" -le 16
relay_stop
relay_start
"$WORKER" look >out
check "a look at the PCRs is two commands" test "$(commands)" = "17e 17e"
check "and no request to the SVSM" test "$(svsm_requests)" = 0
check "it sees them" jq -e '.explained == 65535 and (.pcrs | length == 16)' out
relay_stop
echo "# TPM commands: $(wc -w <<<"$first") at first, then $(wc -w <<<"$again"): $again"
left_in_tpm >left
rm -f "$scratch/err"

# asked_for LINE: the last that systemd was asked of that unit.
asked_for() {
	local i

	for ((i = 0; i < 20; i++)); do
		[ "$(grep -F " ${1#* }" units | tail -n 1)" = "$1" ] && return
		sleep 0.05
	done
	cat units
	return 1
}

"$PROGRAMS/bus_systemd" >units &
systemd=$!
for ((i = 0; i < 200; i++)); do
	grep -q ready units && break
	sleep 0.05
done

# ---- from the beginning

starts "it starts"
check "the guest is consistent, and that is its own word" state_is consistent self \
	"the self-appraisal accepts; no policy says what may be launched"
check "the SVSM answered by the emulator" test "$(property Transport)" = emu
check "whether the vTPM persists is not known" test "$(property Persistence)" = unknown
check "the EK is that of the TPM" grep -q '^000b[0-9a-f]\{64\}$' <<<"$(property EKName)"
check "the next appraisal is hours away" \
	test "$(($(property NextAppraisal) / 1000000 - $(date +%s)))" -gt 14000
rss=$(awk '/^VmRSS/ { print $2 }' "/proc/$svsmd_pid/status")
echo "# RSS: $rss KiB"
check "it takes less than 8 MiB" test "$rss" -lt 8192
check "a second one refuses, and says why" exits 1 "$SVSMD" --worker="$WORKER" \
	--state="$scratch/var" --runtime="$scratch/run" --config="$scratch/conf"
check "by name" grep -q "run/lock: another svsmd runs" err
check "the history begins" bash -c "grep -c . '$scratch/var/trust-history' | grep -qx 1"
check "everything on the bus is in the man page" bash -c "
	busctl --system introspect $SERVICE $OBJECT $SERVICE | awk 'NR > 1 { print substr(\$1, 2) }' |
		while read -r name; do grep -q \"\\\\b\$name\\\\b\" '$TESTS/../../Documentation/org.svsm.Guest1.5' ||
			{ echo \"\$name is not\"; exit 1; }; done"

# ---- without the bus

export SVSMD_RUNTIME=$scratch/run SVSMD_STATE=$scratch/var
check "svsmctl shows it" exits 0 "$SVSMCTL" trust show
check "the state" grep -q "^state *consistent$" out
check "who stands behind it" grep -q "^assurance *self$" out
check "that somebody looks" grep -q "^keeper *svsmd runs$" out
check "as JSON" bash -c "'$SVSMCTL' trust show --json | jq -e '.state == \"consistent\" and .is_watched'"
check "consistent is not trusted" exits 1 "$SVSMCTL" trust check
check "which is said" grep -q "trust check: the state is consistent (assurance self): the self-appraisal" err
check "but enough for whom says so" "$SVSMCTL" trust check --self
check "if it was looked at lately" exits 1 "$SVSMCTL" trust check --self --max-age 0
check "a span that is none" exits 2 "$SVSMCTL" trust check --max-age soon
check "the history" bash -c "'$SVSMCTL' trust history --json | jq -e 'length == 1 and .[0].event == \"self-good\"'"
check "a state of another boot is none" bash -c "cat /proc/sys/kernel/random/uuid >other-boot &&
	SVSM_BOOT_ID=$scratch/other-boot '$SVSMCTL' trust show | grep -q '^state *unknown'"
check "and no trust" bash -c "! SVSM_BOOT_ID=$scratch/other-boot '$SVSMCTL' trust check --self"

# ---- what is asked for

dbus-monitor --system "type='signal',sender='$SERVICE'" >signals 2>/dev/null &
monitor=$!
check "an appraisal on demand" reattests "done"
check "it tells how it ended" test "$(job_property "$(cat path)" Message)" = \
	"the self-appraisal accepts; no policy says what may be launched"
check "and is of its kind" test "$(job_property "$(cat path)" Kind) $(job_property "$(cat path)" Owner)" = "reattest 0"
check "svsmctl has one made" exits 0 "$SVSMCTL" trust reattest
check "and tells what came of it" grep -qx "the self-appraisal accepts; no policy says what may be launched" out
mv emu.sock away
check "and of one that cannot be made" exits 1 "$SVSMCTL" trust reattest
mv away emu.sock
reattests "done" >/dev/null
check "it has no result to take" bash -c "! '$PROGRAMS/bus_take' $(cat path) 2>said && grep -q NoResult said"
challenge=(32)
for ((i = 0; i < 32; i++)); do challenge+=(165); done
check "evidence under a challenge" job Attest 'aya{sv}' "${challenge[@]}" 0
check "comes" ends "done"
"$PROGRAMS/bus_take" "$(cat path)" >bundle
jq -n '{version: 1, report: {measurements: "any"}, vtpm: {ak_binding: "waived"}}' >policy
check "and is what a verifier accepts" "$SVSMCTL" verify bundle --nonce \
	"$(printf 'a5%.0s' {1..32})" --policy policy --ark state/pki/ark.pem
check "it is taken once" bash -c "! '$PROGRAMS/bus_take' $(cat path) 2>said && grep -q NoResult said"
kill -STOP "$emu_pid"
check "a TPM that hangs holds nobody up" job Attest 'aya{sv}' "${challenge[@]}" 0
check "the job runs" test "$(job_property "$(cat path)" State)" = running
check "its result is not there yet" bash -c "! '$PROGRAMS/bus_take' $(cat path) 2>said && grep -q NotFinished said"
first=$(cat path)
job Attest 'aya{sv}' "${challenge[@]}" 0
job Attest 'aya{sv}' "${challenge[@]}" 0
check "the third behind it knows that there are two" test "$(job_property "$(cat path)" Position)" = 2
check "a job that is under way that there are none" test "$(job_property "$first" Position)" = 0
job Reattest 'a{sv}' 0
call Reattest 'a{sv}' 0 >/dev/null
third=$OBJECT/job/$(($(basename "$first") + 2))
check "svsmd's own goes before it" test "$(job_property "$third" Position)" = 3
busctl --system monitor --match="type='signal',path='$third'" >moves 2>&1 &
watcher=$!
sleep 0.5
echo "$first" >path
check "it can be cancelled" busctl --system call "$SERVICE" "$(cat path)" "$SERVICE.Job" Cancel
kill -CONT "$emu_pid"
check "and is then" ends cancelled
echo "$third" >path
check "those behind it get their turn" ends "done"
kill $watcher
check "and are told how far they are" test "$(grep -A2 '"Position"' moves | grep -o 'UINT32 [0-9]*' |
	cut -d' ' -f2 | uniq | paste -sd' ')" = "2 1 0"
echo "$first" >path
check "which leaves no result" bash -c "! '$PROGRAMS/bus_take' $(cat path) 2>said && grep -q NoResult said"
check "cancelling it again changes nothing" busctl --system call "$SERVICE" "$(cat path)" "$SERVICE.Job" Cancel
check "another user cannot" bash -c "! setpriv --reuid=$nobody --clear-groups busctl --system call \
	$SERVICE $(cat path) $SERVICE.Job Cancel 2>said && grep -q 'Access denied' said"

# waiting: the process that waits for work.
waiting() {
	pgrep -P "$svsmd_pid" -f "^$WORKER wait\$"
}
soon waiting
waiting >spare
check "a process waits for work" test -s spare
check "and no other does anything" test "$(pgrep -P "$svsmd_pid" | xargs)" = "$(cat spare)"
check "it has the TPM's libraries" grep -q libtss2-sys "/proc/$(cat spare)/maps"
check_not "and not OpenSSL's" grep -q libcrypto "/proc/$(cat spare)/maps"
check "one socket is open there, and nothing else of svsmd's" \
	test "$(find "/proc/$(cat spare)/fd" -printf '%f %l\n' | grep -E 'socket:|anon_inode|memfd' | cut -d: -f1)" = "0 socket"
kill -KILL "$(cat spare)"
check "what is asked for is done though it was killed" reattests "done"
check "and another one waits" soon waiting
check_not "which it is not" grep -qx "$(waiting)" spare

check "a challenge of 15 bytes is refused" refused "must have 16 to 64 bytes" \
	Attest 'aya{sv}' 15 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 0
check "one of none" refused "must have 16 to 64 bytes" Attest 'aya{sv}' 0 0
# shellcheck disable=SC2046 # words
check "one of 65" refused "must have 16 to 64 bytes" Attest 'aya{sv}' 65 $(seq 65) 0
check "options that are not known" refused "options: none is known" Reattest 'a{sv}' 1 fast b true
check "those of evidence" refused "options: none is known" \
	Attest 'aya{sv}' "${challenge[@]}" 1 full b true
check "a history of no entries" refused "limit: must be 1 to 100" GetHistory tu 0 0
check "and one of too many" refused "limit: must be 1 to 100" GetHistory tu 0 101
check "arguments of other types" refused "" GetHistory s all
check "a job that is not there" bash -c "! busctl --system call $SERVICE $OBJECT/job/99 $SERVICE.Job Cancel 2>/dev/null"
check "a property that is not to be set" bash -c "! busctl --system set-property $SERVICE $OBJECT $SERVICE State s trusted 2>/dev/null"

# ---- who may

check "everybody may read" as_nobody get-property "$SERVICE" "$OBJECT" "$SERVICE" State
check "and see the history" as_nobody call "$SERVICE" "$OBJECT" "$SERVICE" GetHistory tu 0 10
check "without polkit nobody but root has an appraisal" nobody_is_refused Reattest 'a{sv}' 0
check "or evidence" nobody_is_refused Attest 'aya{sv}' "${challenge[@]}" 0
check "or a reset" nobody_is_refused Reset
whom_polkit_allows org.svsm.guest1.reattest
check "whom polkit allows it may" as_nobody call "$SERVICE" "$OBJECT" "$SERVICE" Reattest 'a{sv}' 0
check "polkit was asked about the caller" grep -qx "system-bus-name name org.svsm.guest1.reattest 1" asked
check "one action is not another" nobody_is_refused Attest 'aya{sv}' "${challenge[@]}" 0
for i in 2 3 4; do as_nobody call "$SERVICE" "$OBJECT" "$SERVICE" Reattest 'a{sv}' 0 >/dev/null; done
check "a user has four jobs at most" bash -c "! setpriv --reuid=$nobody --clear-groups busctl --system \
	call $SERVICE $OBJECT $SERVICE Reattest 'a{sv}' 0 2>said && grep -q 'too many jobs' said"
check "and root another one all the same" reattests "done"
polkit_stop

# ---- what goes wrong

check "so far the state has not changed" test "$(call GetHistory tu 0 10 | cut -d' ' -f2)" = 1
printf '\036{"pcr":11,"digests":[{"hashAlg":"sha256","digest":"%064d"}],"content_type":"systemd","content":{"eventType":"phase","string":"ready"}}\n' 7 >systemd
tpm2_pcrextend "11:sha256=$(printf '%064d' 7)"
check "a PCR that moves with a log entry is well" reattests "done"
check "still" state_is consistent self
tpm2_pcrextend "12:sha256=$(printf '%064d' 7)"
check "one that moves without" reattests "done"
check "is a failure, by name" state_is failed none "PCR 12 moved, and no log says by what"
check "a unit is started for it" asked_for "StartUnit svsm-distrusted.target replace"
sleep 0.2
kill $monitor
check "which was signalled" grep -q 'member=StateChanged' signals
check "as were the properties" grep -q 'member=PropertiesChanged' signals
check "and the end of jobs" grep -q 'member=Finished' signals
check "another appraisal does not make it good" reattests "done"
check "it stays failed" state_is failed none "PCR 12 moved"
svsmd_stop
check "it ended well" test $? = 0
check "svsmctl sees that nobody looks" bash -c "'$SVSMCTL' trust show | grep -q 'svsmd does not run'"
check "that nobody can appraise" exits 1 "$SVSMCTL" trust reattest
check "as it does not run" grep -q "nobody has this name.*; svsmd does not run: systemctl start svsmd" err
check "and that nobody can reset" exits 1 "$SVSMCTL" trust reset
check "and trusts that in no case" exits 1 "$SVSMCTL" trust check --self
check "for that reason" grep -q "svsmd does not run .*: the state was failed when it last looked" err
starts "over a restart"
check "it stays failed too" state_is failed none "PCR 12 moved"
svsmd_stop KILL
starts "over a kill"
check "as well" state_is failed none "PCR 12 moved"
check "the history has both changes, and no more" test "$(call GetHistory tu 0 10 | cut -d' ' -f2)" = 2
check "and can be read from the second on" bash -c "busctl --system call $SERVICE $OBJECT $SERVICE GetHistory tu 1 1 |
	grep -q '^a(txssssay) 1 1 [0-9]* \"failed\" \"none\" \"pcr-moved\"'"
check "root may reset it" exits 0 "$SVSMCTL" trust reset
check "after which it is appraised anew" reattests "done"
check "and consistent with what it is now" state_is consistent self
check "and the unit is stopped" asked_for "StopUnit svsm-distrusted.target replace"
svsmd_stop
sed -i 's/"boot_id":"0/"boot_id":"1/; t; s/"boot_id":"./"boot_id":"0/' run/state
starts "over what another boot has left"
check "which does not count" grep -q 'run/state: is of another boot; passed over' svsmd.log

tpm2_pcrextend "0:sha256=$(printf '%064d' 7)"
call Reset
check "what the log of firmware does not explain" reattests failed
check "is a failure at the first look" state_is failed none "log-firmware: "
emu_stop
rm -rf other && state_like other state && guest_boot other "$port"
call Reset
check "another vTPM, after a reset" reattests "done"
check "is as good as any" state_is consistent self
emu_stop
rm -rf third && state_like third state && guest_boot third "$port"
check "one that comes in its place unasked" reattests "done"
check "is a failure as well" state_is failed none "the vTPM has another EK"

# ---- what cannot be told

call Reset
reattests "done" >/dev/null
mv emu.sock away
check "without an SVSM, no appraisal" reattests failed
check "once is no reason" state_is consistent self
reattests failed >/dev/null
reattests failed >/dev/null
check "thrice is: degraded" state_is degraded none
mv away emu.sock
check "and back when it is back" reattests "done"
check "consistent" state_is consistent self
emu_stop
guest_boot third "$port"
check "the same vTPM in another launch, while this one runs" reattests "done"
check "is a failure" state_is failed none "the report id is another"
call Reset
reattests "done" >/dev/null

# ---- configuration

asked=$(wc -l <units)
configure "[Watch]
Interval=1s"
kill -HUP "$svsmd_pid"
sleep 0.3
reattests "done" >/dev/null
check "before a PCR moves" state_is consistent self
check "systemd was asked for nothing again" test "$(wc -l <units)" = "$asked"
tpm2_pcrextend "13:sha256=$(printf '%064d' 7)"
for ((i = 0; i < 50; i++)); do
	[ "$(property State)" = failed ] && break
	sleep 0.1
done
check "a look sees it within seconds, and names it" state_is failed none "PCR 13 moved"
echo "# seen after $((i + 1)) tenths of a second, looking once a second"
call Reset
reattests "done" >/dev/null
configure "Interval=soon"
kill -HUP "$svsmd_pid"
sleep 0.3
check "a wrong configuration is named on reload" \
	grep -q "conf/svsm/svsmd.conf: line 4: Interval=soon: must be a span of time from 1min to 30d" svsmd.log
check "and the one before stays" grep -q "the configuration stays as it was" svsmd.log
check "with the state" state_is consistent self
configure "[Trust]
Self=yes"
kill -HUP "$svsmd_pid"
sleep 0.3
check "a right one is taken" reattests "done"
check "self is trusted where that is said by name" state_is trusted self
check "a unit is started for that" asked_for "StartUnit svsm-trusted.target replace"
svsmd_stop
configure "Colour=blue"
check "a wrong configuration is refused at start" exits 1 "$SVSMD" --worker="$WORKER" \
	--state="$scratch/var" --runtime="$scratch/run" --config="$scratch/conf"
check "by file, line and key" grep -q "svsmd.conf: line 4: section Appraisal has no key 'Colour'" err
configure

# ---- a verifier's verdicts

# evidence CHALLENGE_BYTE: collected by svsmd under 32 such bytes, in "bundle".
evidence() {
	local bytes=() i

	for ((i = 0; i < 32; i++)); do bytes+=("$1"); done
	nonce=$(printf "$(printf '%02x' "$1")%.0s" {1..32})
	job Attest 'aya{sv}' 32 "${bytes[@]}" 0 && ends "done" || return
	"$PROGRAMS/bus_take" "$(cat path)" >bundle
}

# verdict KEY OPTION...: what the verifier says of "bundle", in "verdict".
verdict() {
	local key=$1
	shift

	rm -f verdict
	"$SVSMCTL" verify bundle --nonce "$nonce" --policy policy --ark state/pki/ark.pem \
		--verdict verdict --sign "$key" --verifier bob "$@" >/dev/null
}

# submits STATE [TEXT]: the verdict becomes a job that ends so, with such a message.
submits() {
	# shellcheck disable=SC2046 # words
	job SubmitVerdict ay $(wc -c <verdict) $(od -An -v -tu1 verdict) && ends "$1" || return
	job_property "$(cat path)" Message | grep -qF -- "${2-}" && return
	job_property "$(cat path)" Message
	return 1
}

starts "it starts without a verifier"
for name in bob eve; do
	openssl genpkey -algorithm ed25519 -out $name.pem 2>/dev/null
	openssl pkey -in $name.pem -pubout -out $name.pub
done
check "a verdict is refused then" refused "no verifier is configured" SubmitVerdict ay 1 1
configure "[Verifier]
Key=$scratch/bob.pub"
kill -HUP "$svsmd_pid"
sleep 0.3
reattests "done" >/dev/null
check "one that is empty too" refused "must have 1 to 4096 bytes" SubmitVerdict ay 0
# More than there may be, each over before the next: the oldest make room.
many_jobs() {
	local i

	for ((i = 0; i < 34; i++)); do job SubmitVerdict ay 1 1 && ends failed || return; done
}
check "jobs that are over keep nobody out" many_jobs
evidence 1
verdict bob.pem
cp verdict first
verdict eve.pem
check "a verdict by another key is refused" submits failed "its signature is not by this key"
sed 's/bob/bab/' first >verdict
check "as is one that was changed" submits failed "its signature is not by this key"
echo nonsense >verdict
check "and nonsense" submits failed "should stand here"
check "which changes nothing" state_is consistent self
cp first verdict
check "the verifier's own is taken" submits "done" "the verdict was taken"
check "and the guest is trusted, by remote" state_is trusted remote "bob: every question was answered well"
check "svsmctl says so" "$SVSMCTL" trust check
check "the same once more is refused" submits failed "or it was taken already"
check "a self-appraisal leaves it trusted" reattests "done"
check "by remote" state_is trusted remote
"$SVSMCTL" attest --nonce "$nonce" --out unasked >/dev/null 2>&1
mv unasked bundle
verdict bob.pem
check "one of evidence that svsmd has not collected is refused" submits failed "it is of no evidence"
evidence 2
verdict bob.pem --valid 4s
check "one that holds for four seconds" submits "done"
check "is trust" state_is trusted remote
sleep 5.2
check "and no more afterwards: degraded" state_is degraded self
check "which no self-appraisal heals" reattests "done"
check "as it is the verifier's word that is missing" state_is degraded self
evidence 3
verdict bob.pem
tpm2_pcrextend "14:sha256=$(printf '%064d' 7)"
reattests "done" >/dev/null
check "a PCR moves between evidence and verdict" state_is failed none "PCR 14 moved"
check "then that verdict is of what was before" submits failed "it is of no evidence"
evidence 4
verdict bob.pem
check "one of after it" submits "done"
check "needs a self-appraisal of after it" state_is failed none
check "and with that" reattests "done"
check "the guest is trusted again" state_is trusted remote
evidence 5
nonce=${nonce//05/06}
verdict bob.pem
check "a verdict under another challenge is of no evidence" submits failed "it is of no evidence"
nonce=${nonce//06/05}
jq -n --arg other "$(printf '00%.0s' {1..48})" '{version: 1, report: {measurements: [$other]},
	vtpm: {ak_binding: "waived"}}' >policy
verdict bob.pem
check "a rejection" submits "done"
check "is a failure, with the verifier's reason" state_is failed none "bob: report-measurement"
call Reset
reattests "done" >/dev/null
svsmd_stop
configure

# ---- what is missed

starts "it starts once more"
reattests "done" >/dev/null
sed -i 2d var/trust-history
check "a line that was taken away" exits 0 "$SVSMCTL" trust history
check "is missed" grep -q "trust-history: changes that are missing in between: 1" err
left_in_tpm >left.now
check "nothing is left in the TPM" cmp left left.now
svsmd_stop
finish
