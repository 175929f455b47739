#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Who may ask svsmd for what, as the distribution's own polkit has it: three users who are not
# root, and nobody there who could be asked for a password.  A rule of the administrator's lets
# "bob" have evidence made and verified, "alice" have it made; of "carol" it does not speak.
. /host/guest/test.sh
. /host/guest/bus.sh

RULE=/etc/polkit-1/rules.d/50-test.rules
POLICY=/usr/share/polkit-1/actions/org.svsm.guest1.policy
CHALLENGE=(16 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16)
NONCE=0102030405060708090a0b0c0d0e0f10
DENIED='only root may, and those whom polkit allows it'
WORKER=/usr/lib/svsm/svsmd-worker
HELD=/run/held
DENIED_BY_BUSCTL='Access denied'	# which has words of its own for this error

as() {
	local user=$1
	shift

	setpriv --reuid="$user" --regid="$user" --clear-groups "$@"
}

# asks USER METHOD...
asks() {
	local user=$1
	shift

	as "$user" busctl call "${GUEST[@]}" "$@"
}

# asks_evidence USER METHOD...
asks_evidence() {
	local user=$1
	shift

	as "$user" busctl call "${GUEST[@]:0:2}" org.svsm.Guest1.Evidence "$@"
}

verifies() {
	as "$1" /host/bin/bus_verify sealed /tmp/bundle "$NONCE" policy /tmp/policy
}

# job_of FILE: the path that a call has answered.
job_of() {
	cut -d'"' -f2 "$1" | grep '^/org/svsm/Guest1/job/'
}

# ends JOB STATE
ends() {
	local i found

	for ((i = 0; i < PATIENCE * 5; i++)); do
		found=$(busctl get-property org.svsm.Guest1 "$1" org.svsm.Guest1.Job State)
		[ "$found" = 's "running"' ] || break
		sleep 0.2
	done
	same "$1" "s \"$2\"" "$found"
}

test_polkit_knows_each_of_our_actions() {
	local user actions

	becomes consistent self
	for user in alice bob carol; do
		useradd --no-create-home "$user"
	done
	actions=$(grep -o 'action id="[^"]*"' "$POLICY" | cut -d'"' -f2 | sort)
	grep -x org.svsm.guest1.attest <<<"$actions"
	same "actions" "$actions" "$(pkaction | grep '^org\.svsm\.' | sort)"
	pkaction --verbose --action-id org.svsm.guest1.attest |
		grep -F 'Collect evidence about this guest'
	stands polkit.service active
}

test_to_read_the_state_is_free() {
	local name

	for name in State Assurance Cause Persistence PCRs; do
		as carol busctl get-property "${GUEST[@]}" "$name"
	done
	asks carol GetHistory tu 0 10
	asks_evidence carol ListServices
	as carol svsmctl trust show | grep "^state  *$(property State)$"
}

test_what_costs_something_is_refused_where_nobody_can_be_asked() {
	local user

	jq -n '{version: 1, report: {measurements: "any"}, vtpm: {ak_binding: "waived"}}' >/tmp/policy
	echo 'not even evidence' >/tmp/bundle
	chmod 0644 /tmp/policy /tmp/bundle
	for user in alice bob; do
		refused "$DENIED_BY_BUSCTL" asks "$user" Reattest 'a{sv}' 0
		refused "$DENIED_BY_BUSCTL" asks "$user" Attest 'aya{sv}' "${CHALLENGE[@]}" 0
	done
	refused "$DENIED_BY_BUSCTL" asks carol Reset
	refused "$DENIED_BY_BUSCTL" asks_evidence carol ReadEventLog 'a{sv}tu' 0 0 10
	refused "$DENIED" verifies bob
	refused "$DENIED" as carol svsmctl trust reattest
}

test_a_rule_lets_a_user_have_what_it_names() {
	local i job

	cat >"$RULE" <<-'END'
	polkit.addRule(function(action, subject) {
		if (action.id == "org.svsm.guest1.attest" &&
		    (subject.user == "alice" || subject.user == "bob"))
			return polkit.Result.YES;
		if (action.id == "org.svsm.guest1.verify" && subject.user == "bob")
			return polkit.Result.YES;
	});
	END
	chmod 0644 "$RULE"
	for ((i = 0; i < PATIENCE; i++)); do
		! asks bob Attest 'aya{sv}' "${CHALLENGE[@]}" 0 >/tmp/answer || break
		sleep 0.5
	done
	job=$(job_of /tmp/answer)
	ends "$job" "done"
	refused 'another user' as alice /host/bin/bus_take "$job"
	as bob /host/bin/bus_take "$job" >/tmp/bundle
	svsmctl verify /tmp/bundle --nonce "$NONCE" --policy /tmp/policy --ark /host/ark.pem
	verifies bob >/tmp/answer
	ends "$(cat /tmp/answer)" "done"
}

test_and_nobody_anything_else() {
	refused "$DENIED_BY_BUSCTL" asks bob Reattest 'a{sv}' 0
	refused "$DENIED_BY_BUSCTL" asks bob Reset
	refused "$DENIED" verifies alice
	refused "$DENIED_BY_BUSCTL" asks carol Attest 'aya{sv}' "${CHALLENGE[@]}" 0
}

# position JOB: how many pieces of work end before it begins.
position() {
	busctl get-property org.svsm.Guest1 "$1" org.svsm.Guest1.Job Position | cut -d' ' -f2
}

# From now on no work gets on until $HELD is gone.
hold_work() {
	cp $WORKER /usr/local/lib/held-worker
	printf '#!/bin/sh\nwhile [ -e %s ]; do sleep 0.2; done\nexec /usr/local/lib/held-worker "$@"\n' \
		$HELD >/usr/local/lib/hold
	chmod 0755 /usr/local/lib/hold
	mount --bind /usr/local/lib/hold $WORKER
	systemctl restart svsmd.service
	stands svsmd.service active
	appraised
	touch $HELD
	pkill -f '^/usr/local/lib/held-worker wait' # which is past that
}

# All at once; each is either a job, or is told what there are too many of.  None of them gets
# on meanwhile.  svsmd's own appraisal goes before those behind it.
test_a_storm_of_one_user_is_bounded_and_svsmd_has_its_share() {
	local i last before

	hold_work
	for ((i = 0; i < 10; i++)); do
		asks alice Attest 'aya{sv}' "${CHALLENGE[@]}" 0 >"/tmp/storm-$i" 2>&1 &
	done
	wait
	cat /tmp/storm-*
	same "jobs" 4 "$(grep -l '/job/' /tmp/storm-* | wc -l)"
	same "refusals" 6 "$(grep -lE 'too many (jobs: wait|wait for polkit)' /tmp/storm-* | wc -l)"
	last=$(sed -n 's/^o "\(.*\)"$/\1/p' /tmp/storm-* | sort -V | tail -n 1)
	before=$(position "$last")
	[ "$before" -ge 2 ] || fail "the storm is over"
	reattest
	same "what is before the last of them" "$((before + 1))" "$(position "$last")"
	rm $HELD
	appraised
	ends "$last" "done"
	umount --lazy $WORKER
}

test_behind_it_another_user_is_served() {
	local job

	asks bob Attest 'aya{sv}' "${CHALLENGE[@]}" 0 >/tmp/answer
	job=$(job_of /tmp/answer)
	ends "$job" "done"
	as bob /host/bin/bus_take "$job" >/tmp/bundle
	svsmctl verify /tmp/bundle --nonce "$NONCE" --policy /tmp/policy --ark /host/ark.pem
	becomes consistent self
}

run_tests
