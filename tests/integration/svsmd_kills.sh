#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# svsmd killed 500 times at random moments: between any two of them its state and history can
# be read and are what they were or were to become, and in the end the TPM has nothing more in
# it than before.  A worker that is at its work ends by itself.
# shellcheck disable=SC2119,SC2154,SC2317 # functions are called through check()
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 2
SVSMCTL=$(realpath -e "${O:-build}/svsmctl") || exit 2
SVSMD=$(realpath -e "${O:-build}/svsmd") || exit 2
WORKER=$(realpath -e "${O:-build}/svsmd-worker") || exit 2
TESTS=$(realpath -e tests/integration) || exit 2
POLICY=$(realpath -e packaging/dbus/org.svsm.Guest1.conf) || exit 2
KILLS=500
# shellcheck source=tests/integration/emu_lib.sh
. tests/integration/emu_lib.sh
# shellcheck source=tests/integration/bus_lib.sh
. "$TESTS/bus_lib.sh"
trap 'svsmd_stop KILL; bus_stop; emu_stop; rm -rf "$scratch"' EXIT

export SVSMD_RUNTIME=$scratch/run SVSMD_STATE=$scratch/var
guest_boot state 0 || finish
configure "[Watch]
Interval=1s
[Reactions]
Trusted=none
Failed=none"
bus_start

# Everything in the TPM that could be left behind; what is kept in it is listed too.
in_tpm() {
	local kind

	for kind in transient loaded-session saved-session persistent nv-index; do
		tpm2_getcap "handles-$kind"
	done
}

# A guest that nobody touches is found in two states and no other, and the history says of
# nothing that it is missing.
looks_sound() {
	local shown

	shown=$("$SVSMCTL" trust show) || return
	if ! [[ $shown =~ ^state\ +(unknown|consistent.assurance\ +self) ]]; then
		echo "kill $1: $shown"
		return 1
	fi
	shown=$("$SVSMCTL" trust history 2>&1 >/dev/null) && [ -z "$shown" ] && return
	echo "kill $1: $shown"
	return 1
}

# kill_often FIRST LAST: it lives for up to a quarter of a second, in which it starts, has
# an appraisal made and writes down what came of it.
kill_often() {
	local i

	for ((i = $1; i <= $2; i++)); do
		svsmd_run
		read -r -t "0.$(printf %03d $((RANDOM % 250)))" -u "$never"
		kill -KILL "$svsmd_pid"
		wait "$svsmd_pid" 2>/dev/null
		looks_sound "$i" || return
	done
}
exec {never}<> <(:)

starts "it starts"
check "the guest is consistent" state_is consistent self
svsmd_stop
in_tpm >before
check "it is sound after each of $KILLS kills" kill_often 1 "$KILLS"
svsmd_pid=
for ((i = 0; i < 100; i++)); do
	pgrep -f "^$WORKER" >/dev/null || break
	sleep 0.1
done
check "no worker outlives its service" test "$i" -lt 100
in_tpm >after
check "the TPM holds what it held, no session or object more" diff before after
check "its folders hold what they held" test "$(cd var && find . -type f | sort | xargs)" = "./trust-history"
starts "it starts once more"
check "and the guest is consistent" state_is consistent self
finish
