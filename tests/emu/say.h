/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What svsm-emu says on standard error: one line, prefixed with the program's
 * name.  Only things that a person must act upon; answers go to the guest.
 */
#pragma once

void say(const char *format, ...) __attribute__((format(printf, 1, 2)));
