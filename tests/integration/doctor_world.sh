# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Machines of files for the tests of svsmctl doctor: below a folder what the kernel, udev,
# systemd and the administrator leave.  Sourced behind emu_lib.sh, with log and TPM there.

RELEASE=7.2.1 CODE='the code of a module, which nobody has signed'

# put FILE TEXT: below $root.
put() {
	mkdir -p "$(dirname "$root/$1")" && printf '%b' "${2-}" >"$root/$1"
}

# link FILE TARGET
link() {
	mkdir -p "$(dirname "$root/$1")" && ln -sfn "$2" "$root/$1"
}

# tpm NUMBER DEVICE: a chip below that platform device.
tpm() {
	put "sys/devices/platform/$2/tpm/tpm$1/tpm_version_major" '2\n'
	put "sys/devices/platform/$2/tpmrm/tpmrm$1/dev"
	link "sys/class/tpm/tpm$1" "../../devices/platform/$2/tpm/tpm$1"
	link "sys/class/tpmrm/tpmrm$1" "../../devices/platform/$2/tpmrm/tpmrm$1"
	put "dev/tpm$1"
	put "dev/tpmrm$1"
}

# config OPTION...: the kernel's, of those options.
config() {
	local option text=''

	for option; do text+="CONFIG_$option=y\\n"; done
	put "boot/config-$RELEASE" "$text"
}

# machine FOLDER: one on which all is as it should be; the folder is in $root then, and what
# is not below it in the environment.
machine() {
	root=$PWD/$1
	export SVSM_ROOT=$root
	rm -rf "$root"
	put proc/sys/kernel/osrelease "$RELEASE\\n"
	put proc/cmdline 'quiet\n'
	put proc/swaps 'Filename Type Size Used Priority\n'
	config AMD_MEM_ENCRYPT TCG_TPM SECURITYFS SEV_GUEST TSM_REPORTS DM_CRYPT IMA
	put sys/devices/system/cpu/sev/vmpl '2\n'
	put sys/devices/platform/sev-guest/uevent
	put sys/module/svsm/initstate live
	put sys/module/module/parameters/sig_enforce 'N\n'
	put sys/kernel/security/lockdown '[none] integrity confidentiality\n'
	put sys/kernel/security/lsm 'lockdown\n'
	put "lib/modules/$RELEASE/modules.dep" 'updates/svsm.ko: kernel/tpm.ko\n'
	put "lib/modules/$RELEASE/updates/svsm.ko" "$CODE"
	link sys/devices/platform/tpm-svsm/driver ../../../bus/platform/drivers/svsm
	tpm 0 tpm-svsm/vtpm
	link dev/tpm-svsm tpm0
	link dev/tpmrm-svsm tpmrm0
	put dev/svsm
	chmod 0644 "$root/dev/svsm"
	mkdir -p "$root/sys/kernel/security/tpm0"
	cp log "$root/sys/kernel/security/tpm0/binary_bios_measurements"
	put usr/lib/dracut/modules.d/90svsm/module-setup.sh
	put usr/bin/dracut
	put usr/lib/systemd/system-generators/svsm-generator
	put usr/lib/systemd/system/tpm2.target
	put run/systemd/system/README
	put run/systemd/generator/tpm2.target.d/50-svsm.conf
	put run/systemd/timesync/synchronized
	put run/log/systemd/tpm2-measure.log '{"content":{"string":"enter-initrd"}}{"string":"sysinit"}'
	put usr/lib/os-release 'ID=debian\n'
	for unit in svsmd svsm-birth; do
		put "usr/lib/systemd/system/$unit.service"
		link "etc/systemd/system/multi-user.target.wants/$unit.service" /nowhere
	done
}
