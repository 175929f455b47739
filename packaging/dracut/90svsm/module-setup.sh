#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# dracut module: the SVSM's TPM in the initrd, where systemd measures its first
# boot phase and opens the disks.  Brings the driver (ours, else the kernel's),
# the udev rules that name the TPM, and the generator that makes systemd wait
# for it; and svsm-key, which gives the keys of disks to systemd-cryptsetup, and
# the token plugin.  systemd's own units and the TPM software stack are brought
# by dracut's modules systemd-pcrphase (systemd-pcrextend in dracut 107 and
# newer) and tpm2-tss.  See Documentation/boot.md.

# Always: an initrd is often made elsewhere than on the machine that boots it,
# and on one without an SVSM nothing of this does anything.
check() {
	return 0
}

depends() {
	echo udev-rules
}

# Not only when the machine that makes the initrd has the device (hostonly); a
# kernel that has neither driver still gets an initrd.
installkernel() {
	hostonly='' instmods svsm tpm_svsm
}

install() {
	inst_rules 60-svsm.rules
	# shellcheck disable=SC2154 # dracut's
	inst_multiple -o "$systemdutildir/system-generators/svsm-generator"
	install_key
}

# What svsm-key and the plugin load when they need it, nobody finds by looking at them:
# OpenSSL, the TPM software stack, and libargon2 for a PIN.
install_key() {
	[ -x "${dracutsysrootdir-}/usr/lib/svsm/svsm-key" ] || return 0
	# shellcheck disable=SC2154 # dracut's
	inst_multiple -o /usr/lib/svsm/svsm-key /etc/svsm/volumes.conf \
		"$systemdsystemunitdir/svsm-key@.socket" "$systemdsystemunitdir/svsm-key@.service"
	inst_libdir_file 'libcryptsetup.so.*' 'libcrypto.so.*' 'libtss2-esys.so.*' 'libtss2-sys.so.*' \
		'libtss2-mu.so.*' 'libtss2-rc.so.*' 'libtss2-tctildr.so.*' \
		'libtss2-tcti-device.so.*' 'libargon2.so.*' 'cryptsetup/libcryptsetup-token-svsm.so'
}
