#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# A boot through a distribution's own initrd, svsm.ko loaded by udev and late:
# what systemd does with a TPM at boot it does with the SVSM's.  /host/expected
# says which boot this is: phases= (in order), table= (yes: the firmware's ACPI
# TPM2 table is to be seen), waits= (who makes systemd wait).
. /host/guest/test.sh
. /host/guest/tpm.sh
. /host/guest/phases.sh
. /host/expected

test_this_is_the_boot_that_it_should_be() {
	local found=no

	[ ! -e /sys/firmware/acpi/tables/TPM2 ] || found=yes
	# shellcheck disable=SC2154 # of /host/expected
	same "ACPI table TPM2 is there" "$table" "$found"
	systemctl --version | head -n 1
	[[ $(chip_path) = /sys/devices/platform/tpm-svsm/* ]] || fail "the chip is $(chip_path)"
	same "link" "$(chip_name | sed 's/tpm/tpmrm/')" "$(readlink /dev/tpmrm-svsm)"
}

test_systemd_measured_the_phases_of_this_boot() {
	# shellcheck disable=SC2154 # of /host/expected
	same "phases" "$phases" "$(phases)"
	phases_are_hashes_of_words
}

test_firmware_and_systemd_logs_replay_to_the_svsms_pcrs() {
	local pcr before
	local -a pcrs

	log_values >/tmp/firmware
	grep '^11 ' /tmp/firmware || fail "systemd-stub measured nothing into PCR 11"
	mapfile -t pcrs < <(digests | cut -d' ' -f1 | sort -nu)
	pcr_values "${pcrs[@]}" >/tmp/chip
	for pcr in "${pcrs[@]}"; do
		before=$(sed -n "s/^$pcr //p" /tmp/firmware)
		same "PCR $pcr" "$(amounts_to "$pcr" "${before:-$(zeros)}")" \
			"$(sed -n "s/^$pcr //p" /tmp/chip)"
	done
}

test_tpm2_target_was_reached() {
	systemctl is-active tpm2.target
}

test_systemd_waits_because_it_was_told_to() {
	# shellcheck disable=SC2154 # of /host/expected
	case $waits in
	generator)
		systemctl cat tpm2.target | grep -F 'Wants=dev-tpmrm\x2dsvsm.device'
		systemctl show -p Environment systemd-pcrphase-sysinit.service |
			grep -F 'SYSTEMD_TPM2_DEVICE=device:/dev/tpmrm-svsm'
		;;
	switch) grep -w systemd.tpm2_wait=1 /proc/cmdline ;;
	esac
}

test_the_generator_is_silent_in_a_container_and_obeys_the_switch() {
	local generator=/usr/lib/systemd/system-generators/svsm-generator

	SYSTEMD_VIRTUALIZATION=container:lxc "$generator" /tmp/container
	[ ! -e /tmp/container ] || fail "it wrote in a container: $(ls /tmp/container)"
	echo 'quiet systemd.tpm2_wait=0' >/tmp/cmdline
	mount --bind /tmp/cmdline /proc/cmdline
	"$generator" /tmp/no-wait
	umount /proc/cmdline
	[ ! -e /tmp/no-wait/tpm2.target.d ] || fail "systemd would wait"
	[ -e /tmp/no-wait/systemd-pcrphase.service.d ] || fail "systemd would measure anywhere"
}

# limit WORDS: what the generator makes of these words on the kernel's command line.
limit() {
	echo "quiet $1" >/tmp/cmdline
	mount --bind /tmp/cmdline /proc/cmdline
	/usr/lib/systemd/system-generators/svsm-generator /tmp/limit
	umount /proc/cmdline
	sed -n 's/^JobRunningTimeoutSec=//p' '/tmp/limit/dev-tpmrm\x2dsvsm.device.d/50-svsm.conf'
}

test_the_generator_waits_for_as_long_as_it_is_told() {
	same "of itself" 30s "$(limit '')"
	same "told" 77s "$(limit svsm-guest.tpm_wait=77)"
	same "told twice" 78s "$(limit 'svsm-guest.tpm_wait=77 svsm-guest.tpm_wait=78')"
	same "told nonsense" 30s "$(limit 'svsm-guest.tpm_wait=1min svsm-guest.tpm_wait=')"
}

test_systemd_tpm2_setup_made_the_storage_root_key() {
	same "systemd-tpm2-setup" success \
		"$(systemctl show -P Result systemd-tpm2-setup.service)"
	same "systemd-tpm2-setup ran" yes \
		"$(systemctl show -P ConditionResult systemd-tpm2-setup.service)"
	tpm2_getcap handles-persistent | grep 0x81000001
	tpm2_readpublic -Q -c 0x81000001 -f pem -o /tmp/srk.pem
	diff /tmp/srk.pem /run/systemd/tpm2-srk-public-key.pem
}

test_no_unit_failed() {
	same "failed units" '' "$(failed_units)"
}

run_tests
