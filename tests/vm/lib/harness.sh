# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# The harness as a whole; sourced by `suite` and `demo`, which set VM to the
# folder tests/vm.  What each part is for is said in its first lines.
#
#	say       progress          cache    finished pieces, by content
#	archive   today's Debian    tools    compilers of the guest's release
#	guest, kernel, firmware     what the guest is made of
#	qemu      what it runs on
#	source    our modules and programs for it
#	linux-source, static, neighbour: the kernel's checks, and its own driver
#	debug-kernel                a kernel that checks itself
#	uki       initrd and kernel image
#	boot      the same by a distribution's own programs
#	root-disk what such a boot can start from
#	share     what it sees of the host
#	verifier  whom it is shown to
#	vm        one boot

TOP=$(cd "$VM/../.." && pwd)
O=${O:-build}
[[ $O = /* ]] || O=$TOP/$O
EMULATOR=$O/svsm-emu

for part in say cache archive tools guest kernel firmware qemu source linux-source static neighbour \
	debug-kernel uki boot root-disk share verifier vm; do
	# shellcheck source=/dev/null
	. "$VM/lib/$part.sh"
done
unset part

# Nothing outlives the program, however it ends.
harness_stop() {
	step_stop
	vm_stop
	verifier_stop
}
trap harness_stop EXIT

# harness_open: everything that boots of the newest kernel need.
harness_open() {
	# Chroots are made by root: ask for sudo now rather than in the middle.
	[ ${#AS_ROOT[@]} -eq 0 ] || sudo -v || die "building the guest needs root, or sudo"
	# Below TOP by a relative name, as `make` alone has it: the compiler's lists of headers
	# name the objects, and by another name none would be made anew.
	step "the emulated SVSM" "$O/log/svsm-emu.log" make -j"$(nproc)" -C "$TOP" "O=${O#"$TOP"/}" emu
	tools_open trixie
	mapfile -t KERNELS <"$TOOLS/kernels"
	guest_open
	firmware_open
	qemu_open
	programs_open
}

# harness_kernel RELEASE: sets KERNEL and MODULES.
harness_kernel() {
	kernel_open "$1"
	modules_open trixie "$1"
}
