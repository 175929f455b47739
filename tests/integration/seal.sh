#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Keys sealed by lib/ to real TPMs (the emulator's and swtpm's) and got back; each way in
# which a boot, a PIN, a TPM or a token can be the wrong one, told apart; the commands that
# it takes, counted.  tpm2-tools are asked for the digests of the policies, and open with a
# .pcrsig what was sealed here.
# shellcheck disable=SC2317 # functions are called through check()
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 2
TESTS=$(realpath -e tests/integration) || exit 2
# shellcheck source=tests/integration/emu_lib.sh
. tests/integration/emu_lib.sh
# shellcheck source=tests/integration/seal_lib.sh
. "$TESTS/seal_lib.sh"
trap 'swtpm_stop; emu_stop; rm -rf "$scratch"' EXIT

# How many commands an unlock takes, by policy; Documentation/token-format.md says so too.
takes() {
	local expected=$1
	shift

	counted "$@" || return
	[ "$(wc -l <commands)" = "$expected" ] && return
	echo "$(wc -l <commands) commands: $(tr '\n' ' ' <commands)"
	return 1
}

digest_is_that_of() {
	local token=$1
	shift

	tpm2_startauthsession -Q -S trial && "$@" && tpm2_flushcontext trial &&
		[ "$("$SEAL" digest "$token")" = "$(hex policy)" ]
}

trial_literal() {
	tpm2_policypcr -Q -S trial -l sha256:7,12 -L policy
}

trial_signed() {
	tpm2_policyauthorize -Q -S trial -i zeros -n signer.name -L policy
}

trial_both() {
	tpm2_policyauthorize -Q -S trial -i zeros -n signer.name -q ref -L policy &&
		tpm2_policypcr -Q -S trial -l sha256:7,12 -L policy
}

trial_either() {
	local digests

	digests=$(for name in literal signed; do printf ',%s' "$name.pol"; done)
	tpm2_policyor -Q -S trial -L policy "sha256:${digests#,}"
}

trial_pin() {
	trial_literal && tpm2_policyauthvalue -Q -S trial -L policy
}

trial_either_pin() {
	trial_either && tpm2_policyauthvalue -Q -S trial -L policy
}

# What was sealed here, opened by tpm2-tools alone, with systemd's semantics.
tools_open_signed() {
	jq -r '.sha256[0].sig' signed.pcrsig | base64 -d >sig && mkdir -p parts &&
		"$SEAL" parts signed.token parts &&
		tpm2_loadexternal -Q -C o -u signer.pub -c signer.ctx &&
		tpm2_startauthsession -Q --policy-session -S session &&
		tpm2_policypcr -Q -S session -l sha256:11 -L approved &&
		tpm2_verifysignature -Q -c signer.ctx -g sha256 -m approved -s sig -t ticket -f rsassa &&
		tpm2_policyauthorize -Q -S session -i approved -n signer.name -t ticket &&
		tpm2_flushcontext -t &&
		tpm2_load -Q -C 0x81000001 -u parts/public -r parts/private -c object.ctx &&
		tpm2_unseal -c object.ctx -p session:session >unsealed
	local status=$?
	tpm2_flushcontext session
	tpm2_flushcontext -t
	[ "$status" = 0 ] && cmp key unsealed
}

name_of_signer() {
	"$SEAL" signer signer.pem signer.pub &&
		tpm2_loadexternal -Q -C o -u signer.pub -c signer.ctx -n signer.name &&
		tpm2_readpublic -Q -c signer.ctx -f pem -o same.pem && tpm2_flushcontext -t &&
		[ "$(openssl rsa -pubin -in same.pem -modulus -noout)" = \
			"$(openssl rsa -pubin -in signer.pem -modulus -noout)" ]
}

make_signatures() {
	tpm2_pcrread -Q sha256:11 -o pcr11 &&
		pcrsig_entry signer.key sha256 11 pcr11 >entry && jq -s '{sha256: .}' entry >signed.pcrsig &&
		pcrsig_entry signer.key sha256 11 pcr11 initrd >entry.ref &&
		jq -s '{sha256: .}' entry entry.ref >both.pcrsig &&
		pcrsig_entry other.key sha256 11 pcr11 >entry.other &&
		jq -s '{sha256: .}' entry.other >other.pcrsig &&
		jq '.sha256[0].sig |= (.[0:20] + "AAAA" + .[24:])' signed.pcrsig >forged.pcrsig
}

extend() {
	tpm2_pcrextend "$1:sha256=$(printf '%064d' 1)"
}

