/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The volumes that this system opens, and what it swaps to.
 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "cli/doctor_facts.h"
#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/base/cursor.h"
#include "lib/disks/disk_find.h"
#include "lib/disks/disk_view.h"
#include "lib/format/crypttab.h"
#include "lib/format/volumes_file.h"
#include "lib/sys/file.h"
#include "lib/sys/luks.h"

#define SWAPS_MAX	65536
#define LAYERS_MAX	8	/* of device-mapper, one above the other */
#define ENCRYPTED	"CRYPT-"	/* how libcryptsetup begins its devices' identifiers */

/* ---- volumes ------------------------------------------------------------------- */

static void judge_volume(struct luks *luks, struct doctor_volume *volume)
{
	const struct disk_boot nothing = { .why_not = "" };
	struct disk_view view;
	int i;

	disk_view_read(luks, &nothing, &view);
	for (i = 0; i < view.keyslot_count; i++) {
		const struct disk_token *token = disk_view_token_of(&view, i);

		if (!view.keyslots[i].is_used || view.keyslots[i].is_unbound)
			continue;
		if (token && token->kind != DISK_TOKEN_RECOVERY && token->kind != DISK_TOKEN_OTHER)
			volume->is_sealed = true;
		else if (!disk_view_is_orphan(&view, i))
			volume->is_recoverable = true;
	}
}

/* What is no LUKS2 volume, or not attached now, is of no interest. */
static bool read_volume(struct doctor_volume *volume)
{
	_cleanup_(luks_cleanup) struct luks *luks = NULL;
	int r = luks_open(volume->device, &luks, NULL);

	if (!r) {
		judge_volume(luks, volume);
		return true;
	}
	volume->error = r;
	return r == -EACCES || r == -EPERM;
}

static void add_volume(const char *name, const char *device, struct doctor_disks *disks)
{
	struct doctor_volume *volume = &disks->volumes[disks->volume_count];
	char real[PATH_MAX];
	size_t i;

	if (disks->volume_count == DOCTOR_VOLUMES_MAX || !realpath(device, real))
		return;
	for (i = 0; i < disks->volume_count; i++)
		if (!strcmp(disks->volumes[i].device, real))
			return;
	*volume = (struct doctor_volume){ .error = 0 };
	(void)snprintf(volume->name, sizeof(volume->name), "%.60s", name);
	strcpy(volume->device, real);
	if (read_volume(volume))
		disks->volume_count++;
}

/* As crypttab names it, UUID= and the like, below @root. */
static void add_named(const char *root, const char *name, const char *device,
		      struct doctor_disks *disks)
{
	char place[PATH_MAX], path[PATH_MAX];

	if (disk_find_path(device, place) &&
	    snprintf(path, sizeof(path), "%s%s", root, place) < (int)sizeof(path))
		add_volume(name, path, disks);
}

/* For what its volumes are, and which of them takes whatever TPM there is. */
static void look_at_crypttab(const char *root, struct doctor_facts *facts)
{
	struct doctor_boot *boot = &facts->boot;
	_cleanup_(buffer_deinit) struct buffer text = BUFFER_INIT(CRYPTTAB_SIZE_MAX);
	struct crypttab_entry entry;
	struct crypttab table;
	char path[PATH_MAX];
	int r;

	doctor_path(root, "etc/crypttab", path);
	if (file_read(path, &text, NULL) < 0)
		return;
	crypttab_init(&table, text.data, text.size);
	while ((r = crypttab_next(&table, &entry, NULL))) {
		if (r < 0)
			continue;
		add_named(root, entry.name, entry.device, &facts->disks);
		if (entry.options.is_tpm2_auto && !*boot->auto_volume)
			(void)snprintf(boot->auto_volume, sizeof(boot->auto_volume), "%.60s",
				       entry.name);
	}
}

static void look_at_volumes(const char *root, struct doctor_disks *disks)
{
	_cleanup_(buffer_deinit) struct buffer text = BUFFER_INIT(VOLUMES_FILE_SIZE_MAX);
	struct volumes_file_entry entry;
	struct volumes_file file;
	char path[PATH_MAX];
	int r;

	doctor_path(root, VOLUMES_FILE + 1, path);
	if (file_read(path, &text, NULL) < 0)
		return;
	volumes_file_init(&file, text.data, text.size);
	while ((r = volumes_file_next(&file, &entry, NULL)))
		if (r > 0)
			add_named(root, entry.name, entry.device, disks);
}

/* ---- device-mapper ------------------------------------------------------------- */

/* The identifier of a block device of sysfs that is device-mapper's, or empty. */
static void read_uuid(const char *folder, char ret[static DOCTOR_LINE_MAX])
{
	_cleanup_(buffer_deinit) struct buffer text = BUFFER_INIT(DOCTOR_LINE_MAX - 1);
	char path[PATH_MAX];

	ret[0] = '\0';
	if (snprintf(path, sizeof(path), "%s/dm/uuid", folder) >= (int)sizeof(path) ||
	    file_read(path, &text, NULL) < 0 || !text.size)
		return;
	memcpy(ret, text.data, text.size);
	ret[text.size] = '\0';
}

