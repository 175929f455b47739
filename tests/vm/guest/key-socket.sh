# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What svsm-key has done in this boot, by the journal and by its own record.

said_by_key() {
	journalctl -b -o cat --no-pager _COMM=svsm-key | grep -F -- "$1"
}

# noted UUID: the result of the last attempt, by the record for svsmctl disk explain.
noted() {
	jq -r '.attempts[-1].result' "/run/svsm/unlock/$1"
}

# said_by_unit VOLUME: by systemd-cryptsetup, and about it.
said_by_unit() {
	journalctl -b -o cat --no-pager -u "systemd-cryptsetup@$1.service"
}

# opened_by_socket_in_initrd VOLUME UUID
opened_by_socket_in_initrd() {
	[ -b "/dev/mapper/$1" ] || fail "it is not open"
	said_by_key "volume '$1': the key was given to systemd-cryptsetup"
	same "noted" opened "$(noted "$2")"
	journalctl -b -o cat --no-pager | grep -n -e 'the key was given' -e 'Switching root' >/tmp/order
	grep -m 1 . /tmp/order | grep -F 'the key was given'
}

# The agent that brings prompts to the console is started by the first one.
prompts() {
	journalctl -b -o cat --no-pager -u systemd-ask-password-console.service |
		grep -c '^Started systemd-ask-password-console.service' || true
}

# nobody_was_asked VOLUME
nobody_was_asked() {
	same "prompts on the console" 0 "$(prompts)"
	! said_by_unit "$1" | grep -F 'Password' || fail "somebody was"
}
