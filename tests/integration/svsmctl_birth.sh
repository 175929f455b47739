#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# svsmctl birth on the emulator: a vTPM that lasts and one that does not, put back, made
# anew, cleared, copied; records that are old, forged, another TPM's; an NV index that is
# gone or somebody else's; and that only the SVSM's own TPM is ever recorded.
# shellcheck disable=SC2317 # functions are called through check()
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 2
SVSMCTL=$(realpath -e "${O:-build}/svsmctl") || exit 2
# shellcheck source=tests/integration/emu_lib.sh
. tests/integration/emu_lib.sh
# shellcheck source=tests/integration/birth_lib.sh
. "$OLDPWD/tests/integration/birth_lib.sh"

# ---- first use

boot first || finish
check "nothing on either side is unknown, never a first boot" shows no-record unknown
check "a fresh TPM counts its manufacture as resets" [ "$(field show .tpm.resets)" = 2 ]
check "which changes nothing" [ "$(nv_indexes)" = "" ]
cp -a first manufactured
check "status notes it" status_notes "neither the disk nor the TPM remembers anything"
check "the first record" records same unknown
check "is of this boot" [ "$(jq .recorded_in_this_boot out)" = true ]
check "and is shown" shows same unknown
check "status has no problem" status_is 0 unknown
check "it says what it does not see" grep -q "not seen: disk and TPM put back together" shown
cp birth/record once
check "once per boot: the second time changes nothing" records same unknown
check "neither the file" cmp birth/record once
check "nor the counter" [ "$(field show .tpm.counter)" = 1 ]
check "whose index no other policy ever opens" bash -c \
	"tpm2_nvreadpublic 0x181f010 | grep -qx '    friendly: authwrite|nt=0x1|authread|no_da|written'"

reboot_only
check "a reboot without a launch: the same" shows same unknown
check "is recorded" records same unknown
check "and proves nothing" [ "$(jq .relaunches_survived out)" = 0 ]
check "but is counted" [ "$(field show .tpm.counter)" = 2 ]
cp birth/record earlier
emu_stop

# ---- the next launch

boot first || finish
check "the next launch: the same TPM, of which only a report could tell more" shows same unknown
check "recorded, it is known to persist" records same persistent
check "and to be relied on" [ "$(jq .reliable out)" = true ]
check "status says so" status_is 0 persistent
reboot_only
check "nor does a reboot take that back" shows same persistent
check "status notes that the record is not of this boot" status_notes "not of this boot"
in_parallel
check "four parallel writers wait for each other, and all end well" grep -qx "0 0 0 0 " parallel
check "and they count one boot, once" [ "$(field show .tpm.counter)" = 4 ]
emu_stop

# ---- the TPM is older than the disk

boot first --rollback || finish
check "an old state of the TPM" shows tpm-behind unknown
cp birth/record kept
check "is not recorded" refuses_to_record tpm-behind
check "the record stays" cmp birth/record kept
check "the counter as well" [ "$(field show .tpm.counter)" = 2 ]
check "status calls it a problem" status_is 1 unknown
check "another name accepts nothing" refuses_to_record tpm-behind --accept disk-behind
check "its own begins anew" records same unknown --accept tpm-behind
emu_stop
boot first || finish
check "from where persistence is shown once more" records same persistent
emu_stop

put_back manufactured
boot first || finish
check "a state from right after manufacture has no counter: gone, not first" shows index-gone unknown
check "its resets are those of a first boot" [ "$(field show .tpm.resets)" = 3 ]
check "a new counter begins too low for the TPM that was" refuses_to_record tpm-behind
check "so it is told from then on" shows tpm-behind unknown
check "and said how" grep -q "its state is from before the record" out
emu_stop

# ---- our index was deleted, the TPM was cleared, the index is somebody else's

begin second
check "a second TPM" records same unknown
tpm2_nvundefine -Q -C o 0x181f010
check "a deleted counter is gone" shows index-gone unknown
check "not a TPM that went back: a new one begins above" refuses_to_record index-gone
check "that is said" grep -q "was deleted since the record" out
check "accepted, it begins anew" records same unknown --accept index-gone
tpm2_clear -Q -c p
check "TPM2_Clear takes it too" shows index-gone unknown
check "and takes nothing back" refuses_to_record index-gone
check "accepted once more" records same unknown --accept index-gone
tpm2_nvundefine -Q -C o 0x181f010
tpm2_nvdefine -Q -C o -s 8 -a "ownerread|ownerwrite" 0x181f010
check "somebody else's index" shows index-foreign unknown
check "stays" refuses_to_record index-foreign --accept index-gone
check "where it is" [ "$(nv_indexes)" = "0x181f010" ]
tpm2_nvundefine -Q -C o 0x181f010
tpm2_nvdefine -Q -C o -a "ownerread|ownerwrite|authread|authwrite|no_da|nt=counter" 0x181f010
check "even a counter, if it is not ours" shows index-foreign unknown
emu_stop

# ---- the record is older, forged, another TPM's, none at all

begin third
check "a third TPM" records same unknown
cp birth/record backup
reboot_only
check "goes on" records same unknown
cp birth/record good
cp backup birth/record
check "a restored backup" shows disk-behind unknown
check "is not taken for the truth" refuses_to_record disk-behind
check "unless somebody says so" records same unknown --accept disk-behind
cp birth/record good

