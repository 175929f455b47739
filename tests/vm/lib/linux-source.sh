# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# The sources that Debian built a kernel from.  Kept of them are the few files that
# no headers package has: the style checker, and the TPM core with the kernel's own
# driver for the SVSM's TPM.

LINUX_SOURCE_FILES=(scripts/checkpatch.pl scripts/spelling.txt scripts/const_structs.checkpatch
	drivers/char/tpm)

# The version of the Debian package that holds a kernel's headers; its sources
# have the same.
linux_source_version() {
	archive_resolve -ttrixie-backports "linux-headers-$1" |
		awk -v package="linux-headers-$1" '$1 == package { print $2 }'
}

# 7.3 for 7.3.4+deb13-amd64: what the package's name has.
linux_source_series() {
	local major=${1%%.*} rest=${1#*.}

	echo "$major.${rest%%[!0-9]*}"
}

# linux_source_unpack SERIES VERSION FOLDER [PATH...]: all of them, or these only.
linux_source_unpack() {
	local series=$1 version=$2 dir=$3
	shift 3

	mkdir -p "$dir/deb"
	archive_download "$dir/deb" "linux-source-$series=$version"
	dpkg-deb --fsys-tarfile "$dir"/deb/*.deb |
		tar -xOf - "./usr/src/linux-source-$series.tar.xz" | xz -dc -T 2 |
		tar -C "$dir" --strip-components=1 -xf - "${@/#/linux-source-$series/}"
	rm -r "$dir/deb"
}

linux_source_build() {
	linux_source_unpack "$1" "$2" "$3" "${LINUX_SOURCE_FILES[@]}"
}

# linux_source_open RELEASE: sets LINUX_SOURCE to the piece, laid out as the
# kernel's tree is.
linux_source_open() {
	local release=$1 series version

	archive_open trixie
	series=$(linux_source_series "$release")
	version=$(linux_source_version "$release")
	[ -n "$version" ] || die "linux-source: the archive has no linux-headers-$release"
	cache_piece "linux-source-$series" \
		"$(cache_hash "$VM/lib/linux-source.sh" "$version")" \
		"some of the sources of kernel $release" linux_source_build "$series" "$version"
	LINUX_SOURCE=$PIECE
}
