#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# svsmctl monitor beside svsmd on a bus of its own: lines, JSON, and the screen of a terminal,
# while PCRs move, svsmd is restarted, and the terminal changes.
# shellcheck disable=SC2016,SC2119,SC2154,SC2317 # functions are called through check()
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 2
SVSMCTL=$(realpath -e "${O:-build}/svsmctl") || exit 2
SVSMD=$(realpath -e "${O:-build}/svsmd") || exit 2
WORKER=$(realpath -e "${O:-build}/svsmd-worker") || exit 2
TESTS=$(realpath -e tests/integration) || exit 2
DATA=$(realpath -e tests/data) || exit 2
POLICY=$(realpath -e packaging/dbus/org.svsm.Guest1.conf) || exit 2
# shellcheck source=tests/integration/emu_lib.sh
. tests/integration/emu_lib.sh
# shellcheck source=tests/integration/bus_lib.sh
. "$TESTS/bus_lib.sh"
trap 'svsmd_stop KILL; kill "${monitor-}" "${forger-}" 2>/dev/null; bus_stop; emu_stop; rm -rf "$scratch"' EXIT

export TERM=xterm NO_COLOR=1

# says TEXT COMMAND...: fails with 1, and standard error has the text.
says() {
	local text=$1
	shift

	exits 1 "$@" && grep -qF -- "$text" err && return
	cat err
	return 1
}

# until_line FILE PATTERN: 10 s for a line to come.
until_line() {
	local i

	for ((i = 0; i < 200; i++)); do
		grep -qE -- "$2" "$1" && return
		sleep 0.05
	done
	cat "$1"
	return 1
}

# at_screen ROWS COLUMNS STEPS...: the screens in "screen", the exit status.
at_screen() {
	local size=("$1" "$2")
	shift 2

	printf '%s\n' "$@" | python3 "$TESTS/screen.py" "${size[@]}" -- "$SVSMCTL" monitor >screen 2>&1
}

# ends_well STATUS: what the terminal is left as.
ends_well() {
	local found

	found=$(tail -n 4 screen | paste -sd' ')
	[ "$found" = "screen first cursor yes wrap yes echo yes" ] && return
	echo "left as: $found"
	return 1
}

check "without a bus" says "system bus: cannot be reached" env \
	DBUS_SYSTEM_BUS_ADDRESS="unix:path=$scratch/nowhere" "$SVSMCTL" monitor
guest_boot state 0 || finish
configure "[Watch]
Interval=1s"
bus_start
check "without svsmd" says "svsmd does not run: systemctl start svsmd" "$SVSMCTL" monitor
for count in 0 -1 x 1000000001; do
	check "--count $count is none" exits 2 "$SVSMCTL" monitor --count "$count"
done
starts "svsmd starts"

# ---- what svsmd tells

check "PCRs are a property" bash -c "busctl --system -j get-property $SERVICE $OBJECT $SERVICE PCRs |
	jq -e '.type == \"a(uay)\" and (.data | length == 16 and all(.[1] | length == 32)) and .data[15][0] == 15'"
check "and when they were seen" test "$(($(date +%s) - $(property PCRsSeen) / 1000000))" -le 5

# ---- lines

check "the first line is the state" exits 0 "$SVSMCTL" monitor --count 1
check "in words" grep -qE '^[0-9TZ:-]{20}  state  consistent \(assurance self\), self-good: the self' out
check "the same in JSON" bash -c "'$SVSMCTL' monitor --json --count 1 | jq -e '.kind == \"state\" and
	.state == \"consistent\" and .assurance == \"self\" and .event == \"self-good\"'"
"$SVSMCTL" monitor >lines 2>&1 &
monitor=$!
"$SVSMCTL" monitor --json --count 4 >objects 2>&1 &
counted=$!
check "it is there" until_line lines consistent
check "so is the other" until_line objects consistent
call Reattest 'a{sv}' 0 >/dev/null
check "an appraisal that runs is a line" until_line lines '  next   an appraisal runs now$'
check "and the next one" until_line lines '  next   20'
tpm2_pcrextend "12:sha256=$(printf '%064d' 1)"
check "a PCR that moves is a line" until_line lines '  pcr    12 \(sha256\) is now [0-9a-f]{64}$'
check "what svsmd makes of it, another" until_line lines 'state  failed \(assurance none\), pcr-moved: PCR 12 moved'
now=$(tpm2_pcrread sha256:12 | sed -n 's/.*0x//p' | tr 'A-F' 'a-f')
check "its value is the TPM's" grep -q "12 (sha256) is now $now" lines
wait "$counted"
check "N lines, and it is over" test "$(wc -l <objects)" = 4
check "each is an object" bash -c "jq -es 'all(has(\"time\") and has(\"kind\"))' objects"
check "with the PCR in it" jq -es --arg now "$now" '.[] | select(.kind == "pcr") |
	.pcr == 12 and .bank == "sha256" and .value == $now' objects

svsmd_stop
check "svsmd's end is a line" until_line lines '  svsmd  has ended: nobody looks$'
starts "svsmd starts again"
check "so is its beginning" until_line lines '  svsmd  runs$'
call Reset >/dev/null
check "and it is heard again" until_line lines 'state  consistent \(assurance self\), self-good'
check "a look that finds nothing is no line" bash -c 'sleep 1; n=$(wc -l <lines); sleep 2.2; test "$(wc -l <lines)" = "$n"'
switches=$(awk '/^voluntary/ { print $2 }' "/proc/$monitor/status")
check "it sleeps but for what svsmd says" bash -c "sleep 2; test \$((\$(awk '/^voluntary/ { print \$2 }' \
	/proc/$monitor/status) - $switches)) -le 5"
