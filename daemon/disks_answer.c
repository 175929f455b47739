/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Answering questions about disks.
 */
#include "daemon/disks_answer.h"

#include <errno.h>

#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/disks/disk_explain.h"
#include "lib/disks/disk_find.h"
#include "lib/disks/disk_list.h"
#include "lib/disks/disk_places.h"
#include "lib/disks/disk_test.h"
#include "lib/format/disks_message.h"
#include "lib/show/json.h"
#include "lib/sys/luks.h"

/* A secret has no business on the bus, and a wrong one counts against all who know it. */
static int ask_pin(const void *user, struct secret *ret, struct fault *fault)
{
	return fault_set(fault, -ENOANO, "it wants a PIN, which is not sent over the bus: "
			 "'svsmctl disk test', as root, asks for it");
}

static int explain(const struct disk_places *places, struct luks *luks, struct json_object **ret,
		   struct fault *fault)
{
	int r = disk_explain_json(places, luks, ret, fault);

	return r == -ENOENT ? fault_set(fault, r, "%s: nobody has tried to open it by a token of "
					"type 'svsm' in this boot", luks_path(luks)) : r;
}

/* What cannot be opened is one of the volumes all the same. */
static struct json_object *untold(const char *path, const struct fault *fault)
{
	struct json_object *object = json_new_object();

	json_add(object, "volume", json_new_text(path));
	json_add(object, "uuid", NULL);
	json_add(object, "key_socket", NULL);
	json_add(object, "untold", json_new_text(fault->text));
	json_add(object, "keyslots", json_new_array());
	json_add(object, "tokens", json_new_array());
	return object;
}

static int list_all(const struct disk_places *places, struct json_object *volumes,
		    struct fault *fault)
{
	_cleanup_(cleanup_free) struct disk_found *found = NULL;
	unsigned int i;

	if (disk_find_all(places, &found) < 0)
		return fault_set(fault, -ENOMEM, "out of memory");
	for (i = 0; i < found->count; i++) {
		_cleanup_(luks_cleanup) struct luks *luks = NULL;
		struct fault why = FAULT_NONE;
		int r = luks_open(found->paths[i], &luks, &why);

		if (!r)
			json_append(volumes, disk_list_json(places, luks));
		else if (r != -EBADMSG) /* swap with a new key, and the like */
			json_append(volumes, untold(found->paths[i], &why));
	}
	return 0;
}

static int answer_of(const struct disk_places *places,
		     const struct disks_message_request *request, struct luks *luks,
		     struct json_object **ret, struct fault *fault)
{
	switch (request->verb) {
	case DISKS_MESSAGE_LIST:
		*ret = disk_list_json(places, luks);
		return 0;
	case DISKS_MESSAGE_TEST:
		*ret = disk_test_json(&(struct disk_test){ .places = places, .luks = luks,
							   .token = LUKS_ANY,
							   .ask_pin = ask_pin });
		return 0;
	case DISKS_MESSAGE_EXPLAIN:
		return explain(places, luks, ret, fault);
	}
	return fault_set(fault, -EINVAL, "this is no question");
}

static int make_one(const struct disk_places *places,
		    const struct disks_message_request *request, struct json_object **ret,
		    struct fault *fault)
{
	_cleanup_(luks_cleanup) struct luks *luks = NULL;
	char path[PATH_MAX];
	int r;

	r = disk_find(places, request->volume, path, fault);
	if (!r)
		r = luks_open(path, &luks, fault);
	return r < 0 ? r : answer_of(places, request, luks, ret, fault);
}

int disks_answer_make(const struct disk_places *places,
		      const struct disks_message_request *request, struct json_object **ret,
		      struct fault *fault)
{
	_cleanup_(json_cleanup) struct json_object *object = NULL;
	struct json_object *volumes;
	int r;

	if (*request->volume)
		return make_one(places, request, ret, fault);
	object = json_new_object();
	volumes = json_new_array();
	json_add(object, "volumes", volumes);
	r = list_all(places, volumes, fault);
	if (r < 0)
		return r;
	*ret = TAKE_PTR(object);
	return 0;
}
