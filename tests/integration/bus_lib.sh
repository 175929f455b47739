# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# For the tests of svsmd: a system bus of their own, and calls to svsmd on it.  Sourced
# behind emu_lib.sh, in its scratch folder; SVSMD, WORKER, TESTS and POLICY are theirs.

bus_pid='' svsmd_pid='' polkit_pid=''
SERVICE=org.svsm.Guest1 OBJECT=/org/svsm/Guest1
# shellcheck disable=SC2154 # emu_lib.sh made it
export SVSM_DEVICE=emu:$scratch/emu.sock SVSM_BIRTH=$scratch/birth SVSM_CERT_CACHE=$scratch/none
export SYSTEMD_MEASURE_LOG_FIRMWARE=$scratch/log SYSTEMD_MEASURE_LOG_USERSPACE=$scratch/systemd

# A section of svsmd.conf: no look at the PCRs but those that are asked for.
# shellcheck disable=SC2034 # for those who source this
IDLE="[Watch]
Interval=0"

# guest_boot STATE PORT: an emulated guest after its firmware.
guest_boot() {
	rm -f systemd
	emu_start "$1" --socket emu.sock --tpm-port "$2" || return
	export SVSM_TCTI=$TPM2TOOLS_TCTI
	tpm2_startup -c && python3 "$TESTS/make_log.py" log | xargs tpm2_pcrextend
}

# configure [SECTIONS]: behind what all have.
configure() {
	mkdir -p conf/svsm
	printf '[Appraisal]\nArk=%s\nCertificates=%s\n%s\n' "$scratch/state/pki/ark.pem" \
		"$scratch/none" "${1-}" >conf/svsm/svsmd.conf
}

# reload [SECTIONS]: and the appraisal that follows is over.
reload() {
	configure "$@"
	kill -HUP "$svsmd_pid"
	sleep 0.2
	reattests "done" >/dev/null
}

# soon COMMAND...: it succeeds in time, on a machine that may be busy.
soon() {
	local i said

	for ((i = 0; i < 300; i++)); do
		said=$("$@") && return
		sleep 0.05
	done
	printf '%s\n' "$said"
	tail -n 3 svsmd.log
	return 1
}

# shellcheck disable=SC2154 # emu_lib.sh made it
bus_start() {
	chmod 0711 "$scratch"
	cat >bus.conf <<-END
	<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
	 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
	<busconfig>
	 <type>system</type><listen>unix:path=$scratch/bus</listen><auth>EXTERNAL</auth>
	 <policy context="default">
	  <allow user="*"/>
	  <allow send_type="signal"/>
	  <allow send_requested_reply="true" send_type="method_return"/>
	  <allow send_requested_reply="true" send_type="error"/>
	  <allow receive_type="method_call"/><allow receive_type="method_return"/>
	  <allow receive_type="error"/><allow receive_type="signal"/>
	  <allow send_destination="org.freedesktop.DBus"/>
	  <allow send_destination="org.freedesktop.PolicyKit1"/>
	  <allow send_destination="org.freedesktop.systemd1"/>
  <allow send_destination="org.freedesktop.login1"/>
	 </policy>
	 <policy user="root">
	  <allow own="org.freedesktop.PolicyKit1"/><allow own="org.freedesktop.systemd1"/>
  <allow own="org.freedesktop.login1"/>
	 </policy>
	 <include>$POLICY</include>
	</busconfig>
	END
	dbus-daemon --config-file=bus.conf --nofork 2>bus.log &
	bus_pid=$!
	while [ ! -S bus ]; do sleep 0.05; done
	export DBUS_SYSTEM_BUS_ADDRESS=unix:path=$scratch/bus
}

bus_stop() {
	polkit_stop
	[ -z "$bus_pid" ] || kill "$bus_pid" 2>/dev/null
	bus_pid=
}

# whom_polkit_allows ACTION: whoever asks; what it was asked is in "asked".
whom_polkit_allows() {
	polkit_stop
	"$PROGRAMS/bus_polkit" "$1" >asked &
	polkit_pid=$!
	soon grep -q ready asked
}

polkit_stop() {
	[ -n "$polkit_pid" ] || return 0
	kill "$polkit_pid" 2>/dev/null
	wait "$polkit_pid" 2>/dev/null
	polkit_pid=
}

# worker_tells WORKER FILE: from now on, what it is asked to do, and when it has, is in FILE.
worker_tells() {
	printf '#!/bin/sh\nexec python3 %s/worker_told.py %s %s "$@"\n' "$TESTS" "$2" "$1" >"$scratch/worker"
	chmod 0755 "$scratch/worker"
	WORKER=$scratch/worker
}

svsmd_run() {
	"$SVSMD" --worker="$WORKER" --state="$scratch/var" --runtime="$scratch/run" \
		--config="$scratch/conf" --poster="$scratch/poster" --disks="$scratch/disks.sock" \
		>>svsmd.log 2>&1 &
	svsmd_pid=$!
}

# starts NAME: ok once svsmd has its name on the bus, and its first appraisal is over.
starts() {
	local i

	svsmd_run
	for ((i = 0; i < 200; i++)); do
		if [ "$(property NextAppraisal 2>/dev/null)" -gt 0 ] 2>/dev/null; then
			ok "$1"
			return
		fi
		kill -0 "$svsmd_pid" 2>/dev/null || break
		sleep 0.05
	done
	not_ok "$1" "$(tail -n 1 svsmd.log)"
}

# svsmd_stop [SIGNAL]: its exit status.
svsmd_stop() {
	local status=0

	[ -n "$svsmd_pid" ] || return 0
	kill "-${1:-TERM}" "$svsmd_pid" 2>/dev/null
	wait "$svsmd_pid" 2>/dev/null || status=$?
	svsmd_pid=
	return $status
}

# call METHOD [SIGNATURE ARGUMENT...]: of the guest's object.
call() {
	busctl --system call "$SERVICE" "$OBJECT" "$SERVICE" "$@"
}

property() {
	busctl --system get-property "$SERVICE" "$OBJECT" "$SERVICE" "$1" | cut -d' ' -f2- | tr -d '"'
}

job_property() {
	busctl --system get-property "$SERVICE" "$1" "$SERVICE.Job" "$2" | cut -d' ' -f2- | tr -d '"'
}

# job METHOD...: starts one; its path in the file "path".
job() {
	call "$@" 2>err | cut -d'"' -f2 >path
	[ -s path ] || cat err
	[ -s path ]
}

# ends STATE: waits for the job of the file "path".
ends() {
	local i state path

	path=$(cat path)
	for ((i = 0; i < 200; i++)); do
		state=$(job_property "$path" State) || return
		[ "$state" = running ] || break
		sleep 0.05
	done
	[ "$state" = "$1" ] && return
	echo "is $state: $(job_property "$path" Message)"
	return 1
}

# reattests STATE: a job to its end.
reattests() {
	job Reattest 'a{sv}' 0 && ends "$1"
}

# state_is STATE ASSURANCE [CAUSE]
state_is() {
	local said

	said="$(property State) $(property Assurance): $(property Cause)"
	[[ $said = "$1 $2: "*${3-}* ]] && return
	echo "is $said"
	return 1
}

# refused TEXT METHOD...: the call fails, and says so.
refused() {
	local text=$1 said
	shift

	said=$(call "$@" 2>&1) && echo "succeeded: $said" && return 1
	grep -qF -- "$text" <<<"$said" && return
	echo "says: $said"
	return 1
}
