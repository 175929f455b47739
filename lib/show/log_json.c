/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Logs as JSON.
 */
#include "lib/show/log_json.h"

#include <stdio.h>

#include "lib/format/hash_algorithm.h"
#include "lib/show/json.h"
#include "lib/show/log_set.h"

const char *log_json_bank_name(uint16_t algorithm, char ret[static BANK_NAME_SIZE])
{
	const char *name = hash_algorithm_name(algorithm);

	if (name)
		return name;
	(void)snprintf(ret, BANK_NAME_SIZE, "0x%04x", algorithm); /* it fits */
	return ret;
}

static struct json_object *new_file(const struct log_file *file)
{
	struct json_object *object = json_new_object(), *fault = NULL;

	json_add(object, "path", json_new_text(file->path));
	json_add(object, "format", json_new_text(eventlog_format_name(file->log.format)));
	json_add(object, "bytes", json_new_number(file->bytes.size));
	json_add(object, "events", json_new_number(file->events));
	json_add(object, "complete", json_new_bool(log_file_is_complete(file)));
	json_add(object, "dirty", json_new_bool(file->is_dirty));
	if (file->error < 0) {
		fault = json_new_object();
		json_add(fault, "text", json_new_text(file->fault.text));
		json_add(fault, "offset", file->fault.offset == FAULT_NOWHERE ?
						  NULL :
						  json_new_number(file->fault.offset));
	}
	json_add(object, "fault", fault);
	return object;
}

void log_json_add_set(struct json_object *object, const struct log_set *set)
{
	struct json_object *files = json_new_array();
	size_t i, events = 0;

	for (i = 0; i < set->count; i++) {
		events += set->files[i]->events;
		json_append(files, new_file(set->files[i]));
	}
	json_add(object, "format",
		 json_new_text(eventlog_format_name(set->files[0]->log.format)));
	json_add(object, "complete", json_new_bool(log_set_is_complete(set)));
	json_add(object, "events", json_new_number(events));
	json_add(object, "logs", files);
}

static struct json_object *new_bank(const struct replay_bank *bank)
{
	struct json_object *object = json_new_object();
	unsigned int pcr;
	char number[12];

	for (pcr = 0; pcr < EVENTLOG_PCRS; pcr++) {
		if (!(bank->extended >> pcr & 1))
			continue;
		(void)snprintf(number, sizeof(number), "%u", pcr); /* it fits */
		json_add(object, number, json_new_hex(bank->pcrs[pcr], bank->digest_size));
	}
	return object;
}

struct json_object *log_json_new_pcrs(uint32_t mask)
{
	struct json_object *array = json_new_array();
	unsigned int pcr;

	for (pcr = 0; pcr < EVENTLOG_PCRS; pcr++)
		if (mask >> pcr & 1)
			json_append(array, json_new_number(pcr));
	return array;
}

static struct json_object *new_nvpcrs(const struct replay *replay)
{
	struct json_object *object = json_new_object();
	char space[BANK_NAME_SIZE], index[12];
	size_t i;

	for (i = 0; i < replay_nv_count(replay); i++) {
		const struct replay_nv *nv = replay_nv(replay, i);
		struct json_object *value = json_new_object();

		(void)snprintf(index, sizeof(index), "0x%08x", nv->index); /* it fits */
		json_add(value, log_json_bank_name(nv->algorithm, space),
			 json_new_hex(nv->value, nv->digest_size));
		json_add(object, index, value);
	}
	return object;
}

void log_json_add_replay(struct json_object *object, const struct replay *replay)
{
	struct json_object *banks = json_new_object(), *gaps = json_new_object();
	char space[BANK_NAME_SIZE];
	size_t i;

	for (i = 0; i < replay_bank_count(replay); i++) {
		const struct replay_bank *bank = replay_bank(replay, i);
		const char *name = log_json_bank_name(bank->algorithm, space);

		json_add(banks, name, bank->is_computable ? new_bank(bank) : NULL);
		if (bank->incomplete)
			json_add(gaps, name, log_json_new_pcrs(bank->incomplete));
	}
	json_add(object, "startup_locality", json_new_number(replay_locality(replay)));
	json_add(object, "dynamic_launch", json_new_bool(replay_has_dynamic_launch(replay)));
	json_add(object, "banks", banks);
	json_add(object, "gaps", gaps);
	json_add(object, "nvpcrs", new_nvpcrs(replay));
}
