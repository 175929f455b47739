#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# The volumes are made, and sealed to the SVSM's TPM.
. /host/guest/disks.sh

KEY=/run/key
printf 'a passphrase' >"$KEY"

make_volume() {
	local disk
	disk=$(disk_of "$1")

	cryptsetup luksFormat --batch-mode --type luks2 --pbkdf pbkdf2 \
		--pbkdf-force-iterations 2000 "$disk" "$KEY"
	cryptsetup open --key-file "$KEY" "$disk" "new-$1"
	printf 'the secret of %s' "$1" >/run/secret
	truncate -s 512 /run/secret
	dd if=/run/secret of="/dev/mapper/new-$1" conv=fsync
	cryptsetup close "new-$1"
}

# enroll VOLUME OPTION...
enroll() {
	local disk
	disk=$(disk_of "$1")
	shift

	svsmctl disk enroll --yes --key-file "$KEY" --accept-measurement "$(cat /run/launch)" \
		--assume-persistent "$@" "$disk"
}

test_the_vtpm_is_recorded() {
	birth_unit_is active
	cp "$BIRTH" "$OUT/birth"
}

test_nobody_has_accepted_this_launch_yet() {
	make_volume own
	refused 'launch measurement is in no policy' svsmctl disk enroll --yes --key-file "$KEY" \
		"$(disk_of own)"
	! svsmctl disk enroll --yes --key-file "$KEY" "$(disk_of own)" 2>/run/said
	sed -n 's/.*--accept-measurement \([0-9a-f]*\)$/\1/p' /run/said >/run/launch
	grep -Ex '[0-9a-f]{96}' /run/launch
	cp /run/launch "$OUT/launch"
}

test_nor_is_the_vtpm_known_to_last() {
	refused 'say --assume-persistent' svsmctl disk enroll --yes --key-file "$KEY" \
		--accept-measurement "$(cat /run/launch)" "$(disk_of own)"
}

test_a_recovery_key_comes_first() {
	svsmctl disk recovery --key-file "$KEY" "$(disk_of own)" >/run/recovery
	grep -oEm 1 '([cbdefghijklnrtuv]{8}-){7}[cbdefghijklnrtuv]{8}' /run/recovery |
		tr -d '\n' >"$OUT/recovery"
	cryptsetup open --test-passphrase --key-file "$OUT/recovery" "$(disk_of own)"
}

test_a_volume_is_sealed_to_this_boot() {
	enroll own --pcrs sha256:4,11
	same "tokens that this boot satisfies" yes "$(satisfied own)"
}

test_another_has_a_first_token_that_no_boot_will_satisfy() {
	make_volume mixed
	svsmctl disk recovery --key-file "$KEY" "$(disk_of mixed)" >/dev/null
	tpm2_pcrextend "8:sha256=$(printf '%064d' 1)"
	enroll mixed --pcrs sha256:8
	enroll mixed --pcrs sha256:7
}

test_systemd_cryptenroll_works_unchanged() {
	make_volume theirs
	systemd-cryptenroll --unlock-key-file="$KEY" --tpm2-device=/dev/tpmrm-svsm \
		--tpm2-pcrs=4+11 "$(disk_of theirs)"
	same "tokens that this boot satisfies" yes "$(satisfied theirs)"
}

test_clevis_works_unchanged() {
	make_volume pinned
	clevis luks bind -y -k "$KEY" -d "$(disk_of pinned)" tpm2 \
		'{"pcr_bank":"sha256","pcr_ids":"4,11"}'
	same "tokens that this boot satisfies" yes "$(satisfied pinned)"
}

run_tests
