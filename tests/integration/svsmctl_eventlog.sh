#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What svsmctl eventlog says of logs that lie, lack something, or do not belong together.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 2
SVSMCTL=$(realpath -e "${O:-build}/svsmctl") || exit 2
TESTS=$(realpath -e tests/integration) || exit 2
# shellcheck source=tests/integration/emu_lib.sh
. tests/integration/emu_lib.sh

openssl req -x509 -newkey rsa:2048 -nodes -keyout key -subj "/CN=a signer" -outform DER \
	-out certificate 2>/dev/null || exit 2
python3 "$TESTS/make_tales.py" || exit 2

# says VERB FILTER VALUE [ARGUMENT...]: what jq finds in the JSON that the verb prints.
# shellcheck disable=SC2317 # called through check()
says() {
	local verb=$1 filter=$2 wanted=$3 found
	shift 3

	found=$("$SVSMCTL" eventlog "$verb" --json "$@" 2>/dev/null | jq -r "$filter")
	[ "$found" = "$wanted" ] || {
		echo "$filter is '$found'"
		return 1
	}
}

check "Secure Boot is on where firmware says so" says show .story.secure_boot on on
check "and off where it says that" says show .story.secure_boot off off
check "what is measured behind the separator does not change it" \
	says show .story.secure_boot off on-behind-separator
check "whatever type the separator is given" \
	says show .story.secure_boot null on-behind-relabelled-separator
check "nor does a variable in another PCR" says show .story.secure_boot null on-in-another-pcr
check "or of another vendor" says show .story.secure_boot null on-of-another-vendor
check "who allowed an image is told" says show '.story.allowed_by | length' 1 signer
check "but not where the digest contradicts it" \
	says show '.story.allowed_by | length' 0 signer-contradicted
check "nor from another PCR" says show '.story.allowed_by | length' 0 signer-in-another-pcr
check "the kernel command line is told" says show .story.command_line quiet command-line
check "of several the last, and how many there are" \
	says show '.story | "\(.command_line) \(.command_lines)"' "debug 2" two-command-lines
check "in words as well" grep -q "debug  (the last of 2)" <("$SVSMCTL" eventlog show two-command-lines)
"$SVSMCTL" eventlog show --html lines.html two-command-lines
check "on the page too" grep -q "the last of 2" lines.html
check "but none of a PCR that anyone can reset" says show .story.command_line quiet command-line-in-pcr-16
check "a phase is told" says show '.story.phases | length' 1 phase
check "but not where the digest contradicts it" says show '.story.phases | length' 0 phase-contradicted
check "nor from another PCR" says show '.story.phases | length' 0 phase-in-another-pcr

# replays LOG: its values are those that a canonical log made of it replays to.
# shellcheck disable=SC2317 # called through check()
replays_as_cel() {
	"$SVSMCTL" eventlog cel "$1" >"$1.cel" || return
	diff <("$SVSMCTL" eventlog replay --json "$1" | jq .banks.sha1) \
		<("$SVSMCTL" eventlog replay --json "$1.cel" | jq .banks.sha1)
}

python3 "$TESTS/make_ima.py" ima /bin/sh /bin/ls >/dev/null || exit 2
# A violation: a digest of zeros.
{ cat ima; head -c 4 ima; head -c 20 /dev/zero; tail -c +25 ima; } >ima-violated
printf '10 %040x ima-ng sha256:00 /bin/sh\n10 %040x ima-ng sha256:00 /bin/ls\n' 0 1 >ima-ascii
check "a log of IMA replays alike as a canonical one" replays_as_cel ima-violated
check "a printed one as well" replays_as_cel ima-ascii
check "its files are told as before" says show '.story.events[0].line' /bin/sh ima-violated.cel
check "its digests prove them as before" says show '.story.events[0].proof' proven ima-violated.cel
check "content that cannot be written is told" grep -q "without" \
	<("$SVSMCTL" eventlog cel ima-ascii 2>&1 >/dev/null)
echo '[{"pcr":1,"digests":[],"content_type":"other","content":{"a":1}}]' >other
check "content that is not known is passed on" [ "$("$SVSMCTL" eventlog cel other | jq -c '.[0].content')" = '{"a":1}' ]
check "under its name" says show '.story.events[0].line' \
	"7 bytes, not decoded: content type 'other' is not known here" other
