/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The logs that the environment names.
 */
#include "cli/log_places.h"

#include <stdlib.h>

struct collect_log_paths log_places(void)
{
	return (struct collect_log_paths){
		.firmware = getenv("SYSTEMD_MEASURE_LOG_FIRMWARE"),
		.systemd = getenv("SYSTEMD_MEASURE_LOG_USERSPACE"),
		.ima = getenv("SVSM_IMA_LOG"),
	};
}
