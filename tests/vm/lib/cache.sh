# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# The cache: finished pieces, each a folder named after what went into it, so
# that a piece is either right or not there.  A piece is built beside its place
# and renamed into it, under a lock of its own name: runs beside each other
# wait for, and then share, one build.

CACHE=${SVSM_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/svsm-guest}
CACHE_KEEP_DAYS=30

# Files of a chroot belong to root: what must be root goes through this prefix.
AS_ROOT=()
[ "$(id -u)" -eq 0 ] || AS_ROOT=(sudo --)

# cache_hash FILE-OR-TEXT...: a short hash over the contents of the arguments
# that are files and over the text of those that are not.
cache_hash() {
	local item

	for item; do
		if [ -f "$item" ]; then
			printf 'file %s ' "${item##*/}"
			sha256sum <"$item"
		else
			printf 'text %s\n' "$item"
		fi
	done | sha256sum | cut -c1-16
}

# cache_piece NAME KEY WHAT BUILDER...: sets PIECE to the folder of the piece;
# when it is not there, runs BUILDER with the folder to fill as last argument.
cache_piece() {
	local name=$1 key=$2 what=$3 lock
	shift 3

	PIECE=$CACHE/$name-$key
	if [ ! -d "$PIECE" ]; then
		mkdir -p "$CACHE/lock"
		exec {lock}>"$CACHE/lock/$name"
		if ! flock --nonblock "$lock"; then
			say "$what: another run is building it, waiting"
			flock "$lock"
		fi
		if [ ! -d "$PIECE" ]; then
			"${AS_ROOT[@]}" rm -rf --one-file-system "$CACHE/$name-"*.part
			mkdir -p "$PIECE.part"
			step "$what" "$CACHE/log/$name.log" "$@" "$PIECE.part"
			mv "$PIECE.part" "$PIECE"
			cache_prune "$name"
		fi
		exec {lock}>&-
	fi
	touch "$PIECE"
}

# Old versions of a piece that nobody has used for weeks.
cache_prune() {
	find "$CACHE" -maxdepth 1 -type d -name "$1-*" -mtime +$CACHE_KEEP_DAYS -print0 |
		"${AS_ROOT[@]}" xargs -0r rm -rf --one-file-system
}
