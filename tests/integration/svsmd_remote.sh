#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# svsmd and its verifier: over HTTPS by the poster, to the conformance verifier of
# tests/verifier, as it should be, as it is away, and in every way in which it is hostile;
# and by a folder.
# shellcheck disable=SC2119,SC2154,SC2317 # functions are called through check()
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 2
SVSMCTL=$(realpath -e "${O:-build}/svsmctl") || exit 2
SVSMD=$(realpath -e "${O:-build}/svsmd") || exit 2
WORKER=$(realpath -e "${O:-build}/svsmd-worker") || exit 2
POSTER=$(realpath -e "${O:-build}/svsm-poster") || exit 2
VERIFIER=$(realpath -e tests/verifier/verifier.py) || exit 2
# shellcheck source=tests/verifier/keys.sh
. tests/verifier/keys.sh
TESTS=$(realpath -e tests/integration) || exit 2
POLICY=$(realpath -e packaging/dbus/org.svsm.Guest1.conf) || exit 2
# shellcheck source=tests/integration/emu_lib.sh
. tests/integration/emu_lib.sh
# shellcheck source=tests/integration/bus_lib.sh
. "$TESTS/bus_lib.sh"
verifier_pid='' listener_pid='' port=0
trap 'svsmd_stop KILL; verifier_stop; listener_stop; bus_stop; relay_stop
	emu_stop; rm -rf "$scratch"' EXIT

# What the poster must not obey.
export https_proxy=http://127.0.0.1:1 ALL_PROXY=http://127.0.0.1:1 SSLKEYLOGFILE=$scratch/keylog

listener_stop() {
	[ -n "$listener_pid" ] || return 0
	kill "$listener_pid" 2>/dev/null
	wait "$listener_pid" 2>/dev/null
	listener_pid=
}

# configure_verifier LINE...: of the section Verifier, behind what all have.
configure_verifier() {
	mkdir -p conf/svsm
	{
		printf '[Appraisal]\nArk=%s\nCertificates=%s\n[Watch]\nInterval=0\n[Verifier]\n' \
			"$scratch/state/pki/ark.pem" "$scratch/none"
		printf '%s\n' "$@"
	} >conf/svsm/svsmd.conf.new
	mv conf/svsm/svsmd.conf.new conf/svsm/svsmd.conf
}

by_https() {
	configure_verifier "Url=https://127.0.0.1:$port/svsm/" "Ca=$scratch/ca.pem" "Key=$scratch/bob.pub" \
		"Certificate=$scratch/guest.pem" "PrivateKey=$scratch/guest.pem" "$@"
}

# reload: and what follows it, an appraisal and its remote attestation.
reload() {
	mark_log
	kill -HUP "$svsmd_pid"
	says "the configuration was read anew"
}

verifier_start() {
	local i

	rm -f verifier/port
	"$VERIFIER" --folder verifier --svsmctl "$SVSMCTL" --policy policy \
		--ark state/pki/ark.pem --key bob.pem --other-key eve.pem --tls server.pem \
		--tls stranger.pem --tls misnamed.pem --client-ca ca.pem --port "$port" \
		2>>verifier.log &
	verifier_pid=$!
	for ((i = 0; i < 200; i++)); do
		[ -s verifier/port ] && break
		sleep 0.05
	done
	port=$(cat verifier/port)
}

verifier_stop() {
	[ -n "$verifier_pid" ] || return 0
	kill "$verifier_pid" 2>/dev/null
	wait "$verifier_pid" 2>/dev/null
	verifier_pid=
}

