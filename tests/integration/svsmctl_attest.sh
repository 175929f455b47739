#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# svsmctl attest and respond on the emulator: what the bundle binds, by other programs'
# arithmetic; how often TPM and SVSM are asked, counted between svsmctl and them; what
# happens when PCRs move, when the TPM answers wrongly, when the AK's place is taken.
# shellcheck disable=SC2317 # functions are called through check()
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 2
SVSMCTL=$(realpath -e "${O:-build}/svsmctl") || exit 2
TESTS=$(realpath -e tests/integration) || exit 2
# shellcheck source=tests/integration/emu_lib.sh
. tests/integration/emu_lib.sh

nonce=$(printf 'a5%.0s' {1..32})

# refuses STATUS TEXT COMMAND...: fails so, its last line has the text, nothing is written.
refuses() {
	local expected=$1 text=$2
	shift 2

	rm -f evil
	exits "$expected" "$@" || return
	if [ -s out ] || [ -e evil ]; then
		echo "something was written"
		return 1
	fi
	tail -n 1 err | grep -qF -- "$text" && return
	echo "says: $(cat err)"
	return 1
}

attest() {
	"$SVSMCTL" attest --nonce "$nonce" "$@"
}

# evidence_check BUNDLE CHALLENGE FOLDER: another program's opinion.
evidence_check() {
	mkdir -p "$3" && python3 "$TESTS/evidence_check.py" "$@"
}

emu_start state --ephemeral --socket emu.sock --tpm-port 0 || finish
tpm2_startup -c
relay_stop
export SVSM_TCTI=$TPM2TOOLS_TCTI SVSM_DEVICE=emu:$scratch/emu.sock

# ---- a boot that was measured

python3 "$TESTS/make_log.py" firmware.log >extends
python3 "$TESTS/make_ima.py" ima.log one two three >ima.extends
xargs tpm2_pcrextend <extends
head -n 2 ima.extends | xargs tpm2_pcrextend
printf '\036{"pcr":11,"digests":[{"hashAlg":"sha256","digest":"%064d"}],"content_type":"systemd","content":{"eventType":"phase","string":"enter-initrd"}}\n' 7 >systemd.log
tpm2_pcrextend "11:sha256=$(printf '%064d' 7)"
export SYSTEMD_MEASURE_LOG_FIRMWARE=$scratch/firmware.log
export SYSTEMD_MEASURE_LOG_USERSPACE=$scratch/systemd.log
export SVSM_IMA_LOG=$scratch/ima.log

# ---- what is asked for

check "attest makes an AK and a bundle" exits 0 attest --out first
check "and says that it proves nothing" grep -q '^proven *nothing here' out
check "and by which road it came" grep -q "^SVSM *by emu:.*(transport emu)" out
check "the AK is kept" bash -c "tpm2_getcap handles-persistent | grep -qi 0x8101f010"
check "the bundle is JSON in one line" test "$(wc -l <first)" = 1
check "another program finds every binding right" evidence_check first "$nonce" checked
check "and refuses it under another nonce" bash -c "! python3 '$TESTS/evidence_check.py' first ${nonce}00 no"
check "standard output, where no file is named" exits 0 attest
check "it carries nothing else" jq -e '.format == "svsm-guest/evidence"' out
check "and notes stand on standard error" grep -q 'note: the report came by emu:' err
check "the AK is the same as before" test "$(jq .ak out)" = "$(jq .ak first)"
check "the machine's name is not in it" bash -c "! jq -r '.facts[]' out | grep -qxF '$(hostname)'"
check "the facts name kernel and transport" \
	jq -e ".facts.kernel == \"$(uname -r)\" and .facts.transport == \"emu\"" out
check "the logs of firmware and systemd are in it" jq -e '.logs | keys == ["firmware", "systemd"]' out

check "an RSA key on request" exits 0 attest --ak rsa --out rsa
check "its bindings are right" evidence_check rsa "$nonce" checked-rsa
check "it is another key" test "$(jq .ak rsa)" != "$(jq .ak first)"
check "some PCRs alone" exits 0 attest --pcrs sha256:0-9,11 --out some --json
check "the summary lists them" jq -e '.pcrs == {"sha256": [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11]}' out
check "and so does the bundle" jq -e '.pcrs.sha256 | keys | length == 11' some
check "its bindings are right as well" evidence_check some "$nonce" checked-some
check "a nonce of 16 bytes" exits 0 "$SVSMCTL" attest --nonce "${nonce:0:32}"
check "a nonce of 64 bytes" exits 0 "$SVSMCTL" attest --nonce "$nonce$nonce"

openssl ecparam -genkey -name prime256v1 -noout -out private.pem
openssl pkey -in private.pem -pubout -out public.pem
openssl pkey -in private.pem -pubout -outform DER -out public.der
check "an ephemeral key is bound" exits 0 attest --ephemeral-key public.pem --out keyed
check "as DER" test "$(jq -r .ephemeral_key keyed | base64 -d | sha256sum)" = \
	"$(sha256sum <public.der)"
