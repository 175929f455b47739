#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Disks on the bus: svsmd asks svsm-disks, behind a socket as systemd's, what opens a volume,
# whether it does now, and what became of attempts; who may ask; whoever asks wrongly; a
# svsm-disks that is not there, hangs or answers nonsense; svsmctl for who may not open the
# volume.  No answer has anything of a key.
# shellcheck disable=SC2016,SC2119,SC2154,SC2317 # functions are called through check()
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 2
SVSMD=$(realpath -e "${O:-build}/svsmd") || exit 2
WORKER=$(realpath -e "${O:-build}/svsmd-worker") || exit 2
DISKS=$(realpath -e "${O:-build}/svsm-disks") || exit 2
MAN=$(realpath -e Documentation/org.svsm.Guest1.5) || exit 2
POLICY=$(realpath -e packaging/dbus/org.svsm.Guest1.conf) || exit 2
# shellcheck source=tests/integration/disk_world.sh
. tests/integration/disk_world.sh
# shellcheck source=tests/integration/bus_lib.sh
. "$TESTS/bus_lib.sh"
listener=''
trap 'svsmd_stop KILL; listen_end; bus_stop; emu_stop; rm -rf "$scratch"' EXIT

INTERFACE=$SERVICE.Disks
# What the unit leaves it of root, as far as that can be had without systemd.
CONFINED=(setpriv "--bounding-set=-all,+dac_override" --inh-caps=-all --no-new-privs)
nobody=$(id -u nobody)
export SVSM_ATTEMPTS=$scratch/root/run/svsm/unlock SYSTEMD_PROC_CMDLINE=quiet
SYSTEMD_MEASURE_LOG_USERSPACE=$scratch/systemd

# listen_begin PROGRAM...: as svsm-disks.socket does, a process for each connection.
listen_begin() {
	local name sets=()

	for name in SVSM_DEVICE SVSM_TCTI SVSM_VOLUMES SVSM_ENROLLED SVSM_ATTEMPTS SYSTEMD_CRYPTTAB \
		SYSTEMD_PROC_CMDLINE SYSTEMD_MEASURE_LOG_FIRMWARE SYSTEMD_MEASURE_LOG_USERSPACE; do
		sets+=(-E "$name")
	done
	rm -f disks.sock
	systemd-socket-activate --accept --inetd --listen="$scratch/disks.sock" "${sets[@]}" "$@" 2>>disks.log &
	listener=$!
	while [ ! -S disks.sock ]; do sleep 0.05; done
}

listen_end() {
	[ -n "$listener" ] || return 0
	kill "$listener" 2>/dev/null
	wait "$listener" 2>/dev/null
	listener=
}

# asks METHOD VOLUME: what is answered in "answer".
asks() {
	busctl --system --json=short call -- "$SERVICE" "$OBJECT" "$INTERFACE" "$1" s "$2" 2>err |
		jq -r '.data[0]' >answer
	cat answer >>answers
	[ -s answer ] && return
	cat err
	return 1
}

# keyless: no answer so far has had a key, a PIN, or what a token seals.
keyless() {
	local secret

	for secret in "$(cat passphrase)" 2468 "$(jq -r .sealed.private token.json)" \
		"$(jq -r .sealed.public token.json)"; do
		grep -qF -- "$secret" answers && echo "'$secret' is in an answer" && return 1
	done
	[ -s answers ] && ! grep -qiE 'sealed|private|volume_key' answers
}

# tells JQ METHOD VOLUME: the answer is so.
tells() {
	asks "$2" "$3" && jq -e "$1" answer >/dev/null && return
	cut -c1-400 answer
	return 1
}

# objects TEXT METHOD [SIGNATURE ARGUMENT...]: the call fails, and says so.
objects() {
	local text=$1 said
	shift

	said=$(busctl --system call -- "$SERVICE" "$OBJECT" "$INTERFACE" "$@" 2>&1) &&
		echo "succeeded: $said" && return 1
	grep -qF -- "$text" <<<"$said" && return
	echo "says: $said"
	return 1
}

# As a user who is nobody.
as_nobody() {
	setpriv --reuid="$nobody" --clear-groups "$@"
}

# nobody_is_told STATUS TEXT ARGUMENT...: of svsmctl disk.
nobody_is_told() {
	says "$1" "$2" as_nobody env -u SVSM_TCTI -u SVSM_DEVICE "$SVSMCTL" disk "${@:3}"
}

