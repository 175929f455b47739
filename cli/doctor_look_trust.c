/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The time, the certificates that are kept, and what systemd says of our services.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/timex.h>
#include <time.h>

#include "cli/attestation.h"
#include "cli/bus.h"
#include "cli/cert_place.h"
#include "cli/device.h"
#include "cli/doctor_facts.h"
#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/evidence/cert_store.h"
#include "lib/policy/snp_cert.h"
#include "lib/policy/snp_verify.h"
#include "lib/sys/cert_cache.h"

#define CERTIFICATES	"var/cache/svsm/certs"
#define SYSTEMD		"org.freedesktop.systemd1"

/* ---- time ---------------------------------------------------------------------- */

static void keep_later(const char *root, const char *path, int64_t *time)
{
	char full[PATH_MAX];
	struct stat found;

	doctor_path(root, path, full);
	if (!stat(full, &found) && found.st_mtime > *time)
		*time = found.st_mtime;
}

/* Of another root, only its files tell. */
static enum doctor_said is_synchronised(const char *root)
{
	struct timex clock = { .modes = 0 };

	if (doctor_has(root, "run/systemd/timesync/synchronized"))
		return DOCTOR_YES;
	if (*root)
		return DOCTOR_NO;
	return adjtimex(&clock) < 0 ? DOCTOR_UNTOLD :
	       clock.status & STA_UNSYNC ? DOCTOR_NO : DOCTOR_YES;
}

static void look_at_time(const char *root, struct doctor_trust *trust)
{
	trust->now = time(NULL);
	keep_later(root, "usr/lib/clock-epoch", &trust->not_before);
	keep_later(root, "usr/lib/os-release", &trust->not_before);
	trust->is_synchronised = is_synchronised(root);
}

/* ---- certificates -------------------------------------------------------------- */

static void take_leaf(const struct snp_cert *cert, struct doctor_trust *trust)
{
	const int64_t end = snp_cert_expiry(cert);

	trust->leaves++;
	if (end && (!trust->leaves_end || end < trust->leaves_end))
		trust->leaves_end = end;
}

static int take_cert(void *user, const char *name, const void *data, size_t size)
{
	_cleanup_(snp_cert_cleanup) struct snp_cert *cert = NULL;
	struct doctor_trust *trust = user;

	if (snp_cert_new(data, size, &cert, NULL) < 0) {
		trust->damaged++;
		return 0;
	}
	if (cert->not_after != INT64_MIN && cert->not_before > trust->certs_begin)
		trust->certs_begin = cert->not_before;
	if (snp_cert_is_leaf(cert))
		take_leaf(cert, trust);
	else if (!strncmp(cert->name, "ARK-", 4))
		trust->roots++;
	else
		trust->issuers++;
	return 0;
}

static void look_at_certs(const char *root, struct doctor_trust *trust)
{
	_cleanup_(cert_cache_cleanup) struct cert_cache *cache = NULL;
	char path[PATH_MAX];

	if (*root && !getenv("SVSM_CERT_CACHE"))
		doctor_path(root, CERTIFICATES, path);
	else if (cert_place_path(path, NULL) < 0)
		return;
	if (cert_cache_open(path, &cache, NULL) < 0)
		return;
	/* What cannot be read of it is as if it were not kept. */
	(void)cert_cache_each(cache, "ca-", take_cert, trust, NULL);
	(void)cert_cache_each(cache, "leaf-", take_cert, trust, NULL);
}

/* ---- a report ------------------------------------------------------------------ */

static int ask_report(struct attestation *attestation, struct fault *fault)
{
	_cleanup_(svsm_dev_cleanup) struct svsm_dev *dev = NULL;
	struct svsm_dev_request *request = &attestation->request;
	int r;

	if (getrandom(request->nonce, sizeof(request->nonce), 0) != sizeof(request->nonce))
		return fault_set(fault, -EIO, "nonce: no random bytes");
	r = svsm_dev_open(device_address(), SVSM_DEV_REQUEST, &dev, fault);
	if (!r)
		r = svsm_dev_attest(dev, request, &attestation->answer, fault);
	return r ?: attestation_check(attestation, fault);
}

/* Of what the host gave, the leaf alone; the CAs are our own, as a verifier's would be. */
static int add_leaf(const struct attestation *attestation, struct snp_certs *certs,
		    struct fault *fault)
{
	const struct cert_entry *entry = cert_table_find(&attestation->certs, CERT_VCEK) ?:
					 cert_table_find(&attestation->certs, CERT_VLEK);

	return entry ? snp_certs_add(certs, entry->data, entry->size, fault) : 0;
}

static void tell_failure(const struct snp_verification *verification, struct doctor_trust *trust)
{
	size_t i;

	for (i = 0; i < _SNP_STEP_MAX; i++) {
		if (verification->steps[i].state != SNP_STATE_FAILED)
			continue;
		(void)snprintf(trust->why_not, sizeof(trust->why_not),
			       "a report was made, and is not verified: %s: %s",
			       snp_verify_step_name((enum snp_verify_step)i),
			       verification->steps[i].reason);
		return;
	}
	(void)snprintf(trust->why_not, sizeof(trust->why_not), "a report was made, but %s",
		       trust->has_leaf ? "its certificates lead to no root" :
		       "neither has the host given the chip's certificate, nor is it kept");
}

