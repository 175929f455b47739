# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What the checks in this folder share: a check prints "ok" once, or one "not ok"
# line per offence.

offences=0

offence() {
	printf 'not ok %s\n' "$1"
	offences=$((offences + 1))
}

# verdict NAME: closes a check.
verdict() {
	[ $offences = 0 ] && printf 'ok %s\n' "$1"
	[ $offences = 0 ]
}

# What belongs to the project: tracked, or new and not ignored.
files() {
	git ls-files --cached --others --exclude-standard -- "$@" | while IFS= read -r file; do
		[ -f "$file" ] && printf '%s\n' "$file"
	done
}
