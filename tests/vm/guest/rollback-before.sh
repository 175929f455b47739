#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# The boot that the host will make undone: it leaves its marks, and notes for the
# next one.
. /host/guest/test.sh
. /host/guest/tpm.sh
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

run_tests
