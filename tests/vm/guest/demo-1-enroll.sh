#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# First boot: three volumes are made and bound to the SVSM's TPM; evidence is collected.
. /host/guest/demo.sh

# The passphrase is random and exists in this boot's memory only: from the next
# boot on, the TPM is the only way in, or a recovery key.
make_volume() {
	local volume=$1 key=/run/$1.key disk
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
}

# cryptenroll VOLUME PCRS: as systemd does it.
cryptenroll() {
	make_volume "$1"
	show systemd-cryptenroll --unlock-key-file="/run/$1.key" --tpm2-device=/dev/tpmrm-svsm \
		--tpm2-pcrs="$2" "$(disk_of "$1")"
	cryptsetup luksDump "$(disk_of "$1")" | grep 'systemd-tpm2'
}

# The recovery key is not for the reader.  Of a launch that nobody has accepted it is
# refused: by the measurement that it names the reader here accepts it.
enroll_our_way() {
	local disk launch
	disk=$(disk_of own)

	make_volume own
	svsmctl disk recovery --key-file /run/own.key "$disk" >/run/recovery
	! show svsmctl disk enroll --yes --key-file /run/own.key "$disk" ||
		fail "it needs nobody's acceptance"
	launch=$(sed -n 's/.*--accept-measurement \([0-9a-f]*\)$/\1/p' /tmp/shown)
	show svsmctl disk enroll --yes --key-file /run/own.key --pcrs sha256:4,11,12 \
		--accept-measurement "$launch" --assume-persistent "$disk"
	cp -r /var/lib/svsm/enrolled "$OUT/"
}

test_the_measured_boot_replays_from_its_log() {
	keep_measurements
	log_replays
}

test_svsmctl_binds_a_volume_to_pcrs_4_11_12() {
	enroll_our_way
}

test_systemd_cryptenroll_binds_another_to_them() {
	cryptenroll measured 4+11+12
}

test_a_control_volume_is_bound_to_pcr_7() {
	cryptenroll witness 7
}

test_the_guest_attests() {
	attest_for_the_reader
}

run_tests
