/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Numbers of tokens and keyslots on a command line.
 */
#pragma once

struct fault;

/* @text: NULL leaves @ret as it is.  0; -EINVAL for what is no number from 0 to 31. */
int disk_number_parse(const char *text, int *ret, struct fault *fault);
