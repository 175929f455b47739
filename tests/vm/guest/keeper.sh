# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# svsmd in a guest whose /etc cannot be written: its configuration is in /run.

# keeper_starts LINE...: with these lines of svsmd.conf, behind the emulated AMD's root.
keeper_starts() {
	mkdir -p /run/svsm/svsmd.conf.d
	printf '%s\n' '[Appraisal]' Ark=/host/ark.pem '[Watch]' Interval=1s "$@" \
		>/run/svsm/svsmd.conf.d/keeper.conf
	systemctl start svsmd.service
}

# appears COMMAND...: it succeeds within a minute.
appears() {
	local i

	for ((i = 0; i < 120; i++)); do
		! "$@" || return 0
		sleep 0.5
	done
	journalctl -b -o cat -u svsmd.service -u 'svsm-*'
	fail "not within a minute: $*"
}

trust_is() {
	svsmctl trust show | grep "^state *$1"
}
