#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# svsmd's evidence on the bus: services, event log, verification, with every way to call them
# wrongly; who may; and callers who mean harm, which leave nothing behind in svsmd.
# shellcheck disable=SC2016,SC2119,SC2154,SC2317 # jq has variables; functions are called through check()
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 2
SVSMCTL=$(realpath -e "${O:-build}/svsmctl") || exit 2
SVSMD=$(realpath -e "${O:-build}/svsmd") || exit 2
WORKER=$(realpath -e "${O:-build}/svsmd-worker") || exit 2
TESTS=$(realpath -e tests/integration) || exit 2
MAN=$(realpath -e Documentation/org.svsm.Guest1.5) || exit 2
ACTIONS=$(realpath -e packaging/polkit/org.svsm.guest1.policy) || exit 2
POLICY=$(realpath -e packaging/dbus/org.svsm.Guest1.conf) || exit 2
# shellcheck source=tests/integration/emu_lib.sh
. tests/integration/emu_lib.sh
# shellcheck source=tests/integration/bus_lib.sh
. "$TESTS/bus_lib.sh"
trap 'svsmd_stop KILL; bus_stop; relay_stop; emu_stop; rm -rf "$scratch"' EXIT

export SVSM_IMA_LOG=$scratch/ima
EVIDENCE=$SERVICE.Evidence
nobody=$(id -u nobody)
challenge=$(printf 'a5%.0s' {1..32})

# ask METHOD [SIGNATURE ARGUMENT...]: of the interface for evidence.
ask() {
	busctl --system call "$SERVICE" "$OBJECT" "$EVIDENCE" "$@"
}

# says TEXT METHOD...: the call fails, and says so.
says() {
	local text=$1 said
	shift

	said=$(ask "$@" 2>&1) && echo "succeeded: $said" && return 1
	grep -qF -- "$text" <<<"$said" && return
	echo "says: $said"
	return 1
}

# page FILTER... OFFSET LIMIT: of the event log, in "page".
page() {
	busctl --system --json=short call "$SERVICE" "$OBJECT" "$EVIDENCE" ReadEventLog 'a{sv}tu' \
		"$@" 2>err | jq -r '.data[0]' >page
	[ -s page ] || cat err
	[ -s page ]
}

# pages JQ FILTER... OFFSET LIMIT: the page is so.
pages() {
	local question=$1
	shift

	page "$@" && jq -e "$question" page
}

# verified STATE [TEXT]: how the job of "path" ends, and with which words.
verified() {
	ends "$1" || return
	job_property "$(cat path)" Message | grep -qF -- "${2-}" && return
	job_property "$(cat path)" Message
	return 1
}

# verifies KIND FILE [OPTION FILE]...: its job's path in "path".
verifies() {
	"$PROGRAMS/bus_verify" "$1" "$2" "${nonce:-$challenge}" "${@:3}" >path 2>err || cat err
	[ -s path ]
}

# objects TEXT KIND FILE [OPTION FILE]...: it is not even begun.
objects() {
	local text=$1
	shift

	"$PROGRAMS/bus_verify" "$1" "$2" "${nonce:-$challenge}" "${@:3}" >path 2>err && return 1
	grep -qF -- "$text" err && return
	cat err
	return 1
}

# As a user who is nobody, whose calls go to the interface for evidence.
as_nobody() {
	setpriv --reuid="$nobody" --clear-groups busctl --system call "$SERVICE" "$OBJECT" \
		"$EVIDENCE" "$@"
}

nobody_is_refused() {
	local said

	said=$(as_nobody "$@" 2>&1) && return 1
	grep -qF "Access denied" <<<"$said" && return
	echo "says: $said"
	return 1
}

guest_boot state 0 || finish
printf '\036{"pcr":11,"digests":[{"hashAlg":"sha256","digest":"%064d"}],"content_type":"systemd","content":{"eventType":"phase","string":"ready"}}\n' 7 >systemd
tpm2_pcrextend "11:sha256=$(printf '%064d' 7)"
configure "$IDLE"
jq -n '{version: 1, report: {measurements: "any"}, vtpm: {ak_binding: "waived"}}' >policy
bus_start
starts "it starts"

check "everything on the bus is in the man page" bash -c "
	busctl --system introspect $SERVICE $OBJECT $EVIDENCE | awk 'NR > 1 { print substr(\$1, 2) }' |
		while read -r name; do grep -q \"Fn \$name\\\\b\" '$MAN' || { echo \"\$name is not\"; exit 1; }; done"
