#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# svsmctl disk enroll, test, revoke, and the token plugin: a volume that is sealed to the
# emulated TPM opens after a boot like this one and not after another; every reason that
# enrollment refuses for; PINs; tokens that are hostile.
# shellcheck disable=SC2317 # functions are called through check()
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 2
DATA=$(realpath -e tests/data) || exit 2
# shellcheck source=tests/integration/disk_world.sh
. tests/integration/disk_world.sh

disk() {
	"$SVSMCTL" disk "$@"
}

# A second machine's TPM beside this machine's SVSM, as a host might offer one.
foreign() {
	local other i

	state_like other machine || return
	"$EMU" --state other --ready other.ready --tpm-port 0 --socket other.sock 2>other.log &
	other=$!
	for ((i = 0; i < 300; i++)); do
		[ -e other.ready ] && break
		sleep 0.1
	done
	other_tcti=swtpm:host=127.0.0.1,port=$(sed -n 's/^tpm-port=//p' other.ready)
	TPM2TOOLS_TCTI=$other_tcti tpm2_startup -c
	says 1 "not shown to be the SVSM's" disk enroll "${accept[@]}" --tcti "$other_tcti" volume
	i=$?
	kill "$other" && wait "$other"
	return "$i"
}

# The TPM gives out the key of the volume that the token was made for.
foreign_token() {
	volume_new stranger && cryptsetup token export --token-id 2 kept >exported &&
		jq -c '.keyslots = ["0"]' exported | cryptsetup token import stranger || return
	refused stranger EPERM ""
}

# hostile FILE: unusable, and nothing else.
hostile() {
	volume_new victim && cryptsetup token import --json-file "$1" victim 2>/dev/null || return 0
	refused victim ENOENT "Token 0 (svsm): "
}

# A volume whose passphrase is gone, and whose recovery key is its token 0.
last_way() {
	cp kept lonely && cryptsetup luksKillSlot -q lonely 0 && disk revoke --yes --token 0 lonely
}

boot machine || exit 1
measurement=$(launch)
volume_new volume && cp volume bare || exit 1

# ---- what it refuses, each with its reason; the volume is not touched

accept=(--key-file passphrase --yes --accept-measurement "$measurement")
check "a launch that no policy names" says 1 "the launch measurement is in no policy" \
	disk enroll --key-file passphrase --yes --assume-persistent volume
check "and the measurement is shown, to be accepted" grep -q "say --accept-measurement $measurement" err
check "and by which way the TPM was found to be the SVSM's" grep -q \
	"the TPM is the SVSM's, as attested by .* (transport emu)" err
check "another launch than was accepted" says 1 "not the one that is accepted" \
	disk enroll --key-file passphrase --yes --accept-measurement "$(printf '%096d' 7)" volume
check "a measurement that is none" says 2 "96 hexadecimal digits" \
	disk enroll --key-file passphrase --yes --accept-measurement 7 volume
check "a vTPM that is not known to persist" says 1 "say --assume-persistent" \
	disk enroll "${accept[@]}" volume
check "without a recovery key it is not assumed to" says 1 "has no recovery key, and the vTPM may be gone" \
	disk enroll "${accept[@]}" --assume-persistent volume
check "no PCRs" says 1 "any boot of anything could open the volume" \
	disk enroll "${accept[@]}" --pcrs '' volume
check "PCRs that are none" says 2 "is no list of PCRs" disk enroll "${accept[@]}" --pcrs sha256:24 volume
check "PCRs of SHA-1" says 1 "collisions are made to order" disk enroll "${accept[@]}" --pcrs sha1:7 volume
check "PCRs of two banks" says 2 "of one bank" disk enroll "${accept[@]}" --pcrs sha256:7+sha384:7 volume
check "PCRs of a bank that the TPM lacks" says 1 "has no such PCRs" \
	disk enroll "${accept[@]}" --pcrs sha512:7 volume
check "a PCR that no two boots share" says 1 "PCR 10: no two boots" \
	disk enroll "${accept[@]}" --pcrs sha256:7,10 volume
printf '\036{"pcr":11,"digests":[],"content_type":"systemd","content":{"string":"ready","eventType":"phase"}}\n' >moved
check "a PCR that systemd has extended since" env SYSTEMD_MEASURE_LOG_USERSPACE="$scratch/moved" \
	bash -c '"$@" 2>&1 | grep -q "PCR 11: systemd has extended it"' - \
	"$SVSMCTL" disk enroll "${accept[@]}" --pcrs sha256:7,11 volume
check "a TPM that is not the SVSM's" foreign
check "a wrong key" says 1 "opens no keyslot" disk enroll --key-file moved --yes volume
check "none of it has touched the volume" cmp volume bare

# ---- enrolled: it opens now

check "a recovery key is added" disk recovery --key-file passphrase volume
check "no terminal, and not --yes" says 1 "not agreed to" setsid "$SVSMCTL" disk enroll \
	--key-file passphrase --accept-measurement "$measurement" --assume-persistent volume
check "sealed, with the vTPM assumed to persist" enroll volume --pcrs sha256:4,7
check "one token more, its keyslot preferred" metadata volume \
	'.tokens["1"].type == "svsm" and .keyslots["2"].priority == 2'
"$SVSMCTL" disk list --json volume >listed
check "it holds what 'disk list' tells" \
	jq -e '.tokens[1] | .binding == "PCR 4+7 (sha256)" and .satisfied == "yes"' listed
check "disk test opens it" says 0 "" disk test volume
check "and says so" grep -qx "token 1  opens it" out
check "nothing is explained before anybody has tried" says 1 "nobody has tried to open it" \
	disk explain --records root/run/svsm/unlock volume
