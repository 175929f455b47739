# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Static checks of the modules by the kernel's own means: all of its warnings
# (W=1), sparse, and checkpatch.  A check sets STATIC_FAULTS to what was found.

STATIC_SOURCES=(driver uapi tests/emu/doorbell.h tests/emu/module)

# The headers packages lack the script by which C=2 finds out whether sparse is
# any good, so say that it is: KBUILD_CHECKSRC on the command line.
static_build() {
	local release=$1 dir=$2

	source_copy "$dir/source" "${SOURCE_MODULES[@]}"
	cp "$VM/lib/sparse.h" "$dir/source/"
	tools_run "$dir/source" make "KDIR=/usr/src/linux-headers-$release" W=1 \
		KBUILD_CHECKSRC=2 CF='-include /mnt/sparse.h' modules emu-module \
		>"$dir/log" 2>&1 || { cat "$dir/log" && return 1; }
	# Nothing found is good news only where sparse has looked at every source.
	grep -q '^  CHECK  ' "$dir/log"
	[ "$(sed -n 's|^  CHECK  *||p' "$dir/log" | wc -l)" -eq "$(
		sed -n 's|^  CC \[M\]  *||p' "$dir/log" | grep -vcE '\.mod\.o|module-common\.o'
	)" ]
	grep -E '(warning|error): ' "$dir/log" >"$dir/faults" || true
	"${AS_ROOT[@]}" rm -rf "$dir/source"
}

# static_modules VIEW RELEASE: the compiler and sparse.
static_modules() {
	local view=$1 release=$2

	tools_open "$view"
	cache_piece "static-$release" \
		"$(cache_hash "$VM/lib/static.sh" "$VM/lib/sparse.h" "$VM/lib/source.sh" "$TOOLS" \
			"$(source_hash "${SOURCE_MODULES[@]}")")" \
		"compiler's warnings and sparse for $release" static_build "$release"
	STATIC_FAULTS=$(cat "$PIECE/faults")
}

checkpatch_build() {
	local dir=$1 rc=0

	source_copy "$dir/source" "${STATIC_SOURCES[@]}"
	cp "$TOP/.checkpatch.conf" "$dir/source/"
	cp -r "$LINUX_SOURCE/scripts" "$dir/source/"
	# shellcheck disable=SC2016 # expanded in the root
	tools_run "$dir/source" sh -c 'perl scripts/checkpatch.pl --terse --show-types --file \
		$(find driver uapi tests -name "*.[ch]")' >"$dir/log" 2>&1 || rc=$?
	cat "$dir/log"
	grep -E '^[^ ]+:[0-9]+: (ERROR|WARNING|CHECK):' "$dir/log" >"$dir/faults" || true
	# It fails when it has remarks; failing without any it has not worked.
	[ "$rc" -eq 0 ] || [ -s "$dir/faults" ]
	"${AS_ROOT[@]}" rm -rf "$dir/source"
}

# static_checkpatch RELEASE: with the exceptions of .checkpatch.conf.
static_checkpatch() {
	tools_open trixie
	linux_source_open "$1"
	cache_piece checkpatch \
		"$(cache_hash "$VM/lib/static.sh" "$TOP/.checkpatch.conf" "$LINUX_SOURCE" \
			"$(source_hash "${STATIC_SOURCES[@]}")")" \
		"checkpatch over the modules' sources" checkpatch_build
	STATIC_FAULTS=$(cat "$PIECE/faults")
}
