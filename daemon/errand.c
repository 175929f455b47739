/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Errands: a memory file for the result, and a process that fills it.
 */
#include "daemon/errand.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

struct errand {
	struct work *work;
	int fd;
	size_t size_max;
	errand_fn done;
	void *user;
};

static void errand_free(struct errand *errand)
{
	if (errand->fd >= 0)
		(void)close(errand->fd);
	free(errand);
}

/* The text, with a zero behind it, or NULL. */
static char *read_text(const struct errand *errand, size_t *ret_size)
{
	struct stat status;
	size_t done = 0;
	char *text;

	if (fstat(errand->fd, &status) < 0 || (uint64_t)status.st_size > errand->size_max)
		return NULL;
	text = malloc((size_t)status.st_size + 1);
	while (text && done < (size_t)status.st_size) {
		const ssize_t got = pread(errand->fd, text + done, (size_t)status.st_size - done,
					  (off_t)done);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0) {
			free(text);
			return NULL;
		}
		done += (size_t)got;
	}
	if (!text)
		return NULL;
	text[done] = '\0';
	*ret_size = done;
	return text;
}

static void on_done(void *user, const struct work_result *result)
{
	struct errand_result told = { .is_done = result->is_done };
	struct errand *errand = user;
	char *text = NULL;

	if (result->is_done)
		text = read_text(errand, &told.size);
	else
		work_result_words(result, told.words, sizeof(told.words));
	if (result->is_done && !text) {
		told.is_done = false;
		(void)snprintf(told.words, sizeof(told.words), "what came of it cannot be read");
	}
	told.text = text;
	errand->done(errand->user, &told);
	free(text);
	errand_free(errand);
}

int errand_add(const struct errand_request *request, struct errand **ret)
{
	struct errand *errand = calloc(1, sizeof(*errand));
	struct work_request work = {
		.timeout_ms = ERRAND_TIMEOUT_MS,
		.done = on_done,
		.user = errand,
	};
	int r;

	if (!errand)
		return -ENOMEM;
	*errand = (struct errand){ .size_max = request->size_max, .done = request->done,
				   .user = request->user };
	errand->fd = memfd_create("svsm-errand", MFD_CLOEXEC);
	memcpy(work.arguments, request->arguments, sizeof(work.arguments));
	work.out = errand->fd;
	r = errand->fd < 0 ? -errno : worker_add(request->worker, &work, &errand->work);
	if (r < 0) {
		errand_free(errand);
		return r;
	}
	*ret = errand;
	return 0;
}

void errand_cancel(struct errand *errand)
{
	if (!errand)
		return;
	work_cancel(errand->work);
	errand_free(errand);
}
