#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What svsmd-initrd leaves, and what svsmd makes of it: a boot's trust from its initrd on.
# shellcheck disable=SC2119,SC2154,SC2317 # functions are called through check()
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 2
SVSMD=$(realpath -e "${O:-build}/svsmd") || exit 2
INITRD=$(realpath -e "${O:-build}/svsmd-initrd") || exit 2
WORKER=$(realpath -e "${O:-build}/svsmd-worker") || exit 2
TESTS=$(realpath -e tests/integration) || exit 2
MODULE=$(realpath -e packaging/dracut/91svsmd/module-setup.sh) || exit 2
# shellcheck disable=SC2034 # bus_lib.sh uses it
POLICY=$(realpath -e packaging/dbus/org.svsm.Guest1.conf) || exit 2
# shellcheck source=tests/integration/emu_lib.sh
. tests/integration/emu_lib.sh
# shellcheck source=tests/integration/bus_lib.sh
. "$TESTS/bus_lib.sh"
trap 'initrd_stop; svsmd_stop KILL; bus_stop; emu_stop; rm -rf "$scratch"' EXIT

initrd_pid=
initrd_run() {
	DBUS_SYSTEM_BUS_ADDRESS=unix:path=/none "$INITRD" --worker="$WORKER" \
		--state="$scratch/early" --runtime="$scratch/run" --config="$scratch/conf" \
		>>initrd.log 2>&1 &
	initrd_pid=$!
}

# As systemd does before it switches to the root.
initrd_stop() {
	local status=0

	[ -n "$initrd_pid" ] || return 0
	kill "$initrd_pid" 2>/dev/null
	wait "$initrd_pid" || status=$?
	initrd_pid=
	return $status
}

# initrd_boots: it has appraised the guest, told systemd so, and then ended.
initrd_boots() {
	NOTIFY_SOCKET=$scratch/notify initrd_run
	soon test -s run/appraisal && initrd_stop
}

history_is() {
	call GetHistory tu 0 9 | grep -o '"[a-z]*" "[a-z]*" "[a-z-]*"' | tr -d '"' >history
	diff - history
}

# A boot of another vTPM or none has its own state.
boots_anew() {
	svsmd_stop
	rm -rf run var early svsmd.log initrd.log
}

guest_boot state 0 || finish
configure "$IDLE"
bus_start

# ---- what it leaves

python3 - "$scratch/notify" run/appraisal >told 2>&1 <<'END' &
import os, socket, sys
listener = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
listener.bind(sys.argv[1])
listener.settimeout(60)
while True:
    text = listener.recv(4096).decode()
    if "READY=1" in text:
        print(os.path.exists(sys.argv[2]), text.replace("\n", " "), flush=True)
        break
END
teller=$!
soon test -S notify
check "an appraisal is made without any bus, and is left behind" initrd_boots
wait "$teller"
check "systemd is told once it is" grep -qx 'True READY=1 STATUS=consistent (assurance self)' told
check "the change is in the journal" grep -q 'trust is consistent (assurance self), was unknown' initrd.log
check "the disk's history has nothing of it yet" test ! -e var

# ---- what svsmd makes of it

starts "svsmd starts in the same boot"
check "nothing has changed since" state_is consistent self
check "the initrd's change is in its history, and is no change of its own" history_is <<END
consistent self self-good
END
svsmd_stop
starts "it is started once more"
check "after which the history has it once" history_is <<END
consistent self self-good
END

boots_anew
check "an initrd appraises" initrd_boots
tpm2_pcrextend "12:sha256=$(printf '%064d' 7)"
starts "a PCR moves before svsmd starts"
check "which is a failure, since no log says by what" state_is failed none "PCR 12 moved"
check "behind what the initrd has found" history_is <<END
consistent self self-good
failed none pcr-moved
END

boots_anew
starts "without an initrd that looked"
check "nobody can tell" state_is consistent self

boots_anew
check "an initrd appraises" initrd_boots
emu_stop
state_like other state && guest_boot other 0
starts "and then there is another vTPM"
check "which is a failure" state_is failed none "the vTPM has another EK"
emu_stop
guest_boot state 0

# ---- where it cannot be

# module_checks VERSION: dracut's module, with that systemd.
module_checks() {
	bash -c '
		given=$1
		systemctl() { echo "systemd $given (of a test)"; }
		dinfo() { echo "$@"; }
		. "$0"
		check' "$MODULE" "$1"
}
check "dracut takes the module by name alone" exits 255 module_checks 257.9-1
check "from the first systemd that logs" exits 255 module_checks 255
check "and not before" exits 1 module_checks 254.1
check "which is told" grep -q "systemd 254 does not log what it measures" out
check "nor without any" exits 1 module_checks none

# ---- what goes wrong

boots_anew
configure "Colour=blue"
initrd_run
wait "$initrd_pid"
check "a wrong configuration ends it" test $? = 1
initrd_pid=
check "by file, line and key" grep -q "svsmd.conf: line 4: section Appraisal has no key 'Colour'" initrd.log
configure "$IDLE"
initrd_run
soon test -s run/appraisal
check_not "two of a kind" "$INITRD" --worker="$WORKER" --state="$scratch/early" \
	--runtime="$scratch/run" --config="$scratch/conf" 2>err
check_not "and svsmd beside it do not run" "$SVSMD" --worker="$WORKER" --state="$scratch/var" \
	--runtime="$scratch/run" --config="$scratch/conf"
initrd_stop
check "it ends well when it is told to" test $? = 0
boots_anew
WORKER=$scratch/no-worker initrd_run
check "a worker that is not there is named, and why" soon grep -qF \
	"the self-appraisal cannot be made: $scratch/no-worker: cannot be started: there is no such file" initrd.log
initrd_stop
boots_anew
mv emu.sock away
initrd_run
soon grep -q 'the self-appraisal cannot be made' initrd.log
initrd_stop
mv away emu.sock
check_not "what it could not find out it does not leave" test -e run/appraisal
starts "and svsmd begins by itself"
check "with its own appraisal" state_is consistent self
finish
