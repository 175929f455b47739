#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What svsmctl eventlog says of logs that lie, lack something, or do not belong together.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 2
SVSMCTL=$(realpath -e "${O:-build}/svsmctl") || exit 2
TESTS=$(realpath -e tests/integration) || exit 2
# shellcheck source=tests/integration/emu_lib.sh
. tests/integration/emu_lib.sh

openssl req -x509 -newkey rsa:2048 -nodes -keyout key -subj "/CN=a signer" -outform DER \
	-out certificate 2>/dev/null || exit 2
python3 "$TESTS/make_tales.py" || exit 2

# says VERB FILTER VALUE [ARGUMENT...]: what jq finds in the JSON that the verb prints.
# shellcheck disable=SC2317 # called through check()
says() {
	local verb=$1 filter=$2 wanted=$3 found
	shift 3

	found=$("$SVSMCTL" eventlog "$verb" --json "$@" 2>/dev/null | jq -r "$filter")
	[ "$found" = "$wanted" ] || {
		echo "$filter is '$found'"
		return 1
	}
}

check "Secure Boot is on where firmware says so" says show .story.secure_boot on on
check "and off where it says that" says show .story.secure_boot off off
check "what is measured behind the separator does not change it" \
	says show .story.secure_boot off on-behind-separator
check "whatever type the separator is given" \
	says show .story.secure_boot null on-behind-relabelled-separator
check "nor does a variable in another PCR" says show .story.secure_boot null on-in-another-pcr
check "or of another vendor" says show .story.secure_boot null on-of-another-vendor
check "who allowed an image is told" says show '.story.allowed_by | length' 1 signer
check "but not where the digest contradicts it" \
	says show '.story.allowed_by | length' 0 signer-contradicted
check "nor from another PCR" says show '.story.allowed_by | length' 0 signer-in-another-pcr
check "a phase is told" says show '.story.phases | length' 1 phase
check "but not where the digest contradicts it" says show '.story.phases | length' 0 phase-contradicted
check "nor from another PCR" says show '.story.phases | length' 0 phase-in-another-pcr

check "boots are the same where their events are" says diff .same true on on
check "a boot from another locality is another" says diff '.changes[0].pcr' 0 locality-0 locality-3
check "and told as that" says diff '.changes[0].after.line' \
	"the TPM was started from locality 3" locality-0 locality-3
check "banks that only one log has do not hide those that both have" \
	says diff '.changes[0] | .before.bank + .after.bank' sha1sha1 \
	image-of-two-banks other-image-of-sha1
check "an image is the same by any bank that both have" \
	says diff .same true image-of-two-banks image-of-sha1
check "logs that break off are told" says diff .complete false cut cut
python3 -c 'print("\n".join("10 %040x ima-ng sha256:00 /f" % i for i in range(1, 200003)))' >long
check "and ones with more events than are kept" says diff .complete false long long
check "and whole ones" says diff .complete true on on
finish
