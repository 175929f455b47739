# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# One boot of one VM.  A VM is a folder that outlives its boots:
#
#	svsm/		state of its emulated SVSM: TPM, keys of its processor
#	host-tpm/	state of a TPM that the host offers beside it
#	vars.fd		the firmware's variables
#	share/		what the guest sees as /host: prepare, main, run, guest/,
#			bin/, modules/, root/ (laid over its root), complaints,
#			out/ (results)
#	console.log	the last boot's serial console
#
# A boot is over when the guest has powered itself off and left share/out/done.

# no_timer_check: on a busy host the kernel finds the emulated timer late, takes it for
# broken, and panics when all the ways around have failed too; under KVM it never looks.
VM_BASE_CMDLINE='console=ttyS0 loglevel=6 panic=-1 panic_on_warn=1 random.trust_cpu=on'
VM_BASE_CMDLINE+=' no_timer_check'
VM_HIDE_HOST_TPM='initcall_blacklist=crb_acpi_driver_init'

VM_PIDS=()

# Ends what a boot has started.
vm_stop() {
	local pid

	for pid in "${VM_PIDS[@]}"; do
		kill "$pid" 2>/dev/null || true
	done
	for pid in "${VM_PIDS[@]}"; do
		wait "$pid" 2>/dev/null || true
	done
	VM_PIDS=()
	if [ -n "${VM_RUN:-}" ]; then
		rm -rf "$VM_RUN"
	fi
	VM_RUN=
}

# KVM only where it is real: nested in software it takes minutes per boot.
vm_accelerator() {
	# shellcheck disable=SC2153 # qemu.sh sets QEMU
	if [ -w /dev/kvm ] && grep -qwE 'svm|vmx' /proc/cpuinfo &&
		timeout 5 "${QEMU[@]}" -accel kvm -cpu host -machine q35 -nodefaults \
			-display none -device isa-debug-exit -S -daemonize -pidfile "$VM_RUN/kvm.pid" \
			2>/dev/null; then
		kill "$(cat "$VM_RUN/kvm.pid")"
		echo kvm
	else
		echo tcg,thread=multi,tb-size=512
	fi
}

vm_wait_for_file() {
	local file=$1 what=$2 log=$3 tries

	for ((tries = 0; tries < 300; tries++)); do
		[ ! -e "$file" ] || return 0
		sleep 0.1
	done
	tail -n 10 "$log" | sed 's/^/    | /' >&2
	die "$what did not become ready within 30 s; its log is $log"
}

# The emulated SVSM.  Its memory file is the VM's memory.
vm_start_emulator() {
	local dir=$1
	local -a options=()

	read -ra options <<<"${VM_SPEC[emu]}"
	if [ "${VM_SPEC[tpm]}" = svsm ]; then
		options+=(--tpm-ctrl "$VM_RUN/tpm.sock")
	fi
	mkdir -p "$dir/svsm"
	"$EMULATOR" --state "$dir/svsm" --ram "${VM_SPEC[memory]}" --doorbell "$VM_RUN/bell.sock" \
		--ready "$VM_RUN/ready" --once "${options[@]}" >"$dir/svsm-emu.log" 2>&1 &
	VM_PIDS+=($!)
	vm_wait_for_file "$VM_RUN/ready" svsm-emu "$dir/svsm-emu.log"
	# Who trusts this emulated AMD names its root.
	cp "$dir/svsm/pki/ark.pem" "$dir/share/"
	VM_ARGS+=(
		-object "memory-backend-file,id=ram,size=${VM_SPEC[memory]},share=on,mem-path=$(
			sed -n 's/^ram=//p' "$VM_RUN/ready"
		)"
		-machine memory-backend=ram
		-chardev "socket,id=svsm,path=$VM_RUN/bell.sock"
		-device "isa-debugcon,iobase=0x5e0,readback=0x5e,chardev=svsm"
	)
}

# A TPM that the host offers, as any host can.
vm_start_host_tpm() {
	local dir=$1

	mkdir -p "$dir/host-tpm"
	swtpm socket --tpm2 --tpmstate "dir=$dir/host-tpm" --terminate \
		--ctrl "type=unixio,path=$VM_RUN/tpm.sock" >"$dir/host-tpm.log" 2>&1 &
	VM_PIDS+=($!)
	vm_wait_for_file "$VM_RUN/tpm.sock" swtpm "$dir/host-tpm.log"
}

