#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Another UKI, signed by the same key: the root opens, and nobody has enrolled it anew.  A
# further volume wants a PIN, which is typed.
. /host/guest/boot-root.sh

test_this_is_another_boot() {
	grep -w another /proc/cmdline
	root_was_found_by_gpt_auto
}

# This firmware announces no TPM, so that gpt-auto-generator has nothing measured: then systemd
# asks the plugins before it looks for a key socket.
test_the_root_was_opened_by_the_same_token() {
	same "attempt" "1 plugin opened" "$(jq -r '.attempts[-1] |
		"\(.token) \(.road) \(.result)"' "/run/svsm/unlock/$(root_uuid)")"
}

test_the_one_token_is_the_one_that_was_enrolled() {
	same "tokens" "1 socket yes" "$(svsmctl disk list --json "$PARTITION" |
		jq -r '.tokens[] | select(.type == "svsm") | "\(.token) \(.road) \(.satisfied)"')"
}

test_the_plugin_opened_the_volume_with_a_pin_in_the_initrd() {
	local note
	note=/run/svsm/unlock/$(cat "$KEPT/pin-uuid")

	said_by_unit pinned
	same "attempt" "plugin opened" "$(jq -r '.attempts[-1] | .road + " " + .result' "$note")"
	[ -b /dev/mapper/pinned ] || fail "it is not open"
	same "prompts on the console" 1 "$(prompts)"
}

run_tests
