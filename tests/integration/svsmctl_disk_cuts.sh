#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# svsmctl disk enroll, killed at every write to the volume, one after the other: the volume
# opens by what it had, every time, and enrolling once more succeeds.
# shellcheck disable=SC2317 # functions are called through check()
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 2
# shellcheck source=tests/integration/disk_world.sh
. tests/integration/disk_world.sh

CALLS=write,pwrite64,writev,ftruncate,fallocate

# killed NUMBER: enrollment ends at that write to the volume; 1: it was not reached.
killed() {
	cp before volume
	enroll_traced -e "inject=$CALLS:signal=KILL:when=$1" >/dev/null 2>&1
	[ $? = 137 ]
}

# enroll_traced OPTION...: under strace, which looks at the calls on the volume only.
enroll_traced() {
	strace -f -qq -o traced -P "$scratch/volume" -e "trace=$CALLS" "$@" \
		"$SVSMCTL" disk enroll --key-file passphrase --yes --accept-measurement "$measurement" \
		--assume-persistent --pcrs sha256:7 volume
}

# It opens by all that it had, and what is there besides is known for what it is.
is_whole() {
	opens volume passphrase && opens volume recovery && "$SVSMCTL" disk list --json volume >found &&
		jq -e '[.keyslots[].kind] - ["passphrase", "recovery", "orphan", "token"] == [] and
			(.tokens | all(.is_readable))' found >/dev/null
}

boot machine || exit 1
measurement=$(launch)
volume_new before && "$SVSMCTL" disk recovery --key-file passphrase before >shown 2>/dev/null &&
	head -n 1 shown | tr -d '\n' >recovery || exit 1
cp before volume && enroll_traced >/dev/null 2>&1 || exit 1
writes=$(grep -c . traced)
check "enrollment writes to the volume" [ "$writes" -gt 3 ]
broken=0 orphans=0
for ((i = 1; i <= writes; i++)); do
	killed "$i" || { not_ok "killed at write $i" "it was not"; continue; }
	is_whole || { broken=$((broken + 1)); cp volume "broken.$i"; }
	jq -e '.keyslots | any(.kind == "orphan")' found >/dev/null && orphans=$((orphans + 1))
done
check "killed at each of $writes writes: it opens by what it had" [ "$broken" = 0 ]
check "an orphan is left at some, and named" [ "$orphans" -gt 0 ]
check "enrolled once more over the last" enroll volume --pcrs sha256:7
check "it opens by its token" says 0 "" "$SVSMCTL" disk test volume

emu_stop
finish
