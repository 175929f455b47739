#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Suspend to idle, and back.  The host's share cannot be suspended (9p): so this
# runs as init from the guest's own root (the harness puts it there), takes the
# share away, sleeps, brings it back, and goes on as every guest does, in
# load-suspended.sh.
set -u
export PATH=/usr/sbin:/usr/bin:/sbin:/bin

SHARE_DRIVER=/sys/bus/virtio/drivers/9pnet_virtio
SUSPENDED=/run/suspend
SLEEPS=3

# Until it has slept @SLEEPS times: a key that comes too early keeps the machine awake.
sleep_and_wake() {
	local try

	for try in $(seq 20); do
		[ "$(cat /sys/power/suspend_stats/success)" -lt "$SLEEPS" ] || return
		if echo freeze >/sys/power/state; then
			echo "woken by interrupt $(cat /sys/power/pm_wakeup_irq)"
		fi
	done
}

mount -t tmpfs tmpfs /run
mkdir $SUSPENDED
cp /host/modules/svsm_emu.ko /host/modules/svsm.ko /host/bin/load $SUSPENDED/
modprobe algif_hash
insmod $SUSPENDED/svsm_emu.ko
insmod $SUSPENDED/svsm.ko
share=$(basename "$(echo "$SHARE_DRIVER"/virtio*)")

umount /host
echo "$share" >"$SHARE_DRIVER/unbind"
# Idle is all that this sleep is to QEMU, which cannot wake what it does not know to
# sleep, nor does its clock; any interrupt does that is allowed to.
echo enabled >/sys/devices/platform/i8042/serio0/power/wakeup
$SUSPENDED/load /dev/tpmrm0 4 storm 2>$SUSPENDED/storm &
storm=$!
sleep_and_wake >$SUSPENDED/wakes
kill $storm
wait $storm
echo "exit status $?" >>$SUSPENDED/storm
cat /sys/power/suspend_stats/success >$SUSPENDED/count
echo "$share" >"$SHARE_DRIVER/bind"
mount -t 9p -o trans=virtio,version=9p2000.L,msize=262144 host /host
cp -r $SUSPENDED /host/out/
umount /run
exec /host/main
