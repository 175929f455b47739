# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# svsmctl doctor, as root.

# doctor STATUS: what it says, in /tmp/doctor.
doctor() {
	local status=0

	svsmctl doctor --json >/tmp/doctor || status=$?
	same "exit status" "$1" "$status"
}

# finds CHECK OUTCOME
finds() {
	same "$1" "$2" "$(jq -r --arg check "$1" '.checks[] | select(.check == $check) |
		.outcome + ": " + .what' /tmp/doctor)"
}
