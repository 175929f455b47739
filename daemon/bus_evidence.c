/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Evidence on the bus: handlers read arguments and write answers, and hold no logic.
 *
 * Arguments are looked at before polkit is asked: a message waits for its answer, and one that
 * is large or wrong need not.
 */
#include "daemon/bus_evidence.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/bus_authority.h"
#include "daemon/call.h"
#include "daemon/evidence_file.h"
#include "daemon/job.h"
#include "daemon/keeper.h"
#include "daemon/service_view.h"
#include "lib/base/fault.h"
#include "lib/format/binding_record.h"
#include "lib/format/evidence.h"
#include "lib/format/service.h"
#include "lib/format/service_list.h"
#include "lib/show/log_page.h"

#define PATH		"/org/svsm/Guest1"
#define INTERFACE	"org.svsm.Guest1.Evidence"
#define ACTION		"org.svsm.guest1."
#define POLICY_MAX	(1024u * 1024)	/* of the text of an option */
#define PCR_COUNT	24
#define NUMBER_SIZE	21		/* of 64 bits, as text */

struct bus_evidence {
	sd_bus_slot *slot;
	struct keeper *keeper;
	struct jobs *jobs;
	struct calls *calls;
	struct service_view *services;
};

static int refuse(sd_bus_error *error, const char *text)
{
	return sd_bus_error_set(error, SD_BUS_ERROR_INVALID_ARGS, text);
}

/* ---- ListServices -------------------------------------------------------------- */

static int reply_services(sd_bus_message *message, const struct service_list *list)
{
	sd_bus_message *reply = NULL;
	char guid[GUID_TEXT_SIZE];
	size_t i;
	int r;

	r = sd_bus_message_new_method_return(message, &reply);
	if (r >= 0)
		r = sd_bus_message_open_container(reply, 'a', "(ssu)");
	for (i = 0; r >= 0 && i < list->count; i++)
		r = sd_bus_message_append(reply, "(ssu)",
					  guid_format(&list->entries[i].guid, guid),
					  service_name(&list->entries[i].guid) ?: "",
					  list->entries[i].manifest_size);
	if (r >= 0)
		r = sd_bus_message_close_container(reply);
	if (r >= 0)
		r = sd_bus_send(NULL, reply, NULL);
	sd_bus_message_unref(reply);
	return r;
}

static int method_list_services(sd_bus_message *message, void *user, sd_bus_error *error)
{
	struct bus_evidence *evidence = user;

	if (!sd_bus_message_get_expect_reply(message))
		return 1;
	return service_view_answer(evidence->services, message, error);
}

/* ---- ReadEventLog -------------------------------------------------------------- */

struct log_request {
	uint32_t pcrs;
	const char *source, *type;
	uint64_t offset;
	uint32_t limit;
};

static int read_pcrs(sd_bus_message *message, uint32_t *ret, sd_bus_error *error)
{
	const uint32_t *pcrs;
	uint32_t mask = 0;
	size_t size, i;
	int r;

	r = sd_bus_message_enter_container(message, 'v', "au");
	if (r >= 0)
		r = sd_bus_message_read_array(message, 'u', (const void **)&pcrs, &size);
	if (r >= 0)
		r = sd_bus_message_exit_container(message);
	if (r < 0)
		return r;
	if (size / sizeof(*pcrs) > PCR_COUNT)
		return refuse(error, "filter: pcrs: more than there are");
	for (i = 0; i < size / sizeof(*pcrs); i++) {
		if (pcrs[i] >= PCR_COUNT)
			return refuse(error, "filter: pcrs: must be numbers from 0 to 23");
		mask |= UINT32_C(1) << pcrs[i];
	}
	*ret = mask;
	return 0;
}

static int read_filter(sd_bus_message *message, const char *key, void *user, sd_bus_error *error)
{
	struct log_request *request = user;
	enum event_source source;
	int r;

	if (!strcmp(key, "pcrs"))
		return read_pcrs(message, &request->pcrs, error);
	if (!strcmp(key, "source")) {
		r = sd_bus_message_read(message, "v", "s", &request->source);
		if (r >= 0 && (!*request->source ||
			       event_source_find(request->source, &source) < 0))
			r = refuse(error, "filter: source: must be firmware, systemd or ima");
		return r;
	}
	if (!strcmp(key, "type")) {
		r = sd_bus_message_read(message, "v", "s", &request->type);
		if (r >= 0 && (!*request->type || strlen(request->type) > LOG_PAGE_TYPE_MAX))
			r = refuse(error, "filter: type: must have 1 to 63 characters");
		return r;
	}
	return refuse(error, "filter: only pcrs, source and type are known");
}

