/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * PINs: typed, or from a file for scripts, whose newline at the end is none of it.
 */
#pragma once

struct fault;
struct secret;

/* A new one; typed twice.  @path: NULL, it is typed.  0; -EINVAL when they differ; -errno. */
int disk_pin_new(const char *path, struct secret *ret, struct fault *fault);

/* One that exists.  0, or -errno. */
int disk_pin_ask(const char *path, struct secret *ret, struct fault *fault);
