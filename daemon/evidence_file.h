/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The descriptor by which somebody hands svsmd evidence.
 *
 * It must be a memory file that is sealed.  What it says can then not change between two
 * looks, and whoever touches it waits for nobody: a file of a file system that somebody else
 * serves (FUSE, a network) can hold a process in the kernel for as long as it likes, and a
 * signal does not help; whether a file is one cannot be asked without touching it.
 */
#pragma once

/* What is wrong with it, as a text for an error; NULL: nothing.  Does not block. */
const char *evidence_file_objection(int fd);

/* A sealed memory file with that text in it, or -errno. */
int evidence_file_make(const char *text);
