/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Any bytes as svsmd.conf: refused with a reason, and nothing is changed; or every value is
 * one that may stand there.
 */
#include "tests/fuzz/fuzz.h"

#include <string.h>

#include "lib/base/fault.h"
#include "lib/format/svsmd_conf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fault fault = FAULT_NONE;
	struct svsmd_conf conf, before;
	size_t i;

	svsmd_conf_init(&conf);
	before = conf;
	if (svsmd_conf_parse(&conf, data, size, &fault) < 0) {
		assert(fault.text[0]);
		assert(!memcmp(&conf, &before, sizeof(conf)));
		return 0;
	}
	assert(conf.interval_ms >= 60000 && conf.retry_ms >= 10000);
	assert(!*conf.policy || *conf.policy == '/');
	assert(!*conf.ark || *conf.ark == '/');
	assert(*conf.certificates == '/');
	assert(!*conf.metrics || *conf.metrics == '/');
	assert(!strchr(conf.trusted_unit, '/') && !strchr(conf.failed_unit, '/'));
	assert(!*conf.hook || *conf.hook == '/');
	assert(conf.failed_action <= SVSMD_CONF_REBOOT);
	for (i = 0; i <= SVSMD_CONF_VOLUMES_MAX; i++)
		assert(!strchr(conf.volumes[i], '/') && *conf.volumes[i] != '.');
	assert(!*conf.volumes[SVSMD_CONF_VOLUMES_MAX]);
	return 0;
}