/* All of a{sv}; @take reads the value of each key, which stands there once. */
static int read_options(sd_bus_message *message,
			int (*take)(sd_bus_message *message, const char *key, void *user,
				    sd_bus_error *error),
			void *user, sd_bus_error *error)
{
	const char *key;
	int r;

	r = sd_bus_message_enter_container(message, 'a', "{sv}");
	while (r >= 0 && (r = sd_bus_message_enter_container(message, 'e', "sv")) > 0) {
		r = sd_bus_message_read(message, "s", &key);
		if (r >= 0)
			r = take(message, key, user, error);
		if (r == -ENXIO && !sd_bus_error_is_set(error))
			r = refuse(error, "options: the value of one is of another type");
		if (r >= 0)
			r = sd_bus_message_exit_container(message);
	}
	return r < 0 ? r : sd_bus_message_exit_container(message);
}

static int read_log_request(sd_bus_message *message, struct log_request *ret, sd_bus_error *error)
{
	int r;

	*ret = (struct log_request){ .pcrs = LOG_PAGE_ALL_PCRS, .source = "", .type = "" };
	r = read_options(message, read_filter, ret, error);
	if (r >= 0)
		r = sd_bus_message_read(message, "tu", &ret->offset, &ret->limit);
	if (r < 0)
		return r;
	if (!ret->limit || ret->limit > LOG_PAGE_EVENTS_MAX)
		return refuse(error, "limit: must be 1 to 200");
	return 0;
}

static int reply_text(sd_bus_message *message, const struct errand_result *result,
		      sd_bus_error *error)
{
	return sd_bus_reply_method_return(message, "s", result->text);
}

static int read_log(sd_bus_message *message, uid_t uid, void *user, sd_bus_error *error)
{
	struct bus_evidence *evidence = user;
	char pcrs[NUMBER_SIZE], offset[NUMBER_SIZE], limit[NUMBER_SIZE];
	struct log_request request;
	int r;

	r = read_log_request(message, &request, error);
	if (r < 0)
		return r;
	if (!calls_has_room(evidence->calls, uid))
		return sd_bus_error_set(error, SD_BUS_ERROR_LIMITS_EXCEEDED,
					"too many calls: wait until some are answered");
	(void)snprintf(pcrs, sizeof(pcrs), "%u", request.pcrs); /* they fit */
	(void)snprintf(offset, sizeof(offset), "%llu", (unsigned long long)request.offset);
	(void)snprintf(limit, sizeof(limit), "%u", request.limit);
	r = calls_add(evidence->calls, &(struct call_request){
			.message = message,
			.uid = uid,
			.arguments = { "log", pcrs, request.source, request.type, offset, limit },
			.size_max = LOG_PAGE_SIZE_MAX,
			.reply = reply_text,
		});
	return r < 0 ? r : 1;
}

static int method_read_event_log(sd_bus_message *message, void *user, sd_bus_error *error)
{
	struct log_request request;
	int r;

	if (!sd_bus_message_get_expect_reply(message))
		return 1; /* nobody would read it */
	r = read_log_request(message, &request, error);
	if (r >= 0)
		r = sd_bus_message_rewind(message, 1);
	return r < 0 ? r : bus_authority_ask(message, ACTION "eventlog", read_log, user, error);
}

/* ---- Verify -------------------------------------------------------------------- */

struct verify_request {
	int fd;			/* the message's */
	const void *challenge;
	size_t challenge_size;
	const char *policy, *binding;	/* NULL: not given */
};

static int read_verify_option(sd_bus_message *message, const char *key, void *user,
			      sd_bus_error *error)
{
	struct verify_request *request = user;
	int r;

	if (!strcmp(key, "policy")) {
		r = sd_bus_message_read(message, "v", "s", &request->policy);
		if (r >= 0 && strlen(request->policy) > POLICY_MAX)
			r = refuse(error, "options: policy: must have at most 1 MiB");
		return r;
	}
	if (!strcmp(key, "binding")) {
		r = sd_bus_message_read(message, "v", "s", &request->binding);
		if (r >= 0 && strlen(request->binding) > BINDING_RECORD_SIZE_MAX)
			r = refuse(error, "options: binding: must have at most 8192 bytes");
		return r;
	}
	return refuse(error, "options: only policy and binding are known");
}