wrong_pin_twice_counts_once() {
	PIN=wrong refuses EILSEQ "the PIN is wrong; 0 more may be tried" pin.token opened &&
		PIN=wrong refuses EBUSY "no PIN is tried: it has seen 1 wrong tries and locks at 3" \
			pin.token opened &&
		PIN=right refuses EBUSY "no PIN is tried" pin.token opened &&
		[ "$(tpm2_getcap properties-variable |
			sed -n 's/TPM2_PT_LOCKOUT_COUNTER: //p')" = 0x1 ]
}

edit() {
	jq -c "$2" "$1" | tr -d '\n' >edited.token
}

flip_private() {
	local blob

	blob=$(jq -r .sealed.private literal.token | base64 -d | hex /dev/stdin)
	# shellcheck disable=SC2001 # a pattern, not a string
	blob=$(printf '%b' "$(sed 's/../\\x&/g' <<<"${blob:0:80}$(printf %02x \
		$((0x${blob:80:2} ^ 1)))${blob:82}")" | base64 -w0)
	edit literal.token ".sealed.private = \"$blob\""
}

srk_replaced() {
	tpm2_evictcontrol -Q -C o -c 0x81000001 &&
		tpm2_createprimary -Q -C o -G "$1" -c other.ctx -a \
			'restricted|decrypt|fixedtpm|fixedparent|sensitivedataorigin|userwithauth|noda' &&
		tpm2_evictcontrol -Q -C o -c other.ctx 0x81000001 &&
		tpm2_flushcontext -t
}

srk_with_password() {
	tpm2_evictcontrol -Q -C o -c 0x81000001
	tpm2_createprimary -Q -C o -G ecc256 -p secret -c other.ctx -a \
		'restricted|decrypt|fixedtpm|fixedparent|sensitivedataorigin|userwithauth|noda' &&
		tpm2_evictcontrol -Q -C o -c other.ctx 0x81000001 && tpm2_flushcontext -t
}

head -c 32 /dev/urandom >key
head -c 32 /dev/zero >zeros
printf initrd >ref
openssl genrsa -out signer.key 2048 2>/dev/null
openssl genrsa -out other.key 2048 2>/dev/null
openssl rsa -in signer.key -pubout -out signer.pem 2>/dev/null

emu_start state --socket socket --tpm-port 0 || finish
check "emulator: TPM2_Startup" tpm2_startup -c
check "emulator: a key is sealed" "$SEAL" seal key literal.token sha256:7,12
check "emulator: and got back" opens literal.token opened
check "emulator: nothing is left" left_clean
emu_stop
cp literal.token foreign.token

swtpm_start tpm
check "tpm2-tools load the signer's key in our form" name_of_signer
check "signatures are made" make_signatures
check "sealed: literal PCRs" "$SEAL" seal key literal.token sha256:7,12
check "sealed: signed PCRs" "$SEAL" seal key signed.token signed:sha256:11:signer.pem
check "sealed: both" "$SEAL" seal key both.token signed:sha256:11:signer.pem:initrd+sha256:7,12
check "sealed: either" "$SEAL" seal key either.token sha256:7,12 signed:sha256:11:signer.pem
check "sealed: a PIN" env PIN=right "$SEAL" seal key pin.token sha256:7,12
check "sealed: either, and a PIN" env PIN=right "$SEAL" seal key either-pin.token sha256:7,12 \
	signed:sha256:11:signer.pem
check "sealed: 24 PCRs of SHA-384" "$SEAL" seal key sha384.token \
	sha384:0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23
check "sealing leaves nothing" left_clean

for name in literal signed; do
	check "tpm2-tools compute the same policy: $name" digest_is_that_of "$name.token" "trial_$name"
	cp policy "$name.pol"
done
check "tpm2-tools compute the same policy: both" digest_is_that_of both.token trial_both
check "tpm2-tools compute the same policy: either" digest_is_that_of either.token trial_either
check "tpm2-tools compute the same policy: a PIN" digest_is_that_of pin.token trial_pin
check "tpm2-tools compute the same policy: either, and a PIN" digest_is_that_of either-pin.token \
	trial_either_pin

check "opened: literal PCRs, 5 commands" takes 5 opens literal.token opened
check "opened: signed PCRs, 10 commands" takes 10 opens signed.token opened signed.pcrsig
check "opened: both, 11 commands" takes 11 opens both.token opened both.pcrsig
check "opened: either by its literal PCRs, 7 commands" takes 7 opens either.token opened
# A TPM sends the first use of a key with a PIN back once, to write down that it was used.
check "opened: a PIN, 8 commands at first" takes 8 env PIN=right "$SEAL" unseal pin.token opened
check "opened: the key" cmp key opened
check "opened: a PIN, 7 commands then" takes 7 env PIN=right "$SEAL" unseal pin.token opened
check "opened: either and a PIN, 9 commands" takes 9 env PIN=right "$SEAL" unseal either-pin.token \
	opened