check "the plugin opens it" unlocks volume 2
check "which is noted" says 0 "" disk explain --records root/run/svsm/unlock volume
check "as opened" grep -q "^token 1  *opened by the plugin" out
"$TOKEN/token_open" "$TOKEN/libcryptsetup-token-svsm.so" volume dump >/dev/null 2>dumped
check "luksDump shows it" grep -q "PCRs, literal: 4+7 (sha256)" dumped
check "the passphrase opens it still" opens volume passphrase

# ---- another boot, another TPM, no TPM

tpm2_pcrextend "4:sha256=$(printf '%064d' 1)" || exit 1
check "after another boot the plugin gives it back to the prompt" refused volume ENOENT "PCR 4"
check "disk explain tells of it" says 0 "" disk explain --records root/run/svsm/unlock volume
check "by token and PCR" bash -c 'grep -q "^token 1  *failed by the plugin" out &&
	grep -qF "branch 1: PCR 4 (sha256): pcrs-differ" out'
check "as JSON too" bash -c '"$@" | jq -e ".attempts[0] | .token == 1 and .road == \"plugin\" and
	.result == \"failed\" and .branches[0].pcrs == [4]"' - \
	"$SVSMCTL" disk explain --json --records root/run/svsm/unlock volume
check "disk test says why" says 1 "" disk test volume
check "by the PCR" grep -q "does NOT open it: .*PCR 4" out
check "sealed anew, the second token opens it" enroll volume --pcrs sha256:4
check "behind the first one, which does not" unlocks volume 3
check "the one that does not is revoked" disk revoke --yes --token 1 volume
check "with its keyslot" metadata volume '(.keyslots | has("2") | not) and (.tokens | has("1") | not)'
check "the other opens it" unlocks volume 3
without_tpm() {
	(unset SVSM_TCTI && refused volume EAGAIN "is not there")
}
check "without a TPM: not there yet" without_tpm
cp volume kept

# ---- PINs

printf '1234\n' >pin && printf '4321\n' >wrong
volume_new secret && disk recovery --key-file passphrase secret >/dev/null 2>&1 || exit 1
cp secret before
tpm2_dictionarylockout -s -n 2 -t 1000 -l 1000 || exit 1
check "a TPM that locks after two wrong tries never tries a PIN" says 1 \
	"no PIN would ever be tried; 'tpm2_dictionarylockout --setup-parameters" \
	enroll secret --pcrs sha256:7 --pin-file pin
check "so none is enrolled" cmp secret before
tpm2_dictionarylockout -s -n 32 -t 1000 -l 1000 || exit 1
check "one that locks after 32" says 0 "" enroll secret --pcrs sha256:7 --pin-file pin
check_not "needs no word of it" grep -q wrong err
tpm2_dictionarylockout -s -n 32 -t 0 -l 1000 || exit 1
check "one that never forgets" says 0 "the TPM never forgets a wrong try: after 30 wrong PINs" \
	enroll secret --pcrs sha256:7 --pin-file pin
cp before secret
tpm2_dictionarylockout -s -n 3 -t 1000 -l 1000 || exit 1
check "sealed with a PIN, at three tries" says 0 \
	"after 1 wrong PIN at boot no further one is tried for 1000 s; 'tpm2_dictionarylockout" \
	enroll secret --pcrs sha256:7 --pin-file pin
check "the plugin asks for it" refused secret ENOANO ""
check "opens by it" unlocks secret 2 1234
check "not by another, and asks again" refused secret ENOANO "PIN" 4321
check "a second wrong one is not even tried: two tries are left alone" refused secret ENOENT \
	"no PIN is tried" 4321
check "nor is another one enrolled" says 1 "no PIN is tried: it has seen 1 wrong tries and locks at 3" \
	enroll secret --pcrs sha256:7 --pin-file pin
check "nor the right one" refused secret ENOENT "no PIN is tried" 1234
check "so the TPM is not locked out" bash -c \
	'tpm2_getcap properties-variable | grep -q "TPM2_PT_LOCKOUT_COUNTER: 0x1$"'
check "it forgets" tpm2_dictionarylockout -c
check "disk test opens by it" says 0 "" disk test --pin-file pin secret
check "not by another" says 1 "" disk test --pin-file wrong secret

# ---- tokens that somebody has changed

check "a volume's token in another volume opens nothing of it" foreign_token
for file in "$DATA"/svsm_token/bad/*.bin; do
	check "hostile: $(basename "$file" .bin)" hostile "$file"
done

# ---- the storage root key is gone, or another's

cp kept volume
tpm2_evictcontrol -C o -c 0x81000001 >/dev/null || exit 1
check "no storage root key" refused volume ENOENT "0x81000001"
tpm2_createprimary -C o -G rsa -c other.ctx >/dev/null &&
	tpm2_evictcontrol -C o -c other.ctx 0x81000001 >/dev/null && tpm2_flushcontext -t || exit 1
check "another one at its handle" refused volume ENOENT "storage root key"
check "the passphrase opens it all the same" opens volume passphrase

# ---- revoking

check "the last way in that a person has stays" says 1 "nothing that a person could type" last_way
check "a number that is none" says 2 "no number from 0 to 31" disk revoke --token x volume
check "neither token nor keyslot" says 2 "one of --token and --keyslot" disk revoke volume
check "a token that is not there" says 1 "has no token 9" disk revoke --yes --token 9 volume
check "a passphrase's keyslot is not for revoke" says 1 "is no orphan" disk revoke --yes --keyslot 0 volume

emu_stop
finish
