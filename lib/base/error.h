/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What an errno value means, in words that follow an object's name in a fault:
 * "permission denied", "there is no such file".
 */
#pragma once

/* For @error of either sign; never NULL, and static. */
const char *error_text(int error);
