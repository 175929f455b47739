# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# QEMU as the guest's release has it, unpacked, run through that release's own
# loader.  Before 8.1 (Debian 12 has 7.2) its TCG translates code that another
# CPU is writing: about one boot in twenty died of "Oops: int3" while the kernel
# patched itself (QEMU's commit deba78709a mends it).

qemu_build() {
	local dir=$1 deb
	local -a packages

	mapfile -t packages < <(archive_resolve qemu-system-x86 | cut -d' ' -f1)
	mkdir "$dir/debs" "$dir/root"
	archive_download "$dir/debs" "${packages[@]}"
	for deb in "$dir"/debs/*.deb; do
		dpkg-deb --fsys-tarfile "$deb" |
			tar -x -C "$dir/root" --keep-directory-symlink --no-same-owner
	done
	rm -r "$dir/debs"
}

# qemu_open: sets QEMU to the command.
qemu_open() {
	local root

	archive_open trixie
	cache_piece qemu "$(cache_hash "$VM/lib/qemu.sh" "$(archive_resolve qemu-system-x86)")" \
		"QEMU" qemu_build
	root=$PIECE/root
	export QEMU_MODULE_DIR=$root/usr/lib/x86_64-linux-gnu/qemu
	QEMU=(
		"$root/usr/lib64/ld-linux-x86-64.so.2"
		--library-path "$root/usr/lib/x86_64-linux-gnu"
		"$root/usr/bin/qemu-system-x86_64"
		-L "$root/usr/share/qemu" -L "$root/usr/share/seabios"
	)
}
