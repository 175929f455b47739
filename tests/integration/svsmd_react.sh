#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What svsmd does about the state, and what makes it look: hooks, volumes, the machine's end,
# each once and only where it is configured; on a bus of its own with a systemd that only
# says what it was asked for, beside the emulated SVSM.
# shellcheck disable=SC2119,SC2154,SC2317 # functions are called through check()
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 2
SVSMD=$(realpath -e "${O:-build}/svsmd") || exit 2
WORKER=$(realpath -e "${O:-build}/svsmd-worker") || exit 2
SUSPEND=$(realpath -e "${O:-build}/svsm-suspend") || exit 2
TESTS=$(realpath -e tests/integration) || exit 2
POLICY=$(realpath -e packaging/dbus/org.svsm.Guest1.conf) || exit 2
# shellcheck source=tests/integration/emu_lib.sh
. tests/integration/emu_lib.sh
# shellcheck source=tests/integration/bus_lib.sh
. "$TESTS/bus_lib.sh"
trap 'svsmd_stop KILL; kill "${systemd-}" 2>/dev/null; bus_stop; emu_stop; rm -rf "$scratch"' EXIT

SVSM_IMA_LOG=$scratch/ima
export SVSM_IMA_LOG

guest_boot state 0 >/dev/null || finish

# count PATTERN: of lines that systemd has said.
count() {
	grep -cE -- "$1" units
}

# counts N PATTERN
counts() {
	[ "$(count "$2")" = "$1" ] || { echo "$(count "$2") times"; return 1; }
}

fails() {
	tpm2_pcrextend "$1:sha256=$(printf '%064d' 7)" && reattests "done"
}

resets() {
	call Reset && reattests "done"
}

# said TEXT: svsmd, in its log.
said() {
	grep -qF -- "$1" svsmd.log
}

bus_start
"$PROGRAMS/bus_systemd" >units &
systemd=$!
soon grep -q ready units

# ---- by default

configure "[Watch]
Interval=0"
starts "it starts"
fails 12 >/dev/null
check "by default a failure starts a unit" soon grep -qx "StartUnit svsm-distrusted.target replace" units
sleep 0.3
check "and nothing else" counts 1 'StartTransient|poweroff|reboot|PowerOff|Reboot|StartUnit'
resets >/dev/null

# ---- a hook

mkdir hooks
cat >hooks/tell <<-END
#!/bin/sh
env | grep ^SVSM_ | sort | tr '\n' '|' >>$scratch/told
echo >>$scratch/told
END
chmod 0755 hooks/tell
reload "[Watch]
Interval=0
[Reactions]
Hook=$scratch/hooks/tell
HookTimeout=4s"
check "a reload tells no hook" counts 0 StartTransient
fails 12 >/dev/null
check "a change is told to the hook" soon test -s told
check "by its variables" grep -qx "SVSM_ASSURANCE=none|SVSM_BEFORE=consistent|SVSM_CAUSE=PCR 12 moved, and no log says by what|SVSM_EVENT=pcr-moved|SVSM_STATE=failed|" told
check "by systemd, as a unit of its own" grep -qx "StartTransientUnit svsm-hook.service fail" units
for property in "Type oneshot" "NoNewPrivileges yes" "ProtectSystem strict" "PrivateDevices yes" \
	"PrivateNetwork yes" "CapabilityBoundingSet 0" "TimeoutStartUSec 4000000" "KillMode control-group" \
	"LogRateLimitBurst 100" "ExecStart $scratch/hooks/tell" "CollectMode inactive-or-failed"; do
	check "which has ${property%% *}" grep -qx "property $property" units
done
check "it is told once" test "$(wc -l <told)" = 1
svsmd_stop
starts "over a restart"
check "nothing is told" test "$(wc -l <told)" = 1
resets >/dev/null
check "a reset is told" soon grep -q 'SVSM_BEFORE=failed|.*SVSM_STATE=unknown' told
check "and what follows" soon grep -q 'SVSM_BEFORE=unknown|.*SVSM_EVENT=self-good|.*SVSM_STATE=consistent' told

