#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# svsmctl on the emulator's socket: what the commands print, what attest leaves
# behind, and what every kind of bad input says and leaves behind (nothing).
# shellcheck disable=SC2317 # functions are called through check()
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 2
SVSMCTL=$(realpath -e "${O:-build}/svsmctl") || exit 2
RULES=$(realpath -e udev/60-svsm.rules) || exit 2
# shellcheck source=tests/integration/emu_lib.sh
. tests/integration/emu_lib.sh

vtpm=c476f1eb-0123-45a5-9641-b4e7dde5bfe3
nonce=$(printf 'a5%.0s' {1..64})

# refuses STATUS TEXT COMMAND...: fails so, in one line that has the text, and
# prints no result.
refuses() {
	local expected=$1 text=$2
	shift 2

	exits "$expected" "$@" || return
	if [ "$(wc -l <err)" != 1 ] || [ -s out ]; then
		echo "not one line on standard error alone: $(cat err)"
		return 1
	fi
	grep -qF -- "$text" err && return
	echo "says: $(cat err)"
	return 1
}

attest() {
	"$SVSMCTL" attest --raw --nonce "$nonce" "$@"
}

# The files of a folder, in order.
names() {
	find "$1" -type f -printf '%f\n' | LC_ALL=C sort | tr '\n' ' '
}

nothing_left() {
	local left
	left=$(find . -name '*evil*')
	[ -z "$left" ] && return
	echo "left behind: $left"
	return 1
}

emu_start state --ephemeral --socket emu.sock --tpm-port 0 || finish
export SVSM_DEVICE=emu:$scratch/emu.sock

# ---- before the firmware has started the TPM up

check "an SVSM that refuses is named with its code" \
	refuses 1 "the SVSM refused the request: INVALID_REQUEST (0x80000006);" \
	attest --out evil
tpm2_startup -c

# ---- what is asked for

check "status answers under an SVSM" exits 0 "$SVSMCTL" status
check "status never lists services by itself" grep -q "^services *not listed yet" out
check "status --json is JSON with the documented keys" test "$("$SVSMCTL" status --json |
	sed -n 's/^  "\([a-z_]*\)":.*/\1/p' | tr '\n' ' ')" = \
	"svsm device transport vmpl services tpms links event_log birth problems notes "
check "services lists the vTPM" exits 0 "$SVSMCTL" services
check "services names its GUID" grep -q "^vtpm *$vtpm " out
check "services says which way it took" \
	grep -qxF "listed by $SVSM_DEVICE (transport emu)" out
check "services --json lists it" exits 0 "$SVSMCTL" services --json
check "services --json has its GUID" grep -q "\"guid\": \"$vtpm\"" out
check "services --json says which way it took" test "$("$SVSMCTL" services --json |
	sed -n 's/^  "\([a-z]*\)": *"\?\([^",[]*\).*/\1=\2/p' | tr '\n' ' ')" = \
	"device=$SVSM_DEVICE transport=emu services= "
check "attest succeeds" exits 0 attest --out evidence
check "attest says that the signature was not verified" grep -q "^signature *not verified" out

report_data_holds() {
	[ "$(cat evidence/nonce.bin evidence/manifest.bin | sha512sum | cut -d ' ' -f 1)" = \
		"$(hex evidence/report.bin $((0x50)) 64)" ]
}
check "the files fit together by sha512sum" report_data_holds
check "the nonce is the one that was given" test "$(hex evidence/nonce.bin)" = "$nonce"
check "the certificates are those of the host" cmp evidence/vcek.der state/pki/vcek.der
check "so is the one above" cmp evidence/ask.der state/pki/ask.der
check "so is the root" cmp evidence/ark.der state/pki/ark.der
check "attest.json says that the signature was not verified" \
	grep -q '"signature": "not verified"' evidence/attest.json
check "nothing else is in the folder" test "$(names evidence)" = \
	"ark.der ask.der attest.json certs.bin manifest.bin nonce.bin report.bin vcek.der "
check "attest --json prints what attest.json holds" exits 0 attest --out evidence2 --json
check "attest --json is attest.json" cmp out evidence2/attest.json
check "one service by name" exits 0 attest --out single --service vtpm
check "one service: the gap is said" grep -q "does not cover which service" out
check "one service by GUID" exits 0 attest --out single2 --service "$vtpm"

# ---- what is wrong

check "wrong length of nonce" refuses 2 "--nonce: 4 characters, but a nonce has 128" \
	"$SVSMCTL" attest --raw --nonce abcd --out evil
check "no hexadecimal digit" refuses 2 "--nonce: has a character that is no hexadecimal digit" \
	"$SVSMCTL" attest --raw --nonce "${nonce%??}zz" --out evil
check "no nonce" refuses 2 "--nonce and --out are needed" "$SVSMCTL" attest --raw --out evil
check "no folder" refuses 2 "--nonce and --out are needed" attest
check "unknown name of a service" refuses 2 "'evil' is neither a GUID nor the name" \
	attest --out evil --service evil
