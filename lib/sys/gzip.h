/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Files that are packed by gzip, such as /proc/config.gz; by zlib, which is loaded when it is
 * first needed and not before.
 */
#pragma once

struct buffer;
struct fault;

/*
 * Reads what is packed in @path behind what @out holds; its limit bounds it.  A file that is
 * not packed is read as it is.  0; -EOPNOTSUPP without zlib; -EBADMSG; -E2BIG beyond the
 * limit; else the -errno of opening it.
 */
int gzip_read(const char *path, struct buffer *out, struct fault *fault);
