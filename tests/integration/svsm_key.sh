#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# svsm-key without a VM: a volume in a file, the emulator's TPM, and somebody who plays
# systemd-cryptsetup and those who would like to be.  Whoever may have the key has it;
# anybody else, and everybody when something is wrong, gets zero bytes in time, and the
# reason is told and noted.
# shellcheck disable=SC2317 # functions are called through check()
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 2
# The socket gives keys to root alone.
if [ "$(id -u)" != 0 ] && [ -z "${SVSM_KEY_TEST-}" ]; then
	SVSM_KEY_TEST=1 exec unshare --user --map-root-user "$0"
fi
TESTS=$(realpath -e tests/integration) || exit 2
KEY=$(realpath -e "${O:-build}/svsm-key") || exit 2
# shellcheck source=tests/integration/emu_lib.sh
. tests/integration/emu_lib.sh
server_pid=
volumes=$(mktemp -d /dev/shm/svsm-key-test.XXXXXX) || exit 2
trap 'kill $server_pid 2>/dev/null; emu_stop; rm -rf "$scratch" "$volumes"' EXIT

UNIT=systemd-cryptsetup@data.service
chmod 0755 "$scratch"
mkdir -p proc keys notes

# volume_new NAME: a LUKS2 volume with the passphrase of the file "passphrase".
volume_new() {
	truncate -s 20M "$volumes/$1" &&
		cryptsetup luksFormat --batch-mode --type luks2 --pbkdf pbkdf2 \
			--pbkdf-force-iterations 1000 "$volumes/$1" passphrase
}

enroll() {
	local volume=$volumes/$1
	shift

	"$PROGRAMS/key_enroll" "$volume" passphrase "$TPM2TOOLS_TCTI" "$@"
}

