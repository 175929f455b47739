# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What the boots of suite disks share: four volumes on disks that outlive them.
#
#	own	by svsmctl disk enroll, opened by the token plugin: PCRs 4 and 11
#	mixed	the same, its first token for a boot that never comes, its second for PCR 7
#	theirs	by systemd-cryptenroll: PCRs 4 and 11
#	pinned	by clevis: PCRs 4 and 11

. /host/guest/test.sh
. /host/guest/tpm.sh

KEPT=/host/kept
BIRTH=/var/lib/svsm/birth

# Until svsm-birth.service has ended, in whatever way: nothing waits for it.
birth_unit_is() {
	local i state

	for ((i = 0; i < 300; i++)); do
		state=$(systemctl show -P ActiveState svsm-birth.service)
		[ "$state" = activating ] || [ "$state" = inactive ] || break
		sleep 0.2
	done
	same "state of svsm-birth.service" "$1" "$state"
}

disk_of() {
	echo "/dev/disk/by-id/virtio-$1"
}

unit_of() {
	echo "systemd-cryptsetup@$1.service"
}

said_by() {
	journalctl -b -o cat --no-pager -u "$(unit_of "$1")"
}

# Opened before this script, by systemd's own unit, and it is the volume that was made.
opened_at_boot() {
	systemctl is-active "$(unit_of "$1")" || fail "'$1': $(said_by "$1" | tail -n 3)"
	holds_its_secret "$1"
}

# The first sector of the plain text.
holds_its_secret() {
	same "what '$1' holds" "the secret of $1" \
		"$(head -c 512 "/dev/mapper/$1" | tr -d '\0')"
}

stayed_closed() {
	[ ! -e "/dev/mapper/$1" ] || fail "'$1' is open"
	same "state of $(unit_of "$1")" failed "$(systemctl is-failed "$(unit_of "$1")")"
}

# satisfied VOLUME: what disk list says of each of its tokens that is a TPM's.
satisfied() {
	svsmctl disk list --json "$(disk_of "$1")" |
		jq -r '.tokens | map(.satisfied | select(. == "yes" or . == "no")) | join(" ")'
}
