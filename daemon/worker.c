/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Processes that work.
 *
 * A process that a TPM holds in the kernel dies of no signal: when its time is over, whoever
 * waits for it is told, but the next one has to wait until it is gone, since it would be held
 * as well.
 */
#include "daemon/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "daemon/worker_process.h"
#include "lib/base/error.h"

#define ACCURACY_US	100000
#define WHY_MAX		512

struct work {
	struct worker *worker;
	struct work *next;
	char arguments[WORK_ORDER_ARGUMENTS_MAX][WORK_ORDER_ARGUMENT_MAX + 1];
	size_t count;
	int out;
	int inputs[WORK_ORDER_INPUTS_MAX];
	size_t input_count;
	bool is_own;
	uint64_t timeout_ms;
	work_fn done;		/* NULL: nobody waits for it any more */
	void *user;
	/* While it runs: */
	pid_t pid;
	int said_fd;
	sd_event_source *exit, *output, *timer;
	uint8_t said[WORK_SAID_MAX];
	size_t size;
};

struct worker {
	sd_event *event;
	char *program;
	bool has_spare;
	struct worker_process spare;	/* waits for the next work */
	bool is_prepared;		/* or to be, once there is a spare one */
	struct work *running;	/* NULL: none */
	struct work *waiting;	/* first of a list */
	sd_event_source *start;	/* starts the next */
	uint64_t failures;
	void (*moved)(void *user);	/* NULL: nobody asks */
	void *moved_user;
};

static void work_free(struct work *work)
{
	if (work->said_fd >= 0)
		(void)close(work->said_fd);
	if (work->out >= 0)
		(void)close(work->out);
	while (work->input_count)
		(void)close(work->inputs[--work->input_count]);
	sd_event_source_disable_unref(work->exit);
	sd_event_source_disable_unref(work->output);
	sd_event_source_disable_unref(work->timer);
	free(work);
}

static void tell(struct work *work, const struct work_result *result)
{
	const work_fn done = work->done;

	work->done = NULL;
	if (done)
		done(work->user, result);
}

static void tell_moved(const struct worker *worker)
{
	if (worker->moved)
		worker->moved(worker->moved_user);
}

static void start_soon(struct worker *worker)
{
	(void)sd_event_source_set_enabled(worker->start, SD_EVENT_ONESHOT); /* it is its own */
}

/* Where there is none, the next work has one started. */
static void start_spare(struct worker *worker)
{
	if (!worker->has_spare || worker->spare.pid)
		return;
	if (!worker_process_start(worker->program, &worker->spare) && worker->is_prepared)
		worker_process_prepare(&worker->spare);
}

static void read_said(struct work *work)
{
	while (work->size < sizeof(work->said)) {
		const ssize_t got = read(work->said_fd, work->said + work->size,
					 sizeof(work->said) - work->size);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return;
		work->size += (size_t)got;
	}
}

static int on_output(sd_event_source *source, int fd, uint32_t events, void *user)
{
	struct work *work = user;

	read_said(work);
	if (events & (EPOLLHUP | EPOLLERR) || work->size == sizeof(work->said))
		(void)sd_event_source_set_enabled(source, SD_EVENT_OFF); /* the exit follows */
	return 0;
}

static int on_exit_of(sd_event_source *source, const siginfo_t *info, void *user)
{
	struct work *work = user;
	struct worker *worker = work->worker;
	char why[64];
	struct work_result result;

	read_said(work);
	result = (struct work_result){
		.is_done = info->si_code == CLD_EXITED && !info->si_status,
		.said = work->said,
		.size = work->size,
		.status = info->si_code == CLD_EXITED ? info->si_status : -1,
	};
	if (info->si_code == CLD_EXITED)
		(void)snprintf(why, sizeof(why), "it ended with status %d", info->si_status);
	else
		(void)snprintf(why, sizeof(why), "it died of signal %d", info->si_status);
	result.why_not = result.is_done ? NULL : why;
	worker->running = NULL;
	worker->failures += !result.is_done;
	tell(work, &result);
	work_free(work);
	/* Only now that what came of the work has been seen to. */
	start_spare(worker);
	start_soon(worker);
	return 0;
}

static int on_timeout(sd_event_source *source, uint64_t usec, void *user)
{
	struct work *work = user;

	(void)kill(work->pid, SIGKILL); /* its exit is seen when it comes */
	tell(work, &(struct work_result){ .why_not = "it took too long", .status = -1 });
	return 0;
}

static int watch(struct work *work)
{
	sd_event *event = work->worker->event;
	int r;

	r = sd_event_add_child(event, &work->exit, work->pid, WEXITED, on_exit_of, work);
	if (r >= 0)
		r = sd_event_add_io(event, &work->output, work->said_fd, EPOLLIN, on_output, work);
	if (r >= 0)
		r = sd_event_add_time_relative(event, &work->timer, CLOCK_BOOTTIME,
					       work->timeout_ms * 1000, ACCURACY_US, on_timeout,
					       work);
	return r < 0 ? r : 0;
}

/* A spare one that has gone meanwhile is not seen before. */
static int give(struct worker *worker, struct work *work)
{
	struct work_order order = { .has_out = work->out >= 0, .inputs = work->input_count };
	int r = -EPIPE;
	size_t i;

	for (i = 0; i < work->count; i++)
		order.arguments[i] = work->arguments[i];
	if (worker->spare.pid)
		r = worker_process_order(&worker->spare, &order, work->out, work->inputs,
					 &work->pid, &work->said_fd);
	if (r == -EPIPE || r == -ECONNRESET) {
		worker_process_end(&worker->spare);
		r = worker_process_start(worker->program, &worker->spare);
		if (!r)
			r = worker_process_order(&worker->spare, &order, work->out, work->inputs,
						 &work->pid, &work->said_fd);
	}
	worker->is_prepared = false;
	if (r < 0)
		worker_process_end(&worker->spare);
	return r;
}

