#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Volumes that are bound to whoever signs PCRs, enrolled by svsmctl and opened by the token
# plugin: a new UKI with its own signature opens them without a new enrollment; signatures of
# others, and for other values, do not; and the same with literal values as an alternative.
# shellcheck disable=SC2317 # functions are called through check()
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 2
# shellcheck source=tests/integration/disk_world.sh
. tests/integration/disk_world.sh
# shellcheck source=tests/integration/seal_lib.sh
. "$TESTS/seal_lib.sh"

SIGNATURES=root/run/systemd/tpm2-pcr-signature.json

reboot() {
	emu_stop
	boot machine "$@"
}

# sign FILE KEY [PCRS]: a .pcrsig file for the values of now.
sign() {
	tpm2_pcrread -Q "sha256:${3:-11}" -o values &&
		pcrsig_entry "$2" sha256 "${3:-11}" values | jq -s '{sha256: .}' >"$1"
}

# refuses STATUS TEXT OPTION...: the volume is not touched.
refuses() {
	local status=$1 text=$2
	shift 2

	cp volume before
	says "$status" "$text" enroll volume "$@" && cmp volume before
}

bound_to() {
	"$SVSMCTL" disk list --json volume | jq -e --arg wanted "$1" '.tokens[1].binding == $wanted' >/dev/null
}

# tells TEXT: 'disk explain' does, of the latest attempt; tells_not TEXT: it works, and does not.
tells() {
	explained=$("$SVSMCTL" disk explain --records root/run/svsm/unlock volume) || return
	grep -qF -- "$1" <<<"$explained" && return
	echo "no '$1': $explained"
	return 1
}

tells_not() {
	tells '' || return
	grep -qF -- "$1" <<<"$explained" || return 0
	echo "'$1': $explained"
	return 1
}

for key in signer other; do
	openssl genrsa -out $key.key 2048 2>/dev/null
	openssl rsa -in $key.key -pubout -out $key.pem 2>/dev/null
done
openssl ecparam -name prime256v1 -genkey -noout 2>/dev/null | openssl ec -pubout -out curve.pem 2>/dev/null

boot machine CMDLINE=old || exit 1
measurement=$(launch)
volume_new bare && "$SVSMCTL" disk recovery --key-file passphrase bare >/dev/null 2>&1 && cp bare volume || exit 1
sign old.pcrsig signer.key && sign other.pcrsig other.key && sign two.pcrsig signer.key 11,12 || exit 1
jq '.sha256[0].sig |= (.[0:20] + "AAAA" + .[24:])' old.pcrsig >forged.pcrsig

# ---- what is refused

check "no signature at all" refuses 1 "so nothing was written: no signatures over PCR values: /dev/null" \
	--public-key signer.pem --pcrs sha256:7 --pcr-signature /dev/null
for name in other forged two; do
	check "no signature of that key for that PCR: $name" refuses 1 "there is no signature of its signer over PCR 11" \
		--public-key signer.pem --pcrs sha256:7 --pcr-signature $name.pcrsig
done
check "a key that is none" refuses 1 "passphrase: " --public-key passphrase --pcr-signature old.pcrsig
check "a key that TPMs do not take for it" refuses 1 "curve.pem: " --public-key curve.pem --pcr-signature old.pcrsig
check "a key that is not there" refuses 1 "nothing.pem: there is no such file" --public-key nothing.pem
check "signed PCRs that prove nothing" refuses 1 "PCR 16: no two boots" --public-key signer.pem \
	--public-key-pcrs sha256:16
check "signed PCRs of SHA-1" refuses 1 "collisions are made to order" --public-key signer.pem \
	--public-key-pcrs sha1:11
check "signed PCRs that are none" refuses 1 "the signature would be over nothing" --public-key signer.pem \
	--public-key-pcrs ''
check "signed PCRs without a key" refuses 2 "there is no key of whoever signs" --public-key-pcrs sha256:11
check "an alternative to no signature" refuses 2 "is instead of a signature" --or-pcrs sha256:7
check "an alternative that demands nothing" refuses 1 "any boot of anything" --public-key signer.pem --or-pcrs ''
check "an alternative does not hide that no signature is there" refuses 1 \
	"this boot does not satisfy branch 2 of the policy, so nothing was written: there is no signature of its signer over PCR 11" \
	--public-key signer.pem --pcrs '' --or-pcrs sha256:7,11 --pcr-signature other.pcrsig