check "a service that the SVSM has not" refuses 1 \
	"the SVSM has no such service: UNSUPPORTED_PROTOCOL (0x80000001); 'svsmctl services' lists" \
	attest --out evil --service 00112233-4455-6677-8899-aabbccddeeff
check "unknown option" refuses 2 "--evil: there is no such option" "$SVSMCTL" status --evil
check "an argument" refuses 2 "'evil': takes no arguments" "$SVSMCTL" services evil
check "unknown command" refuses 2 "'evil': there is no such command" "$SVSMCTL" evil
check "no command" refuses 2 "no command is given" "$SVSMCTL"
check "no device" refuses 1 "/nowhere/svsm: there is no such file; correct SVSM_DEVICE" \
	env SVSM_DEVICE=/nowhere/svsm "$SVSMCTL" services
check "another device" refuses 1 "/dev/null: is not a device of the SVSM driver" \
	env SVSM_DEVICE=/dev/null "$SVSMCTL" services
check "nobody listens" refuses 1 "/nowhere/sock: there is no such file" \
	env SVSM_DEVICE=emu:/nowhere/sock "$SVSMCTL" services
check "an existing folder is left alone" refuses 1 \
	"evidence: exists already; name a folder that does not exist yet" attest --out evidence
check "no parent folder" refuses 1 "its parent folder: there is no such file" \
	attest --out nowhere/evil
check "a full standard output is a failure" bash -c "! '$SVSMCTL' --help >/dev/full 2>&1"
if [ "$(id -u)" = 0 ] && id nobody >/dev/null 2>&1; then
	touch private && chmod 0600 private
	chmod 0755 "$scratch"
	# The build folder may be out of that user's reach.
	install -m 0755 "$SVSMCTL" svsmctl
	check "no permission" refuses 1 "private: permission denied; run as root" \
		setpriv --reuid nobody --clear-groups env "SVSM_DEVICE=$scratch/private" \
		"$scratch/svsmctl" attest --raw --nonce "$nonce" --out /tmp/evil
else
	echo "skip no permission: not root, or there is no user nobody"
fi

# ---- an SVSM that lies: an answer that was recorded, or made up, for any request

le32() {
	local i
	for i in 0 8 16 24; do
		printf '%b' "\\x$(printf %02x $(($1 >> i & 255)))"
	done
}

# overwrite FILE OFFSET: with standard input.
overwrite() {
	dd of="$1" bs=1 seek="$2" conv=notrunc status=none
}

# lie FOLDER: what a reply with that evidence looks like (lib/sys/emu_wire.h).
lie() {
	le32 $((0x55535653)) && le32 2 && head -c 24 /dev/zero
	le32 "$(stat -c %s "$1/report.bin")" && le32 "$(stat -c %s "$1/manifest.bin")"
	le32 "$(stat -c %s "$1/certs.bin")" && le32 0
	cat "$1/report.bin" "$1/manifest.bin" "$1/certs.bin"
}

# bind FOLDER: gives its report the REPORT_DATA of its nonce and manifest.
bind() {
	cat "$1/nonce.bin" "$1/manifest.bin" | openssl dgst -sha512 -binary |
		overwrite "$1/report.bin" $((0x50))
}

# told FOLDER COMMAND...: the command, asking an SVSM that answers so.
told() {
	local folder=$1 liar status=0
	shift

	lie "$folder" >reply
	rm -f liar.sock
	socat UNIX-LISTEN:liar.sock SYSTEM:'head -c 96 >/dev/null && cat reply' &
	liar=$!
	while [ ! -S liar.sock ]; do sleep 0.05; done
	SVSM_DEVICE=emu:$scratch/liar.sock "$@" || status=$?
	kill "$liar" 2>/dev/null
	wait "$liar" 2>/dev/null
	return "$status"
}

# A copy of the evidence to be spoiled.
spoil() {
	rm -rf spoiled && cp -r evidence spoiled
}

spoil
check "the honest copy is taken" told spoiled exits 0 attest --out honest
check "an old answer to a new nonce" told spoiled \
	refuses 1 "REPORT_DATA is not SHA-512(nonce || manifest)" \
	"$SVSMCTL" attest --raw --nonce "${nonce%??}00" --out evil
printf 'x' | overwrite spoiled/manifest.bin 100
check "a changed manifest" told spoiled \
	refuses 1 "REPORT_DATA is not SHA-512(nonce || manifest)" attest --out evil
spoil
printf '\002' | overwrite spoiled/report.bin $((0x30))
check "a report that the guest made itself" told spoiled \
	refuses 1 "made at VMPL 2, not by the SVSM at VMPL 0" attest --out evil
spoil
truncate -s 1183 spoiled/report.bin
check "a report of another length" told spoiled \
	refuses 1 "SNP report: 1183 bytes, not 1184" attest --out evil
spoil
printf '\011' | overwrite spoiled/report.bin 0
check "a report of an unknown version" told spoiled \
	refuses 1 "SNP report: version 9, known are 2 to 5" attest --out evil
spoil
printf '\0' | overwrite spoiled/manifest.bin 0
bind spoiled
check "a manifest of another kind" told spoiled \
	refuses 1 "services manifest: starts with another GUID" attest --out evil
