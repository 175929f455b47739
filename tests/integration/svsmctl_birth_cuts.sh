#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# The power fails at every single TPM command of 'svsmctl birth record', before it arrives
# and after it, and the machine is launched anew: never a wrong claim, never a dead end,
# never a step towards the TPM's lockout.
# shellcheck disable=SC2317 # functions are called through check()
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 2
SVSMCTL=$(realpath -e "${O:-build}/svsmctl") || exit 2
# shellcheck source=tests/integration/emu_lib.sh
. tests/integration/emu_lib.sh
# shellcheck source=tests/integration/birth_lib.sh
. "$OLDPWD/tests/integration/birth_lib.sh"

power_off() {
	kill -KILL "$emu_pid"
	wait "$emu_pid" 2>/dev/null
	emu_pid=
}

lockout() {
	tpm2_getcap properties-variable | sed -n 's/^TPM2_PT_LOCKOUT_COUNTER: //p'
}

# cut N ARRIVES: records into a power cut, and launches anew.
cut() {
	relay_start "cut=$1:$2"
	"$SVSMCTL" birth record >out 2>err
	relay_stop
	power_off
	boot machine
}

# claims VERDICT...: what is shown is one of these.
claims() {
	local verdict

	"$SVSMCTL" birth show --json >out 2>err
	for verdict in "$@"; do
		[ "$(jq -r .verdict out)" = "$verdict" ] && return
	done
	cat out err
	return 1
}

boot machine || finish
before=$(lockout)
cp -a machine virgin

# ---- how often the TPM and the SVSM are asked

relay_start
check "a look where nothing was recorded" exits 1 "$SVSMCTL" birth show
check "is two commands" [ "$(commands)" = "169 181" ]
relay_stop
relay_start
check "the first record" records same unknown
check "is one request to the SVSM" [ "$(svsm_requests)" = 1 ]
total=$(commands | wc -w)
relay_stop
relay_start
check "a look at what was recorded" shows same unknown
check "is four commands: index, counter, clock, AK" [ "$(commands)" = "169 14e 181 173" ]
check "and asks the SVSM nothing" [ "$(svsm_requests)" = 0 ]
relay_stop
relay_start
check "a second record in one boot" records same unknown
check "is the same" [ "$(commands)" = "169 14e 181 173" ]
check "without the SVSM either" [ "$(svsm_requests)" = 0 ]
relay_stop

# ---- a first recording that is cut off

emu_stop
cuts=0 bad=0
for ((n = 1; n <= total; n++)); do
	rm -rf machine birth && cp -a virgin machine && mkdir birth
	boot machine || finish
	cut $n $((n % 2)) || finish
	cuts=$((cuts + 1))
	claims no-record same || bad=$((bad + 1))
	# Whether it is a second launch depends on whether the first got its record.
	records same unknown >/dev/null || is same persistent || bad=$((bad + 1))
	emu_stop
done
check "a first recording cut off at each of $total commands: no claim, and the next completes it" \
	[ $bad = 0 ]

# ---- one after another, each cut off

rm -rf birth && mkdir birth
boot machine || finish
check "a machine with a past" records same unknown --accept index-gone
relay_start
reboot_only
check "that counts another boot" records same unknown
total=$(commands | wc -w)
check "by $total TPM commands" [ "$total" -gt 10 ]
check "and one request to the SVSM" [ "$(svsm_requests)" = 1 ]
relay_stop
bad=0
for ((n = 1; n <= total; n++)); do
	for arrives in 0 1; do
		reboot_only
		cut $n $arrives || finish
		cuts=$((cuts + 1))
		claims same || bad=$((bad + 1))
	done
done
check "cut off at each of $total commands, before and behind: the same TPM, always" [ $bad = 0 ]
check "the next recording completes it" records same persistent
check "none of $cuts power cuts was one step towards lockout" [ "$(lockout)" = "$before" ]
check "50 power cuts, at least" [ $cuts -ge 50 ]
emu_stop
boot machine --rollback || finish
check "and a rollback is still seen" shows tpm-behind unknown
emu_stop
finish