check "opened: 24 PCRs of SHA-384, 5 commands" takes 5 opens sha384.token opened
check "opening leaves nothing" left_clean
check "tpm2-tools open what is signed" tools_open_signed

check "a PIN is asked for" refuses ENOANO "a PIN is needed" pin.token opened
check "no signatures" refuses ENODATA "there is no signature of its signer" signed.token opened
check "signatures of another" refuses ENODATA "there is no signature" signed.token opened other.pcrsig
check "a forged signature" refuses ENODATA "there is no signature" signed.token opened forged.pcrsig
check "a signature for another use" refuses ENODATA "there is no signature" both.token opened \
	signed.pcrsig
edit literal.token '.policy[0].literal.pcrs."7" |= ("ff" + .[2:])'
check "a token whose policy was edited" refuses EBADMSG "it contradicts itself" edited.token opened
check "a blob was damaged" flip_private
check "what is sealed is damaged" refuses EBADMSG "what is sealed in it is damaged" edited.token opened
edit literal.token ".ek = \"$(jq -r .ek foreign.token)\" | .srk = $(jq -c .srk foreign.token)"
check "another TPM's token" refuses EREMOTE "is another TPM than the one" foreign.token opened

check "PINs are wrong: one is tried, two are kept" wrong_pin_twice_counts_once
check "PCR 12 moves" extend 12
check "PCR 12 has moved" refuses EKEYREJECTED "PCR 12 (sha256): not the values that it wants" literal.token opened
"$SEAL" unseal literal.token opened >said
check "the PCR is named" grep -qx 'branch 0: pcrs-differ 0x001000' said
check "either opens by its signature, 11 commands" takes 11 opens either.token opened signed.pcrsig
check "PCR 11 moves" extend 11
check "PCR 11 has moved" refuses EKEYREJECTED "no signature of its signer is for the values of PCR 11" \
	signed.token opened signed.pcrsig
check "new signatures for the new values" make_signatures
check "they serve without a new enrollment" opens signed.token opened signed.pcrsig
check "a key without a PIN opens all the same" opens signed.token opened signed.pcrsig
check "the TPM is locked by somebody else" tpm2_dictionarylockout -s -n 1 -t 1000 -l 1000
check_not "locked: no PIN is tried" env PIN=right "$SEAL" unseal pin.token opened
check "locked: a key without a PIN opens all the same" opens signed.token opened signed.pcrsig
check "the lock is taken off" eval "tpm2_dictionarylockout -c && tpm2_dictionarylockout -s -n 3 -t 1000 -l 1000"

check "the storage root key is gone" tpm2_evictcontrol -Q -C o -c 0x81000001
check "it is missed" refuses ENOKEY "there is no storage root key" signed.token opened signed.pcrsig
check "enrollment makes the same again" "$SEAL" seal key new.token sha256:7
check "and the old token opens" opens signed.token opened signed.pcrsig
check "the storage root key is replaced" srk_replaced rsa2048
check "that is told" refuses EREMCHG "has been replaced" signed.token opened signed.pcrsig
check "at the new one a key is sealed" "$SEAL" seal key new.token sha256:7
check "and got back" opens new.token opened
check "the storage root key has a password" srk_with_password
check "no key is sealed there" eval "! \"\$SEAL\" seal key none.token sha256:7 >said"
check "that is told too" grep -q "EACCES: .*has a password" said
check "another key stands at its handle" eval "tpm2_evictcontrol -Q -C o -c 0x81000001 &&
	tpm2_createprimary -Q -C o -G rsa2048 -c other.ctx -a 'sign|fixedtpm|fixedparent|sensitivedataorigin|userwithauth' &&
	tpm2_evictcontrol -Q -C o -c other.ctx 0x81000001 && tpm2_flushcontext -t"
check "no key is sealed under it" eval "! \"\$SEAL\" seal key none.token sha256:7 >said"
check "and it is left there" eval "grep -q 'EKEYREJECTED: .*is no storage root key' said &&
	tpm2_readpublic -Q -c 0x81000001"
swtpm_stop

mkdir one-bank
swtpm_setup --tpm2 --tpmstate one-bank --pcr-banks sha384 >/dev/null 2>&1
swtpm_start one-bank
check "a TPM without SHA-256 PCRs: sealed to SHA-384" "$SEAL" seal key bank.token sha384:7
check "opened" opens bank.token opened
edit bank.token "$(jq -c '{policy, sealed}' literal.token | sed 's/^/. + /')"
check "a bank is missing" refuses ENXIO "in bank sha256" edited.token opened
swtpm_stop
finish
