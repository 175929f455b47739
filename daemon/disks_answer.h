/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What svsm-disks answers: the JSON of svsmctl's commands of these names.
 */
#pragma once

struct disk_places;
struct disks_message_request;
struct fault;
struct json_object;

/*
 * A new document: that of the volume, or {"volumes": [...]} with those of all, where none is
 * named.
 * 0; or -errno, and @fault tells the caller why not.
 */
int disks_answer_make(const struct disk_places *places,
		      const struct disks_message_request *request, struct json_object **ret,
		      struct fault *fault);
