/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What svsmd-worker can be started for, each in a file of its own, and what these share.
 * Each takes what stands behind its name on the command line, and returns the exit status;
 * svsmd_worker.c says what that is.
 */
#pragma once

#include <stddef.h>

#include "daemon/work_socket.h"
#include "lib/evidence/collect_logs.h"

struct collection;
struct evidence_bytes;
struct fault;
struct svsm_dev;

/* work_place.c: what the environment names, as for svsmctl(8) */
const char *work_device(void);
struct collect_log_paths work_log_paths(void);

/* work_say.c */
int work_write(int fd, const void *data, size_t size);	/* all of it: 0, or -errno */
int work_say(const char *text, int status);	/* to standard output; returns @status */

/*
 * work_collect.c, for svsm-report-sign as well: a note goes to the log; all evidence under
 * @challenge, of @dev, into @ret, which was COLLECTION_NONE.  0, or -errno.
 */
void work_note(void *user, const char *text);
int work_collect(const struct evidence_bytes *challenge, struct svsm_dev *dev,
		 struct collection *ret, struct fault *fault);

int work_services(int argc, char **argv);
int work_log(int argc, char **argv);
int work_verify(int argc, char **argv);
int work_disks(int argc, char **argv);
