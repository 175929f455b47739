#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Evidence from an emulated guest to a verifier who has the emulated ARK and a policy:
# accepted; and then each thing that a host, a neighbour or a thief could put in its
# place, refused by the line that is about it.  OpenSSL's and tpm2-tools' commands and a
# program of Python are asked for their opinion of what was accepted.
# shellcheck disable=SC2016,SC2120,SC2317 # functions are called through check() and eval
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 2
SVSMCTL=$(realpath -e "${O:-build}/svsmctl") || exit 2
TESTS=$(realpath -e tests/integration) || exit 2
# shellcheck source=tests/integration/emu_lib.sh
. tests/integration/emu_lib.sh

export SVSM_DEVICE=emu:$scratch/socket SVSM_CERT_CACHE=$scratch/no-cache
export SYSTEMD_MEASURE_LOG_FIRMWARE=$scratch/log SYSTEMD_MEASURE_LOG_USERSPACE=/nonexistent
nonce=$(openssl rand -hex 32)

# guest STATE OPTION...: an emulated guest after its firmware, with LOG_WORDS in its log.
guest() {
	emu_start "$@" --socket socket --tpm-port 0 || return
	export SVSM_TCTI=$TPM2TOOLS_TCTI
	# shellcheck disable=SC2086 # a list of words
	tpm2_startup -c && python3 "$TESTS/make_log.py" log ${LOG_WORDS:-} | xargs tpm2_pcrextend
}

# in_guest STATE COMMAND...: the command beside such a guest, which ends with it.
in_guest() {
	local state=$1 status=0
	shift

	# shellcheck disable=SC2086 # a list of words
	guest "$state" ${EMU_OPTIONS:-} >/dev/null && "$@" || status=$?
	emu_stop
	return "$status"
}

attest_to() {
	rm -f "$1"
	"$SVSMCTL" attest --nonce "$nonce" --out "$1" >/dev/null
}

# bundle_of NAME STATE OPTION...: the evidence of a guest of these options.
bundle_of() {
	local name=$1 state=$2
	shift 2

	EMU_OPTIONS=$* in_guest "$state" attest_to "$name"
}

verify() {
	"$SVSMCTL" verify --nonce "$nonce" --ark Genoa/pki/ark.pem --json "$@" >answer
}

# accepts BUNDLE OPTION...
accepts() {
	verify "$@" && [ "$(jq .is_accepted answer)" = true ] && return
	jq -r '.lines[] | select(.state == "failed" or .state == "not reached") | .line, .reason' answer
	return 1
}

# refuses LINE BUNDLE OPTION...: exit status 1, and that line has failed.
refuses() {
	local line=$1 status=0
	shift

	verify "$@" || status=$?
	[ "$status" = 1 ] && [ "$(jq .is_accepted answer)" = false ] &&
		jq -e --arg line "$line" '[.lines[] | select(.line == $line and .state == "failed")] |
			length > 0' answer >/dev/null && return
	echo "exit status $status; failed: $(jq -c '[.lines[] | select(.state == "failed") | .line]' answer)"
	return 1
}

# policy [FILTER]: the usual demands, changed by a filter of jq.
policy() {
	jq -n --arg measurement "$measurement" '{version: 1,
		report: {measurements: [$measurement], crl: "if-given"},
		vtpm: {ak_binding: "waived"}}' | jq "${1:-.}"
}

# swap FROM MEMBER...: the good bundle with members of another one, written as it must be.
swap() {
	local other=$1
	shift

	python3 - "$other" "$@" >swapped <<'END'
import json, sys
good, other = (json.load(open(name)) for name in ("good", sys.argv[1]))
for member in sys.argv[2:]:
    good[member] = other[member]
print(json.dumps(good, sort_keys=True, separators=(",", ":"), ensure_ascii=False))
END
}