# ---- signed, with literal values

check "enrolled to PCR 11 by signature, and 7" enroll volume --public-key signer.pem --pcrs sha256:7 \
	--pcr-signature old.pcrsig
check "'disk list' says so" bound_to "PCR 11 by signature (sha256), PCR 7 (sha256)"
check "without the signature it stays shut" refused volume ENOENT "no signature"
cp old.pcrsig $SIGNATURES
check "with it, it opens" unlocks volume 2
cp other.pcrsig $SIGNATURES
check "with another's it does not" refused volume ENOENT "no signature of its signer"
check "of PCRs that are as they were nothing is told" tells_not "something extended it"
tpm2_pcrextend "11:sha256=$(printf '%064d' 1)" || exit 1
cp old.pcrsig $SIGNATURES
check "when PCR 11 moves it stays shut" refused volume ENOENT "is for the values of PCR 11"
check "'disk test' says so" says 1 "" "$SVSMCTL" disk test --pcr-signature old.pcrsig volume

reboot CMDLINE=new || exit 1
check "a new UKI without a signature of its own" refused volume ENOENT "is for the values of PCR 11"
check "what is new of it is told" tells "PCR 11: UKI section .cmdline (kernel command line) changed"
sign new.pcrsig signer.key && sign new-other.pcrsig other.key || exit 1
cp new-other.pcrsig $SIGNATURES
check "with another's signature" refused volume ENOENT "no signature of its signer"
check "what is new of it is told too" tells "PCR 11: UKI section .cmdline (kernel command line) changed"
cp new.pcrsig $SIGNATURES
check "with its own it opens, without a new enrollment" unlocks volume 2
jq -s '{sha256: (.[0].sha256 + .[1].sha256 + .[2].sha256)}' other.pcrsig old.pcrsig new.pcrsig >$SIGNATURES
check "among signatures of others and of older ones too" unlocks volume 2
reboot insecure CMDLINE=new || exit 1
check "PCR 7 must have its value all the same" refused volume ENOENT "PCR 7 (sha256)"

# ---- signed PCRs of one's choice

reboot CMDLINE=old || exit 1
cp bare volume
check "enrolled to PCRs 11 and 12 by signature" enroll volume --public-key signer.pem --pcrs '' \
	--public-key-pcrs sha256:11,12 --pcr-signature two.pcrsig
check "'disk list' says so too" bound_to "PCR 11+12 by signature (sha256)"
cp two.pcrsig $SIGNATURES
check "it opens" unlocks volume 2
cp old.pcrsig $SIGNATURES
check "not by a signature over PCR 11 alone" refused volume ENOENT "no signature"

# ---- literal values or a signature

cp bare volume
check "enrolled to PCRs 7 and 11, or 11 by signature" enroll volume --public-key signer.pem --pcrs '' \
	--or-pcrs sha256:7,11 --pcr-signature old.pcrsig
check "'disk list' names both" bound_to "PCR 7+11 (sha256) or PCR 11 by signature (sha256)"
rm $SIGNATURES
check "it opens by its values, without a signature" unlocks volume 2
reboot CMDLINE=new || exit 1
check "after another boot it does not" refused volume ENOENT "no signatures over PCR values"
cp old.pcrsig $SIGNATURES
check "nor by a signature of the old one" refused volume ENOENT "is for the values of PCR 11"
cp new-other.pcrsig $SIGNATURES
check "nor by another's" refused volume ENOENT "does not satisfy the policy"
cp new.pcrsig $SIGNATURES
check "but by its own" unlocks volume 2
check "a PIN besides" enroll volume --public-key signer.pem --pcrs '' --or-pcrs sha256:7,11 \
	--pcr-signature new.pcrsig --pin-file passphrase
check "'disk test' opens it by both" says 0 "" "$SVSMCTL" disk test --token 2 --pin-file passphrase \
	--pcr-signature new.pcrsig volume

# ---- the key that the UKI brings is systemd's to place; '' is none

check "no key by name" enroll volume --public-key '' --pcrs sha256:7
check "literal values alone" bash -c '"$@" | jq -e ".tokens[3].binding == \"PCR 7 (sha256)\""' - \
	"$SVSMCTL" disk list --json volume

emu_stop
finish
