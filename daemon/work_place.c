/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Where SVSM and logs are.
 */
#include <stdlib.h>

#include "daemon/work.h"
#include "lib/sys/svsm_dev.h"

const char *work_device(void)
{
	const char *named = getenv("SVSM_DEVICE");

	return named && *named ? named : SVSM_DEV_DEFAULT;
}

struct collect_log_paths work_log_paths(void)
{
	return (struct collect_log_paths){
		.firmware = getenv("SYSTEMD_MEASURE_LOG_FIRMWARE"),
		.systemd = getenv("SYSTEMD_MEASURE_LOG_USERSPACE"),
		.ima = getenv("SVSM_IMA_LOG"),
	};
}
