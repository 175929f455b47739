/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The chain of a boot as a picture: a box for each thing that was run or decided, in
 * the order in which it was measured, with the PCR that it went to.
 */
#pragma once

#include <stdio.h>

struct log_story;

/* Writes an <svg> element. */
void log_picture_write(FILE *page, const struct log_story *story);
