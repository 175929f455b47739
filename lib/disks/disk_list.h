/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Every way into a volume, whoever made it, and whether this boot satisfies it, for programs;
 * svsmctl(8) documents the members under "disk list".
 */
#pragma once

struct disk_places;
struct json_object;
struct luks;

/* A new document.  What cannot be told is told as such. */
struct json_object *disk_list_json(const struct disk_places *places, struct luks *luks);
