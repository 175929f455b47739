# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# svsmd as whoever asks it over the bus sees it, and what systemd has started for it.

# shellcheck disable=SC2034 # for those who source this
GUEST=(org.svsm.Guest1 /org/svsm/Guest1 org.svsm.Guest1)
PATIENCE=120

property() {
	busctl get-property "${GUEST[@]}" "$1" | sed 's/^s "\(.*\)"$/\1/'
}

# becomes STATE ASSURANCE
becomes() {
	local i found

	for ((i = 0; i < PATIENCE * 5; i++)); do
		found="$(property State) $(property Assurance)"
		[ "$found" != "$1 $2" ] || return 0
		sleep 0.2
	done
	fail "state and assurance: expected '$1 $2', found '$found': $(property Cause)"
}

# said TEXT [UNIT]: in the journal, sooner or later.
said() {
	local i

	for ((i = 0; i < PATIENCE; i++)); do
		! journalctl -b -o cat -u "${2:-svsmd.service}" | grep -F -- "$1" || return 0
		sleep 1
	done
	fail "'${2:-svsmd.service}' did not say '$1'"
}

# stands UNIT STATE
stands() {
	local i found

	for ((i = 0; i < PATIENCE * 5; i++)); do
		found=$(systemctl is-active "$1" || true)
		[ "$found" != "$2" ] || return 0
		sleep 0.2
	done
	fail "$1 is $found, not $2"
}

reattest() {
	busctl call "${GUEST[@]}" Reattest 'a{sv}' 0
}

# The next appraisal is not under way any more.
appraised() {
	while [ "$(busctl get-property "${GUEST[@]}" NextAppraisal)" = 't 0' ]; do
		sleep 0.2
	done
}