check "a guest attests" bundle_of good Genoa
measurement=$(jq -r .report good | base64 -d | tail -c +145 | head -c 48 | hex /dev/stdin)
policy >policy.json
check "the verifier accepts" accepts good --policy policy.json
check "and says what the policy waived" [ "$(jq -c .waived answer)" = '["ak-binding"]' ]
check "and who it is" [ "$(jq -r .identity.measurement answer)" = "$measurement" ]

# Other opinions.
mkdir parts
check "Python's arithmetic agrees" python3 "$TESTS/evidence_check.py" good "$nonce" parts
for what in message sealed; do
	check "OpenSSL verifies the signature of the $what" openssl dgst -sha256 -keyform DER \
		-verify parts/ak.der -signature "parts/$what.sig" "parts/$what"
done
check "OpenSSL verifies the chain and its list" openssl verify -crl_check_all \
	-CAfile <(openssl x509 -inform DER -in parts/cert-2.der) -CRLfile Genoa/pki/crl.pem \
	<(openssl x509 -inform DER -in parts/cert-1.der)
check "OpenSSL verifies the leaf" openssl verify \
	-CAfile <(openssl x509 -inform DER -in parts/cert-2.der) \
	-untrusted <(openssl x509 -inform DER -in parts/cert-1.der) \
	<(openssl x509 -inform DER -in parts/cert-0.der)
openssl pkey -pubin -inform DER -in parts/ak.der -out parts/ak.pem
check "tpm2_checkquote agrees" tpm2_checkquote -u parts/ak.pem -m parts/message \
	-s parts/quote.tpmt -q "$(hex parts/qualification)" -g sha256

# Nothing is trusted by itself.
check "no policy: no measurement is trusted" refuses report-measurement good
check "no ARK named: the chain is unproven" eval \
	'! "$SVSMCTL" verify --nonce "$nonce" --policy policy.json good >out &&
	grep -q "^snp-root .*not one of AMD" out'
check "the wrong ARK" eval '! "$SVSMCTL" verify --nonce "$nonce" --ark Genoa/pki/ask.pem \
	--policy policy.json good >/dev/null'
policy 'del(.vtpm)' >strict.json
check "no proof that AK and EK live together" refuses ak-binding good --policy strict.json

# Freshness and mixing.
other_nonce=$nonce
nonce=$(openssl rand -hex 32)
check "another challenge" refuses challenge good --policy policy.json
check "a guest attests to it" bundle_of yesterday Genoa
nonce=$other_nonce
check "yesterday's quote" eval 'swap yesterday quote pcrs && refuses quote swapped --policy policy.json'
check "yesterday's report" eval 'swap yesterday report && refuses report-data swapped --policy policy.json'
state_like Other Genoa
check "another guest attests" bundle_of other Other
check "it is accepted for itself" accepts other --policy policy.json
check "another guest's report" eval 'swap other report && refuses report-data swapped --policy policy.json'
check "another guest's report and manifest" eval \
	'swap other report manifest && refuses report-data swapped --policy policy.json'
check "another guest's quote" eval \
	'swap other quote pcrs && refuses quote-signature swapped --policy policy.json'
check "another guest's AK and quote" eval \
	'swap other ak quote pcrs seal && refuses report-data swapped --policy policy.json'
check "another boot's seal" eval 'swap yesterday seal && refuses seal swapped --policy policy.json'
LOG_WORDS=insecure
check "a guest with Secure Boot off attests" bundle_of insecure Genoa
LOG_WORDS=CMDLINE=debug
check "a guest with another command line attests" bundle_of debugged Genoa
LOG_WORDS=
check "another boot's log" eval \
	'swap insecure logs && refuses log-firmware swapped --policy policy.json'
python3 - good >swapped <<'END'
import base64, json, sys
good = json.load(open(sys.argv[1]))
log = bytearray(base64.b64decode(good["logs"]["firmware"]))
log[-1] ^= 1
good["logs"]["firmware"] = base64.b64encode(log).decode()
print(json.dumps(good, sort_keys=True, separators=(",", ":"), ensure_ascii=False))
END
check "a log whose text was changed, not its digests" refuses seal swapped --policy policy.json

