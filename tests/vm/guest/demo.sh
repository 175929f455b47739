# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What the three boots of the demonstration share: a disk whose root is bound to signed UKIs
# by svsmctl, and two volumes that systemd-cryptenroll has bound, "measured" to PCRs of the
# boot and, as control, "witness" to PCR 7 ("control" is no name for device-mapper); and the
# PCRs of the boot before for comparison.

. /host/guest/test.sh
. /host/guest/tpm.sh
. /host/guest/phases.sh
. /host/guest/key-socket.sh
. /host/volumes

LAST_BOOT=/host/last-boot
# The root that is installed, seen from the boot that does it and from those by it.
INSTALLED=/dev/disk/by-id/virtio-installed-part2
[ -e "$INSTALLED" ] || INSTALLED=/dev/disk/by-id/virtio-system-part2
# What the boots are bound to.
BOUND="4 7 11 12"

# /etc cannot be written, and what is in /var ends with the boot.
export SVSM_VOLUMES=/run/volumes.conf
[ ! -d /host/enrolled ] || export SVSM_ENROLLED=/host/enrolled
[ -e "$SVSM_VOLUMES" ] || cp /etc/svsm/volumes.conf "$SVSM_VOLUMES"

disk_of() {
	echo "/dev/disk/by-id/virtio-$1"
}

# show COMMAND...: for the reader of the demonstration: the command, its output.
show() {
	local rc=0

	echo "# $*" >>"$OUT/shown"
	"$@" >/tmp/shown 2>&1 || rc=$?
	tee -a "$OUT/shown" </tmp/shown
	echo >>"$OUT/shown"
	return $rc
}

# All evidence under the host's challenge, to the artefacts; it is verified there.
attest_for_the_reader() {
	show svsmctl attest --nonce "$(cat /host/nonce)" --out /run/evidence.json
	cp /run/evidence.json "$OUT/"
}

# What anyone needs to check this boot: PCRs and the log that explains them.
keep_measurements() {
	pcr_values 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 >"$OUT/pcrs"
	cp "/sys/kernel/security/$(chip_name)/binary_bios_measurements" "$OUT/eventlog"
}

# The firmware's log, and then systemd's.
log_replays() {
	log_values >/tmp/log-values
	[ "$(wc -l </tmp/log-values)" -ge 8 ] || fail "the log is short: $(cat /tmp/log-values)"
	while read -r pcr value; do
		same "PCR $pcr" "$(amounts_to "$pcr" "$value")" "$(sed -n "s/^$pcr //p" "$OUT/pcrs")"
	done </tmp/log-values
}

# Of the PCRs that the disks are bound to, those that have another value than a boot ago.
moved_pcrs() {
	awk -v bound=" $BOUND " 'NR == FNR { last[$1] = $2; next }
		index(bound, " " $1 " ") && $2 != last[$1] { print $1 }' \
		"$LAST_BOOT/pcrs" "$OUT/pcrs" | paste -sd' '
}

# Was the volume opened, before this script, by systemd's own unit?
opened_at_boot() {
	systemctl is-active "systemd-cryptsetup@$1.service" && [ -b "/dev/mapper/$1" ]
}

holds_its_secret() {
	local found

	mkdir -p "/tmp/mnt/$1"
	mount -o ro "/dev/mapper/$1" "/tmp/mnt/$1"
	found=$(cat "/tmp/mnt/$1/secret")
	umount "/tmp/mnt/$1"
	same "secret of '$1'" "the secret of $1" "$found"
}

# By its partition's type: neither the command line nor a file says what the root is.
root_is_the_installed_one() {
	same "/dev/gpt-auto-root-luks" "$(readlink -f "$INSTALLED")" \
		"$(readlink -f /dev/gpt-auto-root-luks)"
	same "the root" "/dev/mapper/root erofs" "$(findmnt -n -o SOURCE,FSTYPE /)"
}
