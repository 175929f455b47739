# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# For the tests of birth records: a machine that boots, and what svsmctl says of its TPM.
# Sourced behind emu_lib.sh, by a script that has set SVSMCTL.

mkdir birth
# shellcheck disable=SC2154 # emu_lib.sh made it
export SVSM_BIRTH=$scratch/birth/record SVSM_BOOT_ID=$scratch/boot_id
export SVSM_DEVICE=emu:$scratch/emu.sock

# A boot that nobody launched: kexec, or an SVSM that starts the firmware again.
reboot_only() {
	cat /proc/sys/kernel/random/uuid >boot_id
}

# boot STATE OPTION...: a launch.
boot() {
	emu_start "$1" --tpm-port 0 --socket emu.sock "${@:2}" && tpm2_startup -c || return
	export SVSM_TCTI=$TPM2TOOLS_TCTI
	reboot_only
}

# begin STATE: a machine that has never run.
begin() {
	rm -rf birth
	state_like "$1" first
	boot "$1" || finish
}

# put_back COPY: the state of the first machine.
put_back() {
	rm -rf first && cp -a "$1" first
}

# is VERDICT PERSISTENCE: what "out" says.
is() {
	local said

	said=$(jq -r '"\(.verdict) \(.persistence)"' out)
	[ "$said" = "$1 $2" ] && return
	printf 'says: %s: %s\n' "$said" "$(jq -r .reason out)"
	return 1
}

shows() {
	exits "$([ "$1" = same ] && echo 0 || echo 1)" "$SVSMCTL" birth show --json && is "$1" "$2"
}

# records VERDICT PERSISTENCE OPTION...: and counts this boot.
records() {
	exits 0 "$SVSMCTL" birth record --json "${@:3}" && is "$1" "$2"
}

# refuses_to_record VERDICT OPTION...
refuses_to_record() {
	exits 1 "$SVSMCTL" birth record --json "${@:2}" || return
	is "$1" ephemeral >/dev/null || is "$1" unknown
}

field() {
	"$SVSMCTL" birth "$1" --json | jq -r "$2"
}

status_is() {
	local status=0

	"$SVSMCTL" status >shown || status=$?
	[ "$status" = "$1" ] && grep -q "^vTPM  *$2: " shown && return
	cat shown
	return 1
}

status_notes() {
	"$SVSMCTL" status >shown
	grep -q "^note .*birth record: .*$1" shown && return
	cat shown
	return 1
}

nv_indexes() {
	tpm2_getcap handles-nv-index | sed -n 's/^- *0x/0x/p' | tr 'A-F' 'a-f' | paste -sd' '
}

# Four writers at once; their exit statuses in "parallel".
in_parallel() {
	local i pids=() status

	for i in 1 2 3 4; do
		"$SVSMCTL" birth record >"parallel.$i" 2>&1 &
		pids+=($!)
	done
	for i in "${pids[@]}"; do
		status=0
		wait "$i" || status=$?
		printf '%d ' $status
	done >parallel
}
