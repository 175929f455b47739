#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What the emulated vTPM keeps: persistent, ephemeral, rolled back, cloned; its PCR
# banks; two emulators on one folder; kills.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 2
# shellcheck source=tests/integration/emu_lib.sh
. tests/integration/emu_lib.sh

INDEX=0x1500001

start_tpm() {
	emu_start "$@" --tpm-port 0 && tpm2_startup -c
}

# The EK's public part, as one line.
ek() {
	tpm2_createek -G rsa -c ek.ctx -u ek.pub >/dev/null && hex ek.pub
	tpm2_flushcontext -t
}

nv_write() {
	printf '%-8s' "$1" | tpm2_nvwrite "$INDEX" -C o -i -
}

nv_read() {
	tpm2_nvread "$INDEX" -C o -s 8 2>/dev/null
}

reset_count() {
	tpm2_readclock | sed -n 's/ *reset_count: *//p'
}

# The active banks' names, in one line.
banks() {
	tpm2_getcap pcrs | sed -n 's/^ *- \(sha[0-9]*\): \[ 0,.*/\1/p' | tr '\n' ' '
}

start_tpm first || finish
first_ek=$(ek)
first_count=$(reset_count)
check "a new TPM has an EK" [ ${#first_ek} = 632 ]
check "a new TPM has one PCR bank, SHA-256" [ "$(banks)" = "sha256 " ]
check "a folder serves one emulator at a time" emu_exits 1 --state first --socket s2
tpm2_nvdefine "$INDEX" -C o -s 8 -a "ownerread|ownerwrite" >/dev/null
nv_write one
emu_stop
check "SIGTERM is a clean end" [ $? = 0 ]

start_tpm first || finish
check "persistent: the EK stays" [ "$(ek)" = "$first_ek" ]
check "persistent: what was written stays" [ "$(nv_read)" = "one     " ]
check "persistent: the TPM counts its resets" [ "$(reset_count)" -gt "$first_count" ]
nv_write two
emu_stop

start_tpm first --rollback || finish
check "rollback: back to the previous run's beginning" [ "$(nv_read)" = "one     " ]
check "rollback: the EK is the same" [ "$(ek)" = "$first_ek" ]
nv_write three
emu_stop

start_tpm first || finish
check "after a rollback the TPM goes on from there" [ "$(nv_read)" = "three   " ]
kill -KILL "$emu_pid"
wait "$emu_pid" 2>/dev/null
emu_pid=
start_tpm first || finish
check "a killed emulator loses nothing that the TPM has answered" [ "$(nv_read)" = "three   " ]
emu_stop

state_like second first
start_tpm second || finish
check_not "another folder's TPM is another one" [ "$(ek)" = "$first_ek" ]
emu_stop
start_tpm second --clone-of first || finish
check "clone: the same EK" [ "$(ek)" = "$first_ek" ]
check "clone: the same NV index" [ "$(nv_read)" = "three   " ]
emu_stop
check "clone: a folder without a TPM cannot be cloned" \
	emu_exits 1 --state second --clone-of nowhere --socket s2
state_like third first
check "rollback: a folder without a past cannot go back" \
	emu_exits 1 --state third --rollback --socket s2

start_tpm first --ephemeral || finish
fleeting_ek=$(ek)
check_not "ephemeral: not the folder's TPM" [ "$fleeting_ek" = "$first_ek" ]
# CMD_INIT of the control channel: power off and on.
swtpm_ioctl --tcp "127.0.0.1:$((tpm_port + 1))" -i && tpm2_startup -c
check_not "ephemeral: another TPM at every power-on" [ "$(ek)" = "$fleeting_ek" ]
emu_stop
start_tpm first || finish
check "ephemeral: the folder's own TPM is as it was" [ "$(ek)" = "$first_ek" ]
emu_stop

for chosen in sha1 sha1,sha256 sha256,sha384 sha1,sha256,sha384,sha512; do
	start_tpm first --ephemeral --banks "$chosen" || finish
	check "--banks $chosen" [ "$(banks)" = "$(tr , ' ' <<<"$chosen") " ]
	emu_stop
done
finish
