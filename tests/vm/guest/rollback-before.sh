#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# The boot that the host will make undone: it leaves its marks, and notes for the
# next one.
. /host/guest/test.sh
. /host/guest/tpm.sh
. /host/guest/luks.sh
. /host/guest/rollback.sh

test_a_boot_leaves_its_marks() {
	tpm2_nvdefine "$INDEX" -C o -a 'nt=counter|ownerread|ownerwrite'
	tpm2_nvincrement "$INDEX" -C o
	tpm2_createprimary -Q -C o -G ecc -c /tmp/primary
	tpm2_evictcontrol -C o -c /tmp/primary "$HANDLE"
	tpm2_pcrextend "16:sha256=$(printf here | sha256sum | cut -d' ' -f1)"
}

test_and_notes_what_it_sees() {
	ek >"$OUT/ek"
	reset_count >"$OUT/reset-count"
	svsmctl services >/dev/null
	svsmctl status --json >"$OUT/status.json"
}

test_and_remembers_the_tpm_on_its_disk() {
	svsmctl birth record
	svsmctl birth show
	cp "$SVSM_BIRTH" "$OUT/birth"
}

# A disk that is not put back with it.
test_and_a_volume_is_sealed_to_it() {
	luks_new volume
	svsmctl disk recovery --key-file "$LUKS_KEY" "$LUKS_FILE" >/dev/null
	! svsmctl disk enroll --yes --key-file "$LUKS_KEY" --pcrs sha256:7 "$LUKS_FILE" 2>/tmp/said
	sed -n 's/.*--accept-measurement \([0-9a-f]*\)$/\1/p' /tmp/said >"$OUT/launch"
	svsmctl disk enroll --yes --key-file "$LUKS_KEY" --pcrs sha256:7 --assume-persistent \
		--accept-measurement "$(cat "$OUT/launch")" "$LUKS_FILE"
	svsmctl disk test "$LUKS_FILE"
	cp "$LUKS_FILE" "$OUT/volume"
}

run_tests