check "its bindings are right, too" evidence_check keyed "$nonce" checked-keyed
check "DER does as well" exits 0 attest --ephemeral-key public.der

# ---- IMA

check "the log of IMA comes when it is asked for" exits 0 attest --full --out full
python3 "$TESTS/make_ima.py" two.log one two >/dev/null
check "cut to the two records that PCR 10 holds" cmp <(jq -r .logs.ima full | base64 -d) two.log
check "and said to be anchored" jq -e '.facts.ima == "anchored"' full
python3 "$TESTS/make_ima.py" ima.log other >/dev/null
check "a log of another TPM comes whole" exits 0 attest --full --out unanchored
check "and is said to be unanchored" grep -q 'UNANCHORED: PCR 10 of this TPM does not hold it' err
check "in the facts too" jq -e '.facts.ima == "unanchored"' unanchored

# ---- how often TPM and SVSM are asked

relay_start
check "attest through the relay" exits 0 attest --out counted
check "seven commands: AK, three times PCRs, quote, hash, signature" \
	test "$(commands)" = "173 17e 17e 17e 158 17d 15d"
check "one request to the SVSM" test "$(svsm_requests)" = 1
if command -v strace >/dev/null; then
	check "no process is started" bash -c \
		"strace -f -qq -e trace=execve,clone,clone3,fork,vfork -o calls '$SVSMCTL' attest \
			--nonce $nonce >/dev/null 2>&1 && test \$(wc -l <calls) = 1"
else
	echo "skip no process is started: there is no strace"
fi
relay_stop

# ---- PCRs that move, answers that are wrong

relay_start move=2
check "PCRs that move twice cost two more quotes" exits 0 attest --out moved --json
check "which is said" jq -e '.quotes == 3' out
check "the third is right" evidence_check moved "$nonce" checked-moved
check "the SVSM was asked once all the same" test "$(svsm_requests)" = 1
relay_stop
relay_start move=3
check "PCRs that move thrice are an error" refuses 1 \
	"PCRs moved during each of 3 quotes; try again when less is being measured" attest --out evil
relay_stop

# wrong NAME CODE:OFFSET TEXT: one byte of the TPM's answers is not what it was.
wrong() {
	relay_start "flip=$2"
	check "$1" refuses 1 "$3" attest --out evil
	relay_stop
}
wrong "an AK with other attributes" 173:19 "what is kept at handle 0x8101f010 is no AK of svsm-guest"
wrong "an AK that is another key than the one that signs" 173:60 \
	"quote: its key is not the AK in the endorsement hierarchy"
wrong "no quote" 158:16 "quote: "
wrong "a quote over another nonce" 158:64 "quote: is over another nonce"
wrong "PCRs of another length" 17e:32 "PCR"
check "and all is well again" exits 0 attest

# ---- what is wrong before anything is asked

relay_start
check "no nonce" refuses 2 "--nonce is needed" "$SVSMCTL" attest --out evil
check "15 bytes of nonce" refuses 2 "--nonce: 30 characters, but a nonce has 32 to 128" \
	"$SVSMCTL" attest --nonce "${nonce:0:30}" --out evil
check "half a byte of nonce" refuses 2 "--nonce: 33 characters" \
	"$SVSMCTL" attest --nonce "${nonce:0:33}" --out evil
check "no hexadecimal digit" refuses 2 "--nonce: has a character that is no hexadecimal digit" \
	"$SVSMCTL" attest --nonce "${nonce%??}zz" --out evil
check "a bank that does not exist" refuses 2 "--pcrs: 'md5': there is no such bank" \
	attest --pcrs md5:0 --out evil
check "a PCR that does not exist" refuses 2 "--pcrs: '0-24': is no list of PCRs 0 to 23" \
	attest --pcrs sha256:0-24 --out evil
check "no PCRs" refuses 2 "--pcrs: 'sha256': has no ':'" attest --pcrs sha256 --out evil
check "a bank twice" refuses 2 "--pcrs: bank 'sha256' stands twice" \
	attest --pcrs sha256:0+sha256:1 --out evil
check "another kind of key" refuses 2 "--ak: 'dsa' is neither ecc nor rsa" attest --ak dsa --out evil
check "one service" refuses 2 "--service: only with --raw" attest --service vtpm --out evil
check "a summary beside the bundle" refuses 2 "--json: only with --out" attest --json
check "PCRs with --raw" refuses 2 "--pcrs: not with --raw" attest --raw --pcrs sha256:0 --out evil
check "a private key" refuses 1 "ephemeral key: is no public key, PEM or DER" \
	attest --ephemeral-key private.pem --out evil
check "an existing file is left alone" refuses 1 "first: exists already; name a file" attest --out first
check "a bank that is not active" refuses 1 "has not all of these PCRs active in bank sha512" \
	attest --pcrs sha512:0 --out evil
check "the SVSM was not asked once in all that" test "$(svsm_requests)" = 0
relay_stop
check "no TPM is named" refuses 1 "is emulated, so its TPM is none of this machine's" \
	env -u SVSM_TCTI "$SVSMCTL" attest --nonce "$nonce" --out evil
