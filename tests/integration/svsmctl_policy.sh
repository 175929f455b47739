#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# svsmctl policy: what is drawn from an emulated machine, from its files and from its
# evidence is a policy, which says what it asks; and bad input is named.
# shellcheck disable=SC2317 # functions are called through check()
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 2
SVSMCTL=$(realpath -e "${O:-build}/svsmctl") || exit 2
TESTS=$(realpath -e tests/integration) || exit 2
# shellcheck source=tests/integration/emu_lib.sh
. tests/integration/emu_lib.sh

export SVSM_DEVICE=emu:$scratch/socket
nonce=$(openssl rand -hex 32)

policy() {
	"$SVSMCTL" policy "$@"
}

# draws FILE OPTION...: a policy that is one, with what jq finds in it.
draws() {
	local file=$1
	shift

	policy new "$@" --out "$file" && policy check "$file" >words
}

# has FILTER FILE: jq's answer is yes.
has() {
	jq -e "$1" "$2" >/dev/null
}

# refuses STATUS TEXT ARGUMENT...: fails in one line that has the text.
refuses() {
	local expected=$1 text=$2 status=0
	shift 2

	policy "$@" >out 2>err || status=$?
	[ "$status" = "$expected" ] && [ "$(wc -l <err)" = 1 ] && [ ! -s out ] &&
		grep -qF -- "$text" err && return
	echo "exit status $status: $(cat out err)"
	return 1
}

emu_start machine --socket socket --tpm-port 0 || exit 1
export SVSM_TCTI=$TPM2TOOLS_TCTI SYSTEMD_MEASURE_LOG_FIRMWARE=$scratch/log
export SYSTEMD_MEASURE_LOG_USERSPACE=/nonexistent
tpm2_startup -c && python3 "$TESTS/make_log.py" log | xargs tpm2_pcrextend || exit 1
check "a bundle is collected" "$SVSMCTL" attest --nonce "$nonce" --out bundle
ask report all >/dev/null && cp report/report report.bin

check "drawn from this machine" draws of-machine --log log
check "drawn from a report" draws of-report --report report.bin
check "drawn from a report and a log" draws of-files --report report.bin --log log
check "drawn from evidence" draws of-bundle --evidence bundle
for file in of-machine of-report of-files of-bundle; do
	check "$file: the launch is demanded" has '.report.measurements | length == 1' "$file"
	check "$file: debugging is forbidden" has '.report.debug == "forbidden"' "$file"
	check "$file: the AK must be bound" has '.vtpm.ak_binding == "required"' "$file"
done
for file in of-machine of-files of-bundle; do
	check "$file: its log is required" has '.logs.firmware == "required" and .events' "$file"
done
check "all three saw the same machine" \
	[ "$(for file in of-machine of-files of-bundle; do jq -cS '[.report, .events]' "$file"; done |
		sort -u | wc -l)" = 1 ]
check "PCRs of machine and evidence are the same" \
	[ "$(jq -c .pcrs of-machine)" = "$(jq -c .pcrs of-bundle)" ]
check "in words" grep -q '^debugging  *must be forbidden$' words
jq '.vtpm.ak_binding = "waived"' of-bundle >waived
check "its own evidence meets it, but for the AK's binding" \
	"$SVSMCTL" verify --nonce "$nonce" --ark machine/pki/ark.pem --policy waived bundle

check "an existing policy is not written over" refuses 1 "of-report" \
	new --report report.bin --out of-report
check "a report of another length" refuses 1 "" new --report log
check "a log that is none" refuses 1 "event log" new --report report.bin --log report.bin
check "evidence that is none" refuses 1 "" new --evidence log
check "evidence and a report" refuses 2 "--evidence" new --evidence bundle --report report.bin
check "a TCTI and a report" refuses 2 "--tcti" new --report report.bin --tcti none
echo '{"version":1,"report":{"measurments":"any"}}' >wrong
check "a member that is not known is named, and its place" refuses 1 \
	"wrong: policy: report.measurments: there is no such member (at byte 23)" check wrong
check "a policy that is not there" refuses 1 "missing" check missing
check "no policy is named" refuses 2 "FILE is missing" check
check "two policies" refuses 2 "one argument too many" check wrong wrong

emu_stop
finish
