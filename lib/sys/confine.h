/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What this process, and all that it starts, may change of the file system from now on.  By
 * hand, since no library has the kernel's interface for it (Landlock, landlock(7)): what
 * systemd does with the same effect, ProtectSystem=, takes it millions of instructions.
 */
#pragma once

struct fault;

struct confine_rules {
	/* Below these anything may be changed; ends with NULL.  Missing ones are passed over. */
	const char *const *folders;
	/* Below it what is there, such as devices, may be opened for writing; or NULL. */
	const char *devices;
};

/*
 * What is open stays so.  0; -EOPNOTSUPP: this kernel has no Landlock, nothing is confined;
 * else -errno: it may be that nothing is.  Gives up gaining privileges by execve() as well.
 */
int confine_writes(const struct confine_rules *rules, struct fault *fault);
