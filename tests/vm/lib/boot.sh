# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What boots through a distribution's own initrd: a root of a release, our files
# in it as `make install` puts them, the newest kernel with svsm.ko as a user
# installs it, and initrds by that root's own dracut and update-initramfs.
#
# Beside them the stand-in: a second archive behind the initrd, unpacked by the
# kernel, that does what under a real SVSM the kernel has done before it starts
# a program (initrd/stand-in).  It is no part of what a user installs.

BOOT_ROOTLESS_CMDLINE='rootfstype=erofs ro rdinit=/svsm-stand-in'
BOOT_ROOTLESS_CMDLINE+=' systemd.unit=boot-test.target systemd.mask=systemd-binfmt.service'
BOOT_CMDLINE="root=/dev/disk/by-id/virtio-root $BOOT_ROOTLESS_CMDLINE"
# A busy host takes its time over a VM, and the boot whose wait ends before the TPM has
# come is another one than that to be tested.
BOOT_WAITS=svsm-guest.tpm_wait=300
BOOT_PHASES='enter-initrd leave-initrd sysinit ready'

# The packages of a release's root.
boot_packages() {
	awk -v view="$1" '!/^#/ && (NF == 1 || $2 == view) { print $1 }' "$VM/lists/boot.packages"
}

boot_root_build() {
	local view=$1 dir=$2
	local -a packages

	mapfile -t packages < <(boot_packages "$view")
	archive_bootstrap "$view" "$dir/root" "${packages[@]}"
}

# boot_root_open VIEW: sets BOOT_ROOT to the piece; the root is $BOOT_ROOT/root.
boot_root_open() {
	local view=$1
	local -a packages

	archive_open "$view"
	mapfile -t packages < <(boot_packages "$view")
	cache_piece "boot-root-$view" \
		"$(cache_hash "$VM/lib/archive.sh" "$(archive_resolve "${packages[@]}")")" \
		"a Debian $view with dracut and initramfs-tools" boot_root_build "$view"
	BOOT_ROOT=$PIECE
}

# boot_in ROOT COMMAND...: runs COMMAND in a root, with /proc and /dev.
boot_in() {
	local root=$1
	shift

	# shellcheck disable=SC2016 # expanded by the inner shell
	"${AS_ROOT[@]}" unshare --mount --propagation private --pid --fork --kill-child -- sh -eu -c '
		root=$1; shift
		mount -t proc proc "$root/proc"
		mount --bind /dev "$root/dev"
		export PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 TMPDIR=/var/tmp
		exec chroot "$root" "$@"
	' sh "$root" "$@"
}

# A user's root: our files, the kernel's modules and svsm.ko among them.
boot_install() {
	local root=$1 release=$2

	programs_install "$root"
	"${AS_ROOT[@]}" cp -r "$KERNEL/tree/usr/lib/modules" "$root/usr/lib/"
	"${AS_ROOT[@]}" install -Dm 0644 "$MODULES/svsm.ko" \
		"$root/usr/lib/modules/$release/updates/svsm.ko"
	"${AS_ROOT[@]}" cp -r "$VM/guest/boot/root/." "$root/"
	"${AS_ROOT[@]}" mkdir -p "$root/host"
	tr -d - </proc/sys/kernel/random/uuid | "${AS_ROOT[@]}" tee "$root/etc/machine-id"
	boot_in "$root" depmod "$release"
}

# Once with each of the programs that make initrds.
boot_initrds() {
	local root=$1 release=$2 into=$3

	boot_in "$root" dracut --no-hostonly --kver "$release" --force /boot/initrd-dracut
	boot_in "$root" update-initramfs -c -k "$release"
	"${AS_ROOT[@]}" install -m 0644 "$root/boot/initrd-dracut" "$into/initrd-dracut"
	"${AS_ROOT[@]}" install -m 0644 "$root/boot/initrd.img-$release" "$into/initrd-initramfs-tools"
}

