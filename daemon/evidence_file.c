/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Sealed memory files.
 */
#include "daemon/evidence_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/base/cleanup.h"
#include "lib/format/evidence.h"

#define SEALS	(F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE)

const char *evidence_file_objection(int fd)
{
	const int flags = fcntl(fd, F_GETFL), seals = fcntl(fd, F_GET_SEALS);
	struct stat status;

	/* Only memory files have seals; of others the kernel answers without asking anybody. */
	if (flags < 0 || seals < 0)
		return "evidence: must be a memory file (memfd_create(2))";
	if ((flags & O_ACCMODE) == O_WRONLY || flags & O_PATH)
		return "evidence: must be open for reading";
	if ((seals & SEALS) != SEALS)
		return "evidence: must be sealed against writing, growing and shrinking";
	if (fstat(fd, &status) < 0 || !S_ISREG(status.st_mode))
		return "evidence: must be a memory file (memfd_create(2))";
	if (!status.st_size || (unsigned long long)status.st_size > EVIDENCE_SIZE_MAX)
		return "evidence: must have 1 byte to 48 MiB";
	return NULL;
}

int evidence_file_make(const char *text)
{
	_cleanup_(cleanup_close) int fd = memfd_create("svsm-text", MFD_CLOEXEC |
						       MFD_ALLOW_SEALING);
	const size_t size = strlen(text);

	if (fd < 0)
		return -errno;
	if (write(fd, text, size) != (ssize_t)size || fcntl(fd, F_ADD_SEALS, SEALS) < 0)
		return -EIO;
	return TAKE_FD(fd);
}