/* The first device below @folder's; what lies on several is as good as any of them. */
static bool find_below(const char *folder, char ret[static NAME_MAX + 1])
{
	char path[PATH_MAX];
	struct dirent *entry;
	bool is_found = false;
	DIR *slaves;

	if (snprintf(path, sizeof(path), "%s/slaves", folder) >= (int)sizeof(path))
		return false;
	slaves = opendir(path);
	if (!slaves)
		return false;
	while (!is_found && (entry = readdir(slaves))) {
		is_found = entry->d_name[0] != '.';
		if (is_found)
			(void)snprintf(ret, NAME_MAX + 1, "%s", entry->d_name);
	}
	(void)closedir(slaves); /* it was only read */
	return is_found;
}

/* Whether any layer of the block device that has this folder in sysfs encrypts. */
static enum doctor_said is_encrypted(const char *root, const char *folder)
{
	char uuid[DOCTOR_LINE_MAX], name[NAME_MAX + 1], path[PATH_MAX];
	int layer;

	doctor_path(root, folder, path);
	if (access(path, F_OK) < 0)
		return DOCTOR_UNTOLD;
	for (layer = 0; layer < LAYERS_MAX; layer++) {
		read_uuid(path, uuid);
		if (!strncmp(uuid, ENCRYPTED, strlen(ENCRYPTED)))
			return DOCTOR_YES;
		if (!find_below(path, name))
			return DOCTOR_NO;
		if (snprintf(path, sizeof(path), "%s/sys/class/block/%s", root, name) >=
		    (int)sizeof(path))
			return DOCTOR_UNTOLD;
	}
	return DOCTOR_UNTOLD;
}

static void add_active(const char *root, const char *name, struct doctor_disks *disks)
{
	char folder[PATH_MAX], below[NAME_MAX + 1], uuid[DOCTOR_LINE_MAX];

	if (snprintf(folder, sizeof(folder), "%s/sys/class/block/%s", root, name) >=
	    (int)sizeof(folder))
		return;
	read_uuid(folder, uuid);
	if (strncmp(uuid, ENCRYPTED "LUKS2-", strlen(ENCRYPTED "LUKS2-")) ||
	    !find_below(folder, below))
		return;
	if (snprintf(folder, sizeof(folder), "%s/dev/%s", root, below) < (int)sizeof(folder))
		add_volume(name, folder, disks);
}

/* Those that are open, whoever has opened them. */
static void look_at_active(const char *root, struct doctor_disks *disks)
{
	char path[PATH_MAX];
	struct dirent *entry;
	DIR *blocks;

	doctor_path(root, "sys/class/block", path);
	blocks = opendir(path);
	if (!blocks)
		return;
	while ((entry = readdir(blocks)))
		if (!strncmp(entry->d_name, "dm-", 3))
			add_active(root, entry->d_name, disks);
	(void)closedir(blocks); /* it was only read */
}

/* ---- swap ---------------------------------------------------------------------- */

static enum doctor_said judge_swap(const char *root, const struct kernel_swap *area)
{
	char path[PATH_MAX], folder[PATH_MAX];
	struct stat found;
	const char *name;

	if (area->is_file) {
		doctor_path(root, area->path, path);
		if (stat(path, &found) < 0)
			return DOCTOR_UNTOLD;
		(void)snprintf(folder, sizeof(folder), "sys/dev/block/%u:%u",
			       major(found.st_dev), minor(found.st_dev));
		return is_encrypted(root, folder);
	}
	doctor_path(root, area->path, path);
	if (!realpath(path, folder))
		strcpy(folder, path); /* then as the kernel names it */
	name = strrchr(folder, '/') + 1;
	if (!strncmp(name, "zram", 4))
		return DOCTOR_YES; /* it stays in memory, which SNP encrypts */
	(void)snprintf(path, sizeof(path), "sys/class/block/%.255s", name);
	return is_encrypted(root, path);
}

static void look_at_swaps(const char *root, struct doctor_disks *disks)
{
	_cleanup_(buffer_deinit) struct buffer text = BUFFER_INIT(SWAPS_MAX);
	struct kernel_swap area;
	struct cursor cursor;
	char path[PATH_MAX];

	doctor_path(root, "proc/swaps", path);
	if (file_read(path, &text, NULL) < 0)
		return;
	cursor_init(&cursor, text.data, text.size);
	while (disks->swap_count < DOCTOR_SWAPS_MAX && kernel_text_swap_next(&cursor, &area))
		disks->swaps[disks->swap_count++] =
			(struct doctor_swap){ area, judge_swap(root, &area) };
	disks->has_swaps = disks->swap_count ? DOCTOR_YES : DOCTOR_NO;
}

void doctor_look_disks(const char *root, struct doctor_facts *facts)
{
	look_at_crypttab(root, facts);
	look_at_volumes(root, &facts->disks);
	look_at_active(root, &facts->disks);
	look_at_swaps(root, &facts->disks);
}
