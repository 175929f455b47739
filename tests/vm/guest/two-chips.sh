# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# A TPM of the host's beside the SVSM's.

host_chip_name() {
	local chip

	for chip in /sys/class/tpm/tpm[0-9]*; do
		[[ $(readlink -f "$chip") == *platform/tpm-svsm* ]] || basename "$chip"
	done
}

on_the_hosts_chip() {
	TPM2TOOLS_TCTI=device:/dev/tpmrm$(host_chip_name | tr -dc 0-9) "$@"
}

names_are_right() {
	same "link" "$(chip_name)" "$(readlink /dev/tpm-svsm)"
	same "link" "tpmrm$(chip_name | tr -dc 0-9)" "$(readlink /dev/tpmrm-svsm)"
	udevadm info --query=property "/dev/$(chip_name)" | grep -x 'SVSM_TPM=1'
	udevadm info --query=property "/dev/$(host_chip_name)" | grep -x 'SVSM_TPM=0'
	svsmctl status --json >/tmp/status.json || cat /tmp/status.json
	same "svsmctl's names" "$(host_chip_name) false,$(chip_name) true" "$(
		jq -r '.tpms[] | "\(.name) \(.is_svsm)"' /tmp/status.json | sort -k 2 | paste -sd ,
	)"
}

# Both chips go and come; the SVSM's is the first then.  IMA holds on to the number
# of the chip that it found first.
the_other_order() {
	local device driver

	device=$(readlink -f /sys/class/tpm/tpm0/device)
	driver=$(readlink -f "$device/driver")
	rmmod svsm
	basename "$device" >"$driver/unbind"
	insmod /host/modules/svsm.ko
	basename "$device" >"$driver/bind"
	udevadm settle
	[[ $(chip_name) < $(host_chip_name) ]] || fail "the host's chip is still the first"
}

# The EK's public part of the chip that TPM2TOOLS_TCTI names, as one line.
ek() {
	tpm2_createek -Q -G rsa -c /tmp/ek.ctx -u /tmp/ek.pub
	od -An -v -tx1 /tmp/ek.pub | tr -d ' \n'
}

# activates EK: can this chip open a credential that was made for the key EK, a public
# part in a file?
activates() {
	rm -f /tmp/opened
	tpm2_createek -Q -G rsa -c /tmp/mine.ctx &&
		tpm2_createak -Q -C /tmp/mine.ctx -c /tmp/ak.ctx -G ecc -g sha256 -s ecdsa \
			-n /tmp/ak.name &&
		tpm2_makecredential -Q -T none -u "$1" -s /tmp/secret -o /tmp/credential \
			-n "$(od -An -v -tx1 /tmp/ak.name | tr -d ' \n')" &&
		tpm2_startauthsession --policy-session -S /tmp/session &&
		tpm2_policysecret -Q -S /tmp/session -c e &&
		tpm2_activatecredential -Q -c /tmp/ak.ctx -C /tmp/mine.ctx -i /tmp/credential \
			-o /tmp/opened -P session:/tmp/session &&
		cmp /tmp/opened /tmp/secret
}