# What the policy asks of reports and of boots.
policy '.events = {secure_boot: "required"}' >secure.json
check "Secure Boot is demanded, and on" accepts good --policy secure.json
check "Secure Boot is demanded, and off" refuses secure-boot insecure --policy secure.json
policy '.events = {command_line: ["quiet"]}' >command-line.json
check "the command line is the one demanded" accepts good --policy command-line.json
check "the command line is another" refuses command-line debugged --policy command-line.json
check "a guest that the host may debug attests" bundle_of debuggable Genoa --debug-policy
check "a guest that the host may debug" refuses report-debug debuggable --policy policy.json
policy '.report.debug = "allowed"' >debug.json
check "a guest that the host may debug, allowed by name" accepts debuggable --policy debug.json
check "an older TCB attests" bundle_of old Genoa --old-tcb
check "an older TCB, not asked for" accepts old --policy policy.json
policy '.report.minimum_tcb = {snp: 23, microcode: 84}' >tcb.json
check "an older TCB" refuses report-tcb old --policy tcb.json
check "today's TCB" accepts good --policy tcb.json
state_like Launched Genoa
check "another launch attests" bundle_of launched Launched --measurement "$(printf 'ab%.0s' {1..48})"
check "another launch measurement" refuses report-measurement launched --policy policy.json
check "a VLEK's guest attests" bundle_of vlek Genoa --vlek
check "a VLEK's guest" accepts vlek --policy policy.json

# A report of VMPL 2: svsmctl attest itself refuses to send it, so it is put in its place.
not_sent() {
	! attest_to vmpl2 2>err && grep -q VMPL err
}
EMU_OPTIONS="--report-vmpl 2"
check "a report of VMPL 2 is not sent" in_guest Genoa not_sent
EMU_OPTIONS=

# Who has the kernel sends it all the same, with everything else as it must be.
made_for() {
	local vmpl=$1
	shift

	mkdir -p "vmpl-$vmpl" && (cd "vmpl-$vmpl" && "$PROGRAMS/test_make_bundle" "$vmpl") || return
	policy '.report.measurements[0] |= gsub(".."; "4d")' >made.json
	"$SVSMCTL" verify --nonce "$(printf 'c4%.0s' {1..32})" --time 2027-01-15T08:00:00Z \
		--ark "vmpl-$vmpl/ark.der" --policy made.json --json "vmpl-$vmpl/bundle" >answer
}
failed_lines() {
	jq -c '[.lines[] | select(.state == "failed") | .line]' answer
}
check "a whole bundle of VMPL 0 is accepted" made_for 0
check_not "a whole bundle of VMPL 2 is not" made_for 2
check "because of its VMPL" jq -e '.lines[] | select(.line == "report-vmpl") |
	.state == "failed" and (.reason | contains("VMPL 2"))' answer
check "and of what is no good without it" [ "$(failed_lines)" = '["report-vmpl","report-data"]' ]

# Revocation.
policy '.report.crl = "required"' >crl.json
check "a list is demanded, and none given" refuses crl good --policy crl.json
check "a list is demanded, and given" accepts good --policy crl.json --crl Genoa/pki/crl.pem
check "the ASK is revoked" eval 'emu_start Genoa --revoked --socket socket && emu_stop &&
	refuses crl good --policy policy.json --crl Genoa/pki/crl.der'
check "another root's list" eval 'emu_start Foreign --socket socket && emu_stop &&
	refuses crl good --policy policy.json --crl Foreign/pki/crl.der'
