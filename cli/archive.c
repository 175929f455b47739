/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Parts, and the archive of them.
 */
#include "cli/archive.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "lib/base/cleanup.h"
#include "lib/format/json_writer.h"
#include "lib/format/ustar.h"

#define FOLDER		"svsm-report/"
#define README_MAX	(256u << 10)

static const char preface[] =
	"What 'svsmctl report archive' gathered of this guest, for whoever is to help.\n"
	"\n"
	"There are no keys in it: of volumes' tokens every text that is long enough for a key is\n"
	"a digest, private keys are left out, and no report was asked for.  It does tell who this\n"
	"guest is (names of keys, of volumes and of files), and the event logs and the kernel's\n"
	"log have what was on the kernel's command line.  Look through it before you give it away.\n"
	"\n";

struct archive_part *archive_add(struct archive *archive, const char *name, const char *holds)
{
	struct archive_part *part;

	if (archive->count == ARCHIVE_PARTS_MAX)
		return NULL;
	part = &archive->parts[archive->count++];
	*part = (struct archive_part){ .data = BUFFER_INIT(ARCHIVE_PART_MAX) };
	(void)snprintf(part->name, sizeof(part->name), "%s", name);
	(void)snprintf(part->holds, sizeof(part->holds), "%s", holds);
	return part;
}

static int describe(const struct archive_part *part, struct buffer *readme)
{
	char line[2 * FAULT_TEXT_MAX + ARCHIVE_NAME_MAX + 64], holds[FAULT_TEXT_MAX],
		note[FAULT_TEXT_MAX];

	/* Names of volumes and reasons of others are in them. */
	strcpy(holds, part->holds);
	strcpy(note, part->note);
	json_writer_make_text(holds);
	json_writer_make_text(note);
	(void)snprintf(line, sizeof(line), "%-28s %s%s%s%s\n", part->name, holds,
		       *note ? " (" : "", note, *note ? ")" : "");
	return buffer_append(readme, line, strlen(line));
}

static int make_readme(const struct archive *archive, struct buffer *ret)
{
	int r = buffer_append(ret, preface, strlen(preface));
	size_t i;

	for (i = 0; !r && i < archive->count; i++)
		r = describe(&archive->parts[i], ret);
	return r;
}

static int add_file(struct buffer *archive, const char *name, const struct buffer *data,
		    int64_t when)
{
	char path[sizeof(FOLDER) + ARCHIVE_NAME_MAX];

	(void)snprintf(path, sizeof(path), FOLDER "%s", name);
	return ustar_add(archive, path, data->data, data->size, when);
}

int archive_pack(const struct archive *archive, struct buffer *ret)
{
	_cleanup_(buffer_deinit) struct buffer readme = BUFFER_INIT(README_MAX);
	const int64_t when = time(NULL);
	size_t i;
	int r;

	r = make_readme(archive, &readme);
	if (!r)
		r = add_file(ret, "README.txt", &readme, when);
	for (i = 0; !r && i < archive->count; i++)
		if (archive->parts[i].data.size)
			r = add_file(ret, archive->parts[i].name, &archive->parts[i].data, when);
	return r ?: ustar_end(ret);
}

void archive_deinit(struct archive *archive)
{
	size_t i;

	for (i = 0; i < archive->count; i++)
		buffer_deinit(&archive->parts[i].data);
}