# forged NAME SED-PROGRAM
forged() {
	sed "$2" good >birth/record
	check "$1 is changed" shows not-authentic unknown
}
forged "the counter" 's/"counter":[0-9]*/"counter":4/'
forged "pending" 's/"pending":0/"pending":1/'
forged "what survived" 's/"survived":0/"survived":7/'
forged "the launch" 's/"launch":"../"launch":"ff/'
forged "the instance" 's/"instance":"../"instance":"ff/'
forged "the EK" 's/"ek_name":"000b../"ek_name":"000bff/'
forged "the signature" 's/"signature":"ABgACwAg..../"signature":"ABgACwAgAAAA/'
forged "the form" 's/"format"/ "format"/'
: >birth/record
check "an empty file is no record" shows not-authentic unknown
head -c 5000 /dev/zero >birth/record
check "nor is a large one" shows not-authentic unknown
check "it is not overwritten" refuses_to_record not-authentic
cp earlier birth/record
check "a record of another TPM" shows remade unknown
sed "s/\"ak_name\":\"[0-9a-f]*\"/$(grep -o '"ak_name":"[0-9a-f]*"' good)/" earlier >birth/record
check "that has this one's name" shows not-authentic unknown
rm birth/record && mkdir birth/record
check "what is no file is an error" exits 1 "$SVSMCTL" birth show
check "and nothing is judged" [ ! -s out ]
rmdir birth/record
check "no record, but a TPM that has counted" shows no-record unknown
check "begins anew" records same unknown
emu_stop

# ---- a TPM that does not last

rm -rf birth
boot fourth --ephemeral || finish
check "an ephemeral TPM looks like any" records same unknown
cp birth/record lost
emu_stop
boot fourth --ephemeral || finish
check "at the next launch it is gone" shows remade ephemeral
check "status calls that a problem" status_is 1 ephemeral
check "nothing begins anew by itself" refuses_to_record remade
check "the record stays as it was" cmp birth/record lost
check "accepted, it does, and nothing is known" records same unknown --accept remade
emu_stop

# ---- a copy that runs elsewhere is not seen

begin fifth
check "a fifth TPM" records same unknown
emu_stop
cp -a birth birth-of-copy && cp -a fifth fifth-before
boot fifth || finish
check "goes on here" records same persistent
emu_stop
mv birth birth-here && mv birth-of-copy birth
boot copy --clone-of fifth-before || finish
check "and a copy of TPM and disk goes on there: nobody sees it from inside" records same persistent
emu_stop

# ---- provenance

begin sixth
tpm=$SVSM_TCTI
emu_first=$emu_pid emu_pid=
boot seventh --socket other.sock || finish
check "another TPM than the one in the SVSM's manifest is not recorded" exits 1 "$SVSMCTL" birth record
check "because it cannot open the credential" grep -q "was made for another EK than this TPM's" err
check "nothing is written" [ ! -e birth/record ]
check "nothing is defined in it" [ "$(nv_indexes)" = "" ]
emu_stop
emu_pid=$emu_first
export SVSM_TCTI=$tpm TPM2TOOLS_TCTI=$tpm
check "the SVSM's own is" records same unknown
reboot_only
check "without the SVSM there is no proof, and no record" exits 1 \
	env SVSM_DEVICE="emu:$scratch/nobody" "$SVSMCTL" birth record
check "and the counter stays" [ "$(field show .tpm.counter)" = 1 ]

# ---- passwords, and no room

tpm2_changeauth -Q -c owner password
check "an owner's password costs a TPM that has its counter nothing" records same unknown
tpm2_changeauth -Q -c endorsement password
reboot_only
check "one on the endorsement hierarchy is said" exits 1 "$SVSMCTL" birth record
check "as what it is" grep -q "password" err
emu_stop
begin eighth
tpm2_changeauth -Q -c owner password
check "an owner's password keeps a new one from getting it" exits 1 "$SVSMCTL" birth record
check "which is said" grep -q "cannot be defined: its owner hierarchy has a password" err
check "and no record is left" [ ! -e birth/record ]
tpm2_changeauth -Q -c owner -p password
for ((i = 0; i < 200; i++)); do
	tpm2_nvdefine -Q -C o -s 1024 $((0x1500000 + i)) 2>/dev/null || break
done
for (( ; i < 400; i++)); do
	tpm2_nvdefine -Q -C o -s 8 $((0x1500000 + i)) 2>/dev/null || break
done
check "a TPM keeps room for counters, whatever else fills it" records same unknown
tpm2_nvundefine -Q -C o 0x181f010
rm birth/record
for (( ; i < 400; i++)); do
	tpm2_nvdefine -Q -C o -a "ownerread|ownerwrite|nt=counter" $((0x1500000 + i)) 2>/dev/null || break
done
check "a TPM without room" exits 1 "$SVSMCTL" birth record
check "says so, and what to do" grep -q "has no room for another NV index (0x0181f010); free an NV index" err
check "and a name that is none" exits 2 "$SVSMCTL" birth record --accept same
emu_stop
finish
