/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Text inside HTML and SVG.  What is shown may be written by an enemy of its reader.
 */
#pragma once

#include <stdio.h>

/* Writes @text with everything escaped that HTML or SVG give a meaning. */
void html_text(FILE *page, const char *text);
