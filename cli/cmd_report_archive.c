/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * svsmctl report archive: one file for a support case, without secrets.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/archive.h"
#include "cli/commands.h"
#include "cli/options.h"
#include "cli/say.h"
#include "lib/base/cleanup.h"
#include "lib/base/error.h"
#include "lib/sys/whole_file.h"

#define MODE	0600

enum { OPTION_DRY_RUN };

static void list(const struct archive *archive)
{
	size_t i;

	for (i = 0; i < archive->count; i++)
		printf("%8zu  %s%s%s\n", archive->parts[i].data.size, archive->parts[i].name,
		       *archive->parts[i].note ? ": " : "", archive->parts[i].note);
}

static int write_down(const struct command *command, const struct archive *archive,
		      const char *path)
{
	_cleanup_(buffer_deinit) struct buffer bytes = BUFFER_INIT(ARCHIVE_MAX);
	struct fault fault = FAULT_NONE;
	int r;

	r = archive_pack(archive, &bytes);
	if (r < 0)
		(void)fault_set(&fault, r, "%s: cannot be made: %s", path, error_text(r));
	else
		r = whole_file_create(path, MODE, bytes.data, bytes.size, &fault);
	if (r < 0) {
		say_error(command->name, &fault, r == -EEXIST ? "name another file" : NULL);
		return EXIT_NO;
	}
	say_note(command->name, "%s: %zu parts, %zu bytes; README.txt in it says what they are: look "
		 "through it before you give it away", path, archive->count, bytes.size);
	return EXIT_DONE;
}

static int run(const struct command *command, const char *const values[])
{
	_cleanup_(cleanup_free) struct archive *archive = calloc(1, sizeof(*archive));
	const char *path = values[COMMAND_OPTIONS_MAX];
	int code = EXIT_DONE;

	if (!path && !values[OPTION_DRY_RUN]) {
		say_usage(command->name, "FILE is missing");
		return EXIT_USAGE;
	}
	if (!archive) {
		say_error(command->name, &(struct fault){ "out of memory", FAULT_NOWHERE }, NULL);
		return EXIT_NO;
	}
	archive_gather(archive, getenv("SVSM_ROOT") ?: "");
	if (values[OPTION_DRY_RUN])
		list(archive);
	else
		code = write_down(command, archive, path);
	archive_deinit(archive);
	return code;
}

const struct command report_archive_command = {
	.name = "report archive",
	.summary = "gather what a support case needs to know, without secrets, in one file",
	.details = "A tar archive with mode 0600, complete or not at all; a file that is there is "
		   "left alone.\nAsks the SVSM for nothing.  As root, for all of it.\n",
	.options =
		{
			[OPTION_DRY_RUN] = {"dry-run", NULL, "list what would be in it"},
		},
	.operands = "FILE",
	.operands_max = 1,
	.run = run,
};