check "every action of the man page is polkit's" bash -c "
	grep -o 'org\.svsm\.guest1\.[a-z]*' '$MAN' | sort -u | while read -r action; do
		grep -qF \"\\\"\$action\\\"\" '$ACTIONS' || { echo \"\$action is not\"; exit 1; }; done"
check "and the other way round" bash -c "
	grep -o 'org\.svsm\.guest1\.[a-z]*' '$ACTIONS' | sort -u | while read -r action; do
		grep -qF \"\$action\" '$MAN' || { echo \"\$action is not\"; exit 1; }; done"

# ---- services

"$SVSMCTL" services --json >services.json
check "the services are those that svsmctl lists" bash -c "
	busctl --system --json=short call $SERVICE $OBJECT $EVIDENCE ListServices |
		jq -c '[.data[0][] | {guid: .[0], name: (if .[1] == \"\" then null else .[1] end), manifest_bytes: .[2]}]' |
		cmp - <(jq -c .services services.json)"
check "everybody may see them" as_nobody ListServices
kill -STOP "$emu_pid"
check "the SVSM is asked for them once" timeout 5 busctl --system call "$SERVICE" "$OBJECT" "$EVIDENCE" ListServices
kill -CONT "$emu_pid"
check "which has no arguments" says "" ListServices s vtpm

# ---- event log

"$SVSMCTL" eventlog show --json >shown
count=$(jq '.story.events | length' shown)
check "the log is as svsmctl shows it" pages true 0 0 200
check "every event" cmp <(jq -cS .story.events shown) <(jq -cS .page page)
check "and what it says of the logs" cmp <(jq -cS .logs shown) <(jq -cS .logs page)
check "all of them fit, and are counted" jq -e ".matched == $count and .next == null" page
for ((offset = 0; offset < count; offset += 7)); do
	page 0 $offset 7 || break
	jq -c '.page[]' page
done >all
check "page by page it is the same" cmp <(jq -cS '.story.events[]' shown) <(jq -cS . all)
check "a page says where the next begins" pages '.next == 3 and (.page | length) == 3' 0 0 3
check "and the last one that there is none" pages '.next == null and (.page | length) == 1' \
	0 $((count - 1)) 3
check "beyond the end there is nothing" pages '.next == null and .page == []' 0 18446744073709551615 1
check "of one PCR" pages '.matched > 0 and all(.page[]; .pcr == 7)' 1 pcrs au 1 7 0 200
check "as many as there are" cmp <(jq -cS '[.story.events[] | select(.pcr == 7)]' shown) <(jq -cS .page page)
check "of two" pages '[.page[].pcr] | unique == [7, 11]' 1 pcrs au 2 7 11 0 200
check "of none" pages '.page == []' 1 pcrs au 0 0 200
check "systemd's" pages '.matched == 1 and .page[0].type == "systemd" and .page[0].pcr == 11' \
	1 source s systemd 0 200
check "firmware's" pages ".matched == $count - 1" 1 source s firmware 0 200
check "IMA's, of which there are none" pages '.matched == 0' 1 source s ima 0 200
check "of one type" pages '.matched > 0 and all(.page[]; .type == "EV_SEPARATOR")' \
	1 type s EV_SEPARATOR 0 200
check "of all that together" pages '.matched == 1 and .page[0].type == "EV_SEPARATOR" and .page[0].pcr == 7' \
	3 type s EV_SEPARATOR source s firmware pcrs au 1 7 0 200
check "a page of no events is refused" says "limit: must be 1 to 200" ReadEventLog 'a{sv}tu' 0 0 0
check "and one of too many" says "limit: must be 1 to 200" ReadEventLog 'a{sv}tu' 0 0 201
check "a PCR that there is not" says "pcrs: must be numbers from 0 to 23" ReadEventLog 'a{sv}tu' 1 pcrs au 1 24 0 1
# shellcheck disable=SC2046 # words
check "more PCRs than there are" says "pcrs: more than there are" \
	ReadEventLog 'a{sv}tu' 1 pcrs au 25 $(yes 1 | head -n 25) 0 1
check "a log that there is not" says "source: must be firmware, systemd or ima" \
	ReadEventLog 'a{sv}tu' 1 source s grub 0 1
check "an empty one" says "source: must be firmware, systemd or ima" ReadEventLog 'a{sv}tu' 1 source s '' 0 1
check "a type that is too long" says "type: must have 1 to 63 characters" \
	ReadEventLog 'a{sv}tu' 1 type s "$(printf 'E%.0s' {1..64})" 0 1
