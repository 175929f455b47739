#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# PCRs that another program extends while a volume's key is asked for: one that the volume is
# not bound to costs another try, no more; one that it is bound to opens it where its new value
# would have, by another signature or another branch, and else is named.
# shellcheck disable=SC2317 # functions are called through check()
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 2
# shellcheck source=tests/integration/disk_world.sh
. tests/integration/disk_world.sh
# shellcheck source=tests/integration/seal_lib.sh
. "$TESTS/seal_lib.sh"

POLICY_PCR=0x17f UNSEAL=0x15e

# moving NAME COMMAND...: check, after a boot in which nothing has moved.
moving() {
	emu_stop
	boot machine CMDLINE=old || exit 1
	check "$@"
}

# through COMMAND...: its TPM commands are in the file "commands"; TCTI_FAULT spoils one.
through() {
	rm -f commands
	TCTI_FAULT_NEXT=$TPM2TOOLS_TCTI TCTI_FAULT_LOG=$PWD/commands SVSM_TCTI="$PROGRAMS/tcti_fault.so" "$@"
}

# try VOLUME [TOKEN]
try() {
	through "$SVSMCTL" disk test --pcr-signature signatures "$1" >said 2>&1
}

# moves PCR BEFORE KIND VOLUME: the volume is tried, and that PCR moves before the first command
# of that code.  What it came to.
moves() {
	TCTI_FAULT_PCR=$1 TCTI_FAULT="$2:$3" try "$4"
}

count() {
	grep -c "${1#0x}$" commands
}

# opens_after COUNT PCR BEFORE VOLUME: with that many Unseal commands.
opens_after() {
	moves "$2" "$3" extend "$4" || { cat said; return 1; }
	[ "$(count "$UNSEAL")" = "$1" ] || { echo "$(count "$UNSEAL") unseals"; return 1; }
	left_clean
}

# shut_after WORDS PCR BEFORE KIND VOLUME
shut_after() {
	if moves "$2" "$3" "$4" "$5"; then
		echo "it opens"
		return 1
	fi
	grep -qF -- "$1" said || { cat said; return 1; }
	left_clean
}

# sealed NAME OPTION...
sealed() {
	local name=$1
	shift

	cp bare "$name" && enroll "$name" --pcr-signature signatures "$@"
}

openssl genrsa -out signer.key 2048 2>/dev/null
openssl rsa -in signer.key -pubout -out signer.pem 2>/dev/null
boot machine CMDLINE=old || exit 1
measurement=$(launch)
volume_new bare && "$SVSMCTL" disk recovery --key-file passphrase bare >/dev/null 2>&1 || exit 1
# As it is, and as it is after the extension that tcti_fault makes.
tpm2_pcrread -Q sha256:11 -o now && pcrsig_entry signer.key sha256 11 now >entry.now || exit 1
{ cat now; head -c 32 /dev/zero | tr '\0' '\1'; } | openssl dgst -sha256 -binary >later
pcrsig_entry signer.key sha256 11 later >entry.later || exit 1
jq -s '{sha256: .}' entry.now entry.later >signatures

check "sealed to PCR 7" sealed literal --pcrs sha256:7
check "sealed to PCR 11 by signature" sealed signed --public-key signer.pem --pcrs ''
check "sealed to both" sealed both --public-key signer.pem --pcrs sha256:7
check "sealed to either" sealed either --public-key signer.pem --pcrs '' --or-pcrs sha256:7,11

# ---- a PCR that nobody asked about: the TPM takes the policy back, and is asked again

moving "literal: PCR 15 moves before Unseal" opens_after 2 15 $UNSEAL literal
moving "signed: likewise" opens_after 2 15 $UNSEAL signed
moving "both: likewise" opens_after 2 15 $UNSEAL both
moving "either: likewise" opens_after 2 15 $UNSEAL either
moving "literal: PCR 15 moves before PolicyPCR" opens_after 1 15 $POLICY_PCR literal
moving "literal: PCR 15 moves again and again" shut_after "PCRs have moved while it was asked" 15 \
	$UNSEAL extends literal
moving "signed: likewise" shut_after "PCRs have moved while it was asked" 15 $UNSEAL extends signed

# ---- one that it is bound to

moving "literal: PCR 7 moves before Unseal" shut_after "PCR 7 (sha256): not the values" 7 $UNSEAL extend literal
moving "literal: PCR 7 moves before PolicyPCR" shut_after "PCR 7 (sha256): not the values" 7 $POLICY_PCR extend literal
moving "both: PCR 7 moves before Unseal" shut_after "PCR 7 (sha256): not the values" 7 $UNSEAL extend both
moving "signed: PCR 11 moves to another signed value before PolicyPCR" opens_after 1 11 $POLICY_PCR signed
moving "signed: likewise before Unseal" opens_after 2 11 $UNSEAL signed
moving "either: PCR 11 moves before PolicyPCR: it opens by the other branch" opens_after 1 11 $POLICY_PCR either
moving "either: likewise before Unseal" opens_after 2 11 $UNSEAL either
jq -s '{sha256: .}' entry.now >signatures
moving "signed: PCR 11 moves to a value that nobody signed" shut_after \
	"no signature of its signer is for the values of PCR 11" 11 $POLICY_PCR extend signed
moving "either: likewise" shut_after "does not satisfy the policy" 11 $UNSEAL extend either

# ---- at enrollment: the rehearsal is tried again as well

enroll_through() {
	cp bare volume
	through enroll volume --pcrs sha256:7
}
export TCTI_FAULT_PCR=15 TCTI_FAULT=$UNSEAL:extend
moving "it is enrolled all the same" enroll_through
check "at the second Unseal" [ "$(count $UNSEAL)" = 2 ]
export TCTI_FAULT_PCR=7
moving "PCR 7 moves then" says 1 "so nothing was written" enroll_through
check "and the volume is as it was" cmp bare volume
unset TCTI_FAULT_PCR TCTI_FAULT

emu_stop
finish
