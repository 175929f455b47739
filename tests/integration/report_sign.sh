#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# svsm-report-sign, behind a socket as systemd's: what it answers is evidence that a verifier
# accepts under the digest as challenge, and whoever calls it wrongly, or may not call it,
# has an error and costs the secure processor nothing.
# shellcheck disable=SC2119,SC2154,SC2317 # functions are called through check()
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 2
SVSMCTL=$(realpath -e "${O:-build}/svsmctl") || exit 2
SIGN=$(realpath -e "${O:-build}/svsm-report-sign") || exit 2
TESTS=$(realpath -e tests/integration) || exit 2
# shellcheck source=tests/integration/emu_lib.sh
. tests/integration/emu_lib.sh
listener=
trap 'listen_end; relay_stop; emu_stop; rm -rf "$scratch"' EXIT

SIGNER=io.systemd.Report.Signer
export SVSM_BIRTH=$scratch/birth
export SYSTEMD_MEASURE_LOG_FIRMWARE=$scratch/log SYSTEMD_MEASURE_LOG_USERSPACE=$scratch/systemd

# As svsm-report-sign.socket does: a process for each connection, which is its standard input.
listen_begin() {
	rm -f sign.sock
	systemd-socket-activate --accept --inetd --listen="$scratch/sign.sock" -E SVSM_DEVICE \
		-E SVSM_TCTI -E SVSM_BIRTH -E SYSTEMD_MEASURE_LOG_FIRMWARE \
		-E SYSTEMD_MEASURE_LOG_USERSPACE "$SIGN" 2>sign.log &
	listener=$!
	while [ ! -S sign.sock ]; do sleep 0.05; done
}

listen_end() {
	[ -n "$listener" ] || return 0
	kill "$listener" 2>/dev/null
	wait "$listener" 2>/dev/null
	listener=
}

varlink() {
	python3 "$TESTS/varlink_client.py" sign.sock "$@"
}

# answers FILTER METHOD...: jq says so of what is answered.
answers() {
	local filter=$1
	shift

	varlink "$@" >answer && jq -e "$filter" answer >/dev/null && return
	cut -c1-300 answer
	return 1
}

# refuses ERROR PARAMETERS: as an error of that name.
refuses() {
	answers ".error == \"$1\" and .parameters == $2" "${@:3}"
}

invalid() {
	refuses org.varlink.service.InvalidParameter "{\"parameter\": \"$1\"}" "$SIGNER".Sign "${@:2}"
}

# ends TEXT BYTES...: such bytes end the connection with no answer, for that reason.
ends() {
	local text=$1
	shift

	: >sign.log
	[ -z "$(varlink raw "$@")" ] && grep -qF -- "$text" sign.log && return
	cat sign.log
	return 1
}

emu_start state --socket emu.sock --tpm-port 0 || finish
tpm2_startup -c && python3 "$TESTS/make_log.py" log | xargs tpm2_pcrextend
relay_start
listen_begin
digest=$(printf 'a report' | sha256sum | cut -d' ' -f1)
asked="{\"digest\": \"$digest\", \"algorithm\": \"SHA256\"}"

# ---- what a signature is

check "a digest is signed" answers '.parameters.data | length == 1' "$SIGNER".Sign "$asked"
check "with the members that systemd's signer by the kernel has, and ours" jq -e '.parameters.data[0] |
	keys == ["auxblob", "bundle", "manifestblob", "nonce", "outblob", "provider"] and .provider == "svsm"' answer
for blob in outblob manifestblob nonce bundle auxblob; do
	jq -r ".parameters.data[0].$blob" answer | base64 -d >$blob
done
check "the report is one of nonce and manifest" test \
	"$(hex outblob 80 64)" = "$(cat nonce manifestblob | sha512sum | cut -d' ' -f1)"
check "by the SVSM" test "$(u32 outblob 48)" = 0
jq -n '{version: 1, report: {measurements: "any"}, vtpm: {ak_binding: "waived"}}' >policy
check "a verifier accepts the bundle under the digest" "$SVSMCTL" verify bundle --nonce "$digest" \
	--policy policy --ark state/pki/ark.pem