check "a filter that is not known" says "only pcrs, source and type are known" \
	ReadEventLog 'a{sv}tu' 1 nv s 1 0 1
check "a value of another type" says "is of another type" ReadEventLog 'a{sv}tu' 1 source u 1 0 1
check "an argument that a shell would run is only an argument" pages '.matched == 0' \
	1 type s '$(reboot) --help' 0 1
# A log as long as the page lets through, and longer.
cp log log.kept
python3 - <<'END'
import struct
log = open("log", "rb").read()
def event(pcr, data):
    return struct.pack("<III", pcr, 0xd, 2) + struct.pack("<H", 4) + bytes(20) + \
        struct.pack("<H", 0xb) + bytes(32) + struct.pack("<I", len(data)) + data
open("log", "wb").write(log + event(9, b"\\" * 2000) * 250)
END
check "a page is cut where it grows too large" pages \
	'(.page | length) as $n | $n > 50 and $n < 200 and .next == $n and .matched >= 250' 1 pcrs au 1 9 0 200
check "it has less than 1 MiB" test "$(wc -c <page)" -lt 1048576
head -c 200 log.kept >log
check "a log that breaks off is told" pages '.complete == false and .logs[0].fault.text != null' 0 0 200
mv log away
check "one that is not there is an error" says "log: there is no such file" ReadEventLog 'a{sv}tu' 0 0 1
mv log.kept log

# ---- verification

"$SVSMCTL" attest --nonce "$challenge" --out bundle >/dev/null 2>&1
printf 'x' >byte
check "evidence is verified" verifies sealed bundle policy policy
check "and accepted" verified "done" "the evidence is accepted"
check "the job is of its kind" test "$(job_property "$(cat path)" Kind)" = verify
"$PROGRAMS/bus_take" "$(cat path)" >verdict
"$SVSMCTL" verify bundle --nonce "$challenge" --policy policy --ark state/pki/ark.pem --json --explain >expected
check "what it says is what svsmctl says" cmp verdict expected
check "without a policy nothing is accepted" verifies sealed bundle
check "so it fails" verified failed "the evidence is rejected: "
"$PROGRAMS/bus_take" "$(cat path)" >verdict 2>&1
check "and has its reasons all the same" jq -se '.[0].is_accepted == false and .[0].objection != null' verdict
nonce=$(printf '5a%.0s' {1..32})
check "under another challenge" verifies sealed bundle policy policy
check "it is rejected" verified failed "the evidence is rejected: "
nonce=
check "what is no evidence" verifies sealed byte policy policy
check "is rejected as well" verified failed "the evidence is rejected: "
check "what is no policy" verifies sealed bundle policy byte
check "is said" verified failed "/dev/fd/5: "
check "and there is no result" bash -c "! '$PROGRAMS/bus_take' $(cat path) 2>said && grep -q NoResult said"
check "what is no binding" verifies sealed bundle binding byte
check "is said too" verified failed "/dev/fd/5: "
nonce=$(printf 'a5%.0s' {1..15})
check "a challenge of 15 bytes is refused" objects "challenge: must have 16 to 64 bytes" sealed bundle
nonce=$(printf 'a5%.0s' {1..65})
check "one of 65" objects "challenge: must have 16 to 64 bytes" sealed bundle
nonce=
for kind in file path directory pipe zero null socket; do
	check "a descriptor that is a $kind is refused" objects "must be a memory file" $kind bundle
done
for kind in unsealed growing writable; do
	check "a memory file that is $kind" objects "must be sealed" $kind bundle
done
check "one that is write-only" objects "must be open for reading" write-only bundle
: >nothing
check "an empty one" objects "must have 1 byte to 48 MiB" sealed nothing
truncate -s 50331649 large
check "one that is too large" objects "must have 1 byte to 48 MiB" sealed large
truncate -s 50331648 large
check "the largest" verifies sealed large policy policy
check "is looked at" verified failed "the evidence is rejected: "
check "an option that is not known" objects "only policy and binding are known" sealed bundle ark policy
head -c 1048577 /dev/zero | tr '\0' ' ' >blanks
check "a policy that is too large" objects "policy: must have at most 1 MiB" sealed bundle policy blanks
check "a binding that is too large" objects "binding: must have at most 8192 bytes" sealed bundle binding blanks
check "no descriptor at all" says "" Verify haya 0 0 0

