/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * PINs: typed, or from a file for scripts, whose newline at the end is none of it.
 */
#pragma once

struct fault;
struct secret;
struct tpm;

/*
 * Whether the TPM lets PINs be tried at all, for which it counts wrong ones: a few are left
 * alone (tpm_lockout.h).  0, and where it lets only very few, command @name says so; -EBUSY
 * where none would ever be tried, or none now; else as tpm_lockout_read().
 */
int disk_pin_check(const char *name, struct tpm *tpm, struct fault *fault);

/* A new one; typed twice.  @path: NULL, it is typed.  0; -EINVAL when they differ; -errno. */
int disk_pin_new(const char *path, struct secret *ret, struct fault *fault);

/* One that exists.  0, or -errno. */
int disk_pin_ask(const char *path, struct secret *ret, struct fault *fault);
