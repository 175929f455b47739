/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Looking where volumes are named.
 */
#include "lib/disks/disk_find.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/disks/disk_places.h"
#include "lib/format/unlock_record.h"
#include "lib/sys/file.h"
#include "lib/sys/luks.h"
#include "lib/sys/luks_active.h"

/* What is looked for among all that there are. */
struct search {
	const char *name;	/* NULL: whatever it is called */
	struct disk_found *found;
};

bool disk_find_path(const char *device, char ret[static PATH_MAX])
{
	static const struct {
		const char *tag, *folder;
	} tags[] = {
		{ "UUID=", DISK_FIND_BY_UUID },
		{ "PARTUUID=", "/dev/disk/by-partuuid/" },
		{ "LABEL=", "/dev/disk/by-label/" },
		{ "PARTLABEL=", "/dev/disk/by-partlabel/" },
		{ "/", "/" },
	};
	size_t i, length;

	for (i = 0; i < sizeof(tags) / sizeof(tags[0]); i++) {
		length = strlen(tags[i].tag);
		if (!strncmp(device, tags[i].tag, length))
			return snprintf(ret, PATH_MAX, "%s%s", tags[i].folder, device + length) <
			       PATH_MAX;
	}
	return false;
}

/* Several names lead to one device; one that is not attached now is of no interest. */
static void add(const struct search *search, const char *name, const char *device)
{
	struct disk_found *found = search->found;
	char path[PATH_MAX], real[PATH_MAX];
	unsigned int i;

	if ((search->name && strcmp(search->name, name)) || found->count == DISK_FIND_MAX ||
	    !disk_find_path(device, path) || !realpath(path, real))
		return;
	for (i = 0; i < found->count; i++)
		if (!strcmp(found->paths[i], real))
			return;
	strcpy(found->paths[found->count++], real);
}

static void look_at_volumes(const char *file, const struct search *search)
{
	_cleanup_(buffer_deinit) struct buffer text = BUFFER_INIT(VOLUMES_FILE_SIZE_MAX);
	struct volumes_file_entry entry;
	struct volumes_file volumes;
	int r;

	if (file_read(file, &text, NULL) < 0)
		return;
	volumes_file_init(&volumes, text.data, text.size);
	while ((r = volumes_file_next(&volumes, &entry, NULL)))
		if (r > 0)
			add(search, entry.name, entry.device);
}

static void look_at_crypttab(const char *file, const struct search *search)
{
	_cleanup_(cleanup_free) struct crypttab_entry *entry = calloc(1, sizeof(*entry));
	_cleanup_(buffer_deinit) struct buffer text = BUFFER_INIT(CRYPTTAB_SIZE_MAX);
	struct crypttab table;
	int r;

	if (!entry || file_read(file, &text, NULL) < 0)
		return;
	crypttab_init(&table, text.data, text.size);
	while ((r = crypttab_next(&table, entry, NULL)))
		if (r > 0)
			add(search, entry->name, entry->device);
}

static int add_active(void *user, const char *name, const char *below)
{
	char path[PATH_MAX];

	(void)snprintf(path, sizeof(path), "/dev/%s", below); /* it fits */
	add(user, name, path);
	return 0;
}

static void look_everywhere(const struct disk_places *places, const struct search *search)
{
	look_at_volumes(places->volumes, search);
	look_at_crypttab(places->crypttab, search);
	/* Where it cannot be told, none is open. */
	(void)luks_active_walk(LUKS_ACTIVE_SYSFS, add_active, (void *)search, NULL);
}

int disk_find_all(const struct disk_places *places, struct disk_found **ret)
{
	struct disk_found *found = calloc(1, sizeof(*found));

	if (!found)
		return -ENOMEM;
	look_everywhere(places, &(struct search){ .found = found });
	*ret = found;
	return 0;
}

/* By what udev says, and else by what the headers of those that are named say. */
static int find_by_uuid(const struct disk_places *places, const char *uuid,
			struct disk_found *found, char ret[static PATH_MAX])
{
	char path[PATH_MAX], real[PATH_MAX], *c;
	unsigned int i;

	(void)snprintf(path, sizeof(path), DISK_FIND_BY_UUID "%s", uuid); /* it fits */
	for (c = path + strlen(DISK_FIND_BY_UUID); *c; c++)
		if (*c >= 'A' && *c <= 'F')
			*c = (char)(*c - 'A' + 'a'); /* as udev has those of LUKS */
	if (realpath(path, real)) {
		strcpy(ret, real);
		return 0;
	}
	look_everywhere(places, &(struct search){ .found = found });
	for (i = 0; i < found->count; i++) {
		_cleanup_(luks_cleanup) struct luks *luks = NULL;

		if (luks_open(found->paths[i], &luks, NULL) < 0 ||
		    strcasecmp(luks_uuid(luks), uuid))
			continue;
		strcpy(ret, found->paths[i]);
		return 0;
	}
	return -ENOENT;
}

int disk_find(const struct disk_places *places, const char *volume, char ret[static PATH_MAX],
	      struct fault *fault)
{
	_cleanup_(cleanup_free) struct disk_found *found = calloc(1, sizeof(*found));

	if (!found)
		return fault_set(fault, -ENOMEM, "%s: out of memory", volume);
	if (!volumes_file_is_name(volume))
		return fault_set(fault, -EINVAL, "a volume is named by its UUID, or as in %s and %s",
				 places->volumes, places->crypttab);
	look_everywhere(places, &(struct search){ .name = volume, .found = found });
	if (found->count > 1)
		return fault_set(fault, -ENOTUNIQ, "%s: is the name of %s as well as of %s", volume,
				 found->paths[0], found->paths[1]);
	if (found->count) {
		strcpy(ret, found->paths[0]);
		return 0;
	}
	if (unlock_record_is_uuid(volume) && !find_by_uuid(places, volume, found, ret))
		return 0;
	return fault_set(fault, -ENOENT, "%s: neither %s, %s nor device-mapper has such a volume, "
			 "and no device that UUID", volume, places->volumes, places->crypttab);
}
