#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# A TPM that fails at every single command of sealing and unsealing, and a channel that
# spoils every single reply, under the address sanitizer: errors with words, no key, and
# nothing left in the TPM or in memory.
# shellcheck disable=SC2317 # functions are called through check()
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 2
TREE=$PWD
# shellcheck source=tests/integration/emu_lib.sh
. tests/integration/emu_lib.sh
# shellcheck source=tests/integration/seal_lib.sh
. "$TREE/tests/integration/seal_lib.sh"
trap 'swtpm_stop; rm -rf "$scratch"' EXIT

# The program and what sealing is made of, with sanitizers; tpm2-tss' own macros shift bits
# into the sign.
build_sanitized() {
	# shellcheck disable=SC2046 # lists of options
	(cd "$TREE" && "${CC:-cc}" -std=gnu11 -O1 -g -fsanitize=address,undefined -fno-sanitize=shift \
		-fno-sanitize-recover=all -I. -Iuapi -D_GNU_SOURCE \
		$(pkg-config --cflags tss2-esys tss2-sys tss2-mu tss2-tctildr libargon2 libcurl) \
		-o "$scratch/faults" tests/integration/test_seal_faults.c tests/integration/seal_world.c \
		lib/base/*.c lib/sys/{tpm*,tss,argon2,file}.c lib/policy/{seal,pcr_signer}*.c \
		lib/format/{svsm_token,pcr_signature,tpm_sealed,json_}*.c \
		"$(dirname "$PROGRAMS")/libsvsm.a" -lnettle -lcrypto)
}

# What libraries keep until the process ends is not ours.
cat >suppressions <<'END'
leak:libcrypto
leak:libtss2
leak:dlopen
END
export ASAN_OPTIONS=detect_leaks=1 LSAN_OPTIONS=suppressions=$scratch/suppressions:print_suppressions=0

faults() {
	FAULT_TCTI=$PROGRAMS/tcti_fault.so TCTI_FAULT_NEXT=$TPM2TOOLS_TCTI ./faults "$@" >said 2>&1
	local status=$?

	take <said
	[ "$status" = 0 ] || { grep -v '^ok' said; return 1; }
}

head -c 32 /dev/urandom >key
openssl genrsa -out signer.key 2048 2>/dev/null
openssl rsa -in signer.key -pubout -out signer.pem 2>/dev/null
check "built with sanitizers" build_sanitized
swtpm_start tpm
tpm2_pcrread -Q sha256:11 -o pcr11
pcrsig_entry signer.key sha256 11 pcr11 >entry && jq -s '{sha256: .}' entry >pcrsig
check "sealed: literal PCRs" "$SEAL" seal key literal.token sha256:7,12
check "sealed: either, and a PIN" env PIN=right "$SEAL" seal key all.token sha256:7,12 \
	signed:sha256:11:signer.pem
check "no fault is without words; literal PCRs" faults literal.token key
tpm2_pcrextend "12:sha256=$(printf '%064d' 1)"
tpm2_dictionarylockout -s -n 100 -t 1 -l 1
export PIN=right
check "no fault is without words; signed PCRs and a PIN" faults all.token key pcrsig
check "it opens again" "$SEAL" unseal all.token opened pcrsig
check "with the key" cmp key opened
check "nothing is left" left_clean
finish
