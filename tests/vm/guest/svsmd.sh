#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# svsmd as systemd starts it: consistent by itself, trusted by the verifier's verdict, which
# lives beyond the VM's network; what becomes of it as the verifier goes, comes back and
# lies; and what the machine does when somebody extends a PCR.
# /host/out/verifier is the verifier's folder: "here" there says that it is to be there, "mode"
# how it breaks its protocol.
. /host/guest/test.sh
. /host/guest/tpm.sh
. /host/guest/luks.sh
. /host/guest/bus.sh
. /host/guest/doctor.sh

VERIFIER=/host/out/verifier
EMU=/sys/kernel/debug/svsm_emu

test_the_guest_is_consistent_by_itself() {
	systemctl is-active svsmd.service
	becomes consistent self
	same "persistence" unknown "$(property Persistence)"
}

test_no_unit_is_trusted_before_a_verifier_says_so() {
	stands svsm-trusted.target inactive
	stands svsm-distrusted.target inactive
	refused 'consistent' svsmctl trust check
}

# By its own figure, of which 10 is the worst.
test_each_unit_is_hardened() {
	local unit exposure

	for unit in svsmd.service svsm-poster@1.service svsm-suspend@tested.service \
		svsm-disks@1.service; do
		exposure=$(systemd-analyze security --no-pager "$unit" |
			sed -n 's/.*Overall exposure level for [^ ]*: \([0-9.]*\).*/\1/p')
		echo "$unit: $exposure"
		awk "BEGIN { exit !($exposure > 0 && $exposure < 2.0) }" || fail "$unit: $exposure"
	done
}

# What is not to be found is found elsewhere: by the same search, in this shell's network, and
# beside what svsmd does have open.
test_the_part_that_stays_has_no_network_and_opens_no_device() {
	local pid

	pid=$(systemctl show -p MainPID --value svsmd.service)
	grep -E '^ *(en|eth)' /proc/net/dev
	nsenter -t "$pid" -n cat /proc/net/dev >/tmp/network
	grep -E '^ *lo:' /tmp/network
	! grep -E '^ *(en|eth)' /tmp/network || fail "it has a network"
	find "/proc/$pid/fd" -type l -printf '%l\n' >/tmp/open
	grep -x /dev/null /tmp/open
	grep '^socket:' /tmp/open
	! grep '^/dev/' /tmp/open | grep -vx /dev/null || fail "it has a device open"
}

test_a_verdict_makes_it_trusted() {
	mkdir "$VERIFIER"
	touch "$VERIFIER/here"
	install -Dm 0644 /host/verifier.conf /etc/svsm/svsmd.conf.d/verifier.conf
	systemctl reload svsmd.service
	becomes trusted remote
	stands svsm-trusted.target active
	svsmctl trust check
	said 'told of trusted, was consistent' svsm-hook.service
}

test_without_its_verifier_it_is_degraded_after_the_grace_time() {
	rm "$VERIFIER/here"
	reattest
	becomes degraded self
	stands svsm-trusted.target inactive
	property Cause
}

test_it_is_trusted_again_when_the_verifier_is_back() {
	touch "$VERIFIER/here"
	becomes trusted remote
	stands svsm-trusted.target active
}

# It asks systemd over the bus, so it is seen to follow; the order of the target is systemd's word.
test_the_doctor_finds_our_units_as_systemd_has_them() {
	doctor 0
	finds svsmd "ok: it runs; the state is trusted (assurance remote)"
	finds units "warning: svsmd.service is not enabled: it starts with no boot"
	finds tpm-wait "ok: tpm2.target waits for /dev/tpmrm-svsm"
	systemctl show -P After tpm2.target | grep -E 'dev-tpmrm\\+x2dsvsm\.device'
	systemctl enable svsmd.service svsm-birth.service
	systemctl stop svsmd.service
	doctor 0
	finds svsmd "warning: it does not run"
	finds units "ok: svsmd and the birth record start with each boot"
	systemctl start svsmd.service
}

# lies MODE TEXT: a verdict that is none changes nothing but that the verifier is missing.
lies() {
	echo "$1" >"$VERIFIER/mode"
	reattest
	said "$2"
	becomes degraded self
	rm "$VERIFIER/mode"
	becomes trusted remote
}

test_a_verdict_that_another_key_has_signed_is_refused() {
	lies other-key 'signature'
}

test_a_verdict_of_another_vtpm_is_refused() {
	lies other-ek 'vTPM'
}

test_a_verdict_that_was_taken_before_is_refused() {
	lies replay 'no evidence that was collected'
}

# The driver tells when to look: so it is not done each four seconds.
test_while_the_driver_tells_nothing_nobody_looks() {
	local i seen

	said 'the driver tells of commands that can move PCRs'
	for ((i = 0; i < 5; i++)); do
		seen=$(property PCRsSeen)
		sleep 6
		[ "$seen" != "$(property PCRsSeen)" ] || return 0
	done
	fail "there was a look in each six seconds"
}