kill "$monitor"
wait "$monitor" 2>/dev/null
check "a reader that has gone ends it" timeout 10 bash -c "'$SVSMCTL' monitor --lines 2>err | head -n 1 | grep -q state"

# ---- the screen

at_screen 24 100 "wait consistent" "wait appraisal in" show "type q"
check "q ends it" test $? = 0
check "the terminal is as it was" ends_well
# What is another each time stands for itself.
sed -E '$d; s/[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}Z/TIME/g; s/000b[0-9a-f]{64}/NAME/; s/svsmd [0-9.]+/svsmd VERSION/
	s/in [0-9]+:[0-9]{2}:[0-9]{2}/in H:MM:SS/; s/^(12|13|14|15| [0-9]) [0-9a-f]{24}/\1 VALUE/
	s/ ([0-9]+) [0-9a-f]{24}/ \1 VALUE/; s/ +$//' screen | head -n 24 >seen
check "the screen is as ever" diff "$DATA/monitor/screen.txt" seen
value=$(tpm2_pcrread sha256:7 | sed -n 's/.*0x//p' | tr 'A-F' 'a-f' | cut -c1-24)
check "with the TPM's PCRs" grep -q "^ 7 $value" screen

at_screen 24 100 "wait appraisal in" "run tpm2_pcrextend 14:sha256=$(printf '%064d' 2)" "wait *" \
	"wait failed" "wait pcr-moved: PCR 14" show "type q"
check "a PCR that moves is marked" grep -qE '14 [0-9a-f]{24}\* [0-9:]{8}' screen
check "no other is" test "$(grep -cE '[0-9a-f]{24}\*' screen)" = 1
check "the history has it" grep -qE 'Z failed     none   pcr-moved: PCR 14 moved' screen
call Reset >/dev/null

at_screen 24 100 "wait appraisal in" "bytes 2.5" "type q"
check "a second that passes costs a line, no screen" test "$(head -n 1 screen)" -gt 20 -a "$(head -n 1 screen)" -lt 400
at_screen 10 100 "wait state" show "size 24 60" "wait history" show "type q"
check "a small screen has what fits" bash -c 'head -n 10 screen | grep -q "^  AK" && ! head -n 10 screen | grep -q history'
check "another size, another screen" bash -c 'test "$(sed -n 11,34p screen | grep -c history)" = 1'
check "its lines do not go on in the next" bash -c '! sed -n 11,34p screen | awk "length > 60" | grep -q .'
check "the terminal is as it was behind that" ends_well

at_screen 24 100 "wait consistent" "run kill -TERM $svsmd_pid" "wait svsmd has ended" show \
	"run '$SVSMD' --worker='$WORKER' --state='$scratch/var' --runtime='$scratch/run' --config='$scratch/conf' >/dev/null 2>&1 & echo \$! >again" \
	"wait appraisal in" "type q"
check "svsmd's restart is survived, and said" grep -q "next         svsmd has ended: nobody looks" screen
check "it ends as ever" ends_well
svsmd_pid=$(cat again)

for name in INT TERM HUP QUIT; do
	status=0
	at_screen 24 80 "wait appraisal in" "signal SIG$name" || status=$?
	check "SIG$name ends it" test $status = $((128 + $(kill -l $name)))
	check "and leaves the terminal as it was" ends_well
done
at_screen 24 80 "wait appraisal in" "type "$'\003'
check "Ctrl-C does as well" ends_well
at_screen 24 80 "wait appraisal in" "signal SIGTSTP" stopped "signal SIGCONT" "wait appraisal in" show "type q"
check "it comes back from being stopped" bash -c 'grep -q "^PCRs" screen'
check "and ends" ends_well
unset NO_COLOR
python3 "$TESTS/at_terminal.py" -- timeout -s INT 2 "$SVSMCTL" monitor >raw
check "colours at a terminal" grep -q $'\033\[32mconsistent' raw
NO_COLOR=1 python3 "$TESTS/at_terminal.py" -- timeout -s INT 2 "$SVSMCTL" monitor >raw
check "none with NO_COLOR" bash -c '! grep -q "$(printf "\\033")\[3[0-9]m" raw'
python3 "$TESTS/at_terminal.py" -- timeout -s INT 2 "$SVSMCTL" monitor --lines >raw
check "lines at a terminal, where they are asked for" bash -c 'grep -q "  state  " raw && ! grep -q "1049h" raw'
kill "$svsmd_pid"
while kill -0 "$svsmd_pid" 2>/dev/null; do sleep 0.05; done
svsmd_pid=

# ---- another who has svsmd's name

"$PROGRAMS/bus_forger" >forged &
forger=$!
until_line forged ready
check "no text of svsmd's writes control sequences" bash -c "'$SVSMCTL' monitor --count 1 >hostile &&
	! grep -q \"\$(printf '\\033')\" hostile && grep -q 'bad?\[2Jstate' hostile"
check "nor in JSON" bash -c "'$SVSMCTL' monitor --json --count 1 >hostile && ! grep -q \"\$(printf '\\033')\" hostile"
at_screen 24 100 "wait bad?[2Jstate" show "type q"
check "nor on the screen" bash -c "grep -q 'cause        evil?' screen && ! grep -q unknown screen"
kill "$forger"
bus_stop
emu_stop
finish
