# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# A disk as a confidential VM has it: a partition that the firmware starts a UKI from,
# and one that systemd-gpt-auto-generator takes for the root by its type.  What is in
# that is the guest's affair.

ROOT_DISK_ESP_MIB=64
# Of GPT's header, LUKS2's header, and what both are rounded up to.
ROOT_DISK_MORE_MIB=32
ROOT_DISK_TYPE_ROOT=4f68bce3-e8cd-4db1-96e7-fbcaf984b709	# root-x86-64

# root_disk_make DISK IMAGE: room for IMAGE in the root partition.
root_disk_make() {
	local disk=$1 image=$2

	truncate -s "$(($(stat -c %s "$image") / 1048576 + ROOT_DISK_ESP_MIB + ROOT_DISK_MORE_MIB))M" \
		"$disk"
	PATH=$PATH:/usr/sbin sfdisk --quiet "$disk" <<-END
		label: gpt
		start=1MiB, size=${ROOT_DISK_ESP_MIB}MiB, type=uefi, name=esp
		type=$ROOT_DISK_TYPE_ROOT, name=root
	END
	mformat -i "$disk@@1M" -T $((ROOT_DISK_ESP_MIB * 2048)) ::
	mmd -i "$disk@@1M" ::EFI ::EFI/BOOT
}

# root_disk_start DISK UKI: what the firmware will start.
root_disk_start() {
	mcopy -o -i "$1@@1M" "$2" ::EFI/BOOT/BOOTX64.EFI
}

# root_disk_fill DISK IMAGE: the root partition is IMAGE, as it is.
root_disk_fill() {
	dd if="$2" of="$1" bs=1M seek=$((1 + ROOT_DISK_ESP_MIB)) conv=notrunc status=none
}

# root_uki WORDS [KEYS]: sets UKI to one that names no root.  On a busy host the root takes
# longer to come than systemd waits for a device.
root_uki() {
	boot_uki_open initrd-dracut "$VM_BASE_CMDLINE $BOOT_ROOTLESS_CMDLINE $BOOT_WAITS \
systemd.default_device_timeout_sec=600 $VM_HIDE_HOST_TPM $1" \
		"${2:-boot-keys}"
}
