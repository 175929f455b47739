/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Reading svsmd.conf and its drop-ins.
 */
#include "daemon/conf.h"

#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/format/svsmd_conf.h"
#include "lib/sys/drop_ins.h"
#include "lib/sys/file.h"

static int read_one(void *user, const char *path, struct fault *fault)
{
	_cleanup_(buffer_deinit) struct buffer text = BUFFER_INIT(SVSMD_CONF_SIZE_MAX);
	int r;

	r = file_read(path, &text, fault);
	if (r < 0)
		return r;
	r = svsmd_conf_parse(user, text.data, text.size, fault);
	return r < 0 ? fault_name(fault, r, path) : 0;
}

int conf_read(const char *const roots[], struct svsmd_conf *ret, struct fault *fault)
{
	struct svsmd_conf conf;
	int r;

	svsmd_conf_init(&conf);
	r = drop_ins_each(roots, SVSMD_CONF_NAME, read_one, &conf, fault);
	if (!r) {
		r = svsmd_conf_check(&conf, fault);
		if (r < 0)
			return fault_name(fault, r, SVSMD_CONF_NAME);
	}
	if (r < 0)
		return r;
	*ret = conf;
	return 0;
}
