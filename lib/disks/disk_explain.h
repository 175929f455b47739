/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What became of the attempts to open a volume in this boot, as the token plugin, the key
 * socket and the keyscript have noted it, and which events of the boot are others than at
 * enrollment, for programs; svsmctl(8) documents the members under "disk explain".
 */
#pragma once

struct disk_places;
struct fault;
struct json_object;
struct luks;

/* A new document.  0; -ENOENT: nobody has noted any; else -errno. */
int disk_explain_json(const struct disk_places *places, struct luks *luks,
		      struct json_object **ret, struct fault *fault);
