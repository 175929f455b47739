/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * An enrollment's result as text and as JSON.
 */
#include "cli/disk_enrolled.h"

#include <stdio.h>
#include <stdlib.h>

#include "cli/disk_enroll.h"
#include "cli/disk_env.h"
#include "cli/disk_gate.h"
#include "cli/json_print.h"
#include "cli/say.h"
#include "lib/base/cleanup.h"
#include "lib/disks/disk_road.h"
#include "lib/disks/disk_view.h"
#include "lib/policy/volume_road.h"
#include "lib/show/json.h"
#include "lib/sys/luks.h"

void disk_enrolled_print(const struct disk_road *road, const struct disk_enrolled *enrolled)
{
	printf("keyslot %d, token %d\n", enrolled->keyslot, enrolled->token);
	printf("road %s: %s", volume_road_name(road->road), road->why);
	if (road->road == SVSM_TOKEN_SOCKET)
		printf("; '%s' in %s", road->name, disk_env(NULL, NULL).volumes);
	putchar('\n');
}

/* What the token is bound to, in words, as 'disk list' has them. */
static struct json_object *binding_json(struct luks *luks, int token)
{
	_cleanup_(cleanup_free) struct disk_view *view = calloc(1, sizeof(*view));
	const struct disk_boot boot = { .why_not = "" };
	int i;

	if (!view)
		return NULL;
	disk_view_read(luks, &boot, view);
	for (i = 0; i < view->token_count; i++)
		if (view->tokens[i].number == token)
			return json_new_text(view->tokens[i].binding);
	return NULL;
}

void disk_enrolled_print_json(struct luks *luks, const struct disk_gate *gate,
			      const struct disk_road *road, const struct disk_enrolled *enrolled)
{
	_cleanup_(json_cleanup) struct json_object *object = json_new_object();
	const bool has_socket = road->road == SVSM_TOKEN_SOCKET;

	json_add(object, "volume", json_new_text(luks_path(luks)));
	json_add(object, "uuid", json_new_text(luks_uuid(luks)));
	json_add(object, "device", json_new_text(gate->info.address));
	json_add(object, "transport", json_new_text(gate->info.transport));
	json_add(object, "keyslot", json_new_number((uint64_t)enrolled->keyslot));
	json_add(object, "token", json_new_number((uint64_t)enrolled->token));
	json_add(object, "binding", binding_json(luks, enrolled->token));
	json_add(object, "road", json_new_text(volume_road_name(road->road)));
	json_add(object, "why", json_new_text(road->why));
	json_add(object, "name", has_socket ? json_new_text(road->name) : NULL);
	json_print(object);
}

void disk_enrolled_note(const char *command, const struct disk_road *road,
			const struct disk_enrolled *enrolled)
{
	if (enrolled->record_fault.text[0])
		say_note(command, "the log of this boot is not kept, so that 'disk explain' will "
			 "not tell what has changed: %s", enrolled->record_fault.text);
	if (enrolled->has_new_line)
		say_note(command, "'%s' is in %s now: 'systemctl daemon-reload' makes its key "
			 "socket; where it is opened in the initrd, make that anew ('dracut "
			 "--force')", road->name, disk_env(NULL, NULL).volumes);
}
