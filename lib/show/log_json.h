/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Logs and what they replay to, as JSON; the schema is in Documentation/eventlog.md.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct json_object;
struct log_set;
struct replay;

#define BANK_NAME_SIZE	16

/* "sha256", or "0x7777" for an algorithm that has no name; written to @ret or static. */
const char *log_json_bank_name(uint16_t algorithm, char ret[static BANK_NAME_SIZE]);

/* Adds "format", "complete", "events" and "logs" to @object. */
void log_json_add_set(struct json_object *object, const struct log_set *set);

/* Adds "startup_locality", "dynamic_launch", "banks", "gaps" and "nvpcrs" to @object. */
void log_json_add_replay(struct json_object *object, const struct replay *replay);

/* The numbers of the PCRs whose bits are set. */
struct json_object *log_json_new_pcrs(uint32_t mask);
