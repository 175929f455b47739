/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Reading the signatures of this boot.
 */
#include "lib/sys/pcr_signature_file.h"

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/format/pcr_signature.h"
#include "lib/sys/file.h"

#define NAME		"tpm2-pcr-signature.json"
#define INITRD_MARK	"/etc/initrd-release"

/* Where systemd 262 looks; the last one in an initrd only, where its stub puts it. */
static const char *const folders[] = {
	"/etc/systemd/", "/run/systemd/", "/usr/local/lib/systemd/", "/usr/lib/systemd/", "/.extra/",
};

#define FOLDERS		(sizeof(folders) / sizeof(folders[0]))

static bool is_initrd(const char *root)
{
	char mark[PATH_MAX];

	return (size_t)snprintf(mark, sizeof(mark), "%s" INITRD_MARK, root) < sizeof(mark) &&
	       !access(mark, F_OK);
}

static int read_one(const char *path, struct pcr_signatures **ret, struct fault *fault)
{
	_cleanup_(buffer_deinit) struct buffer text = BUFFER_INIT(PCR_SIGNATURE_FILE_MAX);
	struct fault reason = FAULT_NONE;
	int r;

	r = file_read(path, &text, fault);
	if (r < 0)
		return r;
	r = pcr_signatures_parse(text.data, text.size, ret, &reason);
	return r < 0 ? fault_set_at(fault, r, reason.offset, "%s: %s", path, reason.text) : 0;
}

int pcr_signature_file_read(const char *root, const char *path, struct pcr_signatures **ret,
			    struct fault *fault)
{
	char full[PATH_MAX];
	size_t i;
	int r;

	if (path)
		return read_one(path, ret, fault);
	for (i = 0; i < (is_initrd(root) ? FOLDERS : FOLDERS - 1); i++) {
		if ((size_t)snprintf(full, sizeof(full), "%s%s%s", root, folders[i], NAME) >=
		    sizeof(full))
			return fault_set(fault, -ENAMETOOLONG, "%s: the path is too long", root);
		r = read_one(full, ret, fault);
		if (r != -ENOENT)
			return r;
	}
	return fault_set(fault, -ENOENT, NAME ": is in none of systemd's folders");
}