head -c 40000 /dev/zero | tr '\0' 0 >zeros
echo '[{"pcr":1,"digests":[],"content_type":"pcclient_std","content":{"event_type":4,"event_data":"'"$(cat zeros)"'"}}]' >wide
check "data that is not read is not written as none" [ "$("$SVSMCTL" eventlog cel wide 2>/dev/null | jq '.[0].content | has("event_data")')" = false ]

# One log with more banks, and one with more NV indices, than are kept.
python3 - <<'END' || exit 2
import json
one = lambda i, **kind: dict(kind, digests=[{"hashAlg": kind.pop("bank", "sha256"), "digest": "00" * 32}])
json.dump([one(i, pcr=1, bank=f"0x10{i:02x}") for i in range(12)], open("banks", "w"))
json.dump([one(i, nv_index=i + 1) for i in range(40)], open("indices", "w"))
END
check "what was read before too many banks is kept" says replay '"\(.events) \(.complete)"' "8 false" banks
check "and before too many NV indices" says replay '"\(.nvpcrs | length) \(.complete)"' "32 false" indices

# written PCR VALUE: values of PCRs 0 to 7 as the log on has them, and one more.
written() {
	"$SVSMCTL" eventlog replay --json locality-0 | jq --arg pcr "$1" --arg value "$2" '.banks.sha256[$pcr] = $value'
}
ones=$(printf '11%.0s' {1..32}) zeros=$(printf '00%.0s' {1..32})
written 14 "$ones" >more.json
written 14 "$zeros" >none
check "a written value that no log tells of is named" \
	says verify '.unlogged_pcrs.sha256 | join(",")' 14 --expect more.json locality-0
check "in words as well" grep -q "^sha256   14  .*no log" <("$SVSMCTL" eventlog verify --expect more.json locality-0)
check "one that was never extended needs no log" says verify '.unlogged_pcrs | length' 0 --expect none locality-0
jq '{"14"}' <<<"$(jq .banks.sha256 more.json)" | jq '{sha256: .}' >only
check_not "alone it is nothing to compare" "$SVSMCTL" eventlog verify --expect only locality-0
check "and that is said" grep -q "PCR" <("$SVSMCTL" eventlog verify --expect only locality-0 2>&1)

# refuses STATUS TEXT VERB [ARGUMENT...]: with that status, and a line that has the text.
# shellcheck disable=SC2317 # called through check()
refuses() {
	local wanted=$1 text=$2 status=0
	shift 2

	"$SVSMCTL" eventlog "$@" >/dev/null 2>err || status=$?
	if [ "$status" != "$wanted" ] || ! grep -qF -- "$text" err; then
		echo "exit status $status: $(cat err)"
		return 1
	fi
}

for verb in show replay verify cel; do
	check "$verb names the formats where a wrong one is forced" refuses 2 "ima-ascii" "$verb" --format nonsense on
done
echo nonsense >words
check "values that are none are named by their file" refuses 1 "words: PCR values" verify --expect words on
check "so is a quote that is none" refuses 1 "words: quote" verify --quote words on
check "and a log that has been cut to nothing" refuses 1 "words: event log" replay words
check "diff does so too" refuses 2 "ima-ascii" diff --format nonsense on off

for verb in show replay; do
	check "$verb marks a log that breaks off in what it prints" grep -q "events, INCOMPLETE" \
		<("$SVSMCTL" eventlog "$verb" cut 2>/dev/null)
	check_not "and no whole one" grep -q INCOMPLETE <("$SVSMCTL" eventlog "$verb" on 2>/dev/null)
done

check "boots are the same where their events are" says diff .same true on on
check "a boot from another locality is another" says diff '.changes[0].pcr' 0 locality-0 locality-3
check "and told as that" says diff '.changes[0].after.line' \
	"the TPM was started from locality 3" locality-0 locality-3
check "banks that only one log has do not hide those that both have" \
	says diff '.changes[0] | .before.bank + .after.bank' sha1sha1 \
	image-of-two-banks other-image-of-sha1
check "an image is the same by any bank that both have" \
	says diff .same true image-of-two-banks image-of-sha1
check "logs that break off are told" says diff .complete false cut cut
python3 -c 'print("\n".join("10 %040x ima-ng sha256:00 /f" % i for i in range(1, 200003)))' >long
check "and ones with more events than are kept" says diff .complete false long long
check "and whole ones" says diff .complete true on on
finish
