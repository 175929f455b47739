#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# How svsmd tells the machine: entries of the journal with the IDs and fields that the
# catalog and the runbook know, one line for whoever logs in, and metrics.
# shellcheck disable=SC2119,SC2154,SC2317 # functions are called through check()
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 2
# The journal's socket has one place: in a namespace of its own, it is ours.
if [ -z "${SVSMD_TELL_TEST-}" ]; then
	own=()
	unshare --mount true 2>/dev/null || own=(--user --map-root-user)
	SVSMD_TELL_TEST=1 exec unshare "${own[@]}" --mount --propagation private "$0"
fi
mount -t tmpfs tmpfs /run || exit 2
mkdir -p /run/systemd/journal
SVSMD=$(realpath -e "${O:-build}/svsmd") || exit 2
WORKER=$(realpath -e "${O:-build}/svsmd-worker") || exit 2
TESTS=$(realpath -e tests/integration) || exit 2
DOCUMENT=$(realpath -e Documentation/metrics.md) || exit 2
MESSAGES=$(realpath -e daemon/message.c) || exit 2
POLICY=$(realpath -e packaging/dbus/org.svsm.Guest1.conf) || exit 2
# shellcheck source=tests/integration/emu_lib.sh
. tests/integration/emu_lib.sh
# shellcheck source=tests/integration/bus_lib.sh
. "$TESTS/bus_lib.sh"
trap 'svsmd_stop KILL; journal_stop; bus_stop; emu_stop; rm -rf "$scratch"' EXIT

journal_pid=

journal_start() {
	rm -f /run/systemd/journal/socket
	python3 "$TESTS/fake_journal.py" /run/systemd/journal/socket "$scratch/entries" &
	journal_pid=$!
	while [ ! -S /run/systemd/journal/socket ]; do sleep 0.02; done
}

journal_stop() {
	[ -n "$journal_pid" ] || return 0
	kill "$journal_pid" 2>/dev/null
	wait "$journal_pid" 2>/dev/null
	journal_pid=
}

# told NAME FILTER: among the entries is one of that kind, of which jq says so.
told() {
	local id i

	id=$(sed -n "s/^\t\[MESSAGE_$1\] = { \"\([0-9a-f]*\)\".*/\1/p" "$MESSAGES")
	for ((i = 0; i < 20; i++)); do
		jq -es --arg id "$id" "any(.[]; .MESSAGE_ID == \$id and ($2))" entries >/dev/null && return
		sleep 0.05
	done
	tail -n 1 entries
	return 1
}

# shows SAMPLE: a line of the metrics, as their readers see them.
# By Debian's Python, whatever stands before it, since it has Debian's libraries.
shows() {
	/usr/bin/python3 "$TESTS/metrics_check.py" svsm.prom "$DOCUMENT" >samples && grep -qxF -- "$1" samples && return
	cat samples
	return 1
}

guest_boot state 0 || finish
configure "$IDLE"
bus_start

# ---- where standard error is the journal

journal_start
: >svsmd.log
: >entries
JOURNAL_STREAM=$(stat -c %d:%i svsmd.log)
export JOURNAL_STREAM
starts "svsmd starts beside a journal"
check "that the guest is consistent is an entry" told STATE_CONSISTENT '.SVSM_STATE == "consistent" and
	.SVSM_BEFORE == "unknown" and .SVSM_ASSURANCE == "self" and .SVSM_EVENT == "self-good" and
	.PRIORITY == "5" and .SYSLOG_IDENTIFIER == "svsmd"'
check "with its cause" told STATE_CONSISTENT \
	'.SVSM_CAUSE == "the self-appraisal accepts; no policy says what may be launched"'
check "and the words for people" told STATE_CONSISTENT '.MESSAGE | startswith("trust is consistent (assurance self)")'
check "once in a boot, one line says what it rests on" told BOOT_VERDICT '.PRIORITY == "5" and (.MESSAGE |
	test("^svsm: consistent \\(self\\): the self-appraisal accepts; .*; vTPM unknown, Secure Boot [a-z]+, boot log replays; next appraisal 2[0-9-]+ [0-9:]+ UTC$"))'
check "who logs in sees it" grep -q "^svsm: consistent (self): .*; next appraisal 2.* UTC$" run/motd
check "and nothing else" test "$(wc -l <run/motd) $(stat -c %a run/motd)" = "1 644"
check_not "it is not said twice" grep -q "trust is" svsmd.log
tpm2_pcrextend "12:sha256=$(printf '%064d' 7)"
check "a PCR moves" reattests "done"
check "that it has failed is one of another kind" told STATE_FAILED '.SVSM_STATE == "failed" and
	.SVSM_EVENT == "pcr-moved" and .PRIORITY == "3" and (.SVSM_CAUSE | startswith("PCR 12 moved"))'
