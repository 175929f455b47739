/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What is told of a volume, as JSON: found out here by who may open it, or by svsmd, which is
 * asked on behalf of others and in whose place polkit decides.
 */
#pragma once

#include <stdbool.h>

#include "lib/format/json_reader.h"

struct bus;
struct json_object;
struct luks;
struct sd_bus_message;

struct disk_told {
	struct json_object *object;	/* found out here; NULL: by svsmd */
	struct bus *bus;
	struct sd_bus_message *answer;
	const char *text;		/* the document, fit for a terminal */
	struct json_reader_value volume;	/* into it */
};

#define DISK_TOLD_NONE	((struct disk_told){ .text = "" })

struct disk_question {
	const char *command;	/* who asks, for messages */
	const char *volume;	/* as the user names it */
	const char *method;	/* of org.svsm.Guest1.Disks */
	bool is_local;		/* there are options that svsmd does not take */
};

/*
 * Opens the volume, or asks svsmd where only others may open it.  0: it is in @ret_luks, to be
 * looked at; 1: svsmd's answer is in @ret; -errno, which was said.
 */
int disk_told_begin(const struct disk_question *question, struct luks **ret_luks,
		    struct disk_told *ret);

/* What was found out here; @object is @ret's then. */
void disk_told_take(struct disk_told *ret, struct json_object *object);

void disk_told_deinit(struct disk_told *told);
