# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What the harness says while it works: one line when a step begins, a sign of
# life every ten seconds, one line when it ends, all with seconds since the
# start.  A step that fails ends the program with the last lines of its log and
# the place where the whole log is.

SAY_START=${SAY_START:-$EPOCHSECONDS}

say() {
	printf '[%4d s] %s\n' $((EPOCHSECONDS - SAY_START)) "$*" >&2
}

die() {
	say "$*"
	exit 1
}

# Prints the sign of life of a step until it is killed.
say_alive() {
	local what=$1 begun=$EPOCHSECONDS

	while sleep 10; do
		say "  ... $what: $((EPOCHSECONDS - begun)) s so far"
	done
}

STEP_PIDS=()

# Ends a step that is under way, whatever it has started.
step_stop() {
	local pid

	for pid in "${STEP_PIDS[@]}"; do
		kill -- "-$pid" 2>/dev/null || true
		wait "$pid" 2>/dev/null || true
	done
	STEP_PIDS=()
}

# step WHAT LOG COMMAND...: runs COMMAND in a subshell of its own, with set -e,
# its output in LOG; a failure is the end of the program.  Not to be called in a
# condition, where the shell would ignore set -e.
step() {
	local what=$1 log=$2 begun=$EPOCHSECONDS rc=0
	shift 2

	mkdir -p "${log%/*}"
	say "$what ..."
	# Process groups of their own, so that step_stop reaches all of them.
	set -m
	say_alive "$what" &
	STEP_PIDS=($!)
	(
		set -eu
		"$@"
	) >"$log" 2>&1 </dev/null &
	STEP_PIDS+=($!)
	set +m
	wait $! || rc=$?
	step_stop
	if [ "$rc" -ne 0 ]; then
		tail -n 25 "$log" | sed 's/^/    | /' >&2
		die "$what: failed with status $rc; the whole log is $log"
	fi
	say "$what: done in $((EPOCHSECONDS - begun)) s"
}
