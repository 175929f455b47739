# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What a boot leaves in the SVSM's TPM, and what the next one finds of it.

INDEX=0x1500001
HANDLE=0x81000005

export SVSM_BIRTH=/run/birth/record

insmod /host/modules/svsm_emu.ko
insmod /host/modules/svsm.ko attest_interval_ms=0
udevadm settle

ek() {
	tpm2_createek -Q -G rsa -c /tmp/ek.ctx -u /tmp/ek.pub
	sha256sum </tmp/ek.pub
}

reset_count() {
	tpm2_readclock | sed -n 's/ *reset_count: *//p'
}