# The same, from a host that has got hold of the SVSM's TPM's state: every key of
# it, and what it held when the SVSM last took its power.
vm_start_twin_tpm() {
	local dir=$1

	mkdir -p "$dir/host-tpm"
	cp -a "$dir/svsm/pki" "$dir/host-tpm/"
	"$EMULATOR" --state "$dir/host-tpm" --clone-of "$dir/svsm" --tpm-ctrl "$VM_RUN/tpm.sock" \
		--ready "$VM_RUN/twin" >"$dir/host-tpm.log" 2>&1 &
	VM_PIDS+=($!)
	vm_wait_for_file "$VM_RUN/twin" "the host's svsm-emu" "$dir/host-tpm.log"
}

vm_add_tpm() {
	VM_ARGS+=(
		-chardev "socket,id=tpm,path=$VM_RUN/tpm.sock"
		-tpmdev emulator,id=tpm0,chardev=tpm -device tpm-crb,tpmdev=tpm0
	)
}

vm_add_firmware() {
	local dir=$1

	[ -f "$dir/vars.fd" ] || cp "$FIRMWARE/vars.fd" "$dir/vars.fd"
	VM_ARGS+=(
		-drive "if=pflash,unit=0,readonly=on,format=raw,file=$FIRMWARE/code.fd"
		-drive "if=pflash,unit=1,format=raw,file=$dir/vars.fd"
	)
}

# Firmware and UKI, measured, the UKI on a disk of its own or on the guest's; or the
# kernel alone, quicker.
vm_add_boot() {
	local dir=$1

	case ${VM_SPEC[boot]} in
	uki)
		vm_add_firmware "$dir"
		mkdir -p "$VM_RUN/esp/EFI/BOOT"
		cp "${VM_SPEC[uki]}" "$VM_RUN/esp/EFI/BOOT/BOOTX64.EFI"
		vm_add_disk esp "fat:$VM_RUN/esp" readonly=on ,bootindex=1
		;;
	disk)
		vm_add_firmware "$dir"
		vm_add_disk system "${VM_SPEC[disk]}" readonly=off ,bootindex=1
		;;
	direct)
		VM_ARGS+=(
			-kernel "$KERNEL/vmlinuz" -initrd "${VM_SPEC[initrd]}"
			-append "$VM_BASE_CMDLINE ${VM_SPEC[cmdline]}"
		)
		;;
	esac
}

vm_add_disk() {
	local serial=$1 file=$2 mode=$3 more=${4:-}

	VM_ARGS+=(
		-drive "if=none,id=$serial,format=raw,$mode,file=$file"
		-device "virtio-blk-pci,drive=$serial,serial=$serial$more"
	)
}

# The serial console, and who sits at it: nobody, or one who has the answer.
vm_add_console() {
	local dir=$1 input=

	if [ -n "${VM_SPEC[answer]:-}" ]; then
		mkfifo "$VM_RUN/typed"
		exec {VM_TYPED}<>"$VM_RUN/typed"
		input=,input-path=$VM_RUN/typed
	fi
	VM_ARGS+=(-chardev "file,id=console,path=$dir/console.log$input" -serial chardev:console)
}

# Types the answer as often as the console has asked.
vm_answer() {
	local dir=$1 asked

	asked=$({ grep -aos "${VM_SPEC[asks]:-enter passphrase}" "$dir/console.log" || true; } | wc -l)
	while [ "$VM_ANSWERS" -lt "$asked" ]; do
		{ cat "${VM_SPEC[answer]}" && echo; } >&"$VM_TYPED"
		VM_ANSWERS=$((VM_ANSWERS + 1))
	done
}

# Prints the guest's result lines after the Nth; sets VM_SHOWN to how many there
# are now.
vm_show_results() {
	local file=$1 shown=$2

	VM_SHOWN=$shown
	[ -f "$file" ] || return 0
	VM_SHOWN=$(wc -l <"$file")
	[ "$VM_SHOWN" -le "$shown" ] || sed -n "$((shown + 1)),${VM_SHOWN}p" "$file"
}

# A key on the VM's keyboard, which wakes it where it sleeps.
vm_press_key() {
	echo '{"execute":"send-key","arguments":{"keys":[{"type":"qcode","data":"ret"}]}}' \
		>&"$VM_MONITOR"
}

# Waits for QEMU's end or the time limit.
vm_wait() {
	local pid=$1 dir=$2 results=$2/share/out/results begun=$EPOCHSECONDS

	VM_SHOWN=0
	VM_ANSWERS=0
	while kill -0 "$pid" 2>/dev/null; do
		if [ $((EPOCHSECONDS - begun)) -ge "${VM_SPEC[timeout]}" ]; then
			say "the VM is still running after ${VM_SPEC[timeout]} s, ending it"
			kill "$pid"
		fi
		sleep 0.5
		vm_show_results "$results" "$VM_SHOWN"
		[ -z "${VM_SPEC[keys]:-}" ] || vm_press_key
		[ -z "${VM_SPEC[answer]:-}" ] || vm_answer "$dir"
	done
	wait "$pid" || true
	vm_show_results "$results" "$VM_SHOWN"
}

