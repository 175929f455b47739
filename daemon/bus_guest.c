/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The guest's object: handlers read arguments and write answers, and hold no logic.
 */
#include "daemon/bus_guest.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/bus_authority.h"
#include "daemon/job.h"
#include "daemon/keeper.h"
#include "lib/base/fault.h"
#include "lib/base/hex.h"
#include "lib/base/version.h"
#include "lib/policy/allowance.h"
#include "lib/sys/boot_clock.h"
#include "lib/sys/trust_history.h"

#define PATH		"/org/svsm/Guest1"
#define INTERFACE	"org.svsm.Guest1"
#define ACTION		"org.svsm.guest1."
#define CHALLENGE_MIN	16
#define CHALLENGE_MAX	64
#define VERDICT_MAX	4096
#define HISTORY_MAX	100	/* entries of one answer */
#define HISTORY_A_SECOND	20	/* answers, of one user but root: each reads the file */

struct bus_guest {
	sd_bus *bus;
	sd_bus_slot *slot;
	struct keeper *keeper;
	struct jobs *jobs;
	struct allowance pages;	/* of the history */
};

static int refuse(sd_bus_error *error, const char *text)
{
	return sd_bus_error_set(error, SD_BUS_ERROR_INVALID_ARGS, text);
}

/* Options: none is known yet, so none may be given. */
static int read_no_options(sd_bus_message *message, sd_bus_error *error)
{
	int r = sd_bus_message_enter_container(message, 'a', "{sv}");

	if (r >= 0)
		r = sd_bus_message_at_end(message, 0);
	if (r < 0)
		return r;
	return r ? 0 : refuse(error, "options: none is known");
}

static int check_room(const struct bus_guest *guest, uid_t uid, sd_bus_error *error)
{
	return jobs_has_room(guest->jobs, uid) ? 0 :
		sd_bus_error_set(error, SD_BUS_ERROR_LIMITS_EXCEEDED,
				 "too many jobs: wait until some are over and forgotten");
}

static int reattest(sd_bus_message *message, uid_t uid, void *user, sd_bus_error *error)
{
	struct bus_guest *guest = user;
	const char *path;
	int r;

	r = read_no_options(message, error);
	if (r >= 0)
		r = check_room(guest, uid, error);
	if (r >= 0)
		r = jobs_add_reattest(guest->jobs, uid, &path);
	if (r >= 0)
		r = sd_bus_reply_method_return(message, "o", path);
	if (r < 0)
		return r;
	if (keeper_appraise(guest->keeper) < 0)
		jobs_end_reattest(guest->jobs, false, "the self-appraisal cannot be begun");
	return 1;
}

static int method_reattest(sd_bus_message *message, void *user, sd_bus_error *error)
{
	int r = read_no_options(message, error);

	if (r >= 0)
		r = sd_bus_message_rewind(message, 1);
	return r < 0 ? r : bus_authority_ask(message, ACTION "reattest", reattest, user, error);
}

/*
 * Arguments are looked at before polkit is asked: a message waits for its answer, and one that
 * is large or wrong need not.
 */
static int read_attest(sd_bus_message *message, const void **ret_challenge, size_t *ret_size,
		       sd_bus_error *error)
{
	int r = sd_bus_message_read_array(message, 'y', ret_challenge, ret_size);

	if (r < 0)
		return r;
	if (*ret_size < CHALLENGE_MIN || *ret_size > CHALLENGE_MAX)
		return refuse(error, "challenge: must have 16 to 64 bytes");
	return read_no_options(message, error);
}

static int attest(sd_bus_message *message, uid_t uid, void *user, sd_bus_error *error)
{
	struct bus_guest *guest = user;
	const void *challenge;
	const char *path;
	size_t size;
	int r;

	r = read_attest(message, &challenge, &size, error);
	if (r >= 0)
		r = check_room(guest, uid, error);
	if (r >= 0)
		r = jobs_add_attest(guest->jobs, uid, challenge, size, &path);
	return r < 0 ? r : sd_bus_reply_method_return(message, "o", path);
}

static int method_attest(sd_bus_message *message, void *user, sd_bus_error *error)
{
	const void *challenge;
	size_t size;
	int r = read_attest(message, &challenge, &size, error);

	if (r >= 0)
		r = sd_bus_message_rewind(message, 1);
	return r < 0 ? r : bus_authority_ask(message, ACTION "attest", attest, user, error);
}

