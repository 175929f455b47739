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

# ends KIND OUTCOMES [clean]: whichever command it is.
ends() {
	local i outcome

	for ((i = 1; i <= count; i++)); do
		outcome=$(appraises "$i:$1")
		if ! [[ " $2 " = *" $outcome "* ]]; then
			echo "command $i: '$outcome': $(jq -r .reason record) $(tail -n 1 err)"
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

appraises >/dev/null # the first keeps its AK
in_tpm >before # the SVSM's own EK
check "without a fault it is good" test "$(appraises)" = good
count=$(wc -l <commands)
check "it takes $count commands" test "$count" -ge 12
check "of which one makes the EK" test "$(grep -cix '0*131' commands)" = 1
check "a command that fails" ends fail "good bad unable" clean
check "one that is to be sent again, without end" ends retry "good bad unable" clean
check "a few times" ends storm good clean
check "a reply that is cut" ends cut "good bad unable"
check "noise for parameters" ends noise "good bad unable"
check "no reply" ends lost "good bad unable"
check "after all of which it is good" test "$(appraises)" = good
finish
