/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Ownership by scope: a variable that owns something says so where it is
 * declared, and gives it away only through TAKE_PTR() or TAKE_FD().
 *
 * Each owning type declares its own <noun>_cleanup() beside its _free/_deinit;
 * here are only those of the C library.
 */
#pragma once

#include <stdlib.h>
#include <unistd.h>

#define _cleanup_(fn)	__attribute__((__cleanup__(fn)))

/* The value of @ptr, which is NULL afterwards: the caller's to free. */
#define TAKE_PTR(ptr)					\
	({						\
		__typeof__(ptr) taken_ = (ptr);		\
		(ptr) = NULL;				\
		taken_;					\
	})

/* The value of @fd, which is -1 afterwards: the caller's to close. */
#define TAKE_FD(fd)					\
	({						\
		int taken_ = (fd);			\
		(fd) = -1;				\
		taken_;					\
	})

/* For variables of any pointer type, hence void *. */
static inline void cleanup_free(void *owner)
{
	free(*(void **)owner);
}

static inline void cleanup_close(int *fd)
{
	if (*fd >= 0)
		(void)close(*fd); /* nobody is left to tell */
}
