/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * svsmctl status as JSON.  svsmctl(8) documents the keys: they only ever grow.
 */
#include <stdio.h>
#include <string.h>

#include "cli/json_print.h"
#include "cli/status.h"
#include "lib/base/cleanup.h"
#include "lib/format/hash_algorithm.h"
#include "lib/show/json.h"

static const char *text_or_null(const char *text)
{
	return *text ? text : NULL;
}

static struct json_object *services_json(const struct status *status)
{
	struct json_object *array;
	size_t i;

	if (!status->is_listed)
		return NULL;
	array = json_new_array();
	for (i = 0; i < status->list.count; i++)
		json_append(array, json_new_service(&status->list.services[i].guid,
						    status->list.services[i].manifest_size));
	return array;
}

static struct json_object *tpms_json(const struct status *status)
{
	struct json_object *array = json_new_array();
	size_t i;

	for (i = 0; i < status->chips.count; i++) {
		const struct tpm_chip *chip = &status->chips.chips[i];
		struct json_object *object = json_new_object();

		json_add(object, "name", json_new_text(chip->name));
		json_add(object, "is_svsm", json_new_bool(chip->is_svsm));
		json_add(object, "version",
			 chip->version_major ? json_new_number(chip->version_major) : NULL);
		json_add(object, "node", json_new_text(chip->node));
		json_add(object, "rm_node", json_new_text(text_or_null(chip->rm_node)));
		json_append(array, object);
	}
	return array;
}

static struct json_object *links_json(const struct status *status)
{
	struct json_object *object = json_new_object();
	int link;

	for (link = 0; link < _STATUS_LINK_MAX; link++)
		json_add(object, status_link_names[link],
			 json_new_text(text_or_null(status->links[link])));
	return object;
}

static struct json_object *bank_json(const struct log_check_bank *bank)
{
	struct json_object *object = json_new_object();
	unsigned int pcr;

	for (pcr = 0; pcr < EVENTLOG_PCRS; pcr++) {
		struct json_object *entry;
		char number[4];

		if (!(bank->compared >> pcr & 1))
			continue;
		(void)snprintf(number, sizeof(number), "%u", pcr & 0xff);
		entry = json_new_object();
		json_add(entry, "verdict",
			 json_new_text(bank->matching >> pcr & 1   ? "matches"
				       : bank->moved_on >> pcr & 1 ? "moved on"
								   : "differs"));
		json_add(entry, "replayed", json_new_hex(bank->replayed[pcr], bank->digest_size));
		json_add(entry, "live", json_new_hex(bank->live[pcr], bank->digest_size));
		json_add(object, number, entry);
	}
	return object;
}

static struct json_object *log_json(const struct status *status)
{
	struct json_object *object, *banks;
	size_t i;

	if (!*status->log_path)
		return NULL;
	object = json_new_object();
	banks = json_new_object();
	json_add(object, "path", json_new_text(status->log_path));
	json_add(object, "state", json_new_text(log_state_name(status->log.state)));
	json_add(object, "events", json_new_number(status->log.events));
	for (i = 0; i < status->log.bank_count; i++)
		json_add(banks, hash_algorithm_name(status->log.banks[i].algorithm),
			 bank_json(&status->log.banks[i]));
	json_add(object, "banks", banks);
	json_add(object, "systemd_events", json_new_number(status->log.systemd_events));
	return object;
}

static struct json_object *remarks_json(const struct status *status, bool is_problem)
{
	struct json_object *array = json_new_array();
	size_t i;

	for (i = 0; i < status->remark_count; i++)
		if (status->remarks[i].is_problem == is_problem)
			json_append(array, json_new_text(status->remarks[i].text));
	return array;
}

void status_print_json(const struct status *status)
{
	_cleanup_(json_cleanup) struct json_object *document = json_new_object();

	json_add(document, "svsm", json_new_bool(status_is_under_svsm(status)));
	json_add(document, "device",
		 json_new_text(status->has_device ? status->info.address : NULL));
	json_add(document, "transport",
		 json_new_text(status->has_device ? status->info.transport : NULL));
	json_add(document, "vmpl", status->is_vmpl_known ? json_new_number(status->vmpl) : NULL);
	json_add(document, "services", services_json(status));
	json_add(document, "tpms", tpms_json(status));
	json_add(document, "links", links_json(status));
	json_add(document, "event_log", log_json(status));
	json_add(document, "birth", status->has_birth ? birth_json(&status->birth) : NULL);
	json_add(document, "problems", remarks_json(status, true));
	json_add(document, "notes", remarks_json(status, false));
	json_print(document);
}
