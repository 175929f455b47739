# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Tools roots: what builds for the guest runs in a root of the guest's own
# release, with that release's compiler and the headers of the guest's kernels.
#
#	tools_open trixie	the newest kernel (backports) and trixie's own
#	tools_open forky	forky's kernel, to build the modules against; and what
#				builds a whole kernel (debug-kernel.sh)

# The kernels that a view's tools root has headers of, one release a line.
tools_kernels() {
	case $1 in
	trixie)
		archive_release headers trixie-backports
		archive_release headers
		;;
	*)
		archive_release headers
		;;
	esac
}

# The packages of a view's tools root.
tools_packages() {
	if [ "$1" = trixie ]; then
		sed '/^#/d' "$VM/lists/tools.packages"
	else
		printf '%s\n' bc bison build-essential flex kmod libelf-dev libssl-dev sparse
	fi
	tools_kernels "$1" | sed 's/^/linux-headers-/'
}

tools_build() {
	local view=$1 dir=${*: -1}

	mapfile -t packages < <(tools_packages "$view")
	archive_bootstrap "$view" "$dir/root" "${packages[@]}"
	tools_kernels "$view" >"$dir/kernels"
}

# tools_open VIEW: sets TOOLS to the piece; its root is $TOOLS/root.
tools_open() {
	local view=$1
	local -a packages

	archive_open "$view"
	mapfile -t packages < <(tools_packages "$view")
	cache_piece "tools-$view" \
		"$(cache_hash "$VM/lib/tools.sh" "$VM/lib/archive.sh" "$(archive_resolve "${packages[@]}")")" \
		"compilers of Debian $view" tools_build "$view"
	TOOLS=$PIECE
}

# tools_run FOLDER COMMAND...: runs COMMAND in the tools root with FOLDER as its
# working directory (/mnt inside).  objtool wants /proc.  The mounts are in a
# namespace that ends with the command, so that nothing is left behind.
tools_run() {
	local folder=$1
	shift

	# shellcheck disable=SC2016 # expanded by the inner shell
	"${AS_ROOT[@]}" unshare --mount --propagation private --pid --fork --kill-child -- sh -eu -c '
		root=$1; folder=$2; shift 2
		mount --bind "$folder" "$root/mnt"
		mount -t proc proc "$root/proc"
		exec chroot "$root" /bin/sh -c "cd /mnt && exec \"\$@\"" sh "$@"
	' sh "$TOOLS/root" "$folder" "$@"
}
