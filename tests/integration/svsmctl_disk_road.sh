#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# svsmctl disk enroll takes the road by which a volume opens at boot: the token plugin, or,
# where its key is measured, the key socket, with a line in volumes.conf that comes, stays
# alone and goes, and leaves the lines of others as they were.
# shellcheck disable=SC2317 # functions are called through check()
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 2
# shellcheck source=tests/integration/disk_world.sh
. tests/integration/disk_world.sh

# crypttab OPTIONS [KEY-FILE]: the volume is in it as "data", in the way that the words say.
crypttab() {
	printf 'swap /dev/vdz /dev/urandom swap\nbroken\ndata UUID=%s %s %s\n' "$uuid" "${2:-none}" "$1" \
		>crypttab
}

# takes ROAD WHY VOLUME OPTION...: enrolled, and told so.
takes() {
	local road=$1 why=$2
	shift 2

	enroll "$@" --pcrs sha256:7 >out 2>err || { cat err; return 1; }
	grep -qF -- "road $road: $why" out || { cat out; return 1; }
}

# refuses STATUS TEXT OPTION...: and neither volume nor volumes.conf has changed.
refuses() {
	local status=$1 text=$2
	shift 2

	cp volume before
	cp "$SVSM_VOLUMES" conf.before 2>/dev/null
	says "$status" "$text" enroll volume --pcrs sha256:7 "$@" && cmp volume before || return
	[ ! -e "$SVSM_VOLUMES" ] || cmp "$SVSM_VOLUMES" conf.before
}

# conf TEXT: that is what volumes.conf holds.
conf() {
	printf '%b' "$1" | cmp - "$SVSM_VOLUMES" || { cat "$SVSM_VOLUMES"; return 1; }
}

# Opened by svsm-key as at boot, but for the socket: its device is the file.
script_opens() {
	"$BUILT/svsm-key" --tcti="$SVSM_TCTI" --notes="$scratch/notes" print "$scratch/volume" >got &&
		opens volume got
}

# enrolls_behind CONF: while another program has the folder, volumes.conf stays as CONF; the
# line comes when that is over.
enrolls_behind() {
	local lock pid

	exec {lock}<"${SVSM_VOLUMES%/*}" && flock "$lock" || return
	enroll volume --pcrs sha256:7 --road socket --name cellar >out 2>err {lock}<&- &
	pid=$!
	sleep 3
	kill -0 "$pid" && conf "$1" || return
	exec {lock}<&-
	wait "$pid" && grep -q '^cellar ' "$SVSM_VOLUMES"
}

key_lists() {
	[ "$("$BUILT/svsm-key" --config="$SVSM_VOLUMES" list | cut -f1 -d" ")" = "$1" ]
}

listed() {
	"$SVSMCTL" disk list --json volume | jq -e "$1" >/dev/null
}

boot machine || exit 1
measurement=$(launch)
volume_new volume && "$SVSMCTL" disk recovery --key-file passphrase volume >/dev/null 2>&1 || exit 1
uuid=$(cryptsetup luksUUID volume)
cp volume bare

# ---- the plugin, where nothing measures

check "without a crypttab: the plugin" takes plugin "nothing is known to measure its key" volume
check "and no volumes.conf" [ ! -e "$SVSM_VOLUMES" ]
crypttab luks,discard
check "in crypttab, unmeasured: the plugin" takes plugin "nothing is known to measure its key" volume
check "its tokens say so" listed '[.tokens[] | select(.type == "svsm") | .road] == ["plugin", "plugin"]'
check "nothing is against it" listed '[.tokens[].objection] | all(. == null)'
crypttab luks /etc/keys/data
check "a key file in crypttab is told of" takes plugin "nothing" volume
check "as what keeps systemd from asking" grep -q "has a key file in .*crypttab" err
crypttab luks,tpm2-measure-pcr=yes
check "measured since: 'disk list' says that the plugin is not asked" listed \
	'[.tokens[] | select(.type == "svsm") | .objection] | all(test("measures the volume.s key"))'

# ---- the key socket, where something does

for option in tpm2-measure-pcr=yes tpm2-measure-pcr=15 tpm2-measure-keyslot-nvpcr=yes \
	fixate-volume-key=ab; do
	cp bare volume && rm -rf "${SVSM_VOLUMES%/*}"
	crypttab "luks,$option,discard"
	check "$option: the key socket" takes socket "crypttab has its key measured; 'data' in " volume
	check "$option: it has its line" conf "data UUID=$uuid\\n"
done
check "what is to be done is said" grep -q "systemctl daemon-reload" err
check "the token says so" listed '.tokens[1].road == "socket" and .key_socket == "data"'
check "nothing is against it" listed '[.tokens[].objection] | all(. == null)'
check "and svsm-key opens it" script_opens
check "svsm-key reads the line" key_lists data
crypttab luks,tpm2-device=auto,tpm2-measure-pcr=yes
check "a second token" takes socket "crypttab" volume
check "has no second line" conf "data UUID=$uuid\\n"
check "tpm2-device= is told of" grep -q "tpm2-device= in .*crypttab" err
crypttab luks
check "unmeasured again, but with its socket: the socket" takes socket "it has a key socket already" volume
check "the plugin can be had beside it" takes plugin "as --road says" volume --road plugin
check "and would be asked" listed '[.tokens[].objection] | all(. == null)'
check "the line stays" conf "data UUID=$uuid\\n"
check "a token of the other road opens by the plugin too" unlocks volume 2

# ---- the kernel's command line

