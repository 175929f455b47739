#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# svsmctl disk list: volumes that others have sealed to the TPM, before and after a PCR
# has moved; without a TPM; damaged and unknown tokens.
# shellcheck disable=SC2317 # functions are called through check()
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 2
SVSMCTL=$(realpath -e "${O:-build}/svsmctl") || exit 2
TESTS=$(realpath -e tests/integration) || exit 2
DATA=$(realpath -e tests/data) || exit 2
# shellcheck source=tests/integration/emu_lib.sh
. tests/integration/emu_lib.sh
# shellcheck source=tests/integration/disk_lib.sh
. "$TESTS/disk_lib.sh"

# lists FILTER: jq's answer about the volume's JSON is yes.
lists() {
	"$SVSMCTL" disk list --json volume >found && jq -e "$1" found >/dev/null
}

# token FILE SED...: its text becomes a token, once edited.
token() {
	local file=$1
	shift

	sed "$@" "$file" | cryptsetup token import volume
}

emu_start machine --socket socket --tpm-port 0 || exit 1
export SVSM_TCTI=$TPM2TOOLS_TCTI
tpm2_startup -c && tpm2_createpolicy --policy-pcr -l sha256:7,11 -L policy >/dev/null || exit 1
policy=$(hex policy)
volume_new volume && cp passphrase key && printf 2 >>key || exit 1
cryptsetup luksAddKey -q --key-file passphrase --pbkdf pbkdf2 --pbkdf-force-iterations 1000 \
	volume key || exit 1

check "a passphrase is one" lists '.keyslots[0] | .kind == "passphrase" and .token == null'
check "a program's key without a token is an orphan" lists '.keyslots[1].kind == "orphan"'
"$SVSMCTL" disk list volume >out
check "a passphrase is one, in words" grep -q "^keyslots .* passphrase" out
check "an orphan is said to be, with what removes it" grep -q "orphan.*revoke --keyslot" out

check "a token of systemd" token "$DATA/systemd_token/v248.bin" "s/\(8b\)\{32\}/$policy/; s/\[7\]/[7, 11]/"
check "this boot satisfies it" lists '.tokens[0] | .type == "systemd-tpm2" and .satisfied == "yes"'
check "what it is bound to" lists '.tokens[0].binding == "PCR 7+11 (sha256)"'
check "its keyslot is no orphan" lists '.keyslots[1] | .kind == "token" and .token == 0'
# systemd's own plugin looks at its tokens where it is installed: one that 252 knows.
jq -c '. + {"tpm2_pubkey_pcrs": [11], "tpm2_pubkey": "LS0t", "tpm2-pin": true}' \
	"$DATA/systemd_token/v248.bin" >signed
check "a signed one" token signed ""
check "cannot be told of" lists '.tokens[1] | .satisfied == "unknown" and (.reason | test("signature"))'
check "in its parts" lists '.tokens[1].binding == "PCR 11 by signature (sha256), PCR 7 (sha256), PIN"'
check "one of clevis" token "$DATA/clevis_token/tpm2.bin" ""
check "this boot does not satisfy it" lists '.tokens[2] | .binding == "pin tpm2, PCR 1+7 (sha256)" and .satisfied == "no"'
check "one of clevis without PCRs" token "$DATA/clevis_token/tpm2-no-pcrs.bin" ""
check "any boot satisfies it" lists '.tokens[3].satisfied == "yes"'
check "one of clevis without a TPM" token "$DATA/clevis_token/sss.bin" ""
check "has nothing to do with the boot" lists '.tokens[4] | .binding == "pin sss" and .satisfied == "none"'
check "a type that is not known" token "$DATA/token_head/no-keyslots.bin" ""
check "is named" lists '.tokens[5] | .type == "of-a-test" and .is_readable and .satisfied == "none"'
check "a damaged one" token "$DATA/clevis_token/bad/pcr-24.bin" ""
check "is said to be" lists '.tokens[6] | (.is_readable | not) and (.reason | test("PCRs make no sense"))'
check "one of ours" token "$DATA/svsm_token/literal.bin" ""
check "this boot does not satisfy it either" lists '.tokens[7] | .type == "svsm" and .satisfied == "no" and (.reason | test("PCR"))'
"$SVSMCTL" disk list volume >out
check "in words, with the reason" grep -q "does NOT satisfy it: .*PCR" out

tpm2_pcrextend "11:sha256=$(printf '%064d' 1)" || exit 1
check "another boot does not satisfy it" lists '.tokens[0] | .satisfied == "no" and (.reason | test("PCRs"))'
emu_stop
check "without a TPM it cannot be told" lists '.tokens[0] | .satisfied == "unknown" and .reason'
check "what is bound to nothing opens all the same" lists '.tokens[3].satisfied == "yes"'
check "a wrong option" says 2 "no such option" "$SVSMCTL" disk list --yaml volume

finish
