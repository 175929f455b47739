# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Static checks of the modules by the kernel's own means: all of its warnings
# (W=1) and sparse, as the modules' build has asked them, and checkpatch.  A check sets
# STATIC_FAULTS to what was found.

STATIC_SOURCES=(driver uapi tests/emu/doorbell.h tests/emu/module)

# static_modules VIEW RELEASE: the compiler and sparse, which the build itself has asked.
static_modules() {
	modules_open "$1" "$2"
	STATIC_FAULTS=$(cat "$MODULES/remarks")
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
