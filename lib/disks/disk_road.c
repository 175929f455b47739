/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Gathering what is known of a volume's boot.
 */
#include "lib/disks/disk_road.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/disks/disk_find.h"
#include "lib/disks/disk_places.h"
#include "lib/disks/disk_volumes.h"
#include "lib/format/luks_words.h"
#include "lib/policy/volume_road.h"
#include "lib/sys/command_line.h"
#include "lib/sys/file.h"
#include "lib/sys/luks.h"
#include "lib/sys/luks_active.h"
#include "lib/sys/machine.h"

/* Whether crypttab's @device names the volume. */
static bool is_device_of(struct luks *luks, const char *device)
{
	char path[PATH_MAX];

	return disk_find_path(device, path) && disk_volumes_is_of(luks, path);
}

/* 1 with the entry of the volume; 0: there is none; -errno.  @active may be NULL. */
static int find_entry(const char *path, struct luks *luks, const char *active,
		      struct crypttab_entry *ret, struct fault *fault)
{
	_cleanup_(buffer_deinit) struct buffer text = BUFFER_INIT(CRYPTTAB_SIZE_MAX);
	struct crypttab_entry entry;
	struct crypttab table;
	int r;

	r = file_read(path, &text, fault);
	if (r < 0)
		return r == -ENOENT ? 0 : r;
	crypttab_init(&table, text.data, text.size);
	while ((r = crypttab_next(&table, &entry, NULL))) {
		if (r < 0 || (!is_device_of(luks, entry.device) &&
			      (!active || strcmp(active, entry.name))))
			continue;
		*ret = entry;
		return 1;
	}
	return 0;
}

/*
 * The kernel's command line can name a volume that crypttab does not, and its options for one
 * volume count instead of crypttab's.  @is_found: @entry is crypttab's.  As find_entry(),
 * with @ret_is_by_words: the options are not crypttab's.
 */
static int find_words(struct luks *luks, bool is_found, struct crypttab_entry *entry,
		      bool *ret_is_by_words, struct fault *fault)
{
	_cleanup_(buffer_deinit) struct buffer text = BUFFER_INIT(LUKS_WORDS_SIZE_MAX);
	struct luks_words words;
	int r;

	r = command_line_read(&text, fault);
	if (r < 0)
		return r;
	luks_words_read(text.data, text.size, luks_uuid(luks), &words);
	if (is_found ? !words.has_options : !words.is_listed)
		return is_found;
	*ret_is_by_words = true;
	entry->options = words.options;
	entry->has_key_file |= words.has_key_file;
	if (!is_found)
		strcpy(entry->name, words.name);
	return 1;
}

static void fill(struct disk_road *road, const char *crypttab,
		 const struct volume_road_facts *facts)
{
	const struct crypttab_entry *entry = facts->entry;
	enum volume_road_reason reason;

	road->road = volume_road_choose(facts, &reason);
	road->why = volume_road_why(reason);
	road->is_measured = volume_road_is_measured(facts);
	(void)snprintf(road->name, sizeof(road->name), "%s",
		       entry ? entry->name : *road->line ? road->line : facts->active ?: "");
	road->source = facts->is_by_words ? "the kernel's command line" : crypttab;
	if (entry) {
		road->has_key_file = entry->has_key_file;
		road->has_tpm2_device = entry->options.has_tpm2_device;
	}
}

int disk_road_look(const struct disk_places *places, struct luks *luks, struct disk_road *ret,
		   struct fault *fault)
{
	_cleanup_(cleanup_free) struct crypttab_entry *entry = calloc(1, sizeof(*entry));
	struct volume_road_facts facts = { .has_line = false };
	char active[LUKS_ACTIVE_NAME_SIZE];
	struct machine machine;
	int line, r;

	*ret = (struct disk_road){ .road = SVSM_TOKEN_PLUGIN };
	if (!entry)
		return fault_set(fault, -ENOMEM, "%s: out of memory", luks_path(luks));
	machine_read(MACHINE_ROOT, &machine);
	facts.is_uki_measured = machine.is_uki_measured;
	if (!luks_active_name(LUKS_ACTIVE_SYSFS, luks_uuid(luks), active, NULL))
		facts.active = active;
	line = disk_volumes_find(places->volumes, luks, ret->line, fault);
	facts.has_line = line > 0;
	r = find_entry(places->crypttab, luks, facts.active, entry, line < 0 ? NULL : fault);
	if (r >= 0)
		r = find_words(luks, r, entry, &facts.is_by_words, line < 0 ? NULL : fault);
	if (r > 0)
		facts.entry = entry;
	fill(ret, places->crypttab, &facts);
	return line < 0 ? line : r < 0 ? r : 0;
}

const char *disk_road_objection(const struct disk_road *volume, enum svsm_token_road road)
{
	if (road == SVSM_TOKEN_SOCKET)
		return *volume->line ? NULL : "no line of volumes.conf has the volume, so that it "
					      "has no key socket";
	return volume->is_measured ? "systemd measures the volume's key, and asks no plugin" : NULL;
}
