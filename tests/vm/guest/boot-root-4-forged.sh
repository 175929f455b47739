#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Somebody has changed the command line and signed the UKI by a key of his own.  The TPM
# keeps the key, and says why; the prompt comes, and whoever has the recovery key goes on.
. /host/guest/boot-root.sh

test_the_root_is_open_by_what_was_typed_at_the_prompt() {
	root_was_found_by_gpt_auto
	same "prompts on the console" 1 "$(prompts)"
	said_by_unit root
}

test_the_key_socket_gave_nothing() {
	! said_by_key 'the key was given' || fail "it did"
	same "noted" failed "$(noted "$(root_uuid)")"
	same "standing" '{"pcrs":2048,"standing":"no-signatures"}' "$(
		jq -c '.attempts[-1].branches[0] | {pcrs, standing}' "/run/svsm/unlock/$(root_uuid)"
	)"
}

test_the_journal_says_why() {
	said_by_key "volume 'root' is left to the passphrase: "
	said_by_key 'PCR 11'
}

test_explain_names_the_changed_command_line() {
	explained
	grep '^token 1  *failed by the socket' /tmp/explained
	grep 'PCR 11: UKI section .cmdline (kernel command line) changed' /tmp/explained
	grep -F '+ kernel command line: ' /tmp/explained | grep -F systemd.debug_shell=1
	grep -F -- '- kernel command line: ' /tmp/explained | grep -F root=/dev/disk/by-id/virtio-root
}

run_tests
