#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# svsmctl for who may not ask SVSM and TPM: svsmd is asked in their place, if polkit allows it.
# shellcheck disable=SC2119,SC2154,SC2317 # functions are called through check()
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 2
SVSMCTL=$(realpath -e "${O:-build}/svsmctl") || exit 2
SVSMD=$(realpath -e "${O:-build}/svsmd") || exit 2
WORKER=$(realpath -e "${O:-build}/svsmd-worker") || exit 2
TESTS=$(realpath -e tests/integration) || exit 2
# shellcheck disable=SC2034 # bus_lib.sh uses it
POLICY=$(realpath -e packaging/dbus/org.svsm.Guest1.conf) || exit 2
# shellcheck source=tests/integration/emu_lib.sh
. tests/integration/emu_lib.sh
# shellcheck source=tests/integration/bus_lib.sh
. "$TESTS/bus_lib.sh"
trap 'svsmd_stop KILL; bus_stop; emu_stop; rm -rf "$scratch"' EXIT
nobody=$(id -u nobody)
nonce=$(printf 'ab%.0s' {1..32})

# told STATUS TEXT ARGUMENT...: svsmctl ends so for nobody, and says so.
told() {
	local status=$1 text=$2 ended=0
	shift 2

	setpriv --reuid="$nobody" --clear-groups "$SVSMCTL" "$@" >out 2>err || ended=$?
	[ "$ended" = "$status" ] && cat out err | grep -qF -- "$text" && return
	echo "status $ended: $(cat err)"
	return 1
}

guest_boot state 0 || finish
configure "$IDLE"
bus_start
mkdir -m 0777 theirs
chmod 0700 "$scratch/emu.sock"

check "without svsmd, the services are root's" told 1 "run as root, or start svsmd" services
check "as is evidence" told 1 "run as root, or start svsmd" attest --nonce "$nonce" --out theirs/none
check_not "of which no file is left" test -e theirs/none

starts "svsmd starts"
"$SVSMCTL" services >root
check "it tells everybody the services" told 0 "listed by svsmd (transport D-Bus)" services
check "as root sees them" diff <(head -n -1 root) <(head -n -1 out)
check "as JSON too" told 0 '"transport": "D-Bus"' services --json
check "the same ones" diff <("$SVSMCTL" services --json | jq .services) <(jq .services out)

check "evidence is for root" told 1 "run as root, or see org.svsm.Guest1(5)" \
	attest --nonce "$nonce" --out theirs/none
check_not "of which no file is left" test -e theirs/none
whom_polkit_allows org.svsm.guest1.attest
check "and for whom polkit allows it" told 0 "by svsmd, as this user may not ask SVSM and TPM" \
	attest --nonce "$nonce" --out theirs/bundle
check "who may have to authenticate" grep -q "^system-bus-name name org.svsm.guest1.attest 1" asked
check "it is theirs" test "$(stat -c %u theirs/bundle)" = "$nobody"
check "and can be verified" exits 0 "$SVSMCTL" challenge new --evidence theirs/bundle \
	--out new --state credential
check "it answers the challenge" bash -c \
	"[ \"\$(jq -r .challenge theirs/bundle | base64 -d | od -An -v -tx1 | tr -d ' \n')\" = $nonce ]"
check "also on standard output" told 0 "svsmd has collected it" attest --nonce "$nonce"
check "the bundle alone" jq -e '.format == "svsm-guest/evidence"' out
check "nothing is overwritten" told 1 "theirs/bundle: exists already" \
	attest --nonce "$nonce" --out theirs/bundle
check "svsmd takes no wishes" told 1 "svsmd, which collects for others, takes no such options" \
	attest --nonce "$nonce" --pcrs sha256:0-7 --out theirs/other

# ---- who is at a terminal may be asked for a password there

nobody=$(id -u daemon) # who has had no jobs yet
mkdir bin
cat >bin/pkttyagent <<-END
	#!/bin/sh
	trap 'echo ended >>$scratch/theirs/agent; exit' TERM
	echo "\$1 \$3" >>$scratch/theirs/agent
	eval "exec \$2>&-"
	while :; do sleep 0.1; done
END
chmod 0755 bin bin/pkttyagent
# at_terminal USER COMMAND...
at_terminal() {
	rm -f theirs/agent
	PATH=$scratch/bin:$PATH python3 "$TESTS/at_terminal.py" -- \
		setpriv --reuid="$1" --clear-groups "${@:2}" >out 2>&1
}
check "evidence at a terminal" at_terminal "$nobody" "$SVSMCTL" attest --nonce "$nonce" --out theirs/again
check "polkit's agent is there meanwhile" test "$(paste -sd' ' theirs/agent)" = \
	"--notify-fd --fallback ended"
whom_polkit_allows org.svsm.guest1.reattest
check "a re-attestation" at_terminal "$nobody" "$SVSMCTL" trust reattest
check "as well" test "$(paste -sd' ' theirs/agent)" = "--notify-fd --fallback ended"
check "who may have to authenticate" grep -q "^system-bus-name name org.svsm.guest1.reattest 1" asked
check "root is asked by nobody" at_terminal 0 "$SVSMCTL" trust reattest
check_not "so there is no agent" test -e theirs/agent
check "nor without a terminal" told 0 "the self-appraisal accepts" trust reattest
check_not "where nobody could answer" test -e theirs/agent
rm bin/pkttyagent
nobody=$(id -u bin) # likewise
check "where it is not installed, it goes on without" at_terminal "$nobody" "$SVSMCTL" trust reattest

whom_polkit_allows org.svsm.guest1.attest
kill -KILL "$emu_pid"
check "what svsmd cannot collect it says" told 1 "svsmd: " attest --nonce "$nonce" --out theirs/none
check_not "and no file is left" test -e theirs/none
finish