# nobody_has_a_device STATUS TEXT ARGUMENT...: the same, where /dev has two block devices, of
# which udev knows one as the volume.
nobody_has_a_device() {
	export -f says nobody_is_told as_nobody
	export nobody SVSMCTL uuid
	unshare -m bash -c '
		mount -t tmpfs -o mode=0755 none /mnt && mkdir -p /mnt/disk/by-uuid /mnt/block &&
			mknod -m 0600 /mnt/block/data b 240 1 && mknod -m 0600 /mnt/block/other b 240 2 &&
			mknod -m 0666 /mnt/null c 1 3 && mknod -m 0666 /mnt/urandom c 1 9 &&
			ln -s ../../block/data "/mnt/disk/by-uuid/$uuid" && mount --move /mnt /dev &&
			nobody_is_told "$@"' bash "$@"
}

# line TEXT: svsm-disks itself is asked so; its answer in "answer".
line() {
	printf '%b' "$1" | timeout 10 socat -t 10 - UNIX-CONNECT:disks.sock >answer
}

# refuses TEXT: it is no question.
refuses() {
	line "$1" && grep -qa '^failed [0-9]*$' answer && grep -qa "request: " answer && return
	cat answer
	return 1
}

boot state CMDLINE=quiet OPTIONS=first || exit 1
measurement=$(launch)
volume_new volume && "$SVSMCTL" disk recovery --key-file passphrase volume >/dev/null 2>&1 || exit 1
enroll volume --pcrs sha256:7,12 >/dev/null 2>&1 || exit 1
printf 2468 >pin
volume_new locked && "$SVSMCTL" disk recovery --key-file passphrase locked >/dev/null 2>&1 || exit 1
enroll locked --pcrs sha256:7 --pin-file pin >/dev/null 2>&1 || exit 1
chmod 0600 volume locked
uuid=$(cryptsetup luksUUID volume)
cryptsetup token export --token-id 1 volume >token.json
printf 'data %s/volume none luks\npinned %s/locked none luks\nswap %s/passphrase /dev/urandom swap\ngone /nonexistent\n' \
	"$scratch" "$scratch" "$scratch" >crypttab
unlocks volume 2
: >systemd
configure "$IDLE"
listen_begin "${CONFINED[@]}" "$DISKS"
bus_start
starts "it starts" || finish

check "everything on the bus is in the man page" bash -c "
	busctl --system introspect $SERVICE $OBJECT $INTERFACE | awk 'NR > 1 { print substr(\$1, 2) }' |
		while read -r name; do grep -q \"Fn \$name\\\\b\" '$MAN' || { echo \"\$name is not\"; exit 1; }; done"

# ---- what is told

"$SVSMCTL" disk list --json "$scratch/volume" >expected
check "a volume is listed by its name" asks List data
check "as svsmctl lists it" cmp answer expected
check "and by its UUID" asks List "$uuid"
check "likewise" cmp answer expected
check "all of them" tells '[.volumes[].volume | split("/")[-1]] | sort == ["locked", "volume"]' List ""
check "each as if it were listed alone" bash -c "cmp <(jq -cS '.volumes[0]' answer) <(jq -cS . expected)"
check "its token opens it" tells '.opens and .tokens == [{"token": 1, "opens": true, "reason": null}]' Test data
"$SVSMCTL" disk test --json "$scratch/volume" >expected
check "as svsmctl says" cmp answer expected
check "one that wants a PIN is not tried" \
	tells '(.opens | not) and (.tokens[0].reason | test("wants a PIN, which is not sent over the bus"))' Test pinned
"$SVSMCTL" disk explain --json --records "$SVSM_ATTEMPTS" "$scratch/volume" >expected
check "what became of attempts" asks Explain data
check "as svsmctl explains it" cmp answer expected
check "where none was noted, that is said" objects "nobody has tried to open it" Explain s pinned

# ---- svsmctl, for who may not open the volume

