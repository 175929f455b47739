# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# LUKS2 volumes in files, opened by the SVSM's TPM.

LUKS_KEY=/tmp/luks.key

# luks_new NAME: sets LUKS_FILE.  The keyslot of the key file is cheap: what is
# tested is the TPM's.
luks_new() {
	LUKS_FILE=/tmp/$1.luks
	echo "$LUKS_FILE" >/tmp/luks.file
	printf 'a key for the tests' >"$LUKS_KEY"
	truncate -s 32M "$LUKS_FILE"
	cryptsetup luksFormat --batch-mode --type luks2 --pbkdf pbkdf2 \
		--pbkdf-force-iterations 1000 "$LUKS_FILE" "$LUKS_KEY"
}

# enroll PCRS: on the volume of the last luks_new.
enroll() {
	systemd-cryptenroll --tpm2-device=/dev/tpmrm-svsm --tpm2-pcrs="$1" \
		--unlock-key-file="$LUKS_KEY" "$(cat /tmp/luks.file)"
}

attach() {
	systemd-cryptsetup attach "$1" "$(cat /tmp/luks.file)" none \
		tpm2-device=/dev/tpmrm-svsm,headless=1,token-timeout=5s
	[ -e "/dev/mapper/$1" ]
}

detach() {
	systemd-cryptsetup detach "$1"
}