# ---- who may

check "without polkit nobody but root reads the log" nobody_is_refused ReadEventLog 'a{sv}tu' 0 0 1
whom_polkit_allows org.svsm.guest1.eventlog
check "whom polkit allows it does" as_nobody ReadEventLog 'a{sv}tu' 0 0 1
check "polkit was asked for that" grep -q "^system-bus-name name org.svsm.guest1.eventlog" asked
check "what is wrong needs no asking" bash -c "
	setpriv --reuid=$nobody --clear-groups busctl --system call $SERVICE $OBJECT $EVIDENCE ReadEventLog 'a{sv}tu' 0 0 0 2>&1 |
		grep -q 'limit: must be' && [ \$(grep -c eventlog asked) = 1 ]"

# ---- callers who mean harm

# Descriptors and memory of svsmd, when it has settled.
fds() {
	local i count last=-1

	for ((i = 0; i < 100; i++)); do
		count=$(find "/proc/$svsmd_pid/fd" -mindepth 1 | wc -l)
		[ "$count" = "$last" ] && break
		last=$count
		sleep 0.1
	done
	echo "$count"
}

rss() {
	awk '/^VmRSS/ { print $2 }' "/proc/$svsmd_pid/status"
}

for i in {1..4}; do "$PROGRAMS/bus_flood" "$nobody" 64 all >/dev/null; done
sleep 1
before=$(fds) memory=$(rss)
"$PROGRAMS/bus_flood" "$nobody" 10000 all >flooded
check "ten thousand calls by one user: those that the bus lets through are answered" grep -q "^answered" flooded
check "none is lost" test "$(awk '{ sum += $2 } END { print sum }' flooded)" = 10000
sed "s/^/# /" flooded
sleep 1.1 # the flood has used up the second's
"$PROGRAMS/bus_flood" "$nobody" 400 GetHistory >flooded
check "a user reads the history so often in a second" grep -q "^answered [1-9]" flooded
check "and no oftener" grep -q LimitsExceeded flooded
check "root as often as he likes" bash -c "'$PROGRAMS/bus_flood' 0 100 GetHistory | grep -qx 'answered 100'"
"$PROGRAMS/bus_flood" "$nobody" 10000 silent &
flood=$!
began=$(date +%s%N)
check "while ten thousand more come in, another is served" timeout 10 busctl --system call "$SERVICE" "$OBJECT" "$EVIDENCE" ListServices
check "has its page of the log" timeout 10 busctl --system call "$SERVICE" "$OBJECT" "$EVIDENCE" ReadEventLog 'a{sv}tu' 0 0 5
check "and its appraisal" reattests "done"
echo "# within $((($(date +%s%N) - began) / 1000000)) ms"
wait $flood
whom_polkit_allows org.svsm.guest1.reattest
"$PROGRAMS/bus_flood" "$nobody" 2000 Reattest >flooded
check "who may have appraisals made has as many as there may be" bash -c "
	[ \"\$(busctl --system tree --list $SERVICE | grep -c '/job/')\" -le 32 ] && grep -q '^answered [1-4]\$' flooded"
check "and another all the same his own" reattests "done"
whom_polkit_allows org.svsm.guest1.verify
check "large challenges are refused" bash -c "'$PROGRAMS/bus_flood' $nobody 2 Attest 10000000 | grep -q 'InvalidArgs 2'"
check "and large policies" bash -c "'$PROGRAMS/bus_flood' $nobody 2 Verify 10000000 | grep -q 'InvalidArgs 2'"
check "polkit was asked for none of them" bash -c "! grep -q verify asked"
check "a message beyond the bus's own limit costs the caller its connection" bash -c "
	'$PROGRAMS/bus_flood' $nobody 1 Attest 130000000 | grep -qE 'thrown off|NoReply|Disconnected|LimitsExceeded'"
for i in {1..4}; do
	for kind in pipe zero file directory unsealed write-only; do
		"$PROGRAMS/bus_verify" $kind bundle "$challenge" >/dev/null 2>&1
	done
done
check "svsmd has no more descriptors than it had" test "$(fds)" -le "$before"
echo "# RSS: $memory KiB before, $(rss) KiB after"
check "and about the memory" test "$(rss)" -lt $((memory + 2048))
check "it still appraises" reattests "done"
check "and is the same" state_is consistent self
svsmd_stop
check "it ends well" test $? = 0
finish
