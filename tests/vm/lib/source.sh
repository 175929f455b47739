# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What the guest runs of this project, built in the tools roots from a copy of
# the sources that it needs, and cached by what is in those files.

SOURCE_MODULES=(Makefile Kbuild driver uapi tests/emu/doorbell.h tests/emu/module)
SOURCE_PROGRAMS=(Makefile uapi lib cli daemon tests/vm/guest)
SOURCE_PROGRAMS+=(tests/integration/bus_take.c tests/integration/bus_verify.c)
# What `make install` wants made before it.
PROGRAMS_MADE=(svsmctl svsm-key svsmd token)

# source_files PATH...: the files below these paths that people write.
source_files() {
	(
		cd "$TOP" || exit
		find "$@" -type f \( -name '*.[ch]' -o -name '*.map' -o -name Kbuild -o -name Makefile \) \
			! -name '*.mod.c' | LC_ALL=C sort
	)
}

source_hash() {
	(
		cd "$TOP" || exit
		source_files "$@" | xargs sha256sum
	)
}

# source_copy FOLDER PATH...
source_copy() {
	local into=$1
	shift

	mkdir -p "$into"
	source_files "$@" | tar -C "$TOP" -cf - -T - | tar -C "$into" -xf -
}

# modules_make KDIR FOLDER OPTION...: KDIR is a path in the tools root, where FOLDER is /mnt.
modules_make() {
	local kdir=$1 dir=$2
	shift 2

	source_copy "$dir/source" "${SOURCE_MODULES[@]}"
	tools_run "$dir" make -C source -j"$(nproc)" "KDIR=$kdir" "$@" modules emu-module
	find "$dir/source" -name '*.ko' -exec cp {} "$dir/" \;
	tools_run "$dir" strip --strip-debug svsm.ko svsm_emu.ko
	test -s "$dir/svsm.ko"
	test -s "$dir/svsm_emu.ko"
	"${AS_ROOT[@]}" rm -rf "$dir/source"
}

# All of the kernel's warnings (W=1) and sparse come with it: a build of their own would
# read the same headers once more.  The headers packages lack the script by which C=2 finds
# out whether sparse is any good, so say that it is: KBUILD_CHECKSRC on the command line.
modules_build() {
	local release=$1 dir=$2

	cp "$VM/lib/sparse.h" "$dir/"
	modules_make "/usr/src/linux-headers-$release" "$dir" W=1 KBUILD_CHECKSRC=2 \
		CF='-include /mnt/sparse.h' 2>&1 | tee "$dir/log"
	# Nothing found is good news only where sparse has looked at every source.
	grep -q '^  CHECK  ' "$dir/log"
	[ "$(sed -n 's|^  CHECK  *||p' "$dir/log" | wc -l)" -eq "$(
		sed -n 's|^  CC \[M\]  *||p' "$dir/log" | grep -vcE '\.mod\.o|module-common\.o'
	)" ]
	grep -E '(warning|error): ' "$dir/log" >"$dir/remarks" || true
}

# modules_open VIEW RELEASE: sets MODULES to the piece: svsm.ko, svsm_emu.ko, and remarks,
# what compiler and sparse had to say.
modules_open() {
	local view=$1 release=$2

	tools_open "$view"
	cache_piece "modules-$release" \
		"$(cache_hash "$VM/lib/source.sh" "$VM/lib/sparse.h" "$TOOLS" \
			"$(source_hash "${SOURCE_MODULES[@]}")")" \
		"svsm.ko and svsm_emu.ko for $release" modules_build "$release"
	MODULES=$PIECE
}

programs_build() {
	local dir=$1 source program

	source_copy "$dir/source" "${SOURCE_PROGRAMS[@]}"
	tools_run "$dir/source" make -j"$(nproc)" O=out "${PROGRAMS_MADE[@]}"
	mkdir "$dir/token"
	find "$dir/source/out" -maxdepth 1 -type f -executable -exec cp {} "$dir/" \;
	cp "$dir"/source/out/token/*.so "$dir/token/"
	# Callers of svsmd, which can do what busctl cannot.
	for program in bus_take bus_verify; do
		tools_run "$dir/source" gcc -std=gnu11 -O2 -Wall -Wextra -Werror -D_GNU_SOURCE \
			-o "$program" "tests/integration/$program.c" -lsystemd
		cp "$dir/source/$program" "$dir/"
	done
	for source in "$dir"/source/tests/vm/guest/*.c; do
		[ -f "$source" ] || continue
		program=${source##*/}
		program=${program%.c}
		tools_run "$dir/source" gcc -std=gnu11 -O2 -Wall -Wextra -Werror -D_GNU_SOURCE \
			-I. -Iuapi -static -pthread -o "$program" "tests/vm/guest/$program.c"
		cp "$dir/source/$program" "$dir/"
		# The same structures must do for callers of another word size.
		if [[ $program = abi_* ]]; then
			tools_run "$dir/source" gcc -m32 -std=gnu11 -O2 -Wall -Wextra -Werror \
				-D_GNU_SOURCE -I. -Iuapi -static -pthread -o "${program}_32" \
				"tests/vm/guest/$program.c"
			cp "$dir/source/${program}_32" "$dir/"
		fi
	done
	"${AS_ROOT[@]}" rm -rf "$dir/source"
}

# programs_install ROOT: as a user does, of what is in PROGRAMS.
programs_install() {
	"${AS_ROOT[@]}" make -s -C "$TOP" install "O=$PROGRAMS" "DESTDIR=$1" \
		"${PROGRAMS_MADE[@]/#/--old-file=}"
}

# programs_open: sets PROGRAMS to the piece: what `make install` installs, where it looks
# for it, and one program for every tests/vm/guest/*.c.
programs_open() {
	tools_open trixie
	cache_piece programs \
		"$(cache_hash "$VM/lib/source.sh" "$TOOLS" "$(source_hash "${SOURCE_PROGRAMS[@]}")")" \
		"svsmctl and the guest's test programs" programs_build
	PROGRAMS=$PIECE
}