check_not "and under no other" "$SVSMCTL" verify bundle --nonce "${digest//[0-7]/8}" --policy policy \
	--ark state/pki/ark.pem
check "it is told" grep -q "a report was signed" sign.log
check "it cost one request to the SVSM" test "$(svsm_requests)" = 1
check "whoever takes more answers gets the one" answers '(.parameters.data | length == 1) and (has("continues") | not)' \
	$SIGNER.Sign "$asked" more

# ---- what it is

before=$(svsm_requests)
check "it says which interfaces it has" answers \
	'.parameters.interfaces == ["org.varlink.service", "'$SIGNER'"] and .parameters.vendor == "svsm-guest"' \
	org.varlink.service.GetInfo
check "and describes its own" answers '.parameters.description | test("interface '$SIGNER'\n") and
	test("method Sign\\(\n\tdigest: string,\n\talgorithm: string\n\\) -> \\(\n\tdata: \\[\\]object\n\\)")' \
	org.varlink.service.GetInterfaceDescription "{\"interface\": \"$SIGNER\"}"
check "and the common one" answers '.parameters.description | test("method GetInfo\\(\\) -> ")' \
	org.varlink.service.GetInterfaceDescription '{"interface": "org.varlink.service"}'
check "another one it has not" refuses org.varlink.service.InterfaceNotFound '{"interface": "a.b"}' \
	org.varlink.service.GetInterfaceDescription '{"interface": "a.b"}'
check "one must be named" refuses org.varlink.service.InvalidParameter '{"parameter": "interface"}' \
	org.varlink.service.GetInterfaceDescription
check "a method that is not there" refuses org.varlink.service.MethodNotFound \
	"{\"method\": \"$SIGNER.Forge\"}" "$SIGNER".Forge "$asked"

# ---- what is wrong

check "no parameters" invalid digest
check "no algorithm" invalid algorithm "{\"digest\": \"$digest\"}"
check "another algorithm" invalid algorithm "${asked/SHA256/SHA1}"
check "a digest that is short" invalid digest "${asked/${digest:0:2}/}"
check "or no text" invalid digest '{"digest": 7, "algorithm": "SHA256"}'
check "a parameter that is not known" invalid colour "${asked/\}/, \"colour\": 1\}}"
check "whoever wants no answer gets none, and the next call its own" answers '.parameters.vendor == "svsm-guest"' \
	$SIGNER.Sign "$asked" oneway
check "bytes that are no call" ends "call: it is no object of JSON; the connection ends" 'nonsense\0'
check "a call that wants another protocol" ends "no other protocol is spoken here" '{"method":"x","upgrade":true}\0'
check "a call without an end" ends "a call is longer than 65536 bytes" "$(printf 'a%.0s' {1..70000})"
check "calls in pieces, and two at once" test "$(varlink raw '{"meth' 'od":"org.varlink.service.GetInfo"}\0{"method":' \
	'"x"}\0' | grep -c parameters)" = 2
check "a caller who goes away" varlink raw '{"method":"org.var'
check "none of which asked the secure processor" test "$(svsm_requests)" = "$before"
chmod 0711 "$scratch"
chmod 0666 sign.sock
check_not "another user has nothing signed" setpriv --reuid="$(id -u nobody)" --clear-groups \
	/usr/bin/python3 - "$scratch/sign.sock" <"$TESTS/varlink_client.py" org.varlink.service.GetInfo
check "which is told" grep -q "user $(id -u nobody) may not have reports signed" sign.log

# ---- what cannot be had

mv log away
listen_end
SVSM_DEVICE=/nonexistent SVSM_TCTI='' listen_begin
check "without an SVSM there is no signature, and no failure" answers '.parameters == {data: []}' "$SIGNER".Sign "$asked"
listen_end
SVSM_TCTI=swtpm:host=127.0.0.1,port=1 listen_begin
check "a TPM that is away is a failure, told as systemd tells them" \
	answers '.error == "io.systemd.System" and .parameters.origin == "linux" and .parameters.errno > 0' "$SIGNER".Sign "$asked"
check "with its reason in the log" grep -q "no signature: " sign.log
listen_end
check "by hand it does not start" exits 2 "$SIGN"
finish
