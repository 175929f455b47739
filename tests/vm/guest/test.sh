# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# The guest's side of a test: a suite sources this, defines functions test_*,
# and calls run_tests, which runs them in the order of the file.  A test is a
# sentence in its name; it passes when every command in it succeeds and the
# kernel has nothing to complain about.  Results go to the share, one line
# each: "ok NAME" or "not ok NAME: WHY".

OUT=/host/out

result() {
	printf '%s\n' "$*" >>"$OUT/results"
}

# fail WHY: ends the test that calls it.
fail() {
	echo "FAIL: $*"
	exit 1
}

# refused PATTERN COMMAND...: COMMAND must fail, and say PATTERN.
refused() {
	local pattern=$1 output
	shift

	if output=$("$@" 2>&1); then
		fail "'$*' succeeded: $output"
	fi
	grep -qE -- "$pattern" <<<"$output" || fail "'$*' failed without saying '$pattern': $output"
}

# same WHAT EXPECTED FOUND
same() {
	[ "$2" = "$3" ] || fail "$1: expected '$2', found '$3'"
}

kernel_log_lines() {
	dmesg | wc -l
}

# The first complaint of the kernel since line N of its log.
kernel_complaint() {
	dmesg | tail -n "+$(($1 + 1))" | grep -E -m 1 -f /host/complaints
}

# Why a test failed: what it said last, without the trace.
why() {
	local said

	said=$(sed -n 's/^FAIL: //p' "$1" | tail -n 1)
	[ -n "$said" ] || said="$(grep -v '^+' "$1" | tail -n 1) (at: $(grep '^+' "$1" | tail -n 1))"
	tr '\n' ' ' <<<"$said" | cut -c1-300
}

run_test() {
	local name=$1 log=$OUT/$1.log before complaint rc=0
	local begun=$EPOCHREALTIME

	before=$(kernel_log_lines)
	(
		set -euxo pipefail
		"$name"
	) >"$log" 2>&1 &
	wait $! || rc=$?
	if complaint=$(kernel_complaint "$before"); then
		result "not ok ${name#test_}: the kernel says: $complaint"
	elif [ "$rc" -ne 0 ]; then
		result "not ok ${name#test_}: $(why "$log")"
	else
		result "ok ${name#test_} ($(awk "BEGIN { printf \"%.1f\", $EPOCHREALTIME - $begun }") s)"
	fi
}

# The functions test_* of the suite, in the order of the file.
run_tests() {
	local name

	for name in $(sed -n 's/^\(test_[a-z0-9_]*\)() {$/\1/p' "$0"); do
		run_test "$name"
	done
}

# Programs of this folder print result lines of their own: those named, or all test_*.
run_programs() {
	local program log rc
	local -a programs=(/host/bin/test_*)

	[ $# -eq 0 ] || programs=("${@/#//host/bin/}")
	for program in "${programs[@]}"; do
		[ -x "$program" ] || continue
		log=$OUT/${program##*/}.log
		rc=0
		"$program" >"$log" 2>&1 || rc=$?
		grep -E '^((not )?ok|skip) ' "$log" >>"$OUT/results"
		if [ "$rc" -ne 0 ] && ! grep -q '^not ok ' "$log"; then
			result "not ok ${program##*/}: exit status $rc: $(tail -n 1 "$log")"
		fi
	done
}