static int verify_report(struct attestation *attestation, struct doctor_trust *trust,
			 struct fault *fault)
{
	_cleanup_(cleanup_free) struct snp_verification *verification =
		calloc(1, sizeof(*verification));
	struct snp_verify_params params = {
		.report = attestation->answer.report,
		.report_size = attestation->answer.report_size,
		.now = trust->now,
	};
	struct cert_store store;
	int r;

	if (!verification)
		return fault_set(fault, -ENOMEM, "out of memory");
	r = cert_place_load(&store, &attestation->report, fault);
	if (!r)
		r = add_leaf(attestation, &store.certs, fault);
	if (!r) {
		trust->has_leaf = snp_certs_count_leaves(&store.certs);
		params.certs = &store.certs;
		trust->is_verified = snp_verify(&params, verification) == VERDICT_ACCEPTED;
		if (!trust->is_verified)
			tell_failure(verification, trust);
	}
	cert_store_deinit(&store);
	return r;
}

static void look_at_report(struct doctor_trust *trust)
{
	struct attestation attestation = { .is_single = false };
	struct fault fault = FAULT_NONE;
	int r;

	trust->is_attested = true;
	r = ask_report(&attestation, &fault);
	if (!r)
		r = verify_report(&attestation, trust, &fault);
	if (r < 0)
		(void)snprintf(trust->why_not, sizeof(trust->why_not),
			       "no report can be made: %.300s", fault.text);
	svsm_dev_answer_deinit(&attestation.answer);
}

/* ---- services ------------------------------------------------------------------ */

static bool is_anywhere(const char *root, const char *const folders[], const char *name)
{
	char path[PATH_MAX];

	for (; *folders; folders++) {
		(void)snprintf(path, sizeof(path), "%s/%s", *folders, name);
		if (doctor_has(root, path))
			return true;
	}
	return false;
}

/* systemd's answer: name, description, load, active, ... of one unit after the other. */
static void take_states(struct sd_bus_message *answer, struct doctor_trust *trust)
{
	const char *name, *active;
	size_t i;

	if (bus_enter(answer, 'a', "(ssssssouso)") < 0)
		return;
	while (bus_enter(answer, 'r', "ssssssouso") > 0) {
		if (bus_read(answer, "s", &name) <= 0 || bus_skip(answer, "ss") < 0 ||
		    bus_read(answer, "s", &active) <= 0 || bus_skip(answer, "ssouso") < 0 ||
		    bus_leave(answer) < 0)
			return;
		for (i = 0; i < _DOCTOR_UNIT_MAX; i++)
			if (!strcmp(name, trust->units[i].name))
				(void)snprintf(trust->units[i].active,
					       sizeof(trust->units[i].active), "%s", active);
	}
}

static void ask_systemd(struct doctor_trust *trust)
{
	const struct bus_target manager = {
		SYSTEMD, "/org/freedesktop/systemd1", SYSTEMD ".Manager"
	};
	_cleanup_(bus_message_cleanup) struct sd_bus_message *answer = NULL;
	_cleanup_(bus_cleanup) struct bus *bus = NULL;

	if (bus_open(&bus, NULL) < 0 ||
	    bus_call(bus, &manager, "ListUnitsByNames", &answer, NULL, "as",
		     (unsigned int)_DOCTOR_UNIT_MAX, trust->units[DOCTOR_UNIT_SVSMD].name,
		     trust->units[DOCTOR_UNIT_BIRTH].name) < 0)
		return;
	take_states(answer, trust);
}

static void look_at_units(const char *root, struct doctor_trust *trust)
{
	static const char *const folders[] = {
		"etc/systemd/system", "usr/lib/systemd/system", "lib/systemd/system", NULL
	};
	static const char *const wanted[] = {
		"etc/systemd/system/multi-user.target.wants",
		"usr/lib/systemd/system/multi-user.target.wants", NULL
	};
	size_t i;

	trust->units[DOCTOR_UNIT_SVSMD].name = "svsmd.service";
	trust->units[DOCTOR_UNIT_BIRTH].name = "svsm-birth.service";
	for (i = 0; i < _DOCTOR_UNIT_MAX; i++) {
		struct doctor_unit *unit = &trust->units[i];

		unit->is_installed = is_anywhere(root, folders, unit->name);
		unit->is_enabled = is_anywhere(root, wanted, unit->name) ? DOCTOR_YES : DOCTOR_NO;
	}
	/* The bus of this system knows nothing of another root, but who says its address. */
	if (!*root || getenv("DBUS_SYSTEM_BUS_ADDRESS"))
		ask_systemd(trust);
}

void doctor_look_trust(const struct doctor_place *place, struct doctor_facts *facts)
{
	struct doctor_trust *trust = &facts->trust;

	look_at_time(place->root, trust);
	look_at_certs(place->root, trust);
	if (place->may_attest)
		look_at_report(trust);
	trust->view_error = trust_view_read(&trust->view, NULL);
	look_at_units(place->root, trust);
}
