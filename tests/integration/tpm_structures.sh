#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Real TPMs against lib/policy: credentials that were made in software are opened by
# TPM2_ActivateCredential, and quotes that TPM2_Quote made are verified; by the emulator's
# TPM and by swtpm.  tpm2_checkquote or OpenSSL is asked the same.
# shellcheck disable=SC2317 # functions are called through check()
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 2
# shellcheck source=tests/integration/emu_lib.sh
. tests/integration/emu_lib.sh

ours=$PROGRAMS/test_tpm_structures
swtpm_pid=
trap '[ -z "$swtpm_pid" ] || kill "$swtpm_pid"; emu_stop; rm -rf "$scratch"' EXIT

# flush: there is no resource manager, and few slots.
flush() {
	tpm2_flushcontext -t && tpm2_flushcontext -l
}

activate() {
	tpm2_startauthsession --policy-session -S session >/dev/null &&
		tpm2_policysecret -S session -c e >/dev/null &&
		tpm2_activatecredential -c "$1" -C ek.ctx -i credential -o activated \
			-P session:session >/dev/null
	local status=$?
	flush
	return "$status"
}

opens() {
	activate "$1" && cmp secret activated
}

quote() {
	tpm2_quote -c "$1" -l sha256:0,7,16+sha384:4 -q 0011223344556677 -m message -s signature \
		-o pcrs --scheme "$2" >/dev/null && flush
}

# tpm2_checkquote 5.4 knows no PSS: there OpenSSL is asked for the bare signature.
second_opinion() {
	if [ "$2" = rsapss ]; then
		tail -c +7 signature >bare && openssl dgst -sha256 -verify "$1" -signature bare \
			-sigopt rsa_padding_mode:pss message
	else
		tpm2_checkquote -u "$1" -m message -s signature -f pcrs -q 0011223344556677
	fi
}

# flip FILE: a copy, "flipped", with one bit of its last byte changed.
flip() {
	local last
	last=$(tail -c 1 "$1" | od -An -tu1)
	{ head -c -1 "$1"; printf '%b' "\\x$(printf %02x $((last ^ 1)))"; } >flipped
}

# make_ak NAME ALGORITHM: a primary key of the endorsement hierarchy, restricted.
make_ak() {
	tpm2_createprimary -Q -C e -G "$2" -c "$1.ctx" -a \
		'restricted|sign|fixedtpm|fixedparent|sensitivedataorigin|userwithauth' &&
		tpm2_readpublic -Q -c "$1.ctx" -f tpmt -o "$1.pub" &&
		tpm2_readpublic -Q -c "$1.ctx" -f pem -o "$1.pem" && flush
}

try_ak() {
	local where=$1 name=$2 algorithm=$3 scheme=$4

	check "$where: an AK, $algorithm" make_ak "$name" "$algorithm"
	check "$where: it quotes" quote "$name.ctx" "$scheme"
	check "$where: the quote is verified" "$ours" quote "$name.pub" message signature
	check "$where: a second opinion says so too" second_opinion "$name.pem" "$scheme"
	flip message
	check_not "$where: with another digest it is refused" "$ours" quote "$name.pub" flipped \
		signature
	flip signature
	check_not "$where: with another signature it is refused" "$ours" quote "$name.pub" message \
		flipped
	check "$where: a credential for it" "$ours" credential ek.pub "$name.pub" secret credential
	check "$where: the TPM opens it" opens "$name.ctx"
}

try_tpm() {
	local where=$1

	head -c 32 /dev/urandom >secret
	check "$where: an EK" tpm2_createek -Q -c ek.ctx -G rsa -u ek.pem -f pem
	check "$where: its public area" tpm2_readpublic -Q -c ek.ctx -f tpmt -o ek.pub
	flush
	try_ak "$where" ecc ecc256:ecdsa-sha256:null ecdsa
	try_ak "$where" ssa rsa2048:rsassa-sha256:null rsassa
	try_ak "$where" pss rsa2048:rsapss-sha256:null rsapss
	check "$where: a credential for one AK" "$ours" credential ek.pub ecc.pub secret credential
	check_not "$where: no other AK opens it" opens ssa.ctx
	printf short >secret
	check "$where: a credential of 5 bytes" "$ours" credential ek.pub ecc.pub secret credential
	check "$where: the TPM opens it too" opens ecc.ctx
}

emu_start state --socket socket --tpm-port 0 || finish
check "TPM2_Startup" tpm2_startup -c
try_tpm "emulator"
cp ecc.pub foreign.pub
cp ek.pub foreign-ek.pub
emu_stop

mkdir swtpm
swtpm socket --tpm2 --tpmstate dir=swtpm --server "type=unixio,path=swtpm/socket" \
	--ctrl "type=unixio,path=swtpm/socket.ctrl" --flags startup-clear 2>swtpm.log &
swtpm_pid=$!
for ((i = 0; i < 100; i++)); do
	[ -S swtpm/socket ] && break
	sleep 0.1
done
export TPM2TOOLS_TCTI="swtpm:path=swtpm/socket"
try_tpm "swtpm"
check "a credential for the EK of another TPM" "$ours" credential foreign-ek.pub ecc.pub secret \
	credential
check_not "no TPM opens what is another's" opens ecc.ctx

finish
