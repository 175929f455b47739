/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A program that root may run for somebody who only names it: it, and every folder on the way
 * to it, belongs to root, and nobody else can write or exchange any of them.
 */
#pragma once

#include <limits.h>
#include <sys/types.h>

struct fault;

/*
 * @owner: besides root; 0 but in tests.  0 with the path behind all links, which is the one
 * to run; -EACCES: somebody else could put something in its place, or it cannot be run;
 * else the -errno of looking.
 */
int root_program_check(const char *path, uid_t owner, char ret[static PATH_MAX],
		       struct fault *fault);
