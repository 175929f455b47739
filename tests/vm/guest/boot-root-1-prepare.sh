#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# A disk is prepared as an installer would: its root partition encrypted, filled, and sealed
# to the SVSM's TPM and to whatever UKI the key's holder signs.
. /host/guest/boot-root.sh

KEY=/run/key
# Who signs UKIs, as systemd-stub has found it in this one.
SIGNER=/run/systemd/tpm2-pcr-public-key.pem
printf 'a passphrase' >"$KEY"

# enroll OPTION... VOLUME: its result as JSON.
enroll() {
	svsmctl disk enroll --yes --json --key-file "$KEY" --assume-persistent \
		--accept-measurement "$(cat /run/launch)" "$@"
}

# encrypt OPTION... VOLUME: its recovery key is in /run/recovery.
encrypt() {
	cryptsetup luksFormat --batch-mode --type luks2 --pbkdf pbkdf2 \
		--pbkdf-force-iterations 1000 "$@" "$KEY"
	svsmctl disk recovery --key-file "$KEY" "${!#}" >/run/recovery
}

test_systemd_stub_has_left_key_and_signatures() {
	grep 'BEGIN PUBLIC KEY' "$SIGNER"
	jq -r '.sha256[].pcrs[]' /run/systemd/tpm2-pcr-signature.json | sort -u | grep -x 11
}

test_the_root_partition_is_encrypted() {
	encrypt "$PARTITION"
	grep -oEm 1 '([cbdefghijklnrtuv]{8}-){7}[cbdefghijklnrtuv]{8}' /run/recovery |
		tr -d '\n' >"$OUT/recovery"
}

test_it_is_sealed_to_signed_ukis() {
	! svsmctl disk enroll --yes --key-file "$KEY" "$PARTITION" 2>/run/said ||
		fail "nobody has accepted this launch"
	sed -n 's/.*--accept-measurement \([0-9a-f]*\)$/\1/p' /run/said >/run/launch
	enroll --road socket --name root --public-key "$SIGNER" "$PARTITION" | tee /run/enrolled
	same "token" 1 "$(jq .token /run/enrolled)"
	jq -r .binding /run/enrolled | grep -x 'PCR 11 by signature (sha256), PCR 7+12 (sha256)'
	cp -r /var/lib/svsm/enrolled "$OUT/"
}

test_the_image_becomes_the_root() {
	cryptsetup open --key-file "$KEY" "$PARTITION" root
	dd if="$IMAGE" of=/dev/mapper/root bs=4M conv=fsync
}

# The volume is open as it will be, in a boot that measured itself.
test_svsmctl_finds_out_by_itself_that_it_takes_the_key_socket() {
	enroll "$PARTITION" >/run/by-itself
	same "road" "socket root" "$(jq -r '.road + " " + .name' /run/by-itself)"
	jq -r .why /run/by-itself | grep systemd-gpt-auto-generator
	same "binding" "$(jq -r .binding /run/enrolled)" "$(jq -r .binding /run/by-itself)"
	svsmctl disk revoke --yes --token "$(jq .token /run/by-itself)" "$PARTITION"
	svsmctl disk test "$PARTITION"
	cryptsetup close root
	grep -x "root UUID=$(root_uuid)" "$SVSM_VOLUMES"
}

test_a_further_volume_wants_a_pin_as_well() {
	encrypt --uuid "$(cat "$KEPT/pin-uuid")" "$PINNED"
	enroll --public-key '' --pcrs sha256:7 --pin-file "$KEPT/pin" "$PINNED" >/run/pinned
	same "road" plugin "$(jq -r .road /run/pinned)"
}

run_tests
