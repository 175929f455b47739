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

mount -t tmpfs tmpfs /run
mkdir /run/suspend
cp /host/modules/svsm_emu.ko /host/modules/svsm.ko /run/suspend/
insmod /run/suspend/svsm_emu.ko
insmod /run/suspend/svsm.ko
share=$(basename "$(echo "$SHARE_DRIVER"/virtio*)")

umount /host
echo "$share" >"$SHARE_DRIVER/unbind"
# QEMU's clock cannot wake a machine that idles: so all of the way down, devices
# and interrupts too, but for the last step, and after a second up again.
echo 1 >/sys/module/suspend/parameters/pm_test_delay
echo platform >/sys/power/pm_test
for _ in 1 2 3; do
	echo freeze >/sys/power/state
done
cat /sys/power/suspend_stats/success >/run/suspend/count
echo "$share" >"$SHARE_DRIVER/bind"
mount -t 9p -o trans=virtio,version=9p2000.L,msize=262144 host /host
cp -r /run/suspend /host/out/
umount /run
exec /host/main
