# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What the firmware starts: an initrd of one static program and a dozen modules,
# and the unified kernel image that systemd-stub measures section by section.

init_build() {
	local dir=$1

	cp "$VM/initrd/init.c" "$dir/"
	tools_run "$dir" gcc -std=gnu11 -Os -s -static -Wall -Wextra -Werror -D_GNU_SOURCE -o init init.c
}

# initrd_build INIT LATE... DIR: LATE are modules of ours, inserted last.
initrd_build() {
	local init=$1 dir=${*: -1} name path
	shift

	mkdir -p "$dir/tree/m" "$dir/tree/dev" "$dir/tree/proc" "$dir/tree/sys"
	cp "$init" "$dir/tree/init"
	while read -r name; do
		cp "$KERNEL"/tree/usr/lib/modules/*/kernel/"$name" "$dir/tree/m/"
		echo "/m/$name"
	done <"$KERNEL/initrd-modules" >"$dir/tree/modules"
	while [ $# -gt 1 ]; do
		path=${1%% *}
		cp "$path" "$dir/tree/m/"
		echo "/m/${path##*/}${1#"$path"}" >>"$dir/tree/modules"
		shift
	done
	tools_run "$dir" sh -eu -c '
		cd tree
		find . -print0 | LC_ALL=C sort -z |
			cpio --quiet -0 -o -H newc --reproducible -R 0:0 | zstd -q -9 >../initrd
	'
	rm -rf "$dir/tree"
}

# initrd_open [MODULE...]: sets INITRD to the file.  A MODULE is a path, with
# the module's parameters after a space.
initrd_open() {
	local init module
	local -a hashes=()

	cache_piece init "$(cache_hash "$VM/initrd/init.c" "$TOOLS")" "the initrd's program" init_build
	init=$PIECE/init
	for module; do
		hashes+=("${module%% *}" "${module}")
	done
	cache_piece initrd "$(cache_hash "$VM/lib/uki.sh" "$KERNEL" "$init" "${hashes[@]}")" \
		"the initrd" initrd_build "$init" "$@"
	INITRD=$PIECE/initrd
}

uki_build() {
	local initrd=$1 cmdline=$2 dir=$3

	cp "$initrd" "$dir/initrd"
	cp "$KERNEL/vmlinuz" "$dir/vmlinuz"
	printf '%s' "$cmdline" >"$dir/cmdline"
	tools_run "$dir" ukify build --linux vmlinuz --initrd initrd --cmdline @cmdline \
		--os-release 'ID=svsm-guest-test' --output uki.efi
	rm "$dir/initrd" "$dir/vmlinuz"
}

# uki_open INITRD CMDLINE: sets UKI to the file.
uki_open() {
	local initrd=$1 cmdline=$2

	cache_piece uki "$(cache_hash "$VM/lib/uki.sh" "$KERNEL" "$initrd" "$TOOLS" "$cmdline")" \
		"the unified kernel image" uki_build "$initrd" "$cmdline"
	UKI=$PIECE/uki.efi
}
