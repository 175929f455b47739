#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# First boot: two volumes are made and bound to the SVSM's TPM; evidence is collected.
. /host/guest/demo.sh

# The passphrase is random and exists in this boot's memory only: from the next
# boot on, the TPM is the only way in.
make_volume() {
	local volume=$1 pcrs=$2 key=/run/$1.key disk
	disk=$(disk_of "$volume")

	(umask 077 && head -c 64 /dev/urandom >"$key")
	cryptsetup luksFormat --batch-mode --type luks2 --pbkdf pbkdf2 \
		--pbkdf-force-iterations 1000 "$disk" "$key"
	cryptsetup open --key-file "$key" "$disk" "new-$volume"
	mkfs.ext4 -q "/dev/mapper/new-$volume"
	mount "/dev/mapper/new-$volume" /mnt
	echo "the secret of $volume" >/mnt/secret
	umount /mnt
	cryptsetup close "new-$volume"
	show systemd-cryptenroll --unlock-key-file="$key" --tpm2-device=/dev/tpmrm-svsm \
		--tpm2-pcrs="$pcrs" "$disk"
	cryptsetup luksDump "$disk" | grep 'systemd-tpm2'
}

test_the_measured_boot_replays_from_its_log() {
	keep_measurements
	log_replays
}

test_a_volume_is_bound_to_pcrs_4_11_12() {
	make_volume measured 4+11+12
}

test_a_control_volume_is_bound_to_pcr_7() {
	make_volume witness 7
}

test_the_guest_attests() {
	attest_for_the_reader
}

run_tests
