#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# svsmctl disk explain names what was measured otherwise than at enrollment: the boot's log is
# kept then, with the kernel's command line, and held against this boot's.  What was kept is
# believed where it replays to what the token wants; without it, or damaged, it says so.
# shellcheck disable=SC2317 # functions are called through check()
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 2
# shellcheck source=tests/integration/disk_world.sh
. tests/integration/disk_world.sh

# reboot WORD...: with another command line, of the UKI and of the kernel.
reboot() {
	emu_stop
	boot machine "$@"
}

explain() {
	"$SVSMCTL" disk explain --records root/run/svsm/unlock "$@" volume
}

# fails: the plugin tries the volume's token, and this boot does not satisfy it.
fails() {
	rm -rf root/run/svsm
	refused volume ENOENT "" && explain >explained && explain --json >explained.json
}

# tells LINE...: each stands so in what is explained.
tells() {
	local line

	for line; do
		grep -qFx -- "            $line" explained || { echo "no '$line': $(cat explained)"; return 1; }
	done
}

changes() {
	jq -e ".attempts[0] | $1" explained.json >/dev/null || { cat explained.json; return 1; }
}

# kept SUFFIX: the file of the volume's token 1.
kept() {
	printf '%s/%s%s' "$SVSM_ENROLLED" "$(cryptsetup token export --token-id 1 volume | jq -r .record)" "$1"
}

# One byte of a file, at an offset, becomes another.
spoil() {
	printf '\377' | dd of="$1" bs=1 seek="$2" conv=notrunc status=none
}

export SYSTEMD_PROC_CMDLINE="root=LABEL=a quiet"
boot machine CMDLINE="root=LABEL=a quiet" OPTIONS=first || exit 1
measurement=$(launch)
volume_new volume && "$SVSMCTL" disk recovery --key-file passphrase volume >/dev/null 2>&1 || exit 1
check "enrolled to PCRs 7, 11 and 12" enroll volume --pcrs sha256:7,11,12
check "the boot's log is kept" [ -s "$(kept .log.zst)" ]
check "for root alone" [ "$(stat -c %a "$(kept .log.zst)" "$(kept .cmdline)" enrolled | tr '\n' ' ')" = "600 600 700 " ]
check "compressed" [ "$(stat -c %s "$(kept .log.zst)")" -lt "$(stat -c %s log)" ]
check "with the command line" [ "$(cat "$(kept .cmdline)")" = "root=LABEL=a quiet" ]
check "it opens" unlocks volume 2
explain >explained && explain --json >explained.json
check "what has opened has nothing to explain" changes '.changes == [] and .unlogged == [] and .untold == null'

# ---- the same machine, booted otherwise

SYSTEMD_PROC_CMDLINE="root=LABEL=a quiet init=/bin/sh"
reboot CMDLINE="root=LABEL=a quiet init=/bin/sh" OPTIONS=first || exit 1
check "another command line: it does not open" fails
check "the event is named, with the old and the new value" tells \
	"PCR 11: UKI section .cmdline (kernel command line) changed" \
	"  - kernel command line: root=LABEL=a quiet" \
	"  + kernel command line: root=LABEL=a quiet init=/bin/sh"
check "and nothing else" [ "$(grep -c "PCR [0-9]*:.*changed" explained)" = 1 ]
check "as JSON, both proven by their digests" changes '.changes | length == 1 and .[0].pcr == 11 and
	.[0].before.proof == "proven" and .[0].after.proof == "proven" and
	.[0].after.line == "kernel command line: root=LABEL=a quiet init=/bin/sh"'
SYSTEMD_PROC_CMDLINE="a lie"
check "a command line that the digest is not of is not shown" fails
check "only that it changed" tells "PCR 11: UKI section .cmdline (kernel command line) changed" \
	"  - kernel command line: root=LABEL=a quiet" "  + UKI section .cmdline"

SYSTEMD_PROC_CMDLINE="root=LABEL=a quiet"
reboot insecure CMDLINE="root=LABEL=a quiet" OPTIONS=second OPTIONS=third || exit 1
check "Secure Boot off, and other options" fails
check "all events are named" tells "PCR 7: variable SecureBoot changed" "  - SecureBoot: on" \
	"  + SecureBoot: off" "PCR 12: boot loader text changed" "  - first" "  + second" \
	"PCR 12: boot loader text is new" "  + third"

reboot CMDLINE="root=LABEL=a quiet" OPTIONS=first || exit 1
tpm2_pcrextend "12:sha256=$(printf '%064d' 7)" || exit 1
check "a PCR that is extended without a log" fails
check "is told of as such" tells "PCR 12: the firmware's log says the same as at enrollment: something extended it, and did not log it there"
check "as JSON" changes '.changes == [] and .unlogged == [12] and .foreign == []'

# ---- what was kept is not there, or not what it was

reboot CMDLINE=other OPTIONS=first || exit 1
mv enrolled aside
check "without the folder, as on a root that is locked" fails
check "why nothing can be told is said" grep -q "which event it was cannot be told: .*: there is no such file; the log of the enrollment's boot lies on a disk that may not be open" explained
check "as JSON" changes '.changes == [] and (.untold | test("there is no such file"))'
mv aside enrolled
log=$(kept .log.zst)
cp "$log" good
spoil "$log" 30
check "a record that is damaged" fails
check "is not believed" changes '.changes == [] and (.untold != null or .foreign == [11])'
head -c 20 good >"$log"
check "one that is cut off" fails
check "is refused as well" grep -q "cannot be told: .*is not one frame" explained
zstd_of() {
	head -c 20000000 /dev/zero | zstd -q --content-size --stream-size=20000000 >"$log"
}
check "one that would fill the memory" zstd_of
check "fails" fails
check "for its size" grep -q "cannot be told: .*says that it holds 20000000 bytes, of which no more than 16777216" explained
printf 'no log' | zstd -q --stream-size=6 >"$log"
check "one that is no log" fails
check "is told of" grep -q "cannot be told: " explained
python3 "$TESTS/make_log.py" forged CMDLINE=forged insecure OPTIONS=forged >/dev/null
zstd -q -c forged >"$log"
check "a log of another boot" fails
check "is found out by what the token wants" tells "PCR 11: the log that was kept at enrollment does not replay to what the token wants: nothing can be told from it"
check "and not believed" changes '.changes == [] and .foreign == [11]'
cp good "$log"

# ---- the log alone

rm "$(kept .cmdline)"
check "without the kept command line" fails
check "the event is named all the same" tells "PCR 11: UKI section .cmdline (kernel command line) changed" \
	"  - UKI section .cmdline"

# ---- it goes with its token

check "revoked" "$SVSMCTL" disk revoke --yes --token 1 volume
check "the record goes" [ -z "$(ls enrolled)" ]
: >file
check "a folder that cannot be had costs the log, not the enrollment" \
	env SVSM_ENROLLED="$scratch/file/x" "$SVSMCTL" disk enroll --key-file passphrase --yes \
	--accept-measurement "$measurement" --assume-persistent --pcrs sha256:7 volume
check "which is said" says 0 "the log of this boot is not kept" env SVSM_ENROLLED="$scratch/file/x" \
	"$SVSMCTL" disk enroll --key-file passphrase --yes --accept-measurement "$measurement" \
	--assume-persistent --pcrs sha256:7 volume

emu_stop
finish