check "without polkit nobody but root is told" nobody_is_told 1 "only root may, and those whom polkit allows it; run as root" list data
whom_polkit_allows org.svsm.guest1.disks
"$SVSMCTL" disk list "$scratch/volume" >expected
check "whom polkit allows it is" nobody_is_told 0 "" list data
check "the text that root has" cmp out expected
check "polkit may have him authenticate" grep -q "^system-bus-name name org.svsm.guest1.disks 1" asked
check "as JSON" nobody_is_told 0 "" list --json data
check "likewise" bash -c "'$SVSMCTL' disk list --json '$scratch/volume' | cmp - out"
check "attempts are explained" nobody_is_told 0 "" explain "$uuid"
check "as to root" bash -c "'$SVSMCTL' disk explain --records '$SVSM_ATTEMPTS' '$scratch/volume' | cmp - out"
check "to try it is another action" nobody_is_told 1 "only root may" test data
check "a file is not a volume that svsmd knows" nobody_is_told 1 "svsmd is asked by UUID or by name" list "$scratch/volume"
check "nor is what has no name" nobody_is_told 1 "nor device-mapper has such a volume" list other
check "svsmd takes no options" nobody_is_told 1 "takes no such options" list --tcti device:/dev/tpm0 "$scratch/volume"
check "a block device is known by the UUID that udev has found" nobody_has_a_device 0 "" list /dev/block/data
check "whoever it belongs to" cmp out expected
check "one without is not" nobody_has_a_device 1 "svsmd is asked by UUID or by name" list /dev/block/other
whom_polkit_allows org.svsm.guest1.disktest
check "whom polkit allows it tries it" nobody_is_told 0 "" test data
check "and is told as root is" grep -qx "token 1  opens it" out
check "by one token" nobody_is_told 0 "" test --token 1 data
check "by another, which is not there" nobody_is_told 1 "has no such token" test --token 0 data
check "what is told of a PIN" nobody_is_told 1 "" test pinned
check "is whom to ask" grep -q "does NOT open it: it wants a PIN" out
check "root asks nobody" says 1 "there is no such file" "$SVSMCTL" disk list data

# ---- whoever asks wrongly

for name in /dev/vda ../volume . -f --help 'a b' 'a/b' "$(printf 'a\nb')" "$(printf '\033[2J')" \
	"$(printf 'a%.0s' {1..65})" '$(reboot)' "$scratch/volume"; do
	check "a volume called '$(printf '%.12q' "$name")' is refused" objects "volume: must be" List s "$name"
done
for method in Test Explain; do
	check "$method needs a volume" objects "volume: must be" $method s ""
done
: >asked
check "a path needs no asking" bash -c "
	setpriv --reuid=$nobody --clear-groups busctl --system call $SERVICE $OBJECT $INTERFACE Test s /dev/vda 2>&1 |
		grep -q 'volume: must be' && ! grep -q disktest asked"
check "an argument of another type" objects "" List u 1
check "svsm-disks itself takes a question" line 'svsm-disks 1 list data\n'
check "and answers it" bash -c "head -n 1 answer | grep -q '^done [0-9]*\$' && tail -n +2 answer | jq -e .uuid >/dev/null"
check "its size is what follows" test "$(head -n 1 answer | cut -d' ' -f2)" = "$(tail -n +2 answer | wc -c)"
for question in 'svsm-disks 1 list /dev/vda\n' 'svsm-disks 1 test ../volume\n' 'svsm-disks 1 test\n' \
	'svsm-disks 1 open data\n' 'svsm-disks 2 list\n' 'svsm-disks 1 list data \n' '\n' \
	'svsm-disks 1 list data\0\n' "svsm-disks 1 list $(printf 'a%.0s' {1..200})\\n"; do
	check "'$(printf '%.40s' "$question")' is none" refuses "$question"
done
check "whoever goes without asking" line ''
check "has no answer" test ! -s answer
chmod 0666 disks.sock
check "another user than root" bash -c "printf 'svsm-disks 1 list\n' |
	setpriv --reuid=$nobody --clear-groups socat -t 5 - UNIX-CONNECT:disks.sock >answer; [ ! -s answer ]"
check "is told of in the log" grep -q "user $nobody may not ask about disks" disks.log

# ---- volumes that mean harm

cp volume damaged && printf '{"type":"svsm","keyslots":["2"],"x":"\033[2J"}' >evil
python3 - damaged <<'END'
import sys
with open(sys.argv[1], "r+b") as file:
    file.seek(0x1000)
    file.write(b"\xff" * 0x3000)
    file.seek(0x5000)
    file.write(b"\0" * 0x3000)
END
mkfifo pipe
printf 'damaged %s/damaged\npipe %s/pipe\nhere %s\ntwice %s/volume\ntwice %s/locked\n' "$scratch" "$scratch" \
	"$scratch" "$scratch" "$scratch" >>crypttab
check "a header that is damaged is an error" objects "damaged: " List s damaged
check "a pipe" objects "neither a block device nor a file" List s pipe
check "a folder" objects "neither a block device nor a file" Test s here
check "a name of two volumes" objects "is the name of" List s twice
check "the others are listed all the same" tells '[.volumes[] | select(.uuid)] | length == 2' List ""
check "what cannot be read is told of" tells 'all(.volumes[] | select(.uuid | not); .untold | length > 0)' List ""

