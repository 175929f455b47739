/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Checks of what trust is made of: time, certificates, and the service that keeps watch.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "cli/doctor.h"
#include "cli/doctor_facts.h"

static const char *date(int64_t when, char ret[static 32])
{
	trust_view_time(when, ret);
	ret[10] = '\0'; /* the day is enough */
	return ret;
}

void doctor_clock(const struct doctor_facts *facts, struct doctor_finding *finding)
{
	static const char why[] = "Certificates and verdicts hold for a time: with a wrong clock "
				  "good ones are refused, and old ones taken.";
	static const char fix[] = "timedatectl set-ntp true, or install chrony; timedatectl shows "
				  "what it comes to";
	const struct doctor_trust *trust = &facts->trust;
	char now[32], then[32];

	if (!trust->now) {
		(void)doctor_find(finding, DOCTOR_UNKNOWN, "it was not looked at");
	} else if (trust->now < trust->not_before) {
		(void)doctor_find(finding, DOCTOR_PROBLEM, "it says %s, but this system is of %s",
				  date(trust->now, now), date(trust->not_before, then));
		doctor_mend(finding, why, "%s", fix);
	} else if (trust->now < trust->certs_begin) {
		(void)doctor_find(finding, DOCTOR_PROBLEM,
				  "it says %s, but a certificate that is kept is not valid before %s",
				  date(trust->now, now), date(trust->certs_begin, then));
		doctor_mend(finding, why, "%s", fix);
	} else if (trust->is_synchronised == DOCTOR_NO) {
		(void)doctor_find(finding, DOCTOR_WARNING,
				  "nobody synchronises it: it is what the host says");
		doctor_mend(finding, why, "%s", fix);
	} else {
		(void)doctor_find(finding, DOCTOR_OK, trust->is_synchronised == DOCTOR_YES ?
				  "it is synchronised" : "it is not before this system was made");
	}
}

static void judge_attested(const struct doctor_trust *trust, struct doctor_finding *finding)
{
	if (trust->is_verified) {
		(void)doctor_find(finding, DOCTOR_OK,
				  "a report was made and verified up to AMD's root");
		return;
	}
	(void)doctor_find(finding, DOCTOR_PROBLEM, "%s", trust->why_not);
	doctor_mend(finding, "A report that leads to no root of AMD's convinces nobody.", "%s",
		    trust->has_leaf ? "svsmctl attest --raw --nonce HEX --out DIR, then svsmctl report "
				      "verify shows each step" :
				      "svsmctl attest --raw --nonce HEX --out DIR; svsmctl certs fetch "
				      "--report DIR/report.bin where there is a network, and svsmctl "
				      "certs import");
}

/* The host gives certificates with a report, or does not; only a request tells. */
void doctor_certificates(const struct doctor_facts *facts, struct doctor_finding *finding)
{
	static const char why[] = "Without the chip's certificate and AMD's, no report can be "
				  "verified; not every host gives them.";
	const struct doctor_trust *trust = &facts->trust;
	char end[32];

	if (trust->is_attested) {
		judge_attested(trust, finding);
	} else if (trust->damaged) {
		(void)doctor_find(finding, DOCTOR_WARNING,
				  "%u of those that are kept are damaged, and not used",
				  trust->damaged);
		doctor_mend(finding, why, "svsmctl certs list names the folder; remove them, and fetch "
			    "them anew by svsmctl certs fetch");
	} else if (trust->leaves && trust->leaves_end && trust->leaves_end < trust->now) {
		(void)doctor_find(finding, DOCTOR_WARNING, "one that is kept ended on %s",
				  date(trust->leaves_end, end));
		doctor_mend(finding, why, "svsmctl certs fetch; see the check 'clock' as well");
	} else if (trust->leaves && trust->issuers && trust->roots) {
		(void)doctor_find(finding, DOCTOR_OK, "a chain is kept: %u of chips, %u of issuers, "
				  "%u roots", trust->leaves, trust->issuers, trust->roots);
	} else if (trust->leaves || trust->issuers || trust->roots) {
		(void)doctor_find(finding, DOCTOR_WARNING,
				  "no whole chain is kept: %u of chips, %u of issuers, %u roots",
				  trust->leaves, trust->issuers, trust->roots);
		doctor_mend(finding, why, "svsmctl certs fetch gets what is missing, where there is a "
			    "network");
	} else {
		if (doctor_lacks_svsm(facts, finding))
			return;
		(void)doctor_find(finding, DOCTOR_UNKNOWN,
				  "none are kept; whether the host gives them, only a report shows");
		doctor_mend(finding, why, "svsmctl doctor --attest makes one");
	}
}