check "somebody with an AMD of his own attests" bundle_of foreign Foreign
check "a self-made chain" refuses snp-root foreign --policy policy.json
check "another root than the one named" eval '"$SVSMCTL" verify --nonce "$nonce" --ark Foreign/pki/ark.pem \
	--policy policy.json --json good >answer; [ $? = 1 ] && [ "$(jq -r "[.lines[] |
	select(.state == \"failed\") | .line] | contains([\"snp-root\"])" answer)" = true ]'

# The AK's binding, interactively; a record is for one TPM and one AK.
challenge_answered() {
	rm -f challenge state response record
	"$SVSMCTL" challenge new --evidence good --out challenge --state state &&
		"$SVSMCTL" respond --challenge challenge --out response &&
		"$SVSMCTL" challenge accept --state state --response response --out record "$@"
}
bind() {
	attest_to good && challenge_answered
}
no_place() {
	rm -f challenge state response
	"$SVSMCTL" challenge new --evidence good --out challenge --state state &&
		"$SVSMCTL" respond --challenge challenge --out response || return
	! "$SVSMCTL" challenge accept --state state --response response --out nowhere/record \
		2>err && [ -e state ] &&
		grep -q "^svsmctl: challenge accept: nowhere/record: .*; nothing is used up$" err
}
check "a record without a place uses nothing up" in_guest Genoa no_place
check "the AK is shown to live beside the EK" in_guest Genoa bind
check "then nothing is waived" accepts good --policy strict.json --binding record
check "nothing at all" [ "$(jq -c .waived answer)" = '[]' ]
check "the record is of no other TPM" refuses ak-binding other --policy strict.json --binding record
accept_says() {
	local text=$1 status=0
	shift

	"$SVSMCTL" challenge accept --out again "$@" 2>err || status=$?
	[ "$status" = 1 ] && [ ! -e again ] && grep -qF -- "$text" err && return
	echo "exit status $status: $(cat err)"
	return 1
}
check "a challenge is accepted once" accept_says \
	"state: there is no such file; the first response, right or wrong, uses a state up" \
	--state state --response response
check "a file of another kind is named" accept_says \
	"challenge: response: the member 'format' should stand here" \
	--state state --response challenge
openssl genpkey -algorithm ed25519 -out verifier.key 2>/dev/null
openssl pkey -in verifier.key -pubout -out verifier.pub
openssl genpkey -algorithm ed25519 2>/dev/null | openssl pkey -pubout -out stranger.pub
check "the record is signed" in_guest Genoa challenge_answered --sign verifier.key
check "and counts with the verifier's key" accepts good --policy strict.json --binding record \
	--binding-key verifier.pub
check_not "and not with a stranger's" accepts good --policy strict.json --binding record \
	--binding-key stranger.pub
# The host's TPM speaks for the guest, and nothing hides it: the report covers its AK.
attest_with_hosts_tpm() {
	local host status=0

	emu_start Other --socket host-socket --tpm-port 0 && tpm2_startup -c &&
		python3 "$TESTS/make_log.py" log | xargs tpm2_pcrextend || return
	host=$emu_pid
	export SVSM_TCTI=$TPM2TOOLS_TCTI
	{ emu_start Genoa --socket socket --tpm-port 0 && tpm2_startup -c && attest_to hosts; } ||
		status=$?
	emu_stop
	emu_pid=$host
	emu_stop
	return "$status"
}
check "a guest attests with the host's TPM" attest_with_hosts_tpm
check "the host's TPM's quote, no challenge being answered" refuses ak-binding hosts --policy strict.json
check "the host's TPM's quote, by the SVSM's record" \
	refuses ak-binding hosts --policy strict.json --binding record
check "by nothing else: all of it is signed" [ "$(failed_lines)" = '["ak-binding"]' ]
not_answered() {
	rm -f challenge state response
	"$SVSMCTL" challenge new --evidence good --out challenge --state state &&
		! "$SVSMCTL" respond --challenge challenge --out response 2>err && [ ! -e response ]
}
check "another TPM cannot answer" in_guest Other not_answered
finish