# ---- another boot

svsmd_stop
listen_end
emu_stop
boot state insecure CMDLINE=quiet OPTIONS=second || finish
listen_begin "${CONFINED[@]}" "$DISKS"
starts "it starts in another boot"
whom_polkit_allows org.svsm.guest1.disktest
check "another boot does not open it" tells '(.opens | not) and (.tokens[0].reason | test("PCR"))' Test data
check "and does not satisfy it" tells '.tokens[] | select(.type == "svsm") | .satisfied == "no"' List data
check "to svsmctl as well" nobody_is_told 1 "" test data
check "in words" grep -q "does NOT open it: .*PCR" out
"$TOKEN/token_open" "$TOKEN/libcryptsetup-token-svsm.so" volume any >/dev/null 2>&1
whom_polkit_allows org.svsm.guest1.disks
check "which event it was is told over the bus" nobody_is_told 0 "" explain data
check "with what it says" grep -q "PCR 7: variable SecureBoot changed" out
check "as to root" bash -c "'$SVSMCTL' disk explain --records '$SVSM_ATTEMPTS' '$scratch/volume' | cmp - out"

check "no answer has anything of a key" keyless

# ---- nobody who answers, or somebody else

listen_end
rm -f disks.sock
check "without svsm-disks.socket it is said what to do" objects \
	"disks.sock: cannot be connected to: there is no such file; 'systemctl enable --now svsm-disks.socket'" List s ""
check "and to svsmctl" nobody_is_told 1 "svsm-disks.socket" list data
check "without a remedy that is none" bash -c "! grep -q polkit err"
answering() {
	printf '#!/bin/sh\nread -r line\n%s\n' "$1" >fake
	chmod +x fake
	listen_end
	listen_begin "$scratch/fake"
}
answering 'printf "done 5\n{}"'
check "an answer that is cut off" objects "the answer has 2 bytes instead of 5" List s ""
answering 'printf "done 2\n{}{}"'
check "one that goes on" objects "the answer has 4 bytes instead of 2" List s ""
answering 'printf "hello\n"'
check "one that is none" objects "begins with neither" List s ""
answering 'printf "done 99999999\n{}"'
check "one that is too large" objects "answer: " List s ""
answering 'yes | head -c 3000000'
check "one without an end" objects "" List s ""
answering ':'
check "none at all" objects "ends without an answer" List s ""
answering 'printf "failed 8\na\033[2Jb\nc"'
check "words are made text" objects "a?[2Jb?c" List s ""
answering 'printf "done 9\n{\"a\":\"\033\"}"'
check "JSON with a control character" nobody_is_told 1 "its answer is no JSON" list data
answering 'printf "done 12\n{\"a\":\"\302\2332J\"}"'
check "or with one that only a terminal knows" nobody_is_told 1 "its answer is no JSON" list data
answering 'printf "done 3\n{\377}"'
check "or no text at all" objects "" List s ""
answering 'sleep 60'
busctl --system call "$SERVICE" "$OBJECT" "$INTERFACE" List s "" >hung 2>&1 &
hung=$!
sleep 0.3
check "while svsm-disks hangs, svsmd appraises" reattests "done"
check "reads the log" timeout 10 busctl --system call "$SERVICE" "$OBJECT" "$SERVICE.Evidence" ReadEventLog 'a{sv}tu' 0 0 1
whom_polkit_allows org.svsm.guest1.disks
for ((i = 0; i < 4; i++)); do
	as_nobody busctl --system call "$SERVICE" "$OBJECT" "$INTERFACE" List s "" >/dev/null 2>&1 &
done
sleep 0.5
check "a user has so many questions, and no more" bash -c "
	setpriv --reuid=$nobody --clear-groups busctl --system call $SERVICE $OBJECT $INTERFACE List s '' 2>&1 |
		grep -q 'too many calls'"
wait $hung
check "the question has an end" grep -q "no answer within 15 s: a device or the TPM may hang" hung
svsmd_stop
check "it ends well" test $? = 0
check "without svsmd it is said what to do" nobody_is_told 1 "or start svsmd, which answers others" list data
check "without a bus" says 1 "system bus: cannot be reached" as_nobody env DBUS_SYSTEM_BUS_ADDRESS=unix:path=/nonexistent \
	"$SVSMCTL" disk list data
finish
