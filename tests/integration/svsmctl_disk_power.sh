#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# The power fails at each TPM command of an unlock, before it arrives and after it: the next
# boot opens the volume, and the TPM's count of failed authorizations, which an unclean end
# moves where an object with dictionary attack protection was used, is what it was.
# shellcheck disable=SC2317 # functions are called through check()
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 2
# shellcheck source=tests/integration/disk_world.sh
. tests/integration/disk_world.sh

ln -s socket emu.sock

lockout() {
	tpm2_getcap properties-variable | sed -n 's/^TPM2_PT_LOCKOUT_COUNTER: //p'
}

fail_power() {
	kill -KILL "$emu_pid"
	wait "$emu_pid" 2>/dev/null
	emu_pid=
}

# cut N ARRIVES: the power fails at that command, and comes back.
cut() {
	relay_start "cut=$1:$2"
	"$SVSMCTL" disk test volume >out 2>err
	relay_stop
	fail_power
	boot machine || finish
}

boot machine || finish
measurement=$(launch)
volume_new volume && "$SVSMCTL" disk recovery --key-file passphrase volume >/dev/null 2>&1 || exit 1
cp volume other
check "a volume is sealed without a PIN" enroll volume --pcrs sha256:7
before=$(lockout)
relay_start
check "it opens" says 0 "" "$SVSMCTL" disk test volume
total=$(commands | wc -w)
relay_stop
check "by some commands" [ "$total" -ge 5 ]

cuts=0 shut=0 moved=0
while [ "$cuts" -lt 50 ]; do
	cut $((cuts / 2 % total + 1)) $((cuts % 2))
	cuts=$((cuts + 1))
	unlocks volume 2 || shut=$((shut + 1))
	[ "$(lockout)" = "$before" ] || moved=$((moved + 1))
done
check "after each of $cuts power cuts it opens" [ "$shut" = 0 ]
check "and the TPM counts no failure" [ "$moved" = 0 ]

# What spares it that: the same with a PIN, whose object the TPM protects, is counted.
printf 1234 >pin
check "another is sealed with a PIN" enroll other --pcrs sha256:7 --pin-file pin
check "it opens" unlocks other 2 1234
fail_power
boot machine || finish
check "then a power cut is counted: so the count above can move" [ "$(lockout)" != "$before" ]
check "the volume without a PIN opens all the same" unlocks volume 2

emu_stop
finish
