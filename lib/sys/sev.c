/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Reading the guest's VMPL.
 */
#include "lib/sys/sev.h"

#include <errno.h>
#include <stdio.h>

#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/sys/file.h"

#define VMPL_MAX	3
#define TEXT_MAX	16

int sev_vmpl(const char *sysfs, unsigned int *ret_vmpl, struct fault *fault)
{
	_cleanup_(buffer_deinit) struct buffer text = BUFFER_INIT(TEXT_MAX);
	_cleanup_(cleanup_free) char *path = NULL;
	int r;

	if (asprintf(&path, "%s/devices/system/cpu/sev/vmpl", sysfs) < 0)
		return fault_set(fault, -ENOMEM, "%s: out of memory", sysfs);
	r = file_read(path, &text, fault);
	if (r < 0)
		return r;
	if (text.size != 2 || text.data[0] < '0' || text.data[0] > '0' + VMPL_MAX ||
	    text.data[1] != '\n')
		return fault_set(fault, -EBADMSG, "%s: holds no VMPL", path);
	*ret_vmpl = text.data[0] - '0';
	return 0;
}