# A log is looked at without a process for each look.
exec {never}<> <(:)
mark_log() {
	local log

	log=$(<svsmd.log)
	mark=${#log}
}

# says TEXT: svsmd does, behind the mark.
says() {
	local i log

	for ((i = 0; i < 1000; i++)); do
		log=$(<svsmd.log)
		[[ ${log:mark} = *"$1"* ]] && return
		read -r -t 0.02 -u "$never"
	done
	tail -n 1 <<<"${log:mark}"
	return 1
}

# said_times COUNT TEXT: svsmd has said so behind the mark, so often.
said_times() {
	local log

	log=$(<svsmd.log)
	[ "$(grep -cF -- "$2" <<<"${log:mark}")" = "$1" ]
}

# becomes STATE ASSURANCE [CAUSE]: within seconds.
becomes() {
	local i

	for ((i = 0; i < 400; i++)); do
		state_is "$@" >/dev/null && return
		sleep 0.05
	done
	state_is "$@"
}

# attests MODE TEXT: so does the verifier behave, and this is what svsmd says of it.
attests() {
	printf '%s\n' "$1" >verifier/mode
	soon is_idle
	mark_log
	call Reattest 'a{sv}' 0 >/dev/null && says "$2"
}

# No appraisal runs, which whoever asks for one would be told the end of.
is_idle() {
	[ "$(property NextAppraisal)" -gt 0 ]
}

# asked_since LINES COUNT: so often was the verifier asked after those lines of its log.
asked_since() {
	local count

	count=$(tail -n "+$(($1 + 1))" verifier.log | grep -c '200 -$')
	[ "$count" = "$2" ] && return
	echo "asked $count times"
	return 1
}

posters() {
	wc -w <"/proc/$listener_pid/task/$listener_pid/children"
}

# no_posters: they end with their exchange.
no_posters() {
	local i

	for ((i = 0; i < 40; i++)); do
		[ "$(posters)" = 0 ] && return
		sleep 0.05
	done
	echo "there are $(posters)"
	return 1
}

left_in_tpm() {
	tpm2_getcap handles-transient
	tpm2_getcap handles-loaded-session
	tpm2_getcap handles-saved-session
}

guest_boot state 0 || finish
bus_start
authority ca
authority other-ca
certificate server ca IP:127.0.0.1
certificate stranger other-ca IP:127.0.0.1
certificate misnamed ca DNS:elsewhere.example
certificate guest ca DNS:guest.example
for name in bob eve; do
	openssl genpkey -algorithm ed25519 -out $name.pem 2>/dev/null
	openssl pkey -in $name.pem -pubout -out $name.pub
done
jq -n '{version: 1, report: {measurements: "any"}}' >policy
systemd-socket-activate --accept --inetd --seqpacket -l "$scratch/poster" \
	"$POSTER" --config="$scratch/conf" 2>poster.log &
listener_pid=$!

# ---- as it should be

verifier_start
by_https
mark=0
starts "svsmd starts with a verifier"
check "it gets a verdict by itself" says "the verifier's verdict was taken"
check "after which the guest is trusted, by remote" state_is trusted remote \
	"bob: every question was answered well"
grep -F "verdict was taken" svsmd.log | sed 's/^/# /'
check "three requests make one attestation" test "$(grep -c '200 -$' verifier.log)" = 3
check "over one connection" test "$(grep -c '^connection$' verifier.log)" = 1
check "the poster has ended" no_posters
check "no key of the connection was written down" test ! -e keylog
check "on demand: the verifier is asked anew" attests "" "the verifier's verdict was taken"
check "one that knows the binding answers at once" attests known "the verifier's verdict was taken"
check "still trusted" state_is trusted remote
left_in_tpm >left
kill -STOP "$emu_pid"
lines=$(wc -l <verifier.log)
mark_log
call Reattest 'a{sv}' 0 >/dev/null
check "its challenge comes while the self-appraisal still runs" soon asked_since "$lines" 1
sleep 0.3
check "which evidence waits for" asked_since "$lines" 1
kill -CONT "$emu_pid"
check "and follows" says "the verifier's verdict was taken"
tpm2_pcrextend "13:sha256=$(printf '%064d' 7)"
kill -STOP "$emu_pid"
lines=$(wc -l <verifier.log)
mark_log
call Reattest 'a{sv}' 0 >/dev/null
check "where the self-appraisal finds something" soon asked_since "$lines" 1
kill -CONT "$emu_pid"
check "that is told" says "trust is failed (assurance none), was trusted: pcr-moved: PCR 13"
check "before evidence is collected, which so is of afterwards" says "the verifier's verdict was taken"
call Reset
check "after a reset" becomes trusted remote

# ---- hostile

was=$(property StateSince)
check "garbage" attests garbage "/svsm/: challenge: the text"
check "an answer that is no JSON" attests html "its answer is not application/json"
by_https "Timeout=1s"
reload
check "one that is slow" attests slow "v1/challenge: no answer within 1 s"
check "one whose body comes by drops" attests slow-body "no answer within 1 s"
by_https
reload
check "a body without an end" attests endless "v1/challenge: its answer is longer than 4096 bytes"
check "a refusal without an end" attests endless-refusal "it refuses (status 403): never never"
check "headers without an end" attests endless-headers "its headers are longer than 16384 bytes"
check "a redirect" attests redirect "it sends elsewhere (status 307), which is not followed"
check "a server that is broken" attests broken "it answers with status 500"
check "a refusal, and nothing of it controls a terminal" attests refuses \
	"it refuses (status 403): not ?[31myou?nor me"
check "an end in the middle" attests closes "v1/challenge: "
check "a session that leads elsewhere" attests session-elsewhere "session: must be letters, digits"
check "a credential that is huge" attests huge-credential "its answer is longer than 4096 bytes"
check "one for another TPM" attests wrong-credential "credential: challenge: is for an AK that this TPM has not"
check "a verdict of before" attests replay "verdict: it is of no evidence"
check "one by another key" attests other-key "its verdict is not taken: verdict: its signature is not by this key"
check "one that nobody has signed" attests unsigned "verdict: it is not signed"
check "one of another challenge" attests other-challenge "verdict: it is of no evidence"
check "one of another EK" attests other-ek "verdict: it is of another vTPM"
check "one that is down, without a time" attests down "it is to be asked later (status 503)"
check "none of them has changed anything" test "$(property StateSince)" = "$was"
check "the guest is as trusted as it was" state_is trusted remote "bob: every question"
check "one that is busy" attests busy "it is to be asked later (status 429): too many guests; it is tried again after 86400 s"
echo >verifier/mode
lines=$(wc -l <verifier.log)
reattests "done" >/dev/null
sleep 0.3
check "is left alone for so long" test "$(wc -l <verifier.log)" = "$lines"
svsmd_stop
mark_log
starts "it starts anew"
check "and asks again then" says "the verifier's verdict was taken"
check "a server of another CA" attests stranger.pem "certificate"
check "is told with what to do" says "Ca= of svsmd.conf names who may vouch for it"
check "one of another name" attests misnamed.pem "Ca= of svsmd.conf names who may vouch for it, Url= whom it must name"
by_https "Certificate=" "PrivateKey="
reload
check "a guest without a certificate of its own is nobody to it" attests "" "v1/challenge: "
chmod 0644 guest.pem
by_https
reload
check "a key that others may read is not used" attests "" "guest.pem: others may read it: chmod 0600 it"
chmod 0600 guest.pem
check "and it is in order again" attests "" "the verifier's verdict was taken"
check "it is no program for a terminal" exits 1 "$POSTER" </dev/null
check "nor obeys a packet that is none of svsmd's" bash -c "echo ASK | socat -u - \
	UNIX-CONNECT:$scratch/poster,type=5 && sleep 0.2 && grep -q 'its packet is none of ours' poster.log"
check "no poster is left" no_posters
left_in_tpm >left.now
check "nothing is left in the TPM" cmp left left.now
check "nor a file of svsmd's" test "$(find "/proc/$svsmd_pid/fd" -lname '*memfd*' | wc -l)" = 0
rss=$(awk '/^VmRSS/ { print $2 }' "/proc/$svsmd_pid/status")
echo "# RSS: $rss KiB"
check "svsmd takes less than 8 MiB" test "$rss" -lt 8192

# ---- away

by_https "Grace=1s" "Retry=1s"
reload
check "before it goes away" says "the verifier's verdict was taken"
verifier_stop
check "a verifier that is away" attests "" "Url= of svsmd.conf, and the network"
check "is no reason yet" state_is trusted remote
check "but after the grace it is" becomes degraded self
verifier_start
check "it comes back: trusted, with nobody asking" becomes trusted remote
echo 3s >verifier/valid
check "a verdict that holds for seconds" attests "" "the verifier's verdict was taken"
mark_log
check "is renewed before it runs out" says "the verifier's verdict was taken"
check "so that nothing changed" state_is trusted remote
echo 1h >verifier/valid
check "one that holds for an hour, for calm" attests "" "the verifier's verdict was taken"
jq -n --arg other "$(printf '00%.0s' {1..48})" '{version: 1, report: {measurements: [$other]}}' >policy
check "a verifier that rejects" attests "" "trust is failed"
check "makes the guest fail, for its reason" state_is failed none "bob: report-measurement"
jq -n '{version: 1, report: {measurements: "any"}}' >policy
check "and takes that back with a verdict, beside a good self-appraisal" attests "" "trust is trusted"
listener_stop
rm -f poster
check "without a poster" attests "" "$scratch/poster: cannot be connected to: there is no such file"
check "it is said what to do" says "is svsm-poster.socket started?"
by_https "Retry=1min"
reload
reattests "done" >/dev/null
mark_log
reattests "done" >/dev/null
check "once with each appraisal" said_times 1 "no verdict of the verifier: $scratch/poster:"
svsmd_stop
kill "$verifier_pid"

# ---- by a folder

# verify_drop NONCE: the verifier with the stick.
verify_drop() {
	rm -f verdict
	"$SVSMCTL" verify drop/evidence --nonce "$1" --policy policy --ark state/pki/ark.pem \
		--binding binding --verdict verdict --sign bob.pem --verifier bob >/dev/null
	mv verdict drop/verdict
}

# dropped NAME: svsmd has put it there.
dropped() {
	local i

	for ((i = 0; i < 400; i++)); do
		[ -s "drop/$1" ] && return
		sleep 0.05
	done
	tail -n 1 svsmd.log
	return 1
}

# challenge DIGIT: dropped, of 32 such digits.
challenge() {
	nonce=$(printf "3$1%.0s" {1..32})
	printf '{"challenge":"%s","expires":3600,"format":"svsm-guest/challenge","session":"stick","version":1}\n' \
		"$(printf "$1%.0s" {1..32} | base64 -w 0)" >new
	mv new drop/challenge
}

mkdir -m 0755 drop
configure_verifier "Drop=$scratch/drop" "Key=$scratch/bob.pub" "Retry=1s"
mark_log
starts "svsmd starts with a folder"
challenge 1
check "a challenge in it is answered with evidence" dropped evidence
check "and is gone" test ! -e drop/challenge
"$SVSMCTL" challenge new --evidence drop/evidence --out new --state credential-state
mv new drop/credential
check "a credential is opened" dropped response
check "the answer is root's alone" test "$(stat -c %a drop/response)" = 600
"$SVSMCTL" challenge accept --state credential-state --response drop/response --out binding
verify_drop "$nonce"
check "the verdict is taken" says "the verifier's verdict was taken"
check "and trusted" becomes trusted remote
check "and gone, as is the secret" test ! -e drop/verdict -a ! -e drop/response
mark_log
challenge 2
check "the next challenge, with a new bundle" dropped evidence
verify_drop "$nonce"
check "has its verdict at once" says "the verifier's verdict was taken"
mark_log
ln -s /etc/shadow drop/challenge.new && mv drop/challenge.new drop/challenge
check "a link is not followed" says "drop/challenge: is a link"
sleep 1.5
mark_log
head -c 5000 /dev/zero >new && mv new drop/challenge
check "a file that is too large" says "drop/challenge: more than 4096 bytes"
sleep 1.5
mark_log
echo nonsense >new && mv new drop/challenge
check "nonsense" says "drop: challenge: "
chmod 0777 drop
mark_log
check "a folder in which others may write" says "drop: others than root may write there"
chmod 0755 drop
challenge 3
check "it goes on when that is mended" dropped evidence
check "none of which has changed anything" state_is trusted remote
svsmd_stop
check "it ended well" test $? = 0
check "nothing is left over in the folder" test "$(find drop -name '.*' -type f | wc -l)" = 0
left_in_tpm >left.now
check "nor in the TPM" cmp left left.now
finish