test_a_pcr_that_somebody_extends_is_noticed() {
	local begun failed

	luks_new tested
	cryptsetup open --key-file "$LUKS_KEY" "$LUKS_FILE" tested
	busctl monitor --match="type='signal',interface='org.svsm.Guest1'" org.svsm.Guest1 \
		>/tmp/signals 2>/dev/null &
	svsmctl monitor --lines >/tmp/monitor &
	sleep 2
	tpm2_pcrextend "12:sha256=$(printf 'ab%.0s' $(seq 32))"
	begun=${EPOCHREALTIME/./}
	becomes failed none
	failed=$(journalctl -b -n 1 -o json MESSAGE_ID=94fd73df38eb44e6bf7edda869ed2e66 |
		jq -r .__REALTIME_TIMESTAMP)
	echo "after $(((failed - begun) / 1000)) ms"
	[ $((failed - begun)) -lt 2000000 ] || fail "after $(((failed - begun) / 1000)) ms"
	property Cause | grep -F 'PCR 12 moved'
	grep -F 'Member=StateChanged' /tmp/signals
	kill %1 %2
}

# This root is an overlay, of which nobody can tell what it lies on: so no volume is suspended.
# One that is, is in boot-key-socket.
test_the_failure_has_its_reactions() {
	stands svsm-distrusted.target active
	stands svsm-trusted.target inactive
	said 'told of failed' svsm-hook.service
	said 'tested: is not suspended: what / lies on cannot be told'
	refused 'failed' svsmctl trust check
	grep -F 'PCR 12 moved' /tmp/monitor
}

# told METHOD VOLUME: what svsm-disks tells of it, over the bus.
told() {
	busctl --json=short call "${GUEST[@]:0:2}" org.svsm.Guest1.Disks "$1" s "$2" |
		jq -r '.data[0]'
}

# By device-mapper's name of the one that is open, and by its UUID.  Its keyslot is as cheap
# as none for a passphrase is.
test_disks_are_told_of_by_a_program_that_has_them() {
	local uuid

	uuid=$(cryptsetup luksUUID "$(cat /tmp/luks.file)")
	told List tested >/tmp/told
	same "its UUID" "$uuid" "$(jq -r .uuid /tmp/told)"
	same "what opens it" orphan "$(jq -r '.keyslots[0].kind' /tmp/told)"
	same "all that there are" "$uuid" "$(told List '' | jq -r '.volumes[].uuid')"
	same "whether a token does" false "$(told Test "$uuid" | jq .opens)"
	{ told Explain tested 2>&1 || :; } | grep -F 'nobody has tried to open it'
	refused 'volume: must be' busctl call "${GUEST[@]:0:2}" org.svsm.Guest1.Disks List s /dev/vda
}

test_the_journal_and_whoever_logs_in_are_told() {
	journalctl -b -o cat MESSAGE_ID=3c2f74c33dd74552b03e0385c360f61a | grep consistent
	journalctl -b -o json MESSAGE_ID=94fd73df38eb44e6bf7edda869ed2e66 >/tmp/failed
	same "before it failed" trusted "$(jq -r .SVSM_BEFORE /tmp/failed)"
	cat /usr/lib/motd.d/50-svsm
	grep -F 'failed' /usr/lib/motd.d/50-svsm
}

test_what_failed_stays_so_over_a_kill() {
	systemctl kill --signal=KILL svsmd.service
	sleep 1
	stands svsmd.service active
	becomes failed none
	stands svsm-distrusted.target active
}

# The host brings up a copy of this guest, which goes on in another launch; that it is a copy, it is
# told in the words of the kernel's driver for generation ids, though not by that driver.  svsmd
# hears it in its own network, and finds by itself what has changed.
test_a_copy_that_is_told_so_finds_that_its_report_id_is_another() {
	svsmctl trust reset
	becomes trusted remote
	echo report-id=0x5eed >$EMU/fault
	echo >$EMU/vmgenid
	becomes failed none
	said 'the hypervisor says that this guest is a copy'
	property Cause | grep -F 'the report id is another'
	said 'identity-changed: the report id is another'
	svsmctl trust history >/tmp/history
	grep -F 'identity-changed: the report id is another' /tmp/history
	stands svsm-distrusted.target active
}

test_a_reset_by_name_begins_anew() {
	svsmctl trust reset
	becomes trusted remote
	svsmctl trust reattest
	stands svsm-distrusted.target inactive
}

# How often it has begun to listen.
heard() {
	journalctl -b -o cat -u svsmd.service >/tmp/heard
	grep -c 'the driver tells of commands' /tmp/heard || true
}

test_a_driver_that_goes_and_comes_back_is_listened_to_again() {
	local before i

	before=$(heard)
	# Not while somebody asks the TPM.
	for ((i = 0; i < PATIENCE; i++)); do
		! rmmod svsm || break
		sleep 0.5
	done
	said 'the driver does not tell any more what can move PCRs'
	insmod /host/modules/svsm.ko
	udevadm settle
	for ((i = 0; i < PATIENCE && $(heard) <= before; i++)); do
		sleep 1
	done
	same "times that it began to listen" "$((before + 1))" "$(heard)"
}

test_nothing_was_refused_to_the_services_by_their_sandboxes() {
	local unit

	for unit in svsmd.service 'svsm-poster@*' 'svsm-disks@*'; do
		journalctl -b -q -u "$unit" >/tmp/said
		grep . /tmp/said || fail "nothing is known of $unit"
		! grep -iE 'not permitted|permission denied|read-only file system|SIGSYS' /tmp/said ||
			fail "see above"
	done
}

bash /host/guest/svsmd-callers.sh
run_tests