static void judge_state(const struct trust_entry *entry, struct doctor_finding *finding)
{
	static const char why[] = "The guest is not what it should be, or cannot show that it is.";
	const bool is_failed = !strcmp(entry->state, "failed");

	if (!is_failed && strcmp(entry->state, "degraded")) {
		(void)doctor_find(finding, DOCTOR_OK, "it runs; the state is %s (assurance %s)",
				  entry->state, entry->assurance);
		return;
	}
	(void)doctor_find(finding, is_failed ? DOCTOR_PROBLEM : DOCTOR_WARNING,
			  "the state is %s: %s", entry->state, entry->cause);
	doctor_mend(finding, why, "svsmctl trust history; journalctl -u svsmd; svsmd(8) tells what "
		    "leads out of it");
}

void doctor_svsmd(const struct doctor_facts *facts, struct doctor_finding *finding)
{
	static const char why[] = "Nobody watches this guest: what happens to it after the boot "
				  "stays unseen.";
	const struct doctor_trust *trust = &facts->trust;
	const struct doctor_unit *unit = &trust->units[DOCTOR_UNIT_SVSMD];

	if (trust->view.keeper != TRUST_KEEPER_RUNS && doctor_lacks_svsm(facts, finding))
		return;
	if (trust->view_error) {
		(void)doctor_find(finding, DOCTOR_PROBLEM, "what it has written down cannot be read");
		doctor_mend(finding, why, "svsmctl trust show tells why; journalctl -u svsmd");
	} else if (!strcmp(unit->active, "failed")) {
		(void)doctor_find(finding, DOCTOR_PROBLEM, "it has failed");
		doctor_mend(finding, why, "journalctl -u svsmd tells why; then systemctl restart "
			    "svsmd");
	} else if (trust->view.keeper == TRUST_KEEPER_UNSEEN && strcmp(unit->active, "active")) {
		(void)doctor_find(finding, DOCTOR_UNKNOWN, "whether it runs is not for this user to "
				  "see");
		doctor_mend(finding, NULL, "run as root");
	} else if (trust->view.keeper == TRUST_KEEPER_AWAY) {
		(void)doctor_find(finding, DOCTOR_WARNING, "it does not run");
		doctor_mend(finding, why, "%ssystemctl enable --now svsmd",
			    unit->is_installed ? "" : "make install; systemctl daemon-reload; ");
	} else if (!trust->view.has_state) {
		(void)doctor_find(finding, DOCTOR_WARNING, "it runs, but nothing was shown yet");
		doctor_mend(finding, why, "wait for the first self-appraisal; journalctl -u svsmd");
	} else {
		judge_state(&trust->view.entry, finding);
	}
}

static bool has_unit_problem(const struct doctor_unit *unit, size_t i, const char *why,
			     struct doctor_finding *finding)
{
	if (!unit->is_installed) {
		(void)doctor_find(finding, DOCTOR_PROBLEM, "%s is missing", unit->name);
		doctor_mend(finding, why, "make install; systemctl daemon-reload; systemctl "
			    "enable --now %s", unit->name);
		return true;
	}
	if (i != DOCTOR_UNIT_SVSMD && !strcmp(unit->active, "failed")) {
		(void)doctor_find(finding, DOCTOR_PROBLEM, "%s has failed", unit->name);
		doctor_mend(finding, why, "journalctl -u %s tells why", unit->name);
		return true;
	}
	return false;
}

/* What systemd starts at each boot; svsmd itself is another check's. */
void doctor_units(const struct doctor_facts *facts, struct doctor_finding *finding)
{
	static const char why[] = "Without the birth record nobody notices that the vTPM is another "
				  "one, or an older state of it; svsmd keeps watch.";
	size_t i;

	if (doctor_lacks_svsm(facts, finding))
		return;
	if (!facts->boot.has_systemd) {
		(void)doctor_find(finding, DOCTOR_UNKNOWN, "systemd does not run here");
		return;
	}
	/* A problem first, whichever of them has it. */
	for (i = 0; i < _DOCTOR_UNIT_MAX; i++)
		if (has_unit_problem(&facts->trust.units[i], i, why, finding))
			return;
	for (i = 0; i < _DOCTOR_UNIT_MAX; i++) {
		const struct doctor_unit *unit = &facts->trust.units[i];

		if (unit->is_enabled != DOCTOR_NO)
			continue;
		(void)doctor_find(finding, DOCTOR_WARNING, "%s is not enabled: it starts with no boot",
				  unit->name);
		doctor_mend(finding, why, "systemctl enable --now %s", unit->name);
		return;
	}
	(void)doctor_find(finding, DOCTOR_OK, "svsmd and the birth record start with each boot");
}