boot_build() {
	local view=$1 release=$2 dir=$3

	"${AS_ROOT[@]}" cp -a --reflink=auto "$BOOT_ROOT/root" "$dir/root"
	boot_install "$dir/root" "$release"
	boot_initrds "$dir/root" "$release" "$dir"
	cp "$dir/root/usr/lib/os-release" "$dir/os-release"
	"${AS_ROOT[@]}" rm -rf "$dir"/root/boot/*
	tools_run "$dir" mkfs.erofs --quiet -zlz4 -T0 root.erofs root
	"${AS_ROOT[@]}" rm -rf "$dir/root"
}

# boot_open VIEW RELEASE: sets BOOT to the piece: root.erofs, initrd-dracut,
# initrd-initramfs-tools, os-release.
boot_open() {
	local view=$1 release=$2 ours recipe

	boot_root_open "$view"
	tools_open trixie
	ours=$(
		make -n -s -C "$TOP" install "${PROGRAMS_MADE[@]/#/--old-file=}"
		cd "$TOP" || exit
		find packaging udev tests/vm/guest/boot -type f -exec sha256sum {} + | LC_ALL=C sort
	)
	recipe=$(declare -f boot_build boot_install boot_initrds)
	cache_piece "boot-$view" \
		"$(cache_hash "$recipe" "$ours" "$BOOT_ROOT" "$KERNEL" "$MODULES" "$PROGRAMS" \
			"$TOOLS")" \
		"$view's root and initrds" boot_build "$view" "$release"
	BOOT=$PIECE
}

stand_in_build() {
	local dir=$1

	mkdir "$dir/tree"
	install -m 0755 "$VM/initrd/stand-in" "$dir/tree/svsm-stand-in"
	install -m 0644 "$MODULES/svsm_emu.ko" "$dir/tree/svsm_emu.ko"
	# shellcheck disable=SC2016 # expanded in the root
	tools_run "$dir" sh -eu -c '
		cd tree
		find . -mindepth 1 | LC_ALL=C sort | cpio --quiet -o -H newc --reproducible -R 0:0
	' >"$dir/stand-in"
	rm -r "$dir/tree"
}

# stand_in_open: sets STAND_IN to the archive.
stand_in_open() {
	cache_piece stand-in \
		"$(cache_hash "$VM/lib/boot.sh" "$VM/initrd/stand-in" "$MODULES" "$TOOLS")" \
		"the stand-in for the SVSM's kernel side" stand_in_build
	STAND_IN=$PIECE/stand-in
}

# boot_uki_build KEYS INITRD CMDLINE DIR: by the release's own ukify, with PCR 11's
# values signed.  systemd 262 wants a signature that holds in the initrd only.
boot_uki_build() {
	local keys=$1 initrd=$2 cmdline=$3 dir=$4

	cp "$BOOT/$initrd" "$dir/initrd"
	cp "$keys/key.pem" "$keys/public.pem" "$STAND_IN" "$BOOT/os-release" "$KERNEL/vmlinuz" "$dir/"
	printf '%s' "$cmdline" >"$dir/cmdline"
	# shellcheck disable=SC2016 # expanded in the root
	TOOLS=$BOOT_ROOT tools_run "$dir" sh -eu -c '
		! ukify --help | grep -qe --sign-initrd-pcrs || set -- --sign-initrd-pcrs
		exec ukify build --linux vmlinuz --initrd initrd --initrd stand-in \
			--cmdline @cmdline --os-release @os-release --pcr-private-key key.pem \
			--pcr-public-key public.pem --pcr-banks sha256 "$@" --output uki.efi
	' ukify
	rm "$dir/initrd" "$dir/stand-in" "$dir/vmlinuz" "$dir/key.pem"
}

boot_keys_build() {
	openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out "$1/key.pem"
	openssl pkey -in "$1/key.pem" -pubout -out "$1/public.pem"
}

# boot_uki_open INITRD CMDLINE [KEYS]: sets UKI to the file; needs BOOT.  Others sign with
# KEYS of another name.
boot_uki_open() {
	local initrd=$1 cmdline=$2 keys=${3:-boot-keys}

	stand_in_open
	cache_piece "$keys" "$(cache_hash 'RSA 2048')" "keys that sign PCR values" boot_keys_build
	keys=$PIECE
	cache_piece "boot-uki-$initrd" "$(cache_hash "$VM/lib/boot.sh" "$BOOT" "$STAND_IN" \
		"$KERNEL" "$keys" "$initrd" "$cmdline")" "the unified kernel image with $initrd" \
		boot_uki_build "$keys" "$initrd" "$cmdline"
	UKI=$PIECE/uki.efi
}
