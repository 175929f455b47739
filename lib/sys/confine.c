/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Landlock: a ruleset says which rights it is about, and who has them where.
 */
#include "lib/sys/confine.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "lib/base/cleanup.h"
#include "lib/base/error.h"
#include "lib/base/fault.h"

/* Of linux/landlock.h 6.2 and newer. */
#define ACCESS_FS_TRUNCATE	(1ULL << 14)
#define VERSION_OF_TRUNCATE	3

#define WRITES	(LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR |	\
		 LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_CHAR |	\
		 LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG |		\
		 LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO |		\
		 LANDLOCK_ACCESS_FS_MAKE_BLOCK | LANDLOCK_ACCESS_FS_MAKE_SYM)

static int add(int ruleset, const char *folder, uint64_t rights, struct fault *fault)
{
	struct landlock_path_beneath_attr beneath = { .allowed_access = rights };
	_cleanup_(cleanup_close) int fd = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return errno == ENOENT ? 0 : fault_set(fault, -errno, "%s: cannot be opened: %s",
						       folder, error_text(errno));
	beneath.parent_fd = fd;
	if (syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &beneath, 0) < 0)
		return fault_set(fault, -errno, "%s: Landlock takes no rule about it: %s", folder,
				 error_text(errno));
	return 0;
}

int confine_writes(const struct confine_rules *rules, struct fault *fault)
{
	struct landlock_ruleset_attr attr = { .handled_access_fs = WRITES };
	_cleanup_(cleanup_close) int ruleset = -1;
	const char *const *folder;
	long version;
	int r = 0;

	version = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
	if (version < 0)
		return fault_set(fault, -EOPNOTSUPP, "this kernel has no Landlock: %s",
				 error_text(errno));
	if (version >= VERSION_OF_TRUNCATE)
		attr.handled_access_fs |= ACCESS_FS_TRUNCATE;
	ruleset = (int)syscall(SYS_landlock_create_ruleset, &attr, sizeof(attr), 0);
	if (ruleset < 0)
		return fault_set(fault, -errno, "Landlock takes no ruleset: %s", error_text(errno));
	for (folder = rules->folders; *folder && !r; folder++)
		r = add(ruleset, *folder, attr.handled_access_fs, fault);
	if (!r && rules->devices)
		r = add(ruleset, rules->devices, LANDLOCK_ACCESS_FS_WRITE_FILE, fault);
	if (r < 0)
		return r;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ||
	    syscall(SYS_landlock_restrict_self, ruleset, 0) < 0)
		return fault_set(fault, -errno, "Landlock does not confine this process: %s",
				 error_text(errno));
	return 0;
}