spoil
printf '\0' | overwrite spoiled/manifest.bin 24
bind spoiled
check "a manifest without the vTPM" told spoiled \
	refuses 1 "services manifest: does not name the vTPM" attest --out evil
spoil
printf '\377\377\377\377' | overwrite spoiled/certs.bin 16
check "certificates that make no sense cost only themselves" told spoiled \
	exits 0 attest --out uncertain
check "and that is said" grep -q "note: certificate table: .*certs.bin is kept" err
check "and none of them is taken out" test "$(names uncertain)" = \
	"attest.json certs.bin manifest.bin nonce.bin report.bin "
check "no refusal left a file behind" nothing_left
check "no hidden folder is left" test -z "$(find . -name '.*.????????')"

# ---- the event log against a TPM

# An event log with one event per PCR 0-7 and one for PCR 11, made from zeros.
make_log() {
	local pcr

	le32 0 && le32 3 && head -c 20 /dev/zero && le32 33
	printf 'Spec ID Event03\0' && le32 0 && printf '\0\2\0\2' && le32 1
	printf '\013\0\040\0\0'
	for pcr in 0 1 2 3 4 5 6 7 11; do
		le32 $pcr && le32 4 && le32 1 && printf '\013\0' && head -c 32 /dev/zero && le32 0
	done
}

zeros=$(printf '0%.0s' {1..64})
make_log >log
check "a log that the TPM does not know differs" \
	exits 1 "$SVSMCTL" status --tcti "$TPM2TOOLS_TCTI" --eventlog log
check "and the PCRs are named" grep -q "^PROBLEM *PCR 0 1 2 3 4 5 6 7 of bank sha256: not what" out
check "an operating system's PCR is no problem" \
	grep -q "PCR 11: extended after the firmware's log" out
for pcr in 0 1 2 3 4 5 6 7 11; do
	tpm2_pcrextend $pcr:sha256="$zeros"
done
check "a log that happened replays" \
	exits 0 "$SVSMCTL" status --tcti "$TPM2TOOLS_TCTI" --eventlog log
check "and every PCR is as it says" grep -q "PCR 0 1 2 3 4 5 6 7 11: as the log says" out
tpm2_pcrextend 6:sha256="$zeros"
check "one extension without a log entry is found" \
	exits 1 "$SVSMCTL" status --tcti "$TPM2TOOLS_TCTI" --eventlog log --json
check "and named" grep -q '"PCR 6 of bank sha256: not what' out

# systemd extends PCRs of the firmware as well, and logs banks that the firmware may not.
printf '\036{"pcr":6,"digests":[{"hashAlg":"sha256","digest":"%s"}]}\n' "$zeros" >systemd.log
export SYSTEMD_MEASURE_LOG_USERSPACE=$scratch/systemd.log
check "systemd's log explains what the firmware's does not" \
	exits 0 "$SVSMCTL" status --tcti "$TPM2TOOLS_TCTI" --eventlog log
check "and is counted" grep -q "10 events and 1 of systemd's log" out
{
	le32 0 && le32 3 && head -c 20 /dev/zero && le32 33
	printf 'Spec ID Event03\0' && le32 0 && printf '\0\2\0\2' && le32 1 && printf '\014\0\060\0\0'
} >sha384.log
check "a bank that systemd's log alone has is not held against the TPM" \
	exits 1 "$SVSMCTL" status --tcti "$TPM2TOOLS_TCTI" --eventlog sha384.log
check "but told" grep -q "the TPM's bank sha256 is not in the event log" out
chmod +t systemd.log
check "a measurement that systemd could not log is no problem by itself" \
	exits 0 "$SVSMCTL" status --tcti "$TPM2TOOLS_TCTI" --eventlog log
check "but told" grep -q "note *$scratch/systemd.log: incomplete: systemd made a measurement" out
chmod -t systemd.log
truncate -s -5 systemd.log
check "a systemd log that is torn explains nothing" \
	exits 1 "$SVSMCTL" status --tcti "$TPM2TOOLS_TCTI" --eventlog log
check "and is told" grep -q "note *$scratch/systemd.log: " out
unset SYSTEMD_MEASURE_LOG_USERSPACE
check "systemd's log is of this machine, the one that was named may not be" \
	exits 1 "$SVSMCTL" status --tcti "$TPM2TOOLS_TCTI" --eventlog log
truncate -s -1 log
check "a log that is cut off is a problem" \
	exits 1 "$SVSMCTL" status --tcti "$TPM2TOOLS_TCTI" --eventlog log
check "and where is said" grep -q "event log: cut off within event 9" out

make_log >log
check "a TPM that cannot be reached is a problem" \
	exits 1 "$SVSMCTL" status --tcti no-such-tcti: --eventlog log
check "a log that was named and is not there is a problem" \
	exits 1 "$SVSMCTL" status --tcti "$TPM2TOOLS_TCTI" --eventlog nowhere

# ---- the rules

check "the udev rules run no programs" bash -c "! grep -nE 'RUN|PROGRAM|IMPORT' '$RULES'"

emu_stop
finish
