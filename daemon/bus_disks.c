/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Disks on the bus: handlers read arguments and hand answers on, and hold no logic.
 *
 * A volume is named, never located, and its name is looked at before polkit is asked: what
 * root looks into is never a caller's path.
 */
#include "daemon/bus_disks.h"

#include <errno.h>
#include <stdlib.h>

#include "daemon/bus_authority.h"
#include "daemon/call.h"
#include "lib/format/disks_message.h"

#define PATH		"/org/svsm/Guest1"
#define INTERFACE	"org.svsm.Guest1.Disks"
#define ACTION		"org.svsm.guest1."

struct bus_disks {
	sd_bus_slot *slot;
	const char *socket;
	struct calls *calls;
};

static int read_volume(sd_bus_message *message, bool may_be_empty, const char **ret,
		       sd_bus_error *error)
{
	int r = sd_bus_message_read(message, "s", ret);

	if (r < 0)
		return r;
	if (**ret ? !disks_message_is_volume(*ret) : !may_be_empty)
		return sd_bus_error_set(error, SD_BUS_ERROR_INVALID_ARGS,
					"volume: must be a UUID, or a name of at most 64 letters, "
					"digits and _.:+-, as crypttab has it");
	return 0;
}

static int reply_text(sd_bus_message *message, const struct errand_result *result,
		      sd_bus_error *error)
{
	return sd_bus_reply_method_return(message, "s", result->text);
}

static int ask(sd_bus_message *message, const char *verb, uid_t uid, struct bus_disks *disks,
	       sd_bus_error *error)
{
	const char *volume;
	int r;

	r = read_volume(message, true, &volume, error);
	if (r < 0)
		return r;
	if (!calls_has_room(disks->calls, uid))
		return sd_bus_error_set(error, SD_BUS_ERROR_LIMITS_EXCEEDED,
					"too many calls: wait until some are answered");
	r = calls_add(disks->calls, &(struct call_request){
			.message = message,
			.uid = uid,
			.arguments = { "disks", disks->socket, verb, volume },
			.size_max = DISKS_MESSAGE_JSON_MAX,
			.reply = reply_text,
		});
	return r < 0 ? r : 1;
}

static int list(sd_bus_message *message, uid_t uid, void *user, sd_bus_error *error)
{
	return ask(message, "list", uid, user, error);
}

static int test(sd_bus_message *message, uid_t uid, void *user, sd_bus_error *error)
{
	return ask(message, "test", uid, user, error);
}

static int explain(sd_bus_message *message, uid_t uid, void *user, sd_bus_error *error)
{
	return ask(message, "explain", uid, user, error);
}

static int begin(sd_bus_message *message, bool may_be_empty, const char *action,
		 bus_authority_fn then, void *user, sd_bus_error *error)
{
	const char *volume;
	int r;

	if (!sd_bus_message_get_expect_reply(message))
		return 1; /* nobody would read it */
	r = read_volume(message, may_be_empty, &volume, error);
	if (r >= 0)
		r = sd_bus_message_rewind(message, 1);
	return r < 0 ? r : bus_authority_ask(message, action, then, user, error);
}

static int method_list(sd_bus_message *message, void *user, sd_bus_error *error)
{
	return begin(message, true, ACTION "disks", list, user, error);
}

static int method_test(sd_bus_message *message, void *user, sd_bus_error *error)
{
	return begin(message, false, ACTION "disktest", test, user, error);
}

static int method_explain(sd_bus_message *message, void *user, sd_bus_error *error)
{
	return begin(message, false, ACTION "disks", explain, user, error);
}

#define PARAM		SD_BUS_PARAM

static const sd_bus_vtable vtable[] = {
	SD_BUS_VTABLE_START(0),
	SD_BUS_METHOD_WITH_NAMES("List", "s", PARAM(volume), "s", PARAM(volumes), method_list,
				 SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_METHOD_WITH_NAMES("Test", "s", PARAM(volume), "s", PARAM(result), method_test,
				 SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_METHOD_WITH_NAMES("Explain", "s", PARAM(volume), "s", PARAM(attempts),
				 method_explain, SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_VTABLE_END,
};

int bus_disks_new(sd_bus *bus, struct worker *worker, const char *socket, struct bus_disks **ret)
{
	struct bus_disks *disks = calloc(1, sizeof(*disks));
	int r;

	if (!disks)
		return -ENOMEM;
	disks->socket = socket;
	r = calls_new(worker, &disks->calls);
	if (!r)
		r = sd_bus_add_object_vtable(bus, &disks->slot, PATH, INTERFACE, vtable, disks);
	if (r < 0) {
		bus_disks_free(disks);
		return r;
	}
	*ret = disks;
	return 0;
}

void bus_disks_free(struct bus_disks *disks)
{
	if (!disks)
		return;
	sd_bus_slot_unref(disks->slot);
	calls_free(disks->calls);
	free(disks);
}
