/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Enumerating TPMs through /sys/class/tpm and telling the SVSM's by its place
 * in the device tree.
 */
#include "lib/sys/tpm_chip.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/base/error.h"
#include "lib/base/fault.h"
#include "lib/sys/file.h"

#define SVSM_ANCESTOR	"/devices/platform/tpm-svsm/"

/* Paths of the kernel's are short; one that is not is refused, never cut. */
static int format_path(char path[static PATH_MAX], const char *root, const char *middle,
		       const char *name, const char *suffix)
{
	int length = snprintf(path, PATH_MAX, "%s%s%s%s", root, middle, name, suffix);

	return length < 0 || length >= PATH_MAX ? -ENAMETOOLONG : 0;
}

/*
 * The link in /sys/class leads to the real folder; nobody in userspace can make
 * one.  The ancestor is compared from the root of sysfs, so that a device that is
 * merely called "tpm-svsm" somewhere else does not count.
 */
static bool is_below_svsm(const char *sysfs, const char *device)
{
	char root[PATH_MAX];
	size_t length;

	if (!realpath(sysfs, root))
		return false;
	length = strlen(root);
	return !strncmp(device, root, length) &&
	       !strncmp(device + length, SVSM_ANCESTOR, strlen(SVSM_ANCESTOR));
}

static unsigned int read_version(const char *device)
{
	_cleanup_(buffer_deinit) struct buffer text = BUFFER_INIT(16);
	char path[PATH_MAX];

	if (format_path(path, device, "/", "tpm_version_major", "") < 0 ||
	    file_read(path, &text, NULL) < 0 || !text.size ||
	    text.data[0] < '1' || text.data[0] > '2')
		return 0;
	return text.data[0] - '0';
}

static int chip_read(const struct tpm_chip_roots *roots, const char *name, unsigned int number,
		     struct tpm_chip *ret)
{
	struct tpm_chip chip = { .number = number };
	char number_text[16], path[PATH_MAX];

	(void)snprintf(number_text, sizeof(number_text), "%u", number);
	(void)snprintf(chip.name, sizeof(chip.name), "tpm%u", number);
	if (format_path(path, roots->sysfs, "/class/tpm/", name, "") < 0)
		return -ENAMETOOLONG;
	if (!realpath(path, chip.device))
		return -errno;
	if (format_path(chip.node, roots->dev, "/", chip.name, "") < 0 ||
	    format_path(chip.log, roots->sysfs, "/kernel/security/", chip.name,
			"/binary_bios_measurements") < 0 ||
	    format_path(path, roots->sysfs, "/class/tpmrm/tpmrm", number_text, "") < 0)
		return -ENAMETOOLONG;
	if (!access(path, F_OK) &&
	    format_path(chip.rm_node, roots->dev, "/tpmrm", number_text, "") < 0)
		return -ENAMETOOLONG;
	chip.is_svsm = is_below_svsm(roots->sysfs, chip.device);
	chip.version_major = read_version(chip.device);
	*ret = chip;
	return 0;
}

static int compare_numbers(const void *a, const void *b)
{
	const struct tpm_chip *left = a, *right = b;

	return (left->number > right->number) - (left->number < right->number);
}

static void cleanup_listing(DIR **listing)
{
	if (*listing)
		(void)closedir(*listing);
}

int tpm_chips_read(const struct tpm_chip_roots *roots, struct tpm_chips *ret,
		   struct fault *fault)
{
	_cleanup_(cleanup_free) struct tpm_chips *chips = calloc(1, sizeof(*chips));
	_cleanup_(cleanup_listing) DIR *listing = NULL;
	char path[PATH_MAX];
	struct dirent *entry;
	int r;

	if (!chips)
		return fault_set(fault, -ENOMEM, "TPMs: out of memory");
	if (format_path(path, roots->sysfs, "/class/", "tpm", "") < 0)
		return fault_set(fault, -ENAMETOOLONG, "%s: path too long", roots->sysfs);
	listing = opendir(path);
	if (!listing && errno != ENOENT) /* the kernel makes the class with its first TPM */
		return fault_set(fault, -errno, "%s: %s", path, error_text(errno));
	while (listing && (entry = readdir(listing))) {
		unsigned int number;
		char rest;

		if (sscanf(entry->d_name, "tpm%u%c", &number, &rest) != 1)
			continue;
		if (chips->count == TPM_CHIPS_MAX)
			return fault_set(fault, -E2BIG, "%s: more than %u TPMs", path,
					 TPM_CHIPS_MAX);
		r = chip_read(roots, entry->d_name, number, &chips->chips[chips->count]);
		if (r == -ENOENT)
			continue; /* unregistered while we looked */
		if (r < 0)
			return fault_set(fault, r, "%s/%s: %s", path, entry->d_name, error_text(r));
		chips->count++;
	}
	qsort(chips->chips, chips->count, sizeof(chips->chips[0]), compare_numbers);
	/* Only what is there: the room for all of them is a quarter of a megabyte. */
	memcpy(ret->chips, chips->chips, chips->count * sizeof(chips->chips[0]));
	ret->count = chips->count;
	return 0;
}

const struct tpm_chip *tpm_chips_find_svsm(const struct tpm_chips *chips)
{
	size_t i;

	for (i = 0; i < chips->count; i++)
		if (chips->chips[i].is_svsm)
			return &chips->chips[i];
	return NULL;
}

int tpm_chip_link(const struct tpm_chip_roots *roots, const char *name, char *ret_target,
		  size_t target_size, struct fault *fault)
{
	char path[PATH_MAX], target[PATH_MAX];
	const char *node;

	if (format_path(path, roots->dev, "/", name, "") < 0)
		return fault_set(fault, -ENAMETOOLONG, "%s: path too long", name);
	if (!realpath(path, target))
		return fault_set(fault, -errno, "%s: %s", path, error_text(errno));
	node = strrchr(target, '/') + 1;
	if (strlen(node) >= target_size)
		return fault_set(fault, -ENAMETOOLONG, "%s: leads to a name that is too long",
				 path);
	strcpy(ret_target, node);
	return 0;
}
