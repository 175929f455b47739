/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Reading a page of this machine's logs.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/work.h"
#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/show/log_page.h"
#include "lib/show/log_set.h"

/* A number that svsmd has written. */
static int take_number(const char *text, unsigned long long max, uint64_t *ret)
{
	unsigned long long number;
	char *end;

	errno = 0;
	number = strtoull(text, &end, 10);
	if (errno || end == text || *end || number > max)
		return -EINVAL;
	*ret = number;
	return 0;
}

static int take_request(char **argv, struct log_page_request *ret)
{
	uint64_t pcrs, limit;

	if (take_number(argv[0], LOG_PAGE_ALL_PCRS, &pcrs) < 0 ||
	    event_source_find(argv[1], &ret->source) < 0 ||
	    strlen(argv[2]) > LOG_PAGE_TYPE_MAX ||
	    take_number(argv[3], UINT64_MAX, &ret->offset) < 0 ||
	    take_number(argv[4], LOG_PAGE_EVENTS_MAX, &limit) < 0)
		return -EINVAL;
	ret->pcrs = (uint32_t)pcrs;
	ret->limit = (uint32_t)limit;
	strcpy(ret->type, argv[2]);
	return 0;
}

static int make_page(const struct log_page_request *request, struct buffer *text,
		     struct fault *fault)
{
	static const char *const none[] = { NULL };
	_cleanup_(log_set_deinit) struct log_set set = { .count = 0 };
	const struct collect_log_paths own = work_log_paths();
	int r;

	r = log_set_read(&set, none, NULL, &own, fault);
	return r < 0 ? r : log_page_make(&set, request, text, fault);
}

int work_log(int argc, char **argv)
{
	_cleanup_(buffer_deinit) struct buffer text = BUFFER_INIT(LOG_PAGE_SIZE_MAX);
	struct fault fault = FAULT_NONE;
	struct log_page_request request;

	if (argc != 5 || take_request(argv, &request) < 0)
		return 2;
	if (make_page(&request, &text, &fault) < 0)
		return work_say(fault.text, EXIT_FAILURE);
	return work_write(WORK_OUT_FD, text.data, text.size) < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
