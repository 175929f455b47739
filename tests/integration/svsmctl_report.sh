#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# svsmctl report on what the emulated secure processors sign: verified under their own
# root when it is named, and never without; and what every kind of bad input says.
# shellcheck disable=SC2317 # functions are called through check()
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 2
SVSMCTL=$(realpath -e "${O:-build}/svsmctl") || exit 2
# shellcheck source=tests/integration/emu_lib.sh
. tests/integration/emu_lib.sh

# says STATUS TEXT COMMAND...: ends so, and standard output has the text.
says() {
	local expected=$1 text=$2
	shift 2

	exits "$expected" "$@" || return
	grep -qF -- "$text" out && return
	echo "says: $(tail -n 1 out)"
	return 1
}

# refuses STATUS TEXT COMMAND...: fails in one line that has the text, without a result.
refuses() {
	local expected=$1 text=$2
	shift 2

	exits "$expected" "$@" || return
	[ "$(wc -l <err)" = 1 ] && [ ! -s out ] && grep -qF -- "$text" err && return
	echo "says: $(cat out err)"
	return 1
}

verify() {
	"$SVSMCTL" report verify "$@"
}

# flip FILE OFFSET: a copy, "flipped", with one bit of it changed.
flip() {
	local byte
	byte=$(hex "$1" "$2" 1)
	cp "$1" flipped
	printf '%b' "\\x$(printf %02x $((0x$byte ^ 1)))" |
		dd of=flipped bs=1 seek="$2" conv=notrunc status=none
}

# attest NAME OPTION...: report, certificates and keys of one emulated machine.
attest() {
	local name=$1
	shift

	emu_start "$name" "$@" --socket socket --tpm-port 0 || return
	tpm2_startup -c && ask "$name" all && emu_stop
}

# check_machine NAME LEAF ISSUER PRODUCT
check_machine() {
	local name=$1 pki=$1/pki product=$4 i
	local leaf=$pki/$2.pem issuer=$pki/$3.pem report=$1/report
	local chain=(--cert "$pki/ark.der" --cert "$leaf" --cert "$pki/$3.der")

	check "$name: verified under the root that is named" \
		says 0 "verified to the root 'ARK-$product'" \
		verify --report "$report" "${chain[@]}" --ark "$pki/ark.pem"
	check "$name: it is said that the root is not AMD's" grep -q "NOT AMD's" out
	check "$name: refused without a name for the root" \
		says 1 "NOT verified: signature good, chain unproven" \
		verify --report "$report" "${chain[@]}"
	check "$name: refused without the intermediate" \
		says 1 "signature good, chain unproven" \
		verify --report "$report" --cert "$leaf" --ark "$pki/ark.pem"
	check "$name: refused by the leaf alone" says 1 "signature good, chain unproven" \
		verify --report "$report" --cert "$leaf"
	for i in $((0x00)) $((0x08)) $((0x30)) $((0x50)) $((0x90)) $((0x180)) $((0x1a0)) \
		$((0x29f)) $((0x2a0)) $((0x2a0 + 48)) $((0x2a0 + 72)) $((0x49f)); do
		flip "$report" "$i"
		check "$name: refused with a bit of byte $i changed" says 1 "NOT verified: rejected" \
			verify --report flipped "${chain[@]}" --ark "$pki/ark.pem"
	done
	cat "$issuer" "$pki/ark.pem" >bundle.pem
	check "$name: several certificates in one PEM file" says 0 verified \
		verify --report "$report" --cert bundle.pem --cert "$leaf" --ark "$pki/ark.pem"
	check "$name: JSON says yes" says 0 '"is_verified": true' \
		verify --report "$report" "${chain[@]}" --ark "$pki/ark.pem" --json
	check "$name: JSON says no" says 1 '"is_verified": false' \
		verify --report "$report" "${chain[@]}" --json
	check "$name: a report is shown without certificates" says 0 "VMPL                0" \
		"$SVSMCTL" report show --report "$report"
}

check_mixtures() {
	local all=() name

	for name in Milan Genoa Turin VLEK; do
		all+=(--cert "$name/pki/ark.pem" --cert "$name/pki/$(leaf_of "$name").pem")
		all+=(--cert "$name/pki/$([ "$name" = VLEK ] && echo asvk || echo ask).pem")
	done
	for name in Milan Genoa Turin VLEK; do
		check "$name: its chain is found among those of all" says 0 verified \
			verify --report "$name/report" "${all[@]}" --ark "$name/pki/ark.pem"
	done
	check "another machine's root is not this one's" says 1 "not the root that was named" \
		verify --report Milan/report "${all[@]}" --ark Genoa/pki/ark.pem
	check "another machine's certificate is not this one's" says 1 "no key among those given" \
		verify --report Milan/report --cert Genoa/pki/vcek.pem --cert Genoa/pki/ask.pem \
		--ark Genoa/pki/ark.pem
}

leaf_of() {
	[ "$1" = VLEK ] && echo vlek || echo vcek
}