vm_run() {
	local dir=$1 disk machine
	local -a VM_ARGS

	VM_RUN=$(mktemp -d "${TMPDIR:-/tmp}/svsm-vm.XXXXXX")
	rm -rf "$dir/share/out" "$dir/console.log"
	mkdir -p "$dir/share/out"
	VM_ARGS=(
		-name "svsm-guest-test" -nodefaults -no-user-config -display none -no-reboot
		-machine q35 -m "${VM_SPEC[memory]}" -smp "${VM_SPEC[cpus]}"
		-device virtio-rng-pci
		-fsdev "local,id=host,path=$dir/share,security_model=none"
		-device virtio-9p-pci,fsdev=host,mount_tag=host
	)
	# 5-level paging makes TCG a third slower.
	VM_ARGS+=(-accel "${VM_SPEC[accel]:-$(vm_accelerator)}" -cpu max,-la57)
	# shellcheck disable=SC2206 # a list of words
	VM_ARGS+=(${VM_SPEC[qemu]:-})
	[ -z "${VM_SPEC[emu]+set}" ] || vm_start_emulator "$dir"
	case ${VM_SPEC[tpm]} in
	svsm) vm_add_tpm ;;
	host) vm_start_host_tpm "$dir" && vm_add_tpm ;;
	twin) vm_start_twin_tpm "$dir" && vm_add_tpm ;;
	none) ;;
	esac
	vm_add_console "$dir"
	vm_add_boot "$dir"
	if [ "${VM_SPEC[boot]}" != disk ]; then
		vm_add_disk root "$GUEST/root.erofs" readonly=on
		vm_add_disk modules "$KERNEL/modules.erofs" readonly=on
	fi
	for disk in ${VM_SPEC[disks]}; do
		vm_add_disk "${disk%%:*}" "${disk#*:}" readonly=off
	done
	mkfifo "$VM_RUN/monitor"
	exec {VM_MONITOR}<>"$VM_RUN/monitor"
	echo '{"execute":"qmp_capabilities"}' >&"$VM_MONITOR"
	"${QEMU[@]}" "${VM_ARGS[@]}" -qmp stdio <&"$VM_MONITOR" >"$dir/qemu.log" 2>&1 &
	machine=$!
	VM_PIDS+=("$machine")
	vm_wait "$machine" "$dir"
	exec {VM_MONITOR}>&-
	[ -z "${VM_SPEC[answer]:-}" ] || exec {VM_TYPED}>&-
	vm_stop
}

# vm_fail DIR WHY: shows the end of the console.
vm_fail() {
	local dir=$1

	VM_FAILURE=$2
	cat "$dir/qemu.log" "$dir/console.log" 2>/dev/null | tail -n 30 | tr -d '\r' |
		sed 's/^/    | /' >&2
	say "$VM_FAILURE; the whole console is in $dir/console.log"
}

# vm_boot DIR KEY=VALUE...: boots the VM in DIR until it powers off.
#	boot=uki uki=FILE | boot=direct initrd=FILE cmdline=TEXT | boot=disk disk=FILE
#					the last has firmware, UKI and root on one disk
#	tpm=svsm | host | twin | none	which TPM the firmware is given: the SVSM's, one of
#					the host's own, a copy of the SVSM's
#	emu=OPTIONS			an emulated SVSM, with these options
#	memory= cpus= timeout=		("1536M", 2, 600 seconds)
#	disks="SERIAL:FILE ..."
#	accel= qemu=			QEMU's accelerator and further options
#	keys=yes			a key is pressed twice a second
#	answer=FILE asks=WORDS		what somebody types who is asked for a passphrase, or so
# The guest's results go to stdout as they come.  Sets VM_FAILURE: empty, or why
# the guest did not come to a good end; and VM_ANSWERS: how often somebody was asked.
vm_boot() {
	local dir=$1 pair
	local -A VM_SPEC=([memory]=1536M [cpus]=2 [timeout]=600 [tpm]=none [disks]='' [cmdline]='')
	shift

	for pair; do
		VM_SPEC[${pair%%=*}]=${pair#*=}
	done
	VM_FAILURE=
	vm_run "$dir"
	if [ ! -f "$dir/share/out/done" ]; then
		vm_fail "$dir" "the VM ended before its work was done"
		return
	fi
	if grep -aEf "$dir/share/complaints" "$dir/console.log" "$dir/share/out/dmesg" >&2; then
		vm_fail "$dir" "the kernel complained"
	fi
}
