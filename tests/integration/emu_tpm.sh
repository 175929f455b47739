#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# swtpm's protocol as the emulator speaks it, with swtpm's own client and tpm2-tools at
# the other end; peers that misbehave; and the command line.
# shellcheck disable=SC2317 # functions are called through check()
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 2
# shellcheck source=tests/integration/emu_lib.sh
. tests/integration/emu_lib.sh

control() {
	swtpm_ioctl --tcp "127.0.0.1:$((tpm_port + 1))" "$@"
}

# What it answers to bytes given in hexadecimal, as hexadecimal.
send_raw() {
	# shellcheck disable=SC2001 # a pattern, not a string
	printf '%b' "$(sed 's/../\\x&/g' <<<"$2")" |
		timeout 2 socat -t 1 - "TCP:127.0.0.1:$1" 2>/dev/null | od -An -v -tx1 | tr -d ' \n'
}

emu_start state --socket socket --tpm-port 0 || finish

check_not "the TPM needs TPM2_Startup" tpm2_getrandom 8
check "TPM2_Startup" tpm2_startup -c
check "tpm2_getrandom" tpm2_getrandom 8
check "tpm2_pcrread" tpm2_pcrread sha256:0
check "tpm2_createprimary" tpm2_createprimary -C o -c primary.ctx
check "tpm2_pcrextend" tpm2_pcrextend "16:sha256=$(printf '%064d' 1)"

check "control: capabilities" control -c
check "control: get config" control -g
check "control: TPM established flag" control -e
check "control: cancel" control -C
check "control: locality 0" control -l 0
check_not "control: a locality above 4 is refused" control -l 5
check_not "control: state blobs are refused" control --save permanent blob
check "control: stop takes the power" control --stop
check_not "without power there is no TPM" tpm2_getrandom 8
check "without power the data channel answers TPM_RC_FAILURE" \
	[ "$(send_raw "$tpm_port" 80010000000c0000017b0008)" = 80010000000a00000101 ]
check "without power attestation is INVALID_REQUEST" [ "$(ask early all)" = 0x80000006 ]
check "control: init gives power" control -i
check_not "power is no TPM2_Startup" tpm2_getrandom 8
check "TPM2_Startup after power" tpm2_startup -c
check "control: an unknown command is TPM_BAD_ORDINAL" \
	[ "$(send_raw $((tpm_port + 1)) 000000ff)" = 0000000a ]
check "control: a data descriptor over TCP is refused" \
	[ "$(send_raw $((tpm_port + 1)) 00000010)" = 00000009 ]
check "control: the buffer is 4096 bytes, whatever is asked" \
	[ "$(send_raw $((tpm_port + 1)) 0000001100000f80)" = 00000000000010000000100000001000 ]
check "data: a command of 9 bytes ends the connection" \
	[ -z "$(send_raw "$tpm_port" 8001000000090000017b00)" ]
check "data: a command of 2^32 - 1 bytes ends the connection" \
	[ -z "$(send_raw "$tpm_port" 8001ffffffff0000017b0008)" ]
check "data: two commands at once end the connection" \
	[ -z "$(send_raw "$tpm_port" 80010000000c0000017b000880010000000c0000017b0008)" ]
check "data: half a command is no command" [ -z "$(send_raw "$tpm_port" 80010000000c)" ]
head -c 96 /dev/zero | timeout 2 socat -t 1 - UNIX-CONNECT:socket >reply 2>/dev/null
check "socket: a request without the magic ends the connection" [ ! -s reply ]
check "after all that the TPM answers" tpm2_getrandom 8
check "after all that the SVSM attests" ask all all
for ((i = 0; i < 40; i++)); do
	socat -u "EXEC:sleep 3" "TCP:127.0.0.1:$tpm_port" 2>/dev/null &
done
sleep 1
check "more idle connections than there is room for: the socket still attests" ask all all
sleep 3
check "when they are gone the TPM answers" tpm2_getrandom 8
emu_stop

check "--help" "$EMU" --help
check "usage: no --state" emu_exits 2 --socket s
check "usage: nothing that listens" emu_exits 2 --state state
check "usage: an unknown option" emu_exits 2 --state state --sokcet s
check "usage: an argument too many" emu_exits 2 --state state --socket s more
check "usage: a bank that does not exist" emu_exits 2 --state state --socket s --banks sha257
check "usage: no banks" emu_exits 2 --state state --socket s --banks ""
check "usage: report version 6" emu_exits 2 --state state --socket s --report-version 6
check "usage: VMPL 0" emu_exits 2 --state state --socket s --vmpl 0
check "usage: VMPL 4" emu_exits 2 --state state --socket s --vmpl 4
check "usage: RAM without a unit" emu_exits 2 --state state --socket s --ram 536870912
check "usage: RAM that QEMU would split" emu_exits 2 --state state --socket s --ram 2816M
check "usage: a doorbell without RAM" emu_exits 2 --state state --doorbell bell
check "usage: --once without a doorbell" emu_exits 2 --state state --socket s --once
check "usage: --ephemeral with --rollback" \
	emu_exits 2 --state state --socket s --ephemeral --rollback
check "usage: a port with no room for the control port" emu_exits 2 --state state --tpm-port 65535
: >precious
check "a socket's path that is a file is not replaced" \
	emu_exits 1 --state state --socket precious
check "and the file is still there" [ -f precious ]
finish
