/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Opening a volume, or asking who may.
 */
#include "cli/disk_told.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/bus.h"
#include "cli/json_look.h"
#include "cli/say.h"
#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/disks/disk_find.h"
#include "lib/format/disks_message.h"
#include "lib/format/json_writer.h"
#include "lib/show/json.h"
#include "lib/sys/luks.h"

#define INTERFACE	BUS_SVSMD_SERVICE ".Disks"

static void close_folder(DIR **folder)
{
	if (*folder)
		(void)closedir(*folder); /* it was only read */
}

/* The UUID that udev has found on the device @number, which needs no opening. */
static bool find_uuid(dev_t number, char ret[static VOLUMES_FILE_NAME_MAX + 1])
{
	_cleanup_(close_folder) DIR *folder = opendir(DISK_FIND_BY_UUID);
	const struct dirent *entry;
	struct stat found;

	while (folder && (entry = readdir(folder)))
		if (disks_message_is_volume(entry->d_name) &&
		    !fstatat(dirfd(folder), entry->d_name, &found, 0) &&
		    S_ISBLK(found.st_mode) && found.st_rdev == number) {
			strcpy(ret, entry->d_name);
			return true;
		}
	return false;
}

/* What svsmd would know the volume by: what the user says, or the UUID of that device. */
static int find_name(const char *volume, char ret[static VOLUMES_FILE_NAME_MAX + 1],
		     struct fault *fault)
{
	struct stat found;

	if (stat(volume, &found) < 0 && disks_message_is_volume(volume)) {
		strcpy(ret, volume);
		return 0;
	}
	if (!stat(volume, &found) && S_ISBLK(found.st_mode) && find_uuid(found.st_rdev, ret))
		return 0;
	return fault_set(fault, -EACCES, "%s: permission denied, and svsmd is asked by UUID or by "
			 "name, as crypttab has it", volume);
}

static bool is_fit(const char *text)
{
	size_t length;

	for (; *text; text += length + (text[length] == '\n')) {
		length = strcspn(text, "\n");
		if (!json_writer_is_text(text, length))
			return false;
	}
	return true;
}

static int ask(const char *method, const char *name, struct disk_told *told, struct fault *fault)
{
	const struct bus_target target = { .interface = INTERFACE };
	int r;

	r = bus_open(&told->bus, fault);
	if (r < 0)
		return r;
	bus_be_patient(told->bus);
	r = bus_call(told->bus, &target, method, &told->answer, fault, "s", name);
	if (r < 0)
		return r;
	if (bus_read(told->answer, "s", &told->text) <= 0 || !is_fit(told->text) ||
	    json_look_document(told->text, &told->volume) < 0)
		return fault_set(fault, -EBADMSG, "svsmd: its answer is no JSON");
	return 0;
}

/* Nobody is asked for root, who has the same answer at first hand. */
static bool may_help(const char *volume, int error)
{
	return geteuid() && (error == -EACCES || error == -EPERM ||
			     (error == -ENOENT && disks_message_is_volume(volume)));
}

int disk_told_begin(const struct disk_question *question, struct luks **ret_luks,
		    struct disk_told *ret)
{
	char name[VOLUMES_FILE_NAME_MAX + 1];
	struct fault fault = FAULT_NONE;
	int r;

	r = luks_open(question->volume, ret_luks, &fault);
	if (!r)
		return 0;
	if (!may_help(question->volume, r)) {
		say_error(question->command, &fault, NULL);
		return r;
	}
	if (question->is_local) {
		say_error(question->command, &fault, "run as root: svsmd, which others have asked, "
			  "takes no such options");
		return r;
	}
	r = find_name(question->volume, name, &fault);
	if (r < 0) {
		say_error(question->command, &fault, "run as root, or name it so");
		return r;
	}
	r = ask(question->method, name, ret, &fault);
	if (r < 0) {
		say_error(question->command, &fault, bus_remedy_for_user(r));
		return r;
	}
	return 1;
}

void disk_told_take(struct disk_told *ret, struct json_object *object)
{
	ret->object = object;
	ret->text = json_document(object);
	if (json_look_document(ret->text, &ret->volume) < 0)
		json_out_of_memory(); /* it was made here: nothing else can be wrong with it */
}

void disk_told_deinit(struct disk_told *told)
{
	json_cleanup(&told->object);
	bus_message_free(told->answer);
	bus_close(told->bus);
}
