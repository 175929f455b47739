# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What the three boots of the demonstration share: three volumes on disks that
# outlive them, "own" and "measured" bound to PCRs of the boot by svsmctl and by
# systemd-cryptenroll, and, as control, "witness" bound to PCR 7 ("control" is no
# name for device-mapper); and the PCRs of the first boot for comparison.

. /host/guest/test.sh
. /host/guest/tpm.sh

VOLUMES="own measured witness"
FIRST_BOOT=/host/first-boot

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

log_replays() {
	log_values >/tmp/log-values
	[ "$(wc -l </tmp/log-values)" -ge 8 ] || fail "the log is short: $(cat /tmp/log-values)"
	while read -r pcr value; do
		same "PCR $pcr" "$value" "$(sed -n "s/^$pcr //p" "$OUT/pcrs")"
	done </tmp/log-values
}

# The PCRs of the first 16 that have not the first boot's value, but for 15,
# which systemd extends by the machine's identity and the volumes' keys.
moved_pcrs() {
	awk 'NR == FNR { first[$1] = $2; next } $1 != 15 && $2 != first[$1] { print $1 }' \
		"$FIRST_BOOT/pcrs" "$OUT/pcrs" | paste -sd' '
}

# Was the volume opened, before this script, by systemd's own unit?
opened_at_boot() {
	systemctl is-active "systemd-cryptsetup@$1.service" && [ -b "/dev/mapper/$1" ]
}

holds_its_secret() {
	local found

	mkdir -p "/mnt/$1"
	mount -o ro "/dev/mapper/$1" "/mnt/$1"
	found=$(cat "/mnt/$1/secret")
	umount "/mnt/$1"
	same "secret of '$1'" "the secret of $1" "$found"
}
