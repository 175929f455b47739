# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# The kernel's own driver for the SVSM's TPM (tpm_svsm), which Debian's kernels do
# not have: built from the sources of the guest's kernel, as it is there.

neighbour_build() {
	local release=$1 dir=$2

	mkdir "$dir/source"
	cp "$LINUX_SOURCE"/drivers/char/tpm/{tpm_svsm.c,tpm.h} "$dir/source/"
	echo 'obj-m := tpm_svsm.o' >"$dir/source/Kbuild"
	tools_run "$dir/source" make -C "/usr/src/linux-headers-$release" M=/mnt modules
	cp "$dir/source/tpm_svsm.ko" "$dir/"
	tools_run "$dir" strip --strip-debug tpm_svsm.ko
	"${AS_ROOT[@]}" rm -rf "$dir/source"
}

# neighbour_open RELEASE: sets NEIGHBOUR to the piece, which holds tpm_svsm.ko.
neighbour_open() {
	local release=$1

	tools_open trixie
	linux_source_open "$release"
	cache_piece "neighbour-$release" \
		"$(cache_hash "$VM/lib/neighbour.sh" "$TOOLS" "$LINUX_SOURCE")" \
		"the kernel's tpm_svsm for $release" neighbour_build "$release"
	NEIGHBOUR=$PIECE
}
