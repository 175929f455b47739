#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# svsmctl report archive on a machine that is a folder, with every secret that there can be
# around it: what is in the archive, and that no secret is.
# shellcheck disable=SC2016,SC2094,SC2119,SC2154,SC2317 # functions are called through check()
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 2
SVSMCTL=$(realpath -e "${O:-build}/svsmctl") || exit 2
TESTS=$(realpath -e tests/integration) || exit 2
DATA=$(realpath -e tests/data) || exit 2
# shellcheck source=tests/integration/emu_lib.sh
. tests/integration/emu_lib.sh
# shellcheck source=tests/integration/doctor_world.sh
. "$TESTS/doctor_world.sh"
# shellcheck source=tests/integration/disk_lib.sh
. "$TESTS/disk_lib.sh"

export SVSM_DEVICE=emu:$scratch/emu.sock SVSM_BIRTH=$scratch/birth SVSM_CERT_CACHE=$scratch/certs
export SVSMD_RUNTIME=$scratch/svsmd SVSMD_STATE=$scratch/svsmd
export SYSTEMD_MEASURE_LOG_FIRMWARE=$scratch/log SYSTEMD_MEASURE_LOG_USERSPACE=$scratch/systemd
unset DBUS_SYSTEM_BUS_ADDRESS

emu_start state --socket emu.sock --tpm-port 0 || finish
export SVSM_TCTI=$TPM2TOOLS_TCTI
tpm2_startup -c && python3 "$TESTS/make_log.py" log | xargs tpm2_pcrextend

