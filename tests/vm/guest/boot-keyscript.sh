#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# A boot through an initrd of initramfs-tools, where no systemd opens volumes: cryptroot has
# opened one by the keyscript, with the TPM coming later than the volume.  Then what holds in
# every boot.
. /host/guest/test.sh
. /host/guest/tpm.sh
. /host/expected

# shellcheck disable=SC2154 # uuid= is of /host/expected
test_the_volume_was_opened_in_the_initrd_by_the_keyscript() {
	[ -b /dev/mapper/kept ] || fail "it is not open"
	same "state of its unit" inactive "$(systemctl is-active systemd-cryptsetup@kept.service || true)"
	jq -c . "/run/svsm/unlock/$uuid"
	same "attempts" 1 "$(jq '.attempts | length' "/run/svsm/unlock/$uuid")"
	same "noted" opened "$(jq -r '.attempts[0].result' "/run/svsm/unlock/$uuid")"
}

test_svsmctl_explains_it() {
	svsmctl disk explain /dev/disk/by-id/virtio-kept >/tmp/explained
	grep 'opened' /tmp/explained
	! grep -i passphrase /tmp/explained || fail "something asked"
}

run_tests
exec bash /host/guest/boot.sh
