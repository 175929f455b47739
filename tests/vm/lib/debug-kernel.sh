# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# A kernel that checks itself: memory (KASAN), locks (lockdep), sleeping where one
# must not, lifetimes (lists/debug-kernel.config).  Built from Debian's sources of
# the guest's newest kernel by forky's compiler, with nothing but what the VM needs.

# All symbols of our list must be in the configuration that came of it.
debug_kernel_configure() {
	local lost

	make -s allnoconfig KCONFIG_ALLCONFIG=debug-kernel.config
	lost=$(grep '^CONFIG_' debug-kernel.config | grep -vxF -f .config) || return 0
	echo "debug-kernel.config: not in the kernel's configuration: ${lost//$'\n'/, }" >&2
	return 1
}

# Runs in the tools root, in the kernel's sources: kernel, module tree, and what
# modules are built against.
debug_kernel_make() {
	debug_kernel_configure
	nice make -s -j "$(nproc)" bzImage modules
	make -s modules_install INSTALL_MOD_PATH=../all DEPMOD=true
	# shellcheck disable=SC2016 # expanded by make
	make -s run-command KBUILD_RUN_COMMAND='+$(srctree)/scripts/package/install-extmod-build ../headers'
	cp arch/x86/boot/bzImage ../vmlinuz
	make -s kernelrelease >../release
}

# debug_kernel_build SERIES VERSION IMAGES DIR: IMAGES is the tools root that makes
# images.
debug_kernel_build() {
	local series=$1 version=$2 images=$3 dir=$4

	linux_source_unpack "$series" "$version" "$dir/source"
	cp "$VM/lists/debug-kernel.config" "$dir/source/"
	tools_run "$dir" bash -eu -c "cd source
		$(declare -f debug_kernel_configure debug_kernel_make)
		debug_kernel_make"
	"${AS_ROOT[@]}" rm -rf "$dir/source"
	TOOLS=$images kernel_image "$(cat "$dir/release")" "$dir"
}

# debug_kernel_open RELEASE: sets KERNEL to the piece for the sources of RELEASE: what
# kernel_open has, and headers/, what modules are built against.  TOOLS is its compiler
# then.
debug_kernel_open() {
	local release=$1 series version images

	tools_open trixie
	images=$TOOLS
	tools_open forky
	archive_open trixie
	series=$(linux_source_series "$release")
	version=$(linux_source_version "$release")
	[ -n "$version" ] || die "debug kernel: the archive has no linux-headers-$release"
	cache_piece debug-kernel \
		"$(cache_hash "$VM/lib/debug-kernel.sh" "$VM/lib/kernel.sh" "$VM/lib/module-tree" \
			"$VM/lists/debug-kernel.config" "$VM/lists/modules" "$version" "$TOOLS")" \
		"a debug kernel from linux-source $version (a quarter of an hour)" \
		debug_kernel_build "$series" "$version" "$images"
	KERNEL=$PIECE
}

debug_modules_build() {
	local dir=$1

	cp -a "$KERNEL/headers" "$dir/"
	modules_make /mnt/headers "$dir"
	"${AS_ROOT[@]}" rm -rf "$dir/headers"
}

# debug_kernel RELEASE: sets KERNEL and MODULES, as harness_kernel does.
debug_kernel() {
	debug_kernel_open "$1"
	cache_piece debug-modules \
		"$(cache_hash "$VM/lib/debug-kernel.sh" "$VM/lib/source.sh" "$KERNEL" \
			"$(source_hash "${SOURCE_MODULES[@]}")")" \
		"svsm.ko and svsm_emu.ko for the debug kernel" debug_modules_build
	MODULES=$PIECE
	tools_open trixie
}