check "a full standard output is a failure" bash -c \
	"! '$SVSMCTL' attest --nonce $nonce >/dev/full 2>/dev/null"

# ---- TPM software is loaded when it is used

# loaded COMMAND...: the libraries, in a line.
loaded() {
	LD_DEBUG=files "$@" 2>&1 >/dev/null |
		sed -nE 's,.*calling init:.*/lib(tss2-[a-z-]*|crypto)\.so.*,\1,p' | sort | paste -sd' '
}
check "replaying a log loads no TPM software" test "$(loaded "$SVSMCTL" eventlog replay firmware.log)" = ""
check "attesting does, what speaks to a TPM and no more" \
	test "$(loaded "$SVSMCTL" attest --nonce "$nonce")" = "tss2-mu tss2-sys tss2-tcti-swtpm tss2-tctildr"

# ---- the interactive proof, against tpm2-tools' credentials

# challenge FILE BUNDLE: one for the EK of the manifest and the AK of the bundle.
challenge() {
	local manifest=manifest.bin ak ek

	jq -r .manifest "$2" | base64 -d >"$manifest"
	jq -r .ak "$2" | base64 -d >ak.public
	ak=000b$(sha256sum <ak.public | cut -d' ' -f1)
	# The vTPM's entry of the emulator's manifest: 314 bytes of TPMT_PUBLIC.
	head -c $(($(LC_ALL=C grep -obUaP '\x00\x01\x00\x0b\x00\x03\x00\xb2' "$manifest" | cut -d: -f1) + 314)) \
		"$manifest" | tail -c 314 >ek.public
	ek=000b$(sha256sum <ek.public | cut -d' ' -f1)
	{ printf '\001\072' && cat ek.public; } >ek.tpm2b
	head -c 32 /dev/urandom >secret
	tpm2_makecredential -Q -T none -u ek.tpm2b -s secret -n "$ak" -o blob
	# Eight bytes of header, then two TPM2B: the id object, and the seed of 256.
	tail -c +11 blob | head -c -258 >id_object
	tail -c 256 blob >seed
	printf '{"ak_name":"%s","credential":"%s","ek_name":"%s","format":"svsm-guest/credential-challenge","seed":"%s","version":1}\n' \
		"$ak" "$(base64 -w0 id_object)" "$ek" "$(base64 -w0 seed)" >"$1"
}

challenge asked first
check "respond opens a credential of tpm2_makecredential" exits 0 "$SVSMCTL" respond --challenge asked
check "it is the secret" test "$(jq -r .secret out)" = "$(base64 -w0 secret)"
check "a response file is the user's alone" bash -c \
	"'$SVSMCTL' respond --challenge asked --out answer && [ \$(stat -c %a answer) = 600 ]"
challenge asked-rsa rsa
check "for the RSA key as well" exits 0 "$SVSMCTL" respond --challenge asked-rsa
check "that is its secret" test "$(jq -r .secret out)" = "$(base64 -w0 secret)"
jq -c --arg id "$(base64 -w0 id_object)" '.credential = $id' asked >mixed
check "a credential for another AK" refuses 1 "made for another EK than this TPM's, or for another AK" \
	"$SVSMCTL" respond --challenge mixed --out evil
check "nothing is left in the TPM" test "$(tpm2_getcap handles-loaded-session)" = ""
jq -c '.ak_name |= sub("^000b.."; "000bff")' asked >other
check "an AK that this TPM has not" refuses 1 "is for an AK that this TPM has not" \
	"$SVSMCTL" respond --challenge other --out evil
check "no challenge" refuses 2 "--challenge is needed" "$SVSMCTL" respond
check "a file that is none is named" refuses 1 "firmware.log: challenge: " \
	"$SVSMCTL" respond --challenge firmware.log --out evil

# ---- somebody else has the AK's place, or the hierarchies have passwords

tpm2_evictcontrol -Q -C o -c 0x8101f010
tpm2_createprimary -Q -C e -G ecc -c storage.ctx
tpm2_evictcontrol -Q -C o -c storage.ctx 0x8101f010
tpm2_flushcontext -t 2>/dev/null
check "another key at the AK's handle" refuses 1 \
	"what is kept at handle 0x8101f010 is no AK of svsm-guest; it is left there; free that handle" \
	attest --out evil
check "it is left there" tpm2_readpublic -Q -c 0x8101f010
tpm2_evictcontrol -Q -C o -c 0x8101f010
tpm2_changeauth -Q -c owner password
check "an owner's password costs only the keeping" exits 0 attest --out unkept
check "which is said" grep -q "does not keep the AK (the owner's hierarchy has a password)" err
check "the key made anew is the same" test "$(jq .ak unkept)" = "$(jq .ak first)"
check "its bindings are right once more" evidence_check unkept "$nonce" checked-unkept
tpm2_changeauth -Q -c owner -p password
tpm2_changeauth -Q -c endorsement password
check "a password on the endorsement hierarchy" refuses 1 \
	"its AK cannot be made: its endorsement hierarchy has a password" attest --out evil

emu_stop
finish
