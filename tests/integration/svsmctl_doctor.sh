#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# svsmctl doctor on machines that are folders, beside the emulated SVSM and its TPM: one that
# is well, and others that lack one thing each.  What each check judges from which facts,
# tests/unit/test_doctor.c goes through; here it is shown that the facts are found.
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

unset NO_COLOR
export SVSM_DEVICE=emu:$scratch/emu.sock SVSM_BIRTH=$scratch/birth TERM=xterm
export SVSMD_RUNTIME=$scratch/svsmd SVSMD_STATE=$scratch/svsmd SVSM_CERT_CACHE=$scratch/certs
unset DBUS_SYSTEM_BUS_ADDRESS

# finds CHECK OUTCOME TEXT: what this machine's doctor says there.
finds() {
	local said

	"$SVSMCTL" doctor --json >doctor.json 2>err
	said=$(jq -r --arg check "$1" '.checks[] | select(.check == $check) |
		"\(.outcome): \(.what)"' doctor.json)
	[[ $said = "$2: "*"$3"* ]] && return
	echo "says: $said"
	return 1
}

# mended_by CHECK TEXT: as the last "finds" has it.
mended_by() {
	jq -e --arg check "$1" --arg text "$2" \
		'.checks[] | select(.check == $check) | .fix | contains($text)' doctor.json
}

emu_start state --socket emu.sock --tpm-port 0 || finish
export SVSM_TCTI=$TPM2TOOLS_TCTI
tpm2_startup -c && python3 "$TESTS/make_log.py" log | xargs tpm2_pcrextend

# ---- a machine that is well, but for what only a relaunch and a service can show

machine well
check "no problem, exit status 0" exits 0 "$SVSMCTL" doctor
sed "s#$root##g" out >text
check "the whole of it is as ever" diff "$DATA/doctor/well.txt" text
check "no colours where there is no terminal" bash -c '! grep -q "$(printf "\\033")" out'
check "the JSON has every check, and the counts" bash -c "'$SVSMCTL' doctor --json | jq -e '
	.problems == 0 and (.checks | length == 19) and
	.warnings == ([.checks[] | select(.outcome == \"warning\")] | length) and
	.unknown == ([.checks[] | select(.outcome == \"unknown\")] | length) and
	all(.checks[]; has(\"why\") and has(\"fix\") and
	    (.outcome == \"ok\") == (.why == null and .fix == null) or .outcome == \"unknown\")'"
python3 "$TESTS/at_terminal.py" -- "$SVSMCTL" doctor >terminal
check "colours at a terminal" grep -q $'\033\[32mok' terminal
NO_COLOR=1 python3 "$TESTS/at_terminal.py" -- "$SVSMCTL" doctor >terminal
check "none with NO_COLOR" bash -c '! grep -q "$(printf "\\033")" terminal'

# ---- what it costs and changes

relay_start
"$SVSMCTL" doctor >/dev/null
check "it asks the SVSM for nothing" test "$(svsm_requests)" = 0
check "and the TPM for nothing that writes" \
	bash -c "! tr ' ' '\n' <<<'$(commands)' | grep -xE '131|12a|137|120|182|13c|134|144'"
relay_stop
find "$root" -newer text -type f >changed
check "it changes no file" test ! -s changed

# ---- the machine and its kernel

machine none
rm -r "$root"/sys/devices/{system,platform}
export SVSM_DEVICE=$scratch/none
check "a machine without an SVSM" finds platform problem "no SEV-SNP guest"
check "its checks are not made" finds event-log unknown "shows no SVSM"
check "which is one line" bash -c "'$SVSMCTL' doctor | grep -c 'checks were not made' | grep -qx 1"
put sys/devices/system/cpu/sev/vmpl '0\n'
check "an SNP guest at VMPL 0" finds platform problem "at VMPL 0"
export SVSM_DEVICE=emu:$scratch/emu.sock

machine kernel
config AMD_MEM_ENCRYPT TCG_TPM SECURITYFS DM_CRYPT
check "options that are wished for" finds kernel-options warning \
	"off: CONFIG_SEV_GUEST, CONFIG_TSM_REPORTS, CONFIG_IMA"
config DM_CRYPT
gzip <"$root/boot/config-$RELEASE" >"$root/proc/config.gz"
rm "$root/boot/config-$RELEASE"
check "options that are needed, in a packed configuration" finds kernel-options problem \
	"/proc/config.gz: off: CONFIG_AMD_MEM_ENCRYPT, CONFIG_TCG_TPM, CONFIG_SECURITYFS"
rm "$root/proc/config.gz"
check "no configuration" finds kernel-options unknown "nowhere"
rm -r "$root/sys/module/svsm"
check "a driver that is not loaded" finds driver problem "updates/svsm.ko is there but not loaded"
put sys/kernel/security/lockdown 'none [integrity] confidentiality\n'
check "one without a signature, under lockdown" finds driver problem "not signed"
put "lib/modules/$RELEASE/updates/svsm.ko" "$CODE"'~Module signature appended~\n'
check "one that is signed" finds driver problem "and signed but not loaded"
put sys/kernel/security/lockdown '[none] integrity\n'
put sys/module/module/parameters/sig_enforce 'Y\n'
put "lib/modules/$RELEASE/updates/svsm.ko" "$CODE"
check "one without a signature where they are enforced" finds driver problem "module.sig_enforce"
put "lib/modules/$RELEASE/modules.dep" 'kernel/tpm.ko:\n'
check "no driver for this kernel" finds driver problem "svsm.ko is missing: kernel $RELEASE"
check "it says how to make it" mended_by driver "KVER=$RELEASE"
put sys/module/tpm_svsm/initstate live
check "the kernel's own alone" finds driver warning "tpm_svsm"
link sys/devices/platform/tpm-svsm/driver ../../../bus/platform/drivers/tpm-svsm
check "who holds the vTPM" finds vtpm ok "tpm0 is the SVSM's (driver 'tpm-svsm')"
chmod 0600 "$root/dev/svsm"
check "a device that is root's alone" finds device warning "mode 0600"
chmod 0666 "$root/dev/svsm"
check "a device that is everybody's" finds device problem "mode 0666"
rm "$root/dev/svsm"
check "another device will do" finds device ok emu:

# ---- the boot

machine boot
put run/log/systemd/tpm2-measure.log '{"string":"sysinit"}'
check "an initrd without the driver" finds initrd problem "not 'enter-initrd'"
put "boot/initrd.img-$RELEASE"
touch -d 2020-01-01 "$root/boot/initrd.img-$RELEASE"
check "an initrd that is older than the driver" finds initrd problem "is older than"
check "how it is made anew" mended_by initrd "dracut --force"
rm "$root/usr/bin/dracut"
put usr/sbin/mkinitramfs
check "no hook for the tool that makes it" finds initrd problem "hook is not installed"
check "and how that tool makes it" mended_by initrd "update-initramfs -u"
put usr/share/initramfs-tools/hooks/svsm
touch "$root/boot/initrd.img-$RELEASE"
check "an initrd that nobody looked into" finds initrd unknown "cannot tell"
rm "$root/usr/lib/systemd/system/tpm2.target"
check "a systemd without tpm2.target" finds tpm-wait warning "no tpm2.target"
rm -r "$root/run/systemd/generator"
check "a generator that said nothing" finds tpm-wait warning "told systemd nothing"
rm "$root/usr/lib/systemd/system-generators/svsm-generator"
check "no generator" finds tpm-wait problem "not installed"
link etc/systemd/system-generators/svsm-generator /dev/null
check "a generator that is switched off" finds tpm-wait warning "switched off"
put proc/cmdline 'quiet systemd.tpm2_wait=0\n'
check "no waiting" finds tpm-wait warning "systemd.tpm2_wait=0"
rm -r "$root/run/systemd/system"
check "no systemd" finds tpm-wait unknown "does not run"

# ---- TPMs

machine tpms
rm "$root/dev/tpm-svsm"
check "a missing link" finds tpm-links problem "/dev/tpm-svsm is missing"
put dev/tpm1
link dev/tpm-svsm tpm1
check "a link that leads elsewhere" finds tpm-links problem "leads to tpm1"
tpm 1 MSFT0101:00
check "a TPM of the host" finds host-tpm warning "tpm1 is the host's"
check "how to keep it away" mended_by host-tpm initcall_blacklist=crb_acpi_driver_init
put etc/crypttab 'data /dev/nowhere none tpm2-device=auto\n'
check "a volume that takes any TPM" finds crypttab problem "'data' has tpm2-device=auto"
rm -r "$root"/sys/class/tpm/tpm0 "$root/sys/class/tpmrm/tpmrm0"
tpm 2 tpm-svsm/vtpm
check "a TPM of the host that comes first" finds host-tpm problem "comes before"
rm -r "$root/sys/class/tpm"
check "another TPM was named" finds vtpm ok "named"
(unset SVSM_TCTI; check "no TPM" finds vtpm problem "held by driver 'svsm'")
rm "$root/sys/devices/platform/tpm-svsm/driver"
(unset SVSM_TCTI; check "no TPM, and nobody has the device" finds vtpm problem "no driver")

machine logs
rm "$root/sys/kernel/security/tpm0/binary_bios_measurements"
check "no event log" finds event-log problem "there is none"
python3 "$TESTS/make_log.py" "$root/sys/kernel/security/tpm0/binary_bios_measurements" insecure >/dev/null
check "a log that does not replay" finds event-log problem "PCR 7 (sha256)"
put sys/kernel/security/tpm0/binary_bios_measurements nonsense
check "a log that makes no sense" finds event-log problem binary_bios
put sys/kernel/security/ima/runtime_measurements_count '1\n'
check "an IMA that measures nothing" finds ima ok "measures nothing"
put sys/kernel/security/ima/runtime_measurements_count '712\n'
check "an IMA that is not anchored" finds ima warning "not into the SVSM's TPM"
tpm2_pcrextend "10:sha256=$(printf '%064d' 1)"
check "an IMA that is" finds ima ok "go into"
rm -r "$root/sys/kernel/security/ima" "$root/sys/kernel/security/lsm"
check "no securityfs" finds ima unknown "cannot be seen"
"$SVSMCTL" birth record >/dev/null 2>&1
check "a vTPM of which a relaunch is not known yet" finds persistence warning "is unknown"
printf '{}' >birth
check "a record that is none" finds persistence problem not-authentic
rm birth

# ---- time and certificates

machine trust
rm "$root/run/systemd/timesync/synchronized"
check "a clock that nobody synchronises" finds clock warning "what the host says"
touch -d 2099-01-01 "$root/usr/lib/os-release"
check "a clock that is before the system" finds clock problem "this system is of 2099-01-01"
check "no certificates" finds certificates unknown "only a report shows"
"$SVSMCTL" certs import "$DATA/snp_cert/vcek-milan.bin" >/dev/null
check "a chip's certificate alone" finds certificates warning "1 of chips, 0 of issuers, 0 roots"
printf nonsense >certs/ca-nonsense.der
check "a damaged one" finds certificates warning "1 of those"
rm -r certs
"$SVSMCTL" doctor --attest --json >doctor.json
check "a report that leads to no root of AMD's" jq -e '.checks[] | select(.check == "certificates") |
	.outcome == "problem" and (.what | startswith("a report was made"))' doctor.json
relay_start
"$SVSMCTL" doctor --attest >/dev/null
check "is one request" test "$(svsm_requests)" = 1
relay_stop
SVSM_DEVICE=emu:$scratch/none "$SVSMCTL" doctor --attest --json >doctor.json
check "a report that cannot be made" jq -e '.checks[] | select(.check == "certificates") |
	.what | startswith("no report can be made")' doctor.json

# ---- services

check "svsmd does not run" finds svsmd warning "does not run"
check "how to start it" mended_by svsmd "systemctl enable --now svsmd"
mkdir svsmd
printf nonsense >svsmd/state
check "a state that cannot be read" finds svsmd problem "cannot be read"
rm -r svsmd
rm "$root/etc/systemd/system/multi-user.target.wants/svsm-birth.service"
put etc/systemd/system/multi-user.target.wants/other.service
check "a unit that is not enabled" finds units warning "svsm-birth.service is not enabled"
rm "$root/usr/lib/systemd/system/svsm-birth.service"
check "a unit that is missing" finds units problem "svsm-birth.service is missing"

# ---- disks

machine disks
volume_new "$root/dev/vdb"
put etc/crypttab "data /dev/vdb\nother UUID=no\nlost /dev/vdx\nswap /dev/svsm /dev/urandom swap\n"
check "a volume with a passphrase" finds recovery ok "no volume is known"
"$SVSMCTL" disk recovery --key-file passphrase "$root/dev/vdb" >recovery 2>err || cat err
enroll=("$SVSMCTL" disk enroll --key-file passphrase --assume-persistent --pcrs sha256:7 --yes)
"${enroll[@]}" "$root/dev/vdb" >/dev/null 2>err
"${enroll[@]}" --accept-measurement "$(sed -n 's/.*--accept-measurement //p' err)" \
	"$root/dev/vdb" >/dev/null 2>err || cat err
check "a sealed one that has a passphrase" finds recovery ok "each of the 1 volumes"
cryptsetup luksKillSlot -q "$root/dev/vdb" 0 2>>err
check "a sealed one that has a recovery key" finds recovery ok "each of the 1 volumes"
cryptsetup luksKillSlot -q "$root/dev/vdb" 1 2>>err
check "a sealed one that has nothing else" finds recovery problem "'data' ($root/dev/vdb) opens by a TPM alone"
check "how to mend it" mended_by recovery "disk recovery $root/dev/vdb"
rm "$root/etc/crypttab"
put sys/class/block/dm-3/dm/uuid 'CRYPT-LUKS2-0f1e-home\n'
put sys/class/block/dm-3/slaves/vdb/dev
check "the same where it is only open" finds recovery problem "'dm-3' ($root/dev/vdb)"

put proc/swaps 'Filename Type Size Used Priority\n/dev/vdc partition 8 0 -2\n'
put sys/class/block/vdc/dev
check "swap that is not encrypted" finds swap problem "/dev/vdc is not encrypted"
put proc/swaps 'Filename Type Size\n/dev/dm-3 partition 8 0 -2\n/dev/zram0 partition 8 0 5\n'
check "swap that is" finds swap ok "all of it"
put sys/class/block/dm-4/dm/uuid 'LVM-abc\n'
put sys/class/block/dm-4/slaves/dm-3/dev
put proc/swaps 'Filename Type Size\n/dev/mapper/swap partition 8 0 -2\n'
put dev/dm-4
link dev/mapper/swap ../dm-4
check "swap on a logical volume of an encrypted disk" finds swap ok "all of it"
put proc/swaps 'Filename Type Size\n/swap\\040file file 8 0 -2\n'
put 'swap file'
check "a file, of which it cannot be told" finds swap unknown "whether /swap file"
node=$(stat -c '%Hd:%Ld' "$root/swap file")
put "sys/dev/block/$node/dm/uuid" 'CRYPT-LUKS2-a-root\n'
check "a file on an encrypted volume" finds swap ok "all of it"
rm "$root/proc/swaps"
check "no list of swaps" finds swap unknown "/proc/swaps"

# ---- hostile names

put etc/crypttab 'da\0033[31mta /dev/nowhere none tpm2-device=auto\n'
"$SVSMCTL" doctor >out
check "no name writes control sequences" bash -c '! grep -q "$(printf "\\033")" out && grep -q "da?\[31mta" out'
check "usage" exits 2 "$SVSMCTL" doctor --nonsense
check "takes no operand" exits 2 "$SVSMCTL" doctor here

emu_stop
finish
