/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * svsmd.conf as svsmd and its poster read it: all files of it, and whether they go together.
 */
#pragma once

struct fault;
struct svsmd_conf;

/* @roots: up to NULL, as of drop_ins_each().  0; -errno, and @ret is untouched. */
int conf_read(const char *const roots[], struct svsmd_conf *ret, struct fault *fault);
