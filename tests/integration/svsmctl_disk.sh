#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# svsmctl disk on volumes in files, without a TPM: recovery keys, keys that are typed, and
# what is no volume.
# shellcheck disable=SC2317 # functions are called through check()
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 2
SVSMCTL=$(realpath -e "${O:-build}/svsmctl") || exit 2
TESTS=$(realpath -e tests/integration) || exit 2
# shellcheck source=tests/integration/emu_lib.sh
. tests/integration/emu_lib.sh
# shellcheck source=tests/integration/disk_lib.sh
. "$TESTS/disk_lib.sh"

disk() {
	"$SVSMCTL" disk "$@"
}

at_terminal() {
	python3 "$TESTS/at_terminal.py" "$@"
}

# recovers FILE: a recovery key is added, and its text left in the file "recovery".
recovers() {
	disk recovery --key-file passphrase "$1" >shown 2>words && head -n 1 shown |
		tr -d '\n' >recovery
}

unseen() {
	disk recovery --key-file passphrase full >/dev/full
}

volume_new volume || exit 1
check "a recovery key is added" recovers volume
check "it is eight groups of eight letters" grep -qEx '([cbdefghijklnrtuv]{8}-){7}[cbdefghijklnrtuv]{8}' shown
check "it opens the volume" opens volume recovery --key-slot 1
check "so does the passphrase" opens volume passphrase
check "systemd's token names it" metadata volume \
	'.tokens["0"] == {"type": "systemd-recovery", "keyslots": ["1"]}'
check "its PBKDF is the cheap one" metadata volume \
	'.keyslots["1"].kdf | .type == "pbkdf2" and .iterations == 1000'
check "there is a QR code" [ "$(grep -c $'\u2588' shown)" -gt 10 ]
check "standard error does not show it" [ "$(grep -cf recovery words)" = 0 ]

volume_new full || exit 1
check_not "a key that nobody can have seen is taken out again" unseen
check "with its token" metadata full '(.keyslots | length == 1) and .tokens == {}'

printf wrong >wrong
check "a wrong key" says 1 "opens no keyslot" disk recovery --key-file wrong volume
check "a key file that is empty" says 1 "is empty" disk recovery --key-file /dev/null volume
check "a key file without an end" says 1 "more than 4096" disk recovery --key-file /dev/zero volume
check "a key file that is not there" says 1 "missing: there is no such file" \
	disk recovery --key-file missing volume
check "a volume that is not there" says 1 "there is no such file" disk recovery nothing
check "a volume that is none" says 1 "is no LUKS2 volume" disk recovery passphrase
truncate -s 17M luks1 && cryptsetup luksFormat -q --type luks1 --pbkdf-force-iterations 1000 luks1 passphrase
check "LUKS1 is named, and what makes it LUKS2" says 1 "cryptsetup convert" disk recovery luks1
check "no volume" says 2 "VOLUME is missing" disk recovery
check "without a terminal there is nobody to ask" \
	says 1 "no terminal" setsid "$SVSMCTL" disk recovery volume

types() {
	at_terminal "volume: =a passphrase of somebody" -- "$SVSMCTL" disk recovery volume >typed
}
check "a passphrase is typed" types
check "and not shown" [ "$(grep -c 'of somebody' typed)" = 0 ]
check "a second key was added by it" metadata volume '.tokens["1"].type == "systemd-recovery"'
check "an empty line is no passphrase" [ "$(at_terminal "volume: =" -- \
	"$SVSMCTL" disk recovery volume | grep -c 'what was typed: nothing')" = 1 ]
at_terminal --signal SIGINT "volume: =" -- "$SVSMCTL" disk recovery volume >typed
check "an interrupt ends it" [ $? = 130 ]
check "and leaves the terminal as it was" [ "$(grep -c 'DOES NOT ECHO' typed)" = 0 ]

finish
