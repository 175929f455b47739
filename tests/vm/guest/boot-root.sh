# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What the boots of suite boot-root share: a disk that outlives them, with a partition for
# the firmware and an encrypted one that is the root.

. /host/guest/test.sh
. /host/guest/tpm.sh
. /host/guest/phases.sh
. /host/guest/key-socket.sh

KEPT=/host/kept
# What becomes the next boot's root, and the partition that it lies in.
IMAGE=/dev/disk/by-id/virtio-root
PARTITION=/dev/disk/by-id/virtio-system-part2
# A further volume, which wants a PIN.
PINNED=/dev/disk/by-id/virtio-pinned

# /etc cannot be written, and what is in /var ends with the boot.
export SVSM_VOLUMES=/run/volumes.conf
[ ! -d "$KEPT/enrolled" ] || export SVSM_ENROLLED=$KEPT/enrolled
[ -e "$SVSM_VOLUMES" ] || cp /etc/svsm/volumes.conf "$SVSM_VOLUMES"

root_uuid() {
	cryptsetup luksUUID "$PARTITION"
}

# By its type alone: neither the command line nor a file says what the root is.
root_was_found_by_gpt_auto() {
	! grep -wE 'root=|luks\.name=[^ ]*=root' /proc/cmdline || fail "the command line says it"
	[ ! -e "$IMAGE" ] || fail "there is another root"
	same "/dev/gpt-auto-root-luks" "$(readlink -f "$PARTITION")" \
		"$(readlink -f /dev/gpt-auto-root-luks)"
	same "the root" "/dev/mapper/root erofs" "$(findmnt -n -o SOURCE,FSTYPE /)"
}

explained() {
	svsmctl disk explain "$PARTITION" | tee /tmp/explained
}