# Programs of the system, which here say what is asked of them.
mkdir bin
printf '#!/bin/sh\necho "systemctl $*"; echo "of svsmd" >&2; exit 3\n' >bin/systemctl
printf '#!/bin/sh\nyes "a long line of the journal, and another one of them" | head -c 3000000\n' >bin/journalctl
printf '#!/bin/sh\nprintf "[1] svsm: loaded\\n[2] usb: nothing\\n[3] tpm tpm0: \\033[31mred\\n"\n' >bin/dmesg
chmod +x bin/*
export PATH=$PWD/bin:$PATH

# ---- a machine with secrets

machine secrets
printf 'a PIN that nobody may see' >pin
volume_new "$root/dev/vdb"
put etc/crypttab 'data /dev/vdb\n'
"$SVSMCTL" disk recovery --key-file passphrase "$root/dev/vdb" >recovery 2>/dev/null
enroll=("$SVSMCTL" disk enroll --key-file passphrase --assume-persistent --pcrs sha256:7 --yes
	--pin --pin-file pin)
"${enroll[@]}" "$root/dev/vdb" >/dev/null 2>err
"${enroll[@]}" --accept-measurement "$(sed -n 's/.*--accept-measurement //p' err)" \
	"$root/dev/vdb" >/dev/null 2>err || cat err
cryptsetup token import "$root/dev/vdb" --json-file - <<'END'
{"type":"clevis","keyslots":["0"],"jwe":{"ciphertext":"c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0","tag":"short"}}
END
openssl ecparam -name prime256v1 -genkey -noout -out key.pem 2>/dev/null
put etc/svsm/svsmd.conf '[Verifier]\nKey=/etc/svsm/verifier.pem\n'
mkdir -p "$root/etc/svsm/svsmd.conf.d"
cp key.pem "$root/etc/svsm/svsmd.conf.d/50 wrong.conf"
"$SVSMCTL" certs import "$DATA/snp_cert/vcek-milan.bin" >/dev/null
"$SVSMCTL" birth record >/dev/null 2>&1

relay_start
check "it is made" exits 0 "$SVSMCTL" report archive report.tar
check "the SVSM is asked for nothing" test "$(svsm_requests)" = 0
relay_stop
check "it says to look through it" grep -qF "look through it before you give it away" err
check "it is root's alone" test "$(stat -c %a report.tar)" = 600
check "nothing else is left" bash -c '! ls -A | grep -q "report.tar.\|\.tmp"'
mkdir unpacked
check "tar unpacks it, without a word" bash -c 'test -z "$(tar -C unpacked -xf report.tar 2>&1)"'
cd unpacked/svsm-report || exit 2
find . -type f | sort >../../names

# ---- what is in it

check "status" jq -e .svsm status.json
check "doctor" jq -e '.checks | length == 19' doctor.json
check "the state of trust" jq -e .state trust.json
check "certificates that are kept" cmp "$(find certificates -name 'leaf-*')" "$DATA/snp_cert/vcek-milan.bin"
check "the event log" cmp event-log.bin "$scratch/log"
check "svsmd's configuration" grep -rqF "Key=/etc/svsm/verifier.pem" config
check "what systemd says, errors too" bash -c 'grep -q "^of svsmd" units.txt && grep -q svsm-birth units.txt'
check "which failed, as README says" grep -qE '^units.txt .*\(ended with exit status 3\)' README.txt
check "the journal, cut" bash -c 'test $(stat -c %s journal.txt) -le 1048576 && test $(stat -c %s journal.txt) -gt 900000'
check "as README says" grep -qE '^journal.txt .*\(it said more, which was cut\)' README.txt
check "the kernel's log, as far as it concerns us" bash -c 'grep -q "svsm: loaded" kernel-log.txt && ! grep -q usb kernel-log.txt'
check "what opens the volume" jq -e '[.tokens[].type] | sort == ["clevis", "svsm", "systemd-recovery"]' volumes/0.json
check "its tokens, in their form" jq -es 'map(.type) | sort == ["clevis", "svsm", "systemd-recovery"]' volumes/0-token-*.json
check "with digests for what is sealed" bash -c 'cat volumes/0-token-*.json | grep -qE "sha256:[0-9a-f]{64}, [0-9]+ characters"'
check "README names each file" bash -c 'find . -type f ! -name README.txt -printf "%P\n" |
	while read -r name; do grep -q "^$name " README.txt || exit 1; done'

# ---- what is not

# hidden FILE: what is in it is not in any part, nor in the archive as it is.
hidden() {
	local secret

	secret=$(cat "$1")
	[ ${#secret} -gt 10 ] || { echo "there is no secret"; return 1; }
	! grep -rqF -- "$secret" . ../../report.tar && return
	grep -rlF -- "$secret" .
	return 1
}

for name in passphrase pin; do
	check "no $name" hidden "$scratch/$name"
done
grep -oE '([cbdefghijklnrtuv]{8}-){7}[cbdefghijklnrtuv]{8}' "$scratch/recovery" | head -n 1 >"$scratch/key"
check "no recovery key" hidden "$scratch/key"
sed -n 2p "$scratch/key.pem" >"$scratch/line"
check "no private key, though one is where none belongs" hidden "$scratch/line"
check "which README tells" grep -qF "left out: there is a private key in it" README.txt
# The EK's name and the measurement are for everybody, and in other parts as well.
cryptsetup luksDump --dump-json-metadata "$root/dev/vdb" |
	jq -r '.tokens[] | del(.ek, .measurement) | .. | strings' | awk 'length > 31' >"$scratch/blobs"
check "the tokens have what must not be seen" test "$(wc -l <"$scratch/blobs")" -ge 3
check "no text of theirs that could be a key" bash -c "! grep -rqFf '$scratch/blobs' . ../../report.tar"
check "no control sequences in README" bash -c '! grep -q "$(printf "\\033")" README.txt'
cd "$scratch" || exit 2

# ---- the command

check "a file that is there is left alone" exits 1 "$SVSMCTL" report archive report.tar
check "which is said" grep -qF "name another file" err
check "a folder that is not there" exits 1 "$SVSMCTL" report archive nowhere/report.tar
check "FILE is needed" exits 2 "$SVSMCTL" report archive
check "--dry-run lists" exits 0 "$SVSMCTL" report archive --dry-run
check "each part" bash -c 'grep -q " status.json$" out && grep -q " volumes/0.json$" out'
check "and writes nothing" test "$(find . -maxdepth 1 -name '*.tar' | wc -l)" = 1
check "--dry-run with a FILE does not make it" bash -c "'$SVSMCTL' report archive --dry-run other.tar >/dev/null; test ! -e other.tar"
rm -r bin
export SVSM_ROOT=$scratch/empty
check "a machine that has nothing has an archive as well" exits 0 "$SVSMCTL" report archive bare.tar
check "that tar takes" bash -c 'tar -tf bare.tar | grep -q README.txt'
emu_stop
finish
