# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# For the tests of sealing: a swtpm in the scratch folder of emu_lib.sh, and ways to look
# at what passes through to it.  Sourced after that.

SEAL=$PROGRAMS/test_seal
export TCTI_FAULT_LOG='' TSS2_LOG=all+NONE
swtpm_pid=

# swtpm_start FOLDER OPTION...: a TPM that keeps its state there.
swtpm_start() {
	local folder=$1 i
	shift

	mkdir -p "$folder"
	swtpm socket --tpm2 --tpmstate "dir=$folder" --server "type=unixio,path=$folder/socket" \
		--ctrl "type=unixio,path=$folder/socket.ctrl" --flags startup-clear "$@" \
		2>"$folder/log" &
	swtpm_pid=$!
	for ((i = 0; i < 100; i++)); do
		[ -S "$folder/socket" ] && [ -S "$folder/socket.ctrl" ] && break
		sleep 0.1
	done
	export TPM2TOOLS_TCTI="swtpm:path=$PWD/$folder/socket"
}

swtpm_stop() {
	[ -n "$swtpm_pid" ] || return 0
	kill "$swtpm_pid" 2>/dev/null
	wait "$swtpm_pid" 2>/dev/null
	swtpm_pid=
}

# counted COMMAND...: the command, whose TPM commands are then in the file "commands".
counted() {
	local tcti=$TPM2TOOLS_TCTI status=0

	rm -f commands
	TCTI_FAULT_NEXT=$tcti TCTI_FAULT_LOG=$PWD/commands \
		TPM2TOOLS_TCTI="$PROGRAMS/tcti_fault.so" "$@" || status=$?
	return "$status"
}

# No object and no session has been left in the TPM.
left_clean() {
	local left

	left=$(tpm2_getcap handles-transient && tpm2_getcap handles-loaded-session &&
		tpm2_getcap handles-saved-session) || return 1
	[ -z "$left" ] || { echo "left in the TPM: $left"; return 1; }
}

# shellcheck disable=SC2317 # called through check()
opens() {
	rm -f opened
	"$SEAL" unseal "$@" && cmp "${KEY:-key}" opened
}

# refuses ERROR WORDS TOKEN...: by that errno and with these words, and nothing is left.
# shellcheck disable=SC2317 # called through check()
refuses() {
	local error=$1 words=$2 said
	shift 2

	rm -f opened
	said=$("$SEAL" unseal "$@") && { echo "it opened"; return 1; }
	if [[ $said = "$error: "* && $said = *"$words"* ]] && [ ! -e opened ]; then
		left_clean
		return
	fi
	echo "$said"
	return 1
}

# A .pcrsig file: signs KEY BANK PCRS VALUES-FILE [REF], by OpenSSL, over what tpm2-tools say.
# shellcheck disable=SC2317 # called through check()
pcrsig_entry() {
	local key=$1 bank=$2 pcrs=$3 values=$4 ref=${5:-} pol fingerprint

	tpm2_startauthsession -Q -S trial && tpm2_policypcr -Q -S trial -l "$bank:$pcrs" \
		-f "$values" -L trial.pol && tpm2_flushcontext trial || return
	pol=$(hex trial.pol)
	fingerprint=$(openssl rsa -in "$key" -RSAPublicKey_out -outform DER 2>/dev/null |
		openssl dgst -sha256 -r | cut -d' ' -f1)
	{ cat trial.pol; printf %s "$ref"; } |
		openssl dgst -sha256 -sign "$key" -out trial.sig
	jq -n --arg pkfp "$fingerprint" --arg pol "$pol" --arg sig "$(base64 -w0 trial.sig)" \
		--arg ref "$ref" --argjson pcrs "[$pcrs]" \
		'{pcrs: $pcrs, pkfp: $pkfp, pol: $pol, sig: $sig} + (if $ref == "" then {} else {ref: $ref} end)'
}