static int read_verdict(sd_bus_message *message, const void **ret, size_t *ret_size,
			sd_bus_error *error)
{
	int r = sd_bus_message_read_array(message, 'y', ret, ret_size);

	if (r >= 0 && (!*ret_size || *ret_size > VERDICT_MAX))
		return refuse(error, "verdict: must have 1 to 4096 bytes");
	return r;
}

static int submit_verdict(sd_bus_message *message, uid_t uid, void *user, sd_bus_error *error)
{
	struct bus_guest *guest = user;
	const char *key = keeper_verifier_key(guest->keeper), *path;
	const void *verdict;
	size_t size;
	int r;

	r = read_verdict(message, &verdict, &size, error);
	if (r < 0)
		return r;
	if (!*key)
		return sd_bus_error_set(error, "org.svsm.Guest1.Error.NoVerifier",
					"no verifier is configured, see svsmd.conf(5)");
	r = check_room(guest, uid, error);
	if (r >= 0)
		r = jobs_add_verdict(guest->jobs, uid, key, verdict, size, &path);
	return r < 0 ? r : sd_bus_reply_method_return(message, "o", path);
}

static int method_submit_verdict(sd_bus_message *message, void *user, sd_bus_error *error)
{
	const void *verdict;
	size_t size;
	int r = read_verdict(message, &verdict, &size, error);

	if (r >= 0)
		r = sd_bus_message_rewind(message, 1);
	return r < 0 ? r :
		bus_authority_ask(message, ACTION "verdict", submit_verdict, user, error);
}

static int reset(sd_bus_message *message, uid_t uid, void *user, sd_bus_error *error)
{
	struct bus_guest *guest = user;

	keeper_reset(guest->keeper, uid ? "reset by a user whom polkit allows it" :
					  "reset by root");
	return sd_bus_reply_method_return(message, NULL);
}

static int method_reset(sd_bus_message *message, void *user, sd_bus_error *error)
{
	return bus_authority_ask(message, ACTION "reset", reset, user, error);
}

struct page {
	sd_bus_message *reply;
	uint64_t first;
	uint32_t left;
};

static int append_entry(void *user, const struct trust_entry *entry)
{
	struct page *page = user;
	sd_bus_message *reply = page->reply;
	int r;

	if (entry->number < page->first)
		return 0;
	if (!page->left--)
		return 1;
	r = sd_bus_message_open_container(reply, 'r', "txssssay");
	if (r >= 0)
		r = sd_bus_message_append(reply, "txssss", entry->number, entry->time,
					  entry->state, entry->assurance, entry->event,
					  entry->cause);
	if (r >= 0)
		r = sd_bus_message_append_array(reply, 'y', entry->boot_id,
						sizeof(entry->boot_id));
	if (r >= 0)
		r = sd_bus_message_close_container(reply);
	return r < 0 ? r : 0;
}

/* Anybody may read the history, but nobody may keep svsmd reading it. */
static int check_pages(struct bus_guest *guest, sd_bus_message *message, sd_bus_error *error)
{
	uid_t uid;
	int r = bus_authority_sender(message, &uid);

	if (r < 0)
		return r;
	return !uid || allowance_take(&guest->pages, uid, boot_clock_ms()) ? 0 :
		sd_bus_error_set(error, SD_BUS_ERROR_LIMITS_EXCEEDED,
				 "too many calls: at most 20 in a second");
}

static int method_get_history(sd_bus_message *message, void *user, sd_bus_error *error)
{
	struct bus_guest *guest = user;
	struct fault fault = FAULT_NONE;
	sd_bus_message *reply = NULL;
	struct page page = { .left = 0 };
	int r;

	if (!sd_bus_message_get_expect_reply(message))
		return 1; /* nobody would read it */
	r = sd_bus_message_read(message, "tu", &page.first, &page.left);
	if (r < 0)
		return r;
	if (!page.left || page.left > HISTORY_MAX)
		return refuse(error, "limit: must be 1 to 100");
	r = check_pages(guest, message, error);
	if (r < 0)
		return r;
	r = sd_bus_message_new_method_return(message, &reply);
	page.reply = reply;
	if (r >= 0)
		r = sd_bus_message_open_container(reply, 'a', "(txssssay)");
	if (r >= 0)
		r = trust_history_each(keeper_history_path(guest->keeper), append_entry, &page,
				       NULL, &fault);
	if (r >= 0)
		r = sd_bus_message_close_container(reply);
	if (r >= 0)
		r = sd_bus_send(NULL, reply, NULL);
	sd_bus_message_unref(reply);
	return r < 0 && fault.text[0] ? sd_bus_error_set(error, SD_BUS_ERROR_FAILED, fault.text) :
					r;
}

