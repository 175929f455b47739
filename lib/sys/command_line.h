/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The command line that this boot's kernel was given: /proc/cmdline, or what stands for it in
 * $SYSTEMD_PROC_CMDLINE, as for systemd's programs.
 */
#pragma once

struct buffer;
struct fault;

/* Appends it, without a newline or zeros at its end.  0; -E2BIG, -ENOMEM, -errno. */
int command_line_read(struct buffer *ret, struct fault *fault);
