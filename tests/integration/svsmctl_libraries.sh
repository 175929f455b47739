#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Which libraries svsmctl loads for what: OpenSSL where there are signatures, tpm2-tss where
# there is a TPM, libsystemd where there is a bus, and none of them for logs.  A library that
# is an empty file cannot be loaded, so who does without shows it by not failing.
# shellcheck disable=SC2317 # functions are called through check()
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 2
SVSMCTL=$(realpath -e "${O:-build}/svsmctl") || exit 2
TESTS=$(realpath -e tests/integration) || exit 2
DATA=$(realpath -e tests/data) || exit 2
# shellcheck source=tests/integration/emu_lib.sh
. tests/integration/emu_lib.sh

crypto=$(ldd "$EMU" | awk '/libcrypto/ { print $1 }')
mkdir no-crypto no-tss no-esys no-systemd no-z
: >"no-crypto/${crypto:?svsm-emu is not linked with libcrypto}"
: >no-tss/libtss2-tctildr.so.0
: >no-esys/libtss2-esys.so.0
: >no-systemd/libsystemd.so.0
: >no-z/libz.so.1

# without LIBRARY COMMAND...: runs it where that library is broken.
without() {
	local library=$1
	shift

	LD_LIBRARY_PATH=$PWD/no-$library "$@"
}

# says TEXT COMMAND...: fails with 1, in one line that has the text.
says() {
	local text=$1 status=0
	shift

	"$@" >out 2>err || status=$?
	[ "$status" = 1 ] && [ ! -s out ] && [ "$(wc -l <err)" = 1 ] && grep -qF -- "$text" err &&
		return
	echo "exit status $status: $(cat out err)"
	return 1
}

python3 "$TESTS/make_log.py" log >/dev/null || exit 2
emu_start state --ephemeral --socket emu.sock --tpm-port 0 || finish
export SVSM_DEVICE=emu:$scratch/emu.sock
tpm2_startup -c

for verb in replay show "show --json"; do
	# shellcheck disable=SC2086 # words
	check "eventlog $verb does without OpenSSL" \
		without crypto "$SVSMCTL" eventlog $verb log
done
check "services does without OpenSSL" without crypto "$SVSMCTL" services
check "services does without tpm2-tss" without tss "$SVSMCTL" services
for library in crypto esys; do
	check "attest does without $library" without $library "$SVSMCTL" attest \
		--nonce "$(printf '%064d' 7)" --tcti "$TPM2TOOLS_TCTI" --out "bundle-$library"
done
check "attest says that it cannot do without tpm2-tss" \
	says "TPM software stack is not installed: libtss2-tctildr.so.0" \
	without tss "$SVSMCTL" attest --nonce "$(printf '%064d' 7)" --tcti device:/dev/null
check "a report cannot be verified without OpenSSL, which is said" \
	says "svsmctl: OpenSSL cannot be used: " without crypto "$SVSMCTL" report verify \
	--report "$DATA/snp_report/version-3.bin" --cert "$DATA/snp_cert/vcek-milan.bin"
for library in systemd z; do
	check "status does without lib$library" \
		bash -c "LD_LIBRARY_PATH='$PWD/no-$library' '$SVSMCTL' status --json | jq -e .svsm"
	check "so does doctor" bash -c \
		"LD_LIBRARY_PATH='$PWD/no-$library' '$SVSMCTL' doctor --json | jq -e '.checks | length > 10'"
done
check "monitor says that it cannot do without libsystemd" \
	says "system bus: libsystemd.so.0 is not installed" without systemd "$SVSMCTL" monitor
emu_stop
finish