static int read_verify_request(sd_bus_message *message, struct verify_request *ret,
			       sd_bus_error *error)
{
	const char *objection;
	int r;

	*ret = (struct verify_request){ .fd = -1 };
	r = sd_bus_message_read(message, "h", &ret->fd);
	if (r >= 0)
		r = sd_bus_message_read_array(message, 'y', &ret->challenge, &ret->challenge_size);
	if (r < 0)
		return r;
	if (ret->challenge_size < EVIDENCE_CHALLENGE_MIN ||
	    ret->challenge_size > EVIDENCE_CHALLENGE_MAX)
		return refuse(error, "challenge: must have 16 to 64 bytes");
	objection = evidence_file_objection(ret->fd);
	if (objection)
		return refuse(error, objection);
	return read_options(message, read_verify_option, ret, error);
}

static int verify(sd_bus_message *message, uid_t uid, void *user, sd_bus_error *error)
{
	struct bus_evidence *evidence = user;
	struct verify_request request;
	const char *path;
	int r;

	r = read_verify_request(message, &request, error);
	if (r < 0)
		return r;
	if (!jobs_has_room(evidence->jobs, uid))
		return sd_bus_error_set(error, SD_BUS_ERROR_LIMITS_EXCEEDED,
					"too many jobs: wait until some are over and forgotten");
	r = jobs_add_verify(evidence->jobs, uid, &(struct job_verify_request){
			.conf = keeper_conf(evidence->keeper),
			.evidence = request.fd,
			.challenge = request.challenge,
			.challenge_size = request.challenge_size,
			.policy = request.policy,
			.binding = request.binding,
		}, &path);
	return r < 0 ? r : sd_bus_reply_method_return(message, "o", path);
}

static int method_verify(sd_bus_message *message, void *user, sd_bus_error *error)
{
	struct verify_request request;
	int r = read_verify_request(message, &request, error);

	if (r >= 0)
		r = sd_bus_message_rewind(message, 1);
	return r < 0 ? r : bus_authority_ask(message, ACTION "verify", verify, user, error);
}

/* ---- the interface ------------------------------------------------------------- */

#define PARAM		SD_BUS_PARAM

static const sd_bus_vtable vtable[] = {
	SD_BUS_VTABLE_START(0),
	SD_BUS_METHOD_WITH_NAMES("ListServices", NULL, , "a(ssu)", PARAM(services),
				 method_list_services, SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_METHOD_WITH_NAMES("ReadEventLog", "a{sv}tu",
				 PARAM(filter) PARAM(offset) PARAM(limit), "s", PARAM(page),
				 method_read_event_log, SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_METHOD_WITH_NAMES("Verify", "haya{sv}",
				 PARAM(evidence) PARAM(challenge) PARAM(options), "o", PARAM(job),
				 method_verify, SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_VTABLE_END,
};

int bus_evidence_new(sd_bus *bus, struct keeper *keeper, struct jobs *jobs,
		     struct worker *worker, struct worker *reader, struct bus_evidence **ret)
{
	struct bus_evidence *evidence = calloc(1, sizeof(*evidence));
	int r;

	if (!evidence)
		return -ENOMEM;
	evidence->keeper = keeper;
	evidence->jobs = jobs;
	r = calls_new(reader, &evidence->calls);
	if (!r)
		r = service_view_new(worker, reply_services, &evidence->services);
	if (!r)
		r = sd_bus_add_object_vtable(bus, &evidence->slot, PATH, INTERFACE, vtable,
					     evidence);
	if (r < 0) {
		bus_evidence_free(evidence);
		return r;
	}
	*ret = evidence;
	return 0;
}

void bus_evidence_free(struct bus_evidence *evidence)
{
	if (!evidence)
		return;
	sd_bus_slot_unref(evidence->slot);
	calls_free(evidence->calls);
	service_view_free(evidence->services);
	free(evidence);
}