check "who logs in sees that" grep -q "^svsm: failed (none): PCR 12 moved, .*boot log does not explain PCR 12;" run/motd
check "that nobody starts units too" told REACTION_FAILED \
	'.PRIORITY == "3" and (.MESSAGE | startswith("svsm-distrusted.target: systemd does not start it"))'
check "a second one" exits 1 "$SVSMD" --worker="$WORKER" --state="$scratch/var" \
	--runtime="$scratch/run" --config="$scratch/conf"
check "whose standard error is elsewhere says so there" grep -q "another svsmd runs" err
"$SVSMD" --worker="$WORKER" --state="$scratch/var" --runtime="$scratch/run" \
	--config="$scratch/conf" 2>>svsmd.log
check "and in the journal where it is not" told SECOND_INSTANCE '.MESSAGE | test("another svsmd runs")'
mv emu.sock away
check "an appraisal that cannot be made" reattests failed
check "is one" told APPRAISAL_UNABLE '.PRIORITY == "4"'
mv away emu.sock
configure "$IDLE
Interval=soon"
kill -HUP "$svsmd_pid"
check "a wrong configuration is one" told CONFIG_REFUSED '.MESSAGE | test("line 6: Interval=soon: must be")'
configure "$IDLE"
kill -HUP "$svsmd_pid"
check "as is a right one" told CONFIG_TAKEN '.PRIORITY == "6"'
check "a reset" call Reset
check "names who did it" told STATE_UNKNOWN '.SVSM_CAUSE == "reset by root" and .SVSM_BEFORE == "failed"'
reattests "done" >/dev/null

# ---- metrics

check_not "no metrics are written unasked" test -e svsm.prom
configure "$IDLE
[Telling]
Metrics=$scratch/svsm.prom
Motd=no"
kill -HUP "$svsmd_pid"
reattests "done" >/dev/null
check "asked for, they are, in both formats" shows 'svsm_trust_state{state="consistent"} 1.0'
check "one state at a time" test "$(grep -c '^svsm_trust_state.* 1.0$' samples)" = 1
check "the assurance" grep -qxF 'svsm_trust_assurance{assurance="self"} 1.0' samples
check "appraisals by outcome" grep -qE '^svsm_appraisals_total\{outcome="unable"\} [1-9]' samples
check "how long the last one took" grep -qE '^svsm_appraisal_duration_seconds\{\} [0-9]+\.[0-9]' samples
check "PCRs that moved" grep -qxF 'svsm_trust_changes_total{event="pcr-moved"} 1.0' samples
check "the history" grep -qxF "svsm_trust_history_entries{} $(wc -l <var/trust-history).0" samples
check "work that failed" grep -qE '^svsm_worker_failures_total\{\} [0-9]' samples
check "which guest it is" grep -q "^svsm_guest_info.*ek_name=\"$(property EKName)\".*transport=\"emu\"" samples
check "the next appraisal is in the future" test "$(awk -v now="$(date +%s)" \
	'/^svsm_appraisal_next_timestamp_seconds/ { print ($2 > now) }' samples)" = 1
check_not "the line for those who log in goes when it is not wanted" test -e run/motd
configure "$IDLE
[Telling]
Metrics=$scratch/nowhere/svsm.prom"
kill -HUP "$svsmd_pid"
check "a place that cannot be written is told" told NOT_SHOWN '.MESSAGE | test("nowhere/svsm.prom: there is no such file; who gathers")'
check_not "and the file before is gone" test -e svsm.prom
configure "$IDLE
[Telling]
Metrics=$scratch/svsm.prom"
kill -HUP "$svsmd_pid"
reattests "done" >/dev/null

# ---- where standard error is not the journal

journal_stop
: >entries
tpm2_pcrextend "13:sha256=$(printf '%064d' 7)"
check "a journal that is gone" reattests "done"
check "does not swallow what is told" grep -q "^<3>trust is failed (assurance none), was consistent: pcr-moved: PCR 13" svsmd.log
check "metrics say so" shows 'svsm_trust_state{state="failed"} 1.0'
check "as does the line" grep -q "^svsm: failed (none): PCR 13 moved" run/motd
svsmd_stop
check_not "metrics end with the service" test -e svsm.prom
check_not "as does the line" test -e run/motd
starts "in the same boot again"
check_not "the boot's line was told before" grep -q "svsm: failed" svsmd.log
svsmd_stop
journal_start
JOURNAL_STREAM=1:1
rm -rf run var
starts "svsmd starts, and somebody else is the journal's"
check "it says things on standard error" grep -q "trust is consistent" svsmd.log
check_not "and nothing to the journal" test -s entries
svsmd_stop
finish
