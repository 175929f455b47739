# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# For the tests of volumes: LUKS2 in files, made and opened by cryptsetup.  No
# device-mapper: a volume that "opens" gives out its volume key.  Sourced behind
# emu_lib.sh.

printf 'a passphrase of somebody' >passphrase

# volume_new FILE: with that passphrase alone.
volume_new() {
	truncate -s 17M "$1" &&
		cryptsetup luksFormat -q --type luks2 --pbkdf pbkdf2 --pbkdf-force-iterations 2000 \
			"$1" passphrase
}

# opens FILE KEYFILE [OPTION...]: does the key in that file open it?
opens() {
	local volume=$1 key=$2
	shift 2

	cryptsetup open --test-passphrase --key-file "$key" "$@" "$volume"
}

# says STATUS TEXT COMMAND...: ends so, and standard error has the text (none: whatever).
says() {
	local expected=$1 text=$2 status=0
	shift 2

	"$@" >out 2>err || status=$?
	[ "$status" = "$expected" ] && { [ -z "$text" ] || grep -qF -- "$text" err; } && return
	echo "exit status $status: $(cat out err)"
	return 1
}

# metadata FILE FILTER: jq's answer about the header's JSON is yes.
metadata() {
	cryptsetup luksDump --dump-json-metadata "$1" | jq -e "$2" >/dev/null
}
