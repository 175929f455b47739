# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What systemd has measured in this boot: its log (JSON-SEQ, a record for each
# extension of a PCR) against the SVSM's TPM.

MEASURE_LOG=/run/log/systemd/tpm2-measure.log

# The log's records that concern a PCR, one object a line.
measured() {
	[ -e "$MEASURE_LOG" ] || return 0
	tr -d '\036' <"$MEASURE_LOG" | jq -c 'select(.pcr != null)'
}

# phases: the words that systemd has measured into PCR 11, in order, in one line.
phases() {
	measured | jq -r 'select(.pcr == 11) | .content.string' | paste -sd' '
}

# extend VALUE DIGEST: what a PCR of this value is after an extension.
extend() {
	hex_to_bytes "$1$2" | sha256sum | cut -d' ' -f1
}

# digests: lines "PCR HEX", one for each extension, in order.
digests() {
	measured | jq -r '"\(.pcr) " + (.digests[] | select(.hashAlg == "sha256").digest)'
}

# amounts_to PCR VALUE: the PCR's value after these digests, if VALUE was before.
amounts_to() {
	local value=$2 pcr digest

	while read -r pcr digest; do
		[ "$pcr" != "$1" ] || value=$(extend "$value" "$digest")
	done < <(digests)
	echo "$value"
}

zeros() {
	printf '0%.0s' $(seq 64)
}

# key_was_measured VOLUME: its key is in systemd's log, and PCR 15 is what that amounts to.
key_was_measured() {
	measured | jq -r 'select(.pcr == 15) | .content.string' | grep -F "cryptsetup:$1:"
	same "PCR 15" "$(amounts_to 15 "$(zeros)")" "$(pcr_values 15 | cut -d' ' -f2)"
}

# The units that have failed so far, in one line.
failed_units() {
	systemctl list-units --failed --plain --no-legend | cut -d' ' -f1 | paste -sd' '
}

# Every phase is logged with the hash of its word.
phases_are_hashes_of_words() {
	local word digest

	measured | jq -r 'select(.pcr == 11) | .content.string + " " +
		(.digests[] | select(.hashAlg == "sha256").digest)' >/tmp/phases
	[ -s /tmp/phases ] || fail "the log has no phase"
	while read -r word digest; do
		same "digest of '$word'" "$(printf %s "$word" | sha256sum | cut -d' ' -f1)" "$digest"
	done </tmp/phases
}
