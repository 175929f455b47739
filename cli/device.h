/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Which SVSM device the user means, and what to do when it does not serve.
 */
#pragma once

/* $SVSM_DEVICE, or /dev/svsm. */
const char *device_address(void);

/* What to do about @error of a function of lib/sys/svsm_dev.h; NULL when nothing is known. */
const char *device_remedy(int error);