check_bad_input() {
	local pki=Milan/pki good=(--report Milan/report --cert Milan/pki/vcek.pem) many=() i

	cat "$pki/vcek.pem" "$pki/ask.pem" "$pki/ark.pem" >whole.pem
	check "a CA beside the leaf in its file does not count" \
		says 1 "chain unproven" verify --report Milan/report --cert whole.pem \
		--ark "$pki/ark.pem"
	check "and that is said" grep -q "whole.pem: the CA certificates beside the leaf" err
	check "usage: no report" refuses 2 "--report is missing" verify --cert "$pki/vcek.pem"
	check "usage: no certificate" refuses 2 "--cert is missing" verify --report Milan/report
	check "usage: a stray argument" refuses 2 "takes no arguments" verify "${good[@]}" stray
	check "usage: no command of report" refuses 2 "no command is given" "$SVSMCTL" report
	for ((i = 0; i < 17; i++)); do many+=(--cert "$pki/vcek.pem"); done
	check "usage: too many certificates" refuses 2 "more than 16 times" \
		verify --report Milan/report "${many[@]}"
	check "a report that is not there" refuses 1 "there is no such file" \
		verify --report none --cert "$pki/vcek.pem"
	check "a certificate that is not there" refuses 1 "there is no such file" \
		verify --report Milan/report --cert none
	: >empty
	check "an empty certificate" refuses 1 "empty: empty" \
		verify --report Milan/report --cert empty
	check "a report as a certificate" refuses 1 "neither DER nor PEM" \
		verify --report Milan/report --cert Milan/report
	cat "$pki/vcek.der" empty "$pki/ask.der" >two.der
	check "bytes behind a certificate" refuses 1 "bytes behind its end" \
		verify --report Milan/report --cert two.der
	check "a private key as a certificate" refuses 1 "something else than certificates" \
		verify --report Milan/report --cert "$pki/vcek.key"
	check "two roots at once" refuses 1 "where one is to be trusted" \
		verify "${good[@]}" --ark whole.pem
	head -c 1183 Milan/report >short
	check "a report cut short" says 1 "1183 bytes, not 1184" \
		verify --report short --cert "$pki/vcek.pem"
	cat Milan/report empty short >long
	check "a report with bytes behind it" refuses 1 "long" \
		verify --report long --cert "$pki/vcek.pem"
	check "show: a report cut short" refuses 1 "1183 bytes, not 1184" \
		"$SVSMCTL" report show --report short
}

# le32 NUMBER...: each in 4 bytes.
le32() {
	local number

	for number; do
		printf '%b' "$(printf '\\x%02x' $((number & 255)) $((number >> 8 & 255)) \
			$((number >> 16 & 255)) $((number >> 24 & 255)))"
	done
}

# hcl REPORT KIND: what Azure's paravisor would put around it, with runtime data of 2 bytes.
hcl() {
	printf HCLA
	le32 1 $((0x20 + 1184 + 22)) 2 0 0 0 0
	cat "$1"
	le32 22 1 "$2" 1 2
	printf '{}'
	head -c 64 /dev/zero
}

check_hcl() {
	local chain=(--cert Milan/pki/vcek.pem --cert Milan/pki/ask.der --ark Milan/pki/ark.pem)

	hcl Milan/report 2 >hcl.bin
	hcl Milan/report 4 >tdx.bin
	{ cat hcl.bin; printf x; } >hcl-long.bin
	check "HCL: a report in it is shown" says 0 "carrier             Azure HCL report" \
		"$SVSMCTL" report show --report hcl.bin
	check "HCL: and said in JSON" says 0 '"runtime_data_bytes": 2' \
		"$SVSMCTL" report show --report hcl.bin --json
	check "HCL: a good report of other runtime data is refused" \
		says 1 "NOT verified: rejected" verify --report hcl.bin "${chain[@]}"
	check "HCL: that is the step that failed" grep -q "^runtime-data        failed" out
	check "HCL: and the only one" [ "$(grep -c '  *failed  ' out)" = 1 ]
	check "HCL: JSON says no" says 1 '"is_verified": false' \
		verify --report hcl.bin "${chain[@]}" --json
	check "HCL: a TDX report is refused" refuses 1 "TDX's, not SEV-SNP's" \
		verify --report tdx.bin "${chain[@]}"
	check "HCL: bytes behind it are refused" refuses 1 "something else than zeros follows" \
		verify --report hcl-long.bin "${chain[@]}"
}

check "Milan attests" attest Milan --report-version 2
check "Genoa attests" attest Genoa --report-version 3
check "Turin attests" attest Turin --report-version 5
check "Genoa attests by a VLEK" attest VLEK --vlek
check_machine Milan vcek ask Milan
check_machine Genoa vcek ask Genoa
check_machine Turin vcek ask Turin
check_machine VLEK vlek asvk Genoa
check_mixtures
check_bad_input
check_hcl
finish