cat >hooks/tell <<-END
#!/bin/sh
echo "\$SVSM_BEFORE \$SVSM_STATE" >>$scratch/told
[ ! -e $scratch/slow ] || sleep 30
END
: >told
touch slow
fails 12 >/dev/null
check "while a hook runs" soon grep -qx "consistent failed" told
resets >/dev/null
check "no other does" test "$(wc -l <told)" = 1
rm slow
check "its time has an end" soon counts 1 '^ended svsm-hook.service timeout'
check "which is said" soon said "the hook has not done its work (timeout)"
check "then the latest change is told, with what was told before" soon grep -qx "failed consistent" told
check "and none between" test "$(wc -l <told)" = 2
check "nothing of the first is left" bash -c "! pgrep -f '^sleep 30\$' -P 1 >/dev/null"
chmod 0757 hooks/tell
fails 12 >/dev/null
check "a hook that others can write is not run" soon said "hooks/tell: is not root's alone to write"
check "it is not" test "$(wc -l <told)" = 2
chmod 0755 hooks/tell
chmod 0777 hooks
resets >/dev/null
check "nor one in such a folder" soon said "hooks: is not root's alone to write: what lies below is not run"
chmod 0755 hooks

# ---- the machine's end

reload "[Watch]
Interval=0
[Reactions]
FailedAction=poweroff
FailedDelay=1h"
check "in a state that is well, the machine goes on" counts 0 'poweroff'
fails 12 >/dev/null
check "when it fails, its end is announced" soon said "this machine is powered off in 3600 s, since it has failed: PCR 12 moved"
resets >/dev/null
check "a reset prevents it" soon said "this machine is not powered off any more"
check "and it does" counts 0 'poweroff'
fails 12 >/dev/null
svsmd_stop KILL
configure "[Watch]
Interval=0
[Reactions]
FailedAction=poweroff
FailedDelay=0"
starts "a kill before that"
check "does not" soon grep -qx "StartUnit poweroff.target replace-irreversibly" units
check "the reason is in the journal" said "this machine is powered off now, since it has failed: PCR 12 moved"
svsmd_stop KILL
starts "a kill afterwards"
sleep 0.3
check "ends it no second time" counts 1 'poweroff'
fails 13 >/dev/null
sleep 0.3
check "nor does another failure while it is failed" counts 1 'poweroff'
resets >/dev/null
fails 12 >/dev/null
check "the next failure does" soon counts 2 'poweroff'
resets >/dev/null
reload "[Watch]
Interval=0
[Reactions]
FailedAction=reboot
FailedDelay=0"
fails 12 >/dev/null
check "or starts it anew" soon grep -qx "StartUnit reboot.target replace-irreversibly" units
resets >/dev/null

# ---- volumes

reload "[Watch]
Interval=0
[Reactions]
Suspend=svsm-no-such other
FailedAction=poweroff
FailedDelay=0"
check "a volume that is not open is named when it is configured" \
	said "Suspend=: svsm-no-such: device-mapper has no device of that name"
check "memory is locked then" bash -c "awk '/^VmLck/ { exit !(\$2 > 0) }' /proc/$svsmd_pid/status"
echo "# RSS with memory locked: $(awk '/^VmRSS/ { print $2 }' "/proc/$svsmd_pid/status") KiB"
check "which takes less than 8 MiB still" test "$(awk '/^VmRSS/ { print $2 }' "/proc/$svsmd_pid/status")" -lt 8192
: >svsmd.log
fails 12 >/dev/null
check "what may not be suspended is not asked for" soon said "Suspend=: other: device-mapper has no device"
check "at all" counts 0 'svsm-suspend@'
check "where volumes are suspended, the machine ends without waiting for them" soon grep -qx PowerOff units
check "the program checks for itself" exits 1 "$SUSPEND" svsm-no-such
check "and says why not" grep -q "svsm-no-such: device-mapper has no device of that name" err
check "a name that is none" exits 2 "$SUSPEND" ../x
check "no name" exits 2 "$SUSPEND"
resets >/dev/null
svsmd_stop
check "it ended well" test $? = 0
finish
