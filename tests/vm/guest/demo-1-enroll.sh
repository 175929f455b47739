#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# First boot: the system is installed onto a second disk, encrypted, and that root and two
# volumes are bound to the SVSM's TPM; evidence is collected.
. /host/guest/demo.sh

# Who signs UKIs, as systemd-stub has found it in this one.
SIGNER=/run/systemd/tpm2-pcr-public-key.pem

# encrypt NAME DISK OPTION...: the passphrase is random and exists in this boot's memory
# only: from the next boot on, the TPM is the only way in, or a recovery key.
encrypt() {
	local key=/run/$1.key disk=$2
	shift 2

	(umask 077 && head -c 64 /dev/urandom >"$key")
	cryptsetup luksFormat --batch-mode --type luks2 --pbkdf pbkdf2 \
		--pbkdf-force-iterations 1000 "$@" "$disk" "$key"
}

# cryptenroll VOLUME UUID PCRS: as systemd does it; to these PCRs alone, not to the signer of
# UKIs as well.
cryptenroll() {
	local volume=$1 disk
	disk=$(disk_of "$volume")

	encrypt "$volume" "$disk" --uuid "$2"
	cryptsetup open --key-file "/run/$volume.key" "$disk" "new-$volume"
	mkfs.ext4 -q "/dev/mapper/new-$volume"
	mkdir -p /tmp/mnt
	mount "/dev/mapper/new-$volume" /tmp/mnt
	echo "the secret of $volume" >/tmp/mnt/secret
	umount /tmp/mnt
	cryptsetup close "new-$volume"
	show systemd-cryptenroll --unlock-key-file="/run/$volume.key" \
		--tpm2-device=/dev/tpmrm-svsm --tpm2-pcrs="$3" --tpm2-public-key= "$disk"
	cryptsetup luksDump "$disk" | grep 'systemd-tpm2'
}

test_the_measured_boot_replays_from_its_log() {
	keep_measurements
	log_replays
}

# The recovery key is not for the reader.
test_the_system_is_installed_encrypted_and_has_a_recovery_key() {
	encrypt root "$INSTALLED"
	svsmctl disk recovery --key-file /run/root.key "$INSTALLED" >/run/recovery
	grep -oEm 1 '([cbdefghijklnrtuv]{8}-){7}[cbdefghijklnrtuv]{8}' /run/recovery |
		tr -d '\n' >"$OUT/recovery"
	cryptsetup open --key-file /run/root.key "$INSTALLED" new-root
	dd if="$(findmnt -n -o SOURCE /)" of=/dev/mapper/new-root bs=4M \
		iflag=count_bytes "count=$ROOT_SIZE" conv=fsync
	cryptsetup close new-root
}

# Of a launch that nobody has accepted it is refused: by the measurement that it names the
# reader here accepts it.
test_svsmctl_binds_its_root_to_ukis_of_one_signer() {
	local launch

	! show svsmctl disk enroll --yes --key-file /run/root.key "$INSTALLED" ||
		fail "it needs nobody's acceptance"
	launch=$(sed -n 's/.*--accept-measurement \([0-9a-f]*\)$/\1/p' /tmp/shown)
	show svsmctl disk enroll --yes --key-file /run/root.key --road socket --name root \
		--public-key "$SIGNER" --accept-measurement "$launch" --assume-persistent "$INSTALLED"
	cp -r /var/lib/svsm/enrolled "$OUT/"
}

# Not to 11: it moves while systemd boots, and a volume opens earlier than this runs.
test_systemd_cryptenroll_binds_a_volume_to_pcrs_4_and_12() {
	cryptenroll measured "$MEASURED_UUID" 4+12
}

test_a_control_volume_is_bound_to_pcr_7() {
	cryptenroll witness "$WITNESS_UUID" 7
}

test_the_guest_attests() {
	attest_for_the_reader
}

run_tests
