# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# The guest's kernel as Debian ships it, and the few dozen of its modules that
# the guest uses, as a read-only image that lies over the root's.

# The packages that hold the kernel, its modules and their indexes: one for older
# kernels, four for newer ones.
kernel_packages() {
	archive_resolve -ttrixie-backports "linux-image-$1" |
		awk -v release="$1" '
			$1 ~ "^linux-(image|binary|modules|base)-" && index($1, release) { print $1 }
		'
}

# kernel_image RELEASE FOLDER: of all modules below FOLDER/all, those that the
# guest uses.
kernel_image() {
	local release=$1 dir=$2 all

	all=$(find "$dir/all" -type d -path "*/lib/modules/$release" -printf '%P\n' | head -n 1)
	cp "$VM/lib/module-tree" "$VM/lists/modules" "$dir/"
	tools_run "$dir" ./module-tree "all/$all" "$release" modules tree
	mv "$dir/tree/initrd" "$dir/initrd-modules"
	tools_run "$dir" mkfs.erofs --quiet -zlz4 -T0 modules.erofs tree
	"${AS_ROOT[@]}" rm -rf "$dir/all" "$dir/module-tree" "$dir/modules"
}

kernel_build() {
	local release=$1 dir=$2 deb

	mkdir "$dir/debs" "$dir/all" "$dir/tree"
	# shellcheck disable=SC2046 # one word a package
	archive_download "$dir/debs" $(kernel_packages "$release")
	for deb in "$dir"/debs/*.deb; do
		dpkg-deb -x "$deb" "$dir/all"
	done
	find "$dir/all" \( -name 'vmlinuz' -o -name "vmlinuz-$release" \) -exec cp {} "$dir/vmlinuz" \;
	test -s "$dir/vmlinuz"
	rm -r "$dir/debs"
	kernel_image "$release" "$dir"
}

# kernel_open RELEASE: sets KERNEL to the piece: vmlinuz, modules.erofs, tree/
# (the same, unpacked) and initrd-modules (names, in order of insertion).
kernel_open() {
	local release=$1

	tools_open trixie
	cache_piece "kernel-$release" \
		"$(cache_hash "$VM/lib/kernel.sh" "$VM/lib/module-tree" "$VM/lists/modules" \
			"$(archive_resolve -ttrixie-backports "linux-image-$release")")" \
		"kernel $release and its modules" kernel_build "$release"
	KERNEL=$PIECE
}
