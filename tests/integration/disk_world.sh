# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# For the tests of sealed volumes: an emulated machine whose TPM a volume is sealed to,
# opened by svsmctl and by the token plugin.  Sourced from the top of the project, which it
# leaves for a scratch folder, as emu_lib.sh does; measurement is launch's.
# shellcheck disable=SC2154

BUILT=$(realpath -e "${O:-build}") || exit 2
SVSMCTL=$BUILT/svsmctl
TESTS=$(realpath -e tests/integration) || exit 2
# shellcheck source=tests/integration/emu_lib.sh
. tests/integration/emu_lib.sh
# shellcheck source=tests/integration/disk_lib.sh
. "$TESTS/disk_lib.sh"

TOKEN=$BUILT/token/tests
mkdir -p root/run/systemd birth
export SVSM_TOKEN_ROOT=$scratch/root SVSM_BIRTH=$scratch/birth/record
export SVSM_ENROLLED=$scratch/enrolled SVSM_VOLUMES=$scratch/etc/svsm/volumes.conf
export SYSTEMD_CRYPTTAB=$scratch/crypttab
mkdir etc
export SYSTEMD_MEASURE_LOG_FIRMWARE=$scratch/log SYSTEMD_MEASURE_LOG_USERSPACE=/nonexistent

# boot STATE [WORD...]: the machine starts, and its firmware measures, as make_log.py's words say.
boot() {
	emu_start "$1" --socket socket --tpm-port 0 || return
	shift
	export SVSM_TCTI=$TPM2TOOLS_TCTI SVSM_DEVICE=emu:$scratch/socket
	tpm2_startup -c && python3 "$TESTS/make_log.py" log "$@" | xargs tpm2_pcrextend
}

# launch: the measurement of what was launched, in hexadecimal.
launch() {
	ask report all >/dev/null && hex report/report 144 48
}

# enroll VOLUME OPTION...
enroll() {
	local volume=$1
	shift

	"$SVSMCTL" disk enroll --key-file passphrase --yes --accept-measurement "$measurement" \
		--assume-persistent "$@" "$volume"
}

# unlocks VOLUME KEYSLOT [PIN]: by the plugin, as systemd-cryptsetup does.
unlocks() {
	[ "$("$TOKEN/token_open" "$TOKEN/libcryptsetup-token-svsm.so" "$1" any ${3+"$3"} 2>log.plugin)" = "$2" ]
}

# refused VOLUME ERROR TEXT [PIN]: the plugin returns that error, and logs that reason.
refused() {
	local said

	said=$("$TOKEN/token_open" "$TOKEN/libcryptsetup-token-svsm.so" "$1" any ${4+"$4"} 2>log.plugin)
	[ "$said" = "$2" ] && { [ -z "$3" ] || grep -qF -- "$3" log.plugin; } && return
	echo "$said: $(cat log.plugin)"
	return 1
}
