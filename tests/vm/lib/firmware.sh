# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# The guest's firmware: Debian's OVMF, whose measurements are the real ones.

firmware_build() {
	local dir=$1

	mkdir "$dir/debs" "$dir/all"
	archive_download "$dir/debs" ovmf
	dpkg-deb -x "$dir"/debs/*.deb "$dir/all"
	cp "$dir/all/usr/share/OVMF/OVMF_CODE_4M.fd" "$dir/code.fd"
	cp "$dir/all/usr/share/OVMF/OVMF_VARS_4M.fd" "$dir/vars.fd"
	rm -r "$dir/debs" "$dir/all"
}

# firmware_open: sets FIRMWARE to the piece: code.fd, vars.fd (the blank one).
firmware_open() {
	archive_open trixie
	cache_piece firmware "$(cache_hash "$VM/lib/firmware.sh" "$(archive_resolve ovmf)")" \
		"the guest's firmware (OVMF)" firmware_build
	FIRMWARE=$PIECE
}
