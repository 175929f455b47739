# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# The guest's root file system: one compressed read-only image that all VMs
# share; each boot puts a tmpfs over it (initrd/init.c).

guest_build() {
	local dir=${*: -1}
	local -a packages

	mapfile -t packages < <(sed '/^#/d' "$VM/lists/guest.packages")
	archive_bootstrap trixie "$dir/root.tar" "${packages[@]}"
	tools_run "$dir" mkfs.erofs --quiet -zlz4 -T0 --tar=f root.erofs root.tar
	rm "$dir/root.tar"
}

# guest_open: sets GUEST to the piece; the image is $GUEST/root.erofs.
guest_open() {
	local -a packages

	archive_open trixie
	mapfile -t packages < <(sed '/^#/d' "$VM/lists/guest.packages")
	cache_piece guest \
		"$(cache_hash "$VM/lib/guest.sh" "$VM/lib/archive.sh" "$(archive_resolve "${packages[@]}")")" \
		"the guest's Debian" guest_build
	GUEST=$PIECE
}