cp bare volume && rm -rf "${SVSM_VOLUMES%/*}" crypttab
export SYSTEMD_PROC_CMDLINE="quiet rd.luks.name=$uuid=words luks.options=tpm2-measure-pcr=yes"
check "named and measured by it: the key socket" takes socket \
	"the kernel's command line has its key measured; 'words' in " volume
check "by the name that it gives" conf "words UUID=$uuid\\n"
cp bare volume && rm -rf "${SVSM_VOLUMES%/*}"
SYSTEMD_PROC_CMDLINE="luks.options=$uuid=tpm2-measure-pcr=yes,tpm2-device=auto"
crypttab luks
check "its options count instead of crypttab's" takes socket "the kernel's command line" volume
check "the name is crypttab's" conf "data UUID=$uuid\\n"
check "tpm2-device= on it is told of" grep -q "tpm2-device= in the kernel's command line" err
cp bare volume && rm -rf "${SVSM_VOLUMES%/*}"
SYSTEMD_PROC_CMDLINE="luks.options=$uuid=discard luks.options=tpm2-measure-pcr=yes"
crypttab luks,tpm2-measure-pcr=yes
check "so do those that do not measure" takes plugin "nothing is known to measure its key" volume
crypttab luks
SYSTEMD_PROC_CMDLINE="$(printf 'word.%d ' {1..2000})luks.options=$uuid=tpm2-measure-pcr=yes"
check "they are found at the end of a long line" takes socket "the kernel's command line" volume
unset SYSTEMD_PROC_CMDLINE
cp bare volume
mkdir -p "${SVSM_VOLUMES%/*}"

# ---- lines of others

others='# mine\n\n  home   /dev/vdx\nwrong\n'
printf '%bdata /dev/vdq\n\n# end' "$others" >"$SVSM_VOLUMES"
check "a line of that name, but for another device, is replaced in its place" takes socket "as --road says" \
	volume --road socket
check "and nothing else" conf "${others}data UUID=$uuid\\n\\n# end"
printf '%bolder UUID=%s\n# end' "$others" "$uuid" >"$SVSM_VOLUMES"
crypttab luks,tpm2-measure-pcr=yes
check "a line of the volume by another name" takes socket "crypttab" volume
check "is replaced as well" conf "${others}data UUID=$uuid\\n# end"
printf '%b# end' "$others" >"$SVSM_VOLUMES"
check "without a line 'disk list' says that there is no socket" listed \
	'[.tokens[] | select(.road == "socket") | .objection] | all(test("no line of volumes.conf"))'
check "a new one" takes socket "crypttab" volume
check "stands at the end" conf "${others}# end\\ndata UUID=$uuid\\n"

# ---- what the user says

rm crypttab
printf '%b' "$others" >"$SVSM_VOLUMES"
check "a socket without a name" refuses 2 "say --name" --road socket
check "a road that is none" refuses 2 "'plugin' or 'socket', not 'sea'" --road sea
check "a name that no volume can have" refuses 2 "no volume of" --road socket --name a/b
check "while another program edits volumes.conf it is waited for" enrolls_behind "$others"
printf '%b' "$others" >"$SVSM_VOLUMES"
check "the user says it" takes socket "as --road says; 'cellar' in" volume --road socket --name cellar
check "and it is written" conf "${others}cellar UUID=$uuid\\n"
mkdir crypttab
check "a crypttab that cannot be read" refuses 1 "crypttab"
rmdir crypttab
cp volume before
chmod 0555 "${SVSM_VOLUMES%/*}"
if [ "$(id -u)" != 0 ]; then
	check "a folder that cannot be written" refuses 1 "volumes.conf" --road socket --name attic
fi
chmod 0755 "${SVSM_VOLUMES%/*}"
mv "$SVSM_VOLUMES" aside && mkdir "$SVSM_VOLUMES"
check "a volumes.conf that is a folder" says 1 "volumes.conf" enroll volume --pcrs sha256:7 \
	--road socket --name attic
check "has changed no volume" cmp volume before
rmdir "$SVSM_VOLUMES" && mv aside "$SVSM_VOLUMES"

# ---- a full header: the line goes as it came

cp bare volume
printf '%b' "$others" >"$SVSM_VOLUMES"
# shellcheck disable=SC2034
for slot in $(seq 1 31); do
	printf '{"type":"x","keyslots":[]}' | cryptsetup token import volume
done
check "a header without room for a token" says 1 "" enroll volume --pcrs sha256:7 --road socket \
	--name attic
check "leaves no line behind" conf "$others"

# ---- revoking

cp bare volume
crypttab luks,tpm2-measure-pcr=yes
enroll volume --pcrs sha256:7 >/dev/null 2>&1 && enroll volume --pcrs sha256:7 >/dev/null 2>&1 || exit 1
"$SVSMCTL" disk revoke --yes --token 1 volume
check "one of two tokens is revoked: the line stays" conf "${others}data UUID=$uuid\\n"
check "the last one is" says 0 "its line is taken out of" "$SVSMCTL" disk revoke --yes --token 2 volume
check "the line goes" conf "$others"

# ---- as JSON

"$SVSMCTL" disk enroll --json --key-file passphrase --yes --accept-measurement "$measurement" \
	--assume-persistent --pcrs sha256:4,7 volume >printed 2>/dev/null
# shellcheck disable=SC2016 # jq's variable
check "enrollment prints JSON" jq -e --arg uuid "$uuid" '.uuid == $uuid and .volume == "volume" and
	.keyslot == 2 and .token == 1 and .road == "socket" and .name == "data" and
	.device == "'"$SVSM_DEVICE"'" and .transport == "emu" and
	.binding == "PCR 4+7 (sha256)" and .why == "crypttab has its key measured"' printed

emu_stop
finish
