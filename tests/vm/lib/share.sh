# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# The folder that a guest sees as /host, filled for one suite.

# share_fill DIR SUITE: SUITE is a script of tests/vm/guest; needs MODULES and
# PROGRAMS.  The machine's identity outlives the boots of a VM.
share_fill() {
	local dir=$1 suite=$2 share=$1/share

	mkdir -p "$dir"
	[ -f "$dir/machine-id" ] || cp /proc/sys/kernel/random/uuid "$dir/machine-id"
	rm -rf "$share"
	mkdir -p "$share/bin" "$share/modules" "$share/guest"
	cp -a "$VM/guest/base/." "$share/"
	cp "$dir/machine-id" "$share/"
	cp "$VM"/guest/*.sh "$share/guest/"
	cp "$VM/guest/$suite.sh" "$share/run"
	cp "$MODULES"/*.ko "$share/modules/"
	[ -z "${PROGRAMS:-}" ] || find "$PROGRAMS" -type f -exec cp {} "$share/bin/" \;
	cp "$TOP/udev/60-svsm.rules" "$share/"
	sed '/^#/d' "$VM/lists/complaints" >"$share/complaints"
}
