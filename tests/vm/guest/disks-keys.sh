# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Looking for key material where none may be.  Each search is tried on a process that does
# hold the key, so that one which finds nothing means something.

SEALED=/run/sealed

# A program that has the key in memory, and would print something.
# shellcheck disable=SC2016 # perl's variables
HOLD_KEY='local $/; open(F, "<:raw", $ARGV[0]); $key = <F>; close(F); $| = 1; print "x"'

# sealed_key VOLUME TOKEN PCRS FILE: what is sealed, by tpm2-tools.
sealed_key() {
	local part

	cryptsetup token export --token-id "$2" "$(disk_of "$1")" >/run/token
	for part in public private; do
		jq -r ".sealed.$part" /run/token | base64 -d >/run/raw
		hex_to_bytes "$(printf '%04x' "$(stat -c %s /run/raw)")" >"/run/$part"
		cat /run/raw >>"/run/$part"
	done
	tpm2_startauthsession -Q --policy-session -S /run/session
	tpm2_policypcr -Q -S /run/session -l "$3"
	tpm2_load -Q -C 0x81000001 -u /run/public -r /run/private -c /run/object
	tpm2_unseal -c /run/object -p session:/run/session >"$4"
	tpm2_flushcontext /run/session
	same "size of the key" 32 "$(stat -c %s "$4")"
}

# has FILE KEYFILE: does it hold the key, as it is or in hexadecimal?  2: it is empty.
has() {
	perl -e '
		local $/;
		open(my $k, "<:raw", $ARGV[1]) or die; my $key = <$k>;
		open(my $f, "<:raw", $ARGV[0]) or die; my $text = <$f>;
		my $hex = unpack("H*", $key);
		exit(index($text, $key) >= 0 || index(lc $text, $hex) >= 0 ? 0 : length($text) ? 1 : 2);
	' "$1" "$2"
}

has_not() {
	local rc=0

	has "$1" "$2" || rc=$?
	same "search of $1 for the key" 1 "$rc"
}

# stuck UNIT OPTION... -- COMMAND...: COMMAND runs and stops at its first line of output,
# which nobody reads.
stuck() {
	local unit=$1 i
	local -a options=()
	shift

	while [ "$1" != -- ]; do
		options+=("$1")
		shift
	done
	shift
	rm -f /run/full
	mkfifo /run/full
	exec 9<>/run/full
	dd if=/dev/zero bs=4096 count=16 >&9 2>/dev/null
	# shellcheck disable=SC2016 # expanded by the inner shell
	systemd-run -q --unit "$unit" "${options[@]}" /bin/bash -c 'exec "$@" >/run/full' - "$@"
	for ((i = 0; i < 200; i++)); do
		[[ "$(cat "/proc/$(systemctl show -P MainPID "$unit")/wchan")" != *pipe_write ]] || return 0
		sleep 0.1
	done
	fail "'$*' does not come to its end"
}

# core_of UNIT: its memory now, as a core dump; ends it.
core_of() {
	local pid
	pid=$(systemctl show -P MainPID "$1")

	kill -ABRT "$pid"
	while kill -0 "$pid" 2>/dev/null; do
		sleep 0.1
	done
	echo "/run/core.$pid"
}

# swap_out UNIT: all of it that may be; a page that was used lately takes more than one try.
swap_out() {
	local group
	group=/sys/fs/cgroup$(systemctl show -P ControlGroup "$1")

	for _ in 1 2 3 4 5 6 7 8; do
		echo 64M >"$group/memory.reclaim" || true
	done
	grep -q '[1-9]' "$group/memory.swap.current" || fail "nothing of $1 was swapped out"
}
