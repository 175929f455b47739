#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# A self-appraisal whose TPM fails at one of its commands, at each in several ways: it ends, says
# of the guest nothing that is not so, and leaves nothing in the TPM that it could have taken out.
# shellcheck disable=SC2317 # functions are called through check()
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 2
WORKER=$(realpath -e "${O:-build}/svsmd-worker") || exit 2
TESTS=$(realpath -e tests/integration) || exit 2
# shellcheck source=tests/integration/emu_lib.sh
. tests/integration/emu_lib.sh
# shellcheck source=tests/integration/bus_lib.sh
. "$TESTS/bus_lib.sh"

export TSS2_LOG=all+NONE

guest_boot state 0 || finish
export TCTI_FAULT_NEXT=$SVSM_TCTI TCTI_FAULT_LOG=$scratch/commands
export SVSM_TCTI=$PROGRAMS/tcti_fault.so

# appraises [FAULT]: its outcome is printed.
appraises() {
	rm -f commands
	env ${1:+"TCTI_FAULT=$1"} timeout 20 "$WORKER" appraise "" "$scratch/state/pki/ark.pem" "" \
		>record 2>err && jq -r .outcome record
}

in_tpm() {
	tpm2_getcap handles-transient
	tpm2_getcap handles-loaded-session
}

# ends KIND EXCEPTION [clean]: it cannot be made, whichever command it is up to the last that
# it needs; what follows takes out of the TPM what was made.  EXCEPTION is CODE:OUTCOME.
ends() {
	local i outcome expected

	for ((i = 1; i <= count; i++)); do
		expected=good
		[ "$i" -gt "$needed" ] || expected=unable
		[ "$(code "$i")" != "${2%:*}" ] || expected=${2#*:}
		outcome=$(appraises "$i:$1")
		if [ "$outcome" != "$expected" ]; then
			echo "command $i is $outcome, not $expected: $(jq -r .reason record) $(tail -n 1 err)"
			return 1
		fi
		in_tpm >after
		if [ "${3-}" = clean ] && ! diff before after; then
			echo "command $i: something is left in the TPM"
			return 1
		fi
		grep -vxFf before after | sed 's/^- //' | xargs -rn 1 tpm2_flushcontext
	done
	return 0
}

# code N: of the N-th command.
code() {
	sed -n "$1p" all
}

appraises >/dev/null # the first keeps its AK
in_tpm >before # the SVSM's own EK
check "without a fault it is good" test "$(appraises)" = good
mv commands all
count=$(wc -l <all)
needed=$(grep -inx '0*147' all | cut -d: -f1)
check "it takes $count commands" test "$count" -ge 12
check "of which one makes the EK" test "$(grep -cix '0*131' all)" = 1
check "and the last that it needs is ActivateCredential" test "$needed" -gt 8
# Which is also what libtpms says to a credential for another EK.
check "a command that fails" ends fail "$(code "$needed"):bad" clean
check "one that is to be sent again, without end" ends retry none:none clean
needed=0 check "a few times" ends storm none:none clean
# Of StartAuthSession's reply only the handle is needed, without a session key.
check "a reply that is cut" ends cut "$(grep -ix '0*176' all):good"
check "noise for parameters" ends noise none:none
check "no reply" ends lost none:none
check "after all of which it is good" test "$(appraises)" = good
finish