# serve VOLUME PROGRAM OPTION...: on the socket keys/VOLUME.key until the next one.
serve() {
	local socket=keys/$1.key i
	shift

	[ -z "$server_pid" ] || { kill "$server_pid"; wait "$server_pid"; } 2>/dev/null
	rm -f keys/*.key
	cat >server <<END
#!/bin/sh
exec "$*" 2>>$scratch/said
END
	sed -i 's/exec "\(.*\)" 2>>/exec \1 2>>/' server
	chmod +x server
	: >said
	socat "UNIX-LISTEN:$socket,fork,mode=0666" "EXEC:./server,nofork" &
	server_pid=$!
	for ((i = 0; i < 100; i++)); do
		[ -S "$socket" ] && return
		sleep 0.05
	done
}

serve_key() {
	local volume=$1
	shift

	serve "$volume" "$KEY" --config="$scratch/volumes.conf" --tcti="$TPM2TOOLS_TCTI" \
		--notes="$scratch/notes" --proc="$scratch/proc" "$@" serve
}

# ask VOLUME [KEY_CLIENT-OPTION...]: as systemd-cryptsetup, but for what the options say.
address=0
knock() {
	local volume=$1
	shift

	address=$((address + 1))
	timeout 30 python3 "$TESTS/key_client.py" "keys/$volume.key" \
		--address "$$$address/cryptsetup/$volume" --cgroup proc "$UNIT" "$@" >got 2>took
}

opens_volume() {
	[ -s got ] || { echo "no key: $(cat said)"; return 1; }
	cryptsetup open --test-passphrase --key-file got "$volumes/$1"
}

gives() {
	knock "$@" && opens_volume "$1"
}

# refused WORDS VOLUME [KEY_CLIENT-OPTION...]: zero bytes, and these words.
refused() {
	local words=$1
	shift

	: >said
	knock "$@" || return
	[ ! -s got ] || { echo "it gave $(wc -c <got) bytes"; return 1; }
	grep -qF -- "$words" said || { echo "it said: $(cat said)"; return 1; }
}

# The note of the last attempt, by jq.
noted() {
	local note
	note=$(jq -r "$1" "notes/$(cryptsetup luksUUID "$volumes/$2")") || return
	[ "$note" = "$3" ] || { echo "noted is '$note'"; return 1; }
}

took_at_most() {
	awk -v most="$1" '{ exit !($1 <= most) }' took || { echo "it took $(cat took) s"; return 1; }
}

emu_start state --ephemeral --tpm-port 0 || finish
tpm2_startup -c
printf 'a passphrase' >passphrase
cat >volumes.conf <<END
data $volumes/data
data-2 $volumes/data
bare $volumes/bare
plugin $volumes/plugin
moved $volumes/moved
late $volumes/late
two $volumes/two
gone $volumes/gone
END
for volume in data bare plugin moved two; do
	volume_new "$volume" || not_ok "a volume is made" "$volume"
done
check "a volume is enrolled" enroll data socket sha256:7
enroll plugin plugin sha256:7 >/dev/null
enroll moved socket sha256:23 >/dev/null
enroll two socket sha256:16 >/dev/null

serve_key data
check "systemd-cryptsetup gets the key" gives data
check "that is noted" noted '.attempts[0].result' data opened
check "and told" grep -q "the key was given" said
check "it gets the same key again" gives data

# Who may not have it.
UNIT=systemd-cryptsetup@other.service
check "another volume's unit gets nothing" refused "not of the unit that opens" data
UNIT=ssh.service
check "another unit gets nothing" refused "not of the unit that opens" data
UNIT=systemd-cryptsetup@data.service
check "a process of no unit gets nothing" refused "cgroup" data --cgroup proc/none "$UNIT"
check "an address of another volume gets nothing" refused "its address is for 'other'" data \
	--address 1/cryptsetup/other
check "an address of somebody else gets nothing" refused "none of systemd-cryptsetup's" data \
	--address 1/cryptroot/data
for kind in tpm2 pkcs11 fido2; do
	check "the form for $kind gets nothing" refused "since tpm2-device=" data \
		--address "1/cryptsetup-$kind/data"
done
if setpriv --reuid 65534 --clear-groups true 2>/dev/null; then
	check "another user gets nothing" refused "of user 65534, not of root" data --user 65534
else
	echo "skip another user gets nothing: there is no other user in this namespace"
fi

# What else there may be instead of a key.
for row in "bare=it has no svsm token" "plugin=are for the token plugin" \
	"gone=there is no such file" "unknown=no line has the volume"; do
	volume=${row%%=*}
	UNIT=systemd-cryptsetup@$volume.service
	serve_key "$volume"
	check "volume '$volume': ${row#*=}" refused "${row#*=}" "$volume"
done
check "a volume without a token is noted" noted '.attempts[0].result' bare failed

UNIT=systemd-cryptsetup@moved.service
serve_key moved
check "before its PCR moves a volume opens" gives moved
tpm2_pcrextend "23:sha256=$(printf '%064d' 1)"
check "after that it gives nothing" refused "23" moved
check "the PCR is noted" noted '.attempts[0].branches[0] | "\(.standing) \(.pcrs)"' moved \
	"pcrs-differ 8388608"

UNIT=systemd-cryptsetup@two.service
tpm2_pcrextend "16:sha256=$(printf '%064d' 1)"
enroll two socket sha256:16 >/dev/null
serve_key two
check "the second token opens where the first cannot" gives two
check "both are noted" noted '[.attempts[].result] | join(" ")' two "failed opened"

# A keyslot that was wiped: the key is given, and cryptsetup has no use for it.
cryptsetup luksKillSlot --batch-mode "$volumes/two" 2 --key-file passphrase
check "a token whose keyslot is gone gives nothing that opens" refused "16" two

# Programs and TPMs that fail.
UNIT=systemd-cryptsetup@data.service
serve data false
check "a program that crashes: zero bytes" knock data
check "at once" took_at_most 1
serve data "$scratch/is-not-there"
check "a program that is not there: zero bytes" knock data
serve_key data --limit=2
kill -STOP "$emu_pid"
check "a TPM that hangs: zero bytes in time" refused "the TPM has not answered within 2 s" data
check "that is within the limit" took_at_most 3
check "its attempt is noted as unfinished" noted '.attempts[0].result' data unfinished
kill -CONT "$emu_pid"
serve_key data
check "and it opens again when the TPM answers" gives data
TPM2TOOLS_TCTI=swtpm:host=127.0.0.1,port=1 serve_key data
check "a TPM that is not there: zero bytes" refused "cannot be reached" data
serve data "$KEY" --config="$scratch/volumes.conf" --notes="$scratch/notes" \
	--proc="$scratch/proc" --limit=2 serve
check "no TPM of an SVSM: waited for, then zero bytes" refused "the TPM of the SVSM is not there" data
check "that too is within the limit" took_at_most 3

# For scripts, and for the generator.
prints() {
	"$KEY" --tcti="$TPM2TOOLS_TCTI" --notes=notes print "$volumes/$1" >got && opens_volume "$1"
}
check "a script gets the key of the token of any road" prints plugin
check_not "and nothing, failing, for a volume without a token" prints bare
# A TCTI of the tests writes a log, in the place of what hostile bytes would have it write.
writes_elsewhere() {
	TCTI_FAULT_NEXT=$TPM2TOOLS_TCTI TCTI_FAULT_LOG=$scratch/written "$KEY" \
		--tcti="${KEY%/*}/integration/tcti_fault.so" --notes="$1" print "$volumes/plugin" >got
	opens_volume plugin && [ -s "$scratch/written" ]
}
mkdir -p deep
check "what it loads can write beside its notes" writes_elsewhere notes
rm -f "$scratch/written"
check_not "and no other file" writes_elsewhere deep/notes
check "and the key is there all the same" opens_volume plugin
lists() {
	[ "$("$KEY" --config=volumes.conf list 2>list.said | tr '\n' ',')" = "$1" ] ||
		{ cat list.said; return 1; }
}
printf 'a-b /dev/vda\nwrong\nc /dev/vdc\nc /dev/vdd\n' >volumes.conf
check "the list has the units' names, and not the wrong lines" lists 'a\x2db a-b,'
check "those are told with their numbers" grep -q 'line 2: ' list.said
rm volumes.conf
check "no configuration is no volume" lists ''
check "the usage is told" grep -q 'print DEVICE' <("$KEY" --help)
finish