/* One getter for all: there is one place that knows which property is which. */
static const char *text_of(const struct bus_guest *guest, const char *property,
			   char buffer[static HEX_TEXT_SIZE(APPRAISAL_RECORD_MEASUREMENT_SIZE)])
{
	const struct trust *trust = keeper_trust(guest->keeper);
	const struct appraisal_record *record = keeper_record(guest->keeper);

	if (!strcmp(property, "Version"))
		return SVSM_GUEST_VERSION;
	if (!strcmp(property, "State"))
		return trust_state_name(trust->state);
	if (!strcmp(property, "Assurance"))
		return trust_assurance_name(trust->assurance);
	if (!strcmp(property, "Event"))
		return *trust->cause ? trust_event_name(trust->event) : "";
	if (!strcmp(property, "Cause"))
		return trust->cause;
	if (!record->has_identity)
		return "";
	if (!strcmp(property, "Persistence"))
		return record->persistence;
	if (!strcmp(property, "BirthRecord"))
		return record->birth;
	if (!strcmp(property, "Transport"))
		return record->transport;
	if (!strcmp(property, "EKName"))
		return hex_encode(record->ek_name, sizeof(record->ek_name), buffer);
	if (!strcmp(property, "AKName"))
		return hex_encode(record->ak_name, sizeof(record->ak_name), buffer);
	if (!strcmp(property, "ReportID"))
		return hex_encode(record->report_id, sizeof(record->report_id), buffer);
	return hex_encode(record->measurement, sizeof(record->measurement), buffer);
}

static int get_text(sd_bus *bus, const char *path, const char *interface, const char *property,
		    sd_bus_message *reply, void *user, sd_bus_error *error)
{
	char buffer[HEX_TEXT_SIZE(APPRAISAL_RECORD_MEASUREMENT_SIZE)];

	return sd_bus_message_append(reply, "s", text_of(user, property, buffer));
}

static int get_since(sd_bus *bus, const char *path, const char *interface, const char *property,
		     sd_bus_message *reply, void *user, sd_bus_error *error)
{
	const struct bus_guest *guest = user;

	return sd_bus_message_append(reply, "t",
				     (uint64_t)keeper_trust(guest->keeper)->since * 1000000);
}

static int get_next(sd_bus *bus, const char *path, const char *interface, const char *property,
		    sd_bus_message *reply, void *user, sd_bus_error *error)
{
	const struct bus_guest *guest = user;

	return sd_bus_message_append(reply, "t", keeper_next_us(guest->keeper));
}

static int get_seen(sd_bus *bus, const char *path, const char *interface, const char *property,
		    sd_bus_message *reply, void *user, sd_bus_error *error)
{
	const struct bus_guest *guest = user;

	return sd_bus_message_append(reply, "t", keeper_seen_us(guest->keeper));
}

static int get_pcrs(sd_bus *bus, const char *path, const char *interface, const char *property,
		    sd_bus_message *reply, void *user, sd_bus_error *error)
{
	const struct bus_guest *guest = user;
	const struct appraisal_record *record = keeper_record(guest->keeper);
	uint32_t pcr;
	int r;

	r = sd_bus_message_open_container(reply, 'a', "(uay)");
	for (pcr = 0; r >= 0 && record->has_pcrs && pcr < APPRAISAL_RECORD_PCRS; pcr++) {
		r = sd_bus_message_open_container(reply, 'r', "uay");
		if (r >= 0)
			r = sd_bus_message_append(reply, "u", pcr);
		if (r >= 0)
			r = sd_bus_message_append_array(reply, 'y', record->pcrs[pcr],
							sizeof(record->pcrs[pcr]));
		if (r >= 0)
			r = sd_bus_message_close_container(reply);
	}
	return r < 0 ? r : sd_bus_message_close_container(reply);
}

#define CHANGING	SD_BUS_VTABLE_PROPERTY_EMITS_CHANGE
#define PARAM		SD_BUS_PARAM

