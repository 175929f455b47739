# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# The SVSM's TPM, and event logs as tpm2-tools sees them.

export TPM2TOOLS_TCTI=device:/dev/tpmrm-svsm

# The chip's folder in sysfs, found by where it hangs and not by its number.
chip_path() {
	find /sys/devices/platform/tpm-svsm -maxdepth 4 -path '*/tpm/tpm[0-9]*' -prune 2>/dev/null |
		grep .
}

chip_name() {
	basename "$(chip_path)"
}

# pcr_values PCR...: lines "PCR HEX" of the chip's sha256 bank.
pcr_values() {
	local list

	list=$(IFS=,; echo "$*")
	tpm2_pcrread "sha256:$list" | awk '/^ +[0-9]+ *:/ {
		gsub(":", " "); sub("0x", "", $2); print $1, tolower($2)
	}'
}

# What the event log amounts to, in the same form.
log_values() {
	tpm2_eventlog "/sys/kernel/security/$(chip_name)/binary_bios_measurements" 2>/dev/null |
		awk '/^pcrs:/ { pcrs = 1 } !pcrs { next }
			/^  [a-z]/ { bank = $1 }
			bank == "sha256:" && /^ +[0-9]+ *:/ {
				gsub(":", " "); sub("0x", "", $2); print $1, tolower($2)
			}'
}

hex_to_bytes() {
	# shellcheck disable=SC2001 # every two digits
	printf '%b' "$(sed 's/../\\x&/g' <<<"$1")"
}

# The storage root key of the TCG's template, at the handle where everybody has it.
srk() {
	perl -e 'print pack("S a128 S a128", 32, "", 32, "")' >/tmp/unique
	tpm2_createprimary -Q -C o -G ecc -g sha256 -u /tmp/unique -c /tmp/srk.ctx \
		-a 'restricted|decrypt|fixedtpm|fixedparent|sensitivedataorigin|userwithauth|noda'
	tpm2_evictcontrol -Q -C o -c /tmp/srk.ctx 0x81000001
}