static int start(struct work *work)
{
	int r = give(work->worker, work);

	if (r < 0)
		return r;
	r = watch(work);
	if (r < 0) {
		(void)kill(work->pid, SIGKILL);
		(void)waitpid(work->pid, NULL, 0);
	}
	return r;
}

static int on_start(sd_event_source *source, void *user)
{
	struct worker *worker = user;
	struct work *work = worker->waiting;
	char why[WHY_MAX];
	int r;

	if (worker->running || !work)
		return 0;
	worker->waiting = work->next;
	work->next = NULL;
	r = start(work);
	if (!r) {
		worker->running = work;
		tell_moved(worker);
		return 0;
	}
	(void)snprintf(why, sizeof(why), "%s: cannot be started: %s", worker->program,
		       error_text(r));
	tell(work, &(struct work_result){ .why_not = why, .status = -1 });
	work_free(work);
	start_soon(worker);
	return 0;
}

int worker_new(sd_event *event, const char *program, bool has_spare, struct worker **ret)
{
	struct worker *worker = calloc(1, sizeof(*worker));
	int r;

	if (!worker)
		return -ENOMEM;
	worker->has_spare = has_spare;
	worker->program = strdup(program);
	r = worker->program ? sd_event_add_defer(event, &worker->start, on_start, worker) : -ENOMEM;
	if (r < 0) {
		worker_free(worker);
		return r;
	}
	worker->event = sd_event_ref(event);
	*ret = worker;
	return 0;
}

/* A descriptor of our own. */
static int keep(int fd, int *ret)
{
	*ret = fcntl(fd, F_DUPFD_CLOEXEC, 0);
	return *ret < 0 ? -errno : 0;
}

static int fill(struct work *work, const struct work_request *request)
{
	const char *argument;
	int r;

	for (; work->count < WORK_ORDER_ARGUMENTS_MAX; work->count++) {
		argument = request->arguments[work->count];
		if (!argument)
			break;
		if (strlen(argument) > WORK_ORDER_ARGUMENT_MAX)
			return -E2BIG;
		strcpy(work->arguments[work->count], argument);
	}
	if (request->out >= 0) {
		r = keep(request->out, &work->out);
		if (r < 0)
			return r;
	}
	for (; work->input_count < request->input_count; work->input_count++) {
		r = keep(request->inputs[work->input_count], &work->inputs[work->input_count]);
		if (r < 0)
			return r;
	}
	work->is_own = request->is_own;
	work->timeout_ms = request->timeout_ms;
	work->done = request->done;
	work->user = request->user;
	return 0;
}

int worker_add(struct worker *worker, const struct work_request *request, struct work **ret)
{
	struct work *work = calloc(1, sizeof(*work)), **at = &worker->waiting;
	int r;

	if (!work)
		return -ENOMEM;
	work->worker = worker;
	work->out = work->said_fd = -1;
	r = fill(work, request);
	if (r < 0) {
		work_free(work);
		return r;
	}
	while (*at && (!work->is_own || (*at)->is_own))
		at = &(*at)->next;
	work->next = *at;
	*at = work;
	tell_moved(worker);
	start_soon(worker);
	*ret = work;
	return 0;
}

void work_cancel(struct work *work)
{
	struct work **at = &work->worker->waiting;

	work->done = NULL;
	if (work->worker->running == work) {
		(void)kill(work->pid, SIGKILL); /* freed when it has ended */
		return;
	}
	while (*at && *at != work)
		at = &(*at)->next;
	if (*at)
		*at = work->next;
	tell_moved(work->worker);
	work_free(work);
}

size_t work_position(const struct work *work)
{
	const struct worker *worker = work->worker;
	const struct work *other;
	size_t position = worker->running ? 1 : 0;

	if (worker->running == work)
		return 0;
	for (other = worker->waiting; other && other != work; other = other->next)
		position++;
	return position;
}

void worker_watch(struct worker *worker, void (*moved)(void *user), void *user)
{
	worker->moved = moved;
	worker->moved_user = user;
}

void worker_prepare(struct worker *worker)
{
	worker->is_prepared = true;
	worker_process_prepare(&worker->spare);
}

uint64_t worker_failures(const struct worker *worker)
{
	return worker->failures;
}

void work_result_words(const struct work_result *result, char *ret, size_t size)
{
	size_t i, count = result->size < size ? result->size : size - 1;

	if (!count) {
		(void)snprintf(ret, size, "%s", result->why_not ?: ""); /* cut is fine */
		return;
	}
	for (i = 0; i < count; i++)
		ret[i] = result->said[i] >= ' ' && result->said[i] <= '~' ?
			(char)result->said[i] : '?';
	ret[count] = '\0';
}

void worker_free(struct worker *worker)
{
	if (!worker)
		return;
	while (worker->waiting) {
		struct work *work = worker->waiting;

		worker->waiting = work->next;
		work_free(work);
	}
	if (worker->running) {
		(void)kill(worker->running->pid, SIGKILL);
		work_free(worker->running);
	}
	worker_process_end(&worker->spare);
	sd_event_source_disable_unref(worker->start);
	sd_event_unref(worker->event);
	free(worker->program);
	free(worker);
}