static const sd_bus_vtable vtable[] = {
	SD_BUS_VTABLE_START(0),
	SD_BUS_PROPERTY("Version", "s", get_text, 0, SD_BUS_VTABLE_PROPERTY_CONST),
	SD_BUS_PROPERTY("State", "s", get_text, 0, CHANGING),
	SD_BUS_PROPERTY("Assurance", "s", get_text, 0, CHANGING),
	SD_BUS_PROPERTY("Event", "s", get_text, 0, CHANGING),
	SD_BUS_PROPERTY("Cause", "s", get_text, 0, CHANGING),
	SD_BUS_PROPERTY("StateSince", "t", get_since, 0, CHANGING),
	SD_BUS_PROPERTY("NextAppraisal", "t", get_next, 0, CHANGING),
	SD_BUS_PROPERTY("Persistence", "s", get_text, 0, CHANGING),
	SD_BUS_PROPERTY("BirthRecord", "s", get_text, 0, CHANGING),
	SD_BUS_PROPERTY("Transport", "s", get_text, 0, CHANGING),
	SD_BUS_PROPERTY("EKName", "s", get_text, 0, CHANGING),
	SD_BUS_PROPERTY("AKName", "s", get_text, 0, CHANGING),
	SD_BUS_PROPERTY("ReportID", "s", get_text, 0, CHANGING),
	SD_BUS_PROPERTY("Measurement", "s", get_text, 0, CHANGING),
	SD_BUS_PROPERTY("PCRs", "a(uay)", get_pcrs, 0, CHANGING),
	SD_BUS_PROPERTY("PCRsSeen", "t", get_seen, 0, CHANGING),
	SD_BUS_METHOD_WITH_NAMES("Reattest", "a{sv}", PARAM(options), "o", PARAM(job),
				 method_reattest, SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_METHOD_WITH_NAMES("Attest", "aya{sv}", PARAM(challenge) PARAM(options), "o",
				 PARAM(job), method_attest, SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_METHOD_WITH_NAMES("SubmitVerdict", "ay", PARAM(verdict), "o", PARAM(job),
				 method_submit_verdict, SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_METHOD("Reset", NULL, NULL, method_reset, SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_METHOD_WITH_NAMES("GetHistory", "tu", PARAM(first) PARAM(limit), "a(txssssay)",
				 PARAM(entries), method_get_history, SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_SIGNAL_WITH_NAMES("StateChanged", "sssss", PARAM(before) PARAM(state)
				 PARAM(assurance) PARAM(event) PARAM(cause), 0),
	SD_BUS_VTABLE_END,
};

int bus_guest_new(sd_bus *bus, struct keeper *keeper, struct jobs *jobs, struct bus_guest **ret)
{
	struct bus_guest *guest = calloc(1, sizeof(*guest));
	int r;

	if (!guest)
		return -ENOMEM;
	*guest = (struct bus_guest){ sd_bus_ref(bus), NULL, keeper, jobs,
				     { .limit = HISTORY_A_SECOND } };
	r = sd_bus_add_object_vtable(bus, &guest->slot, PATH, INTERFACE, vtable, guest);
	if (r < 0) {
		bus_guest_free(guest);
		return r;
	}
	*ret = guest;
	return 0;
}

void bus_guest_tell_change(struct bus_guest *guest, const struct trust *before)
{
	const struct trust *trust = keeper_trust(guest->keeper);

	/* What is not heard can be asked for. */
	(void)sd_bus_emit_properties_changed(guest->bus, PATH, INTERFACE, "State", "Assurance",
					     "Event", "Cause", "StateSince", NULL);
	(void)sd_bus_emit_signal(guest->bus, PATH, INTERFACE, "StateChanged", "sssss",
				 trust_state_name(before->state), trust_state_name(trust->state),
				 trust_assurance_name(trust->assurance),
				 trust_event_name(trust->event), trust->cause);
}

void bus_guest_tell_appraisal(struct bus_guest *guest, const struct appraisal_record *record)
{
	(void)sd_bus_emit_properties_changed(guest->bus, PATH, INTERFACE, "Persistence",
					     "BirthRecord", "Transport", "EKName", "AKName",
					     "ReportID", "Measurement", "PCRs", "PCRsSeen",
					     NULL); /* as above */
	jobs_end_reattest(guest->jobs, record->outcome == APPRAISED_GOOD, record->reason);
}

void bus_guest_tell_schedule(struct bus_guest *guest)
{
	(void)sd_bus_emit_properties_changed(guest->bus, PATH, INTERFACE, "NextAppraisal",
					     NULL); /* as above */
}

void bus_guest_tell_look(struct bus_guest *guest, bool is_changed)
{
	(void)sd_bus_emit_properties_changed(guest->bus, PATH, INTERFACE, "PCRsSeen",
					     is_changed ? "PCRs" : NULL, NULL); /* as above */
}

void bus_guest_free(struct bus_guest *guest)
{
	if (!guest)
		return;
	sd_bus_slot_unref(guest->slot);
	sd_bus_unref(guest->bus);
	free(guest);
}
