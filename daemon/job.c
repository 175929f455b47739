/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Jobs, and their objects on the bus.
 */
#include "daemon/job_private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "daemon/evidence_file.h"
#include "daemon/worker.h"
#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/base/hex.h"
#include "lib/format/svsmd_conf.h"
#include "lib/sys/boot_clock.h"

#define TIMEOUT_MS	(5 * 60 * 1000)
#define ACCURACY_US	1000000
#define VERIFY_REJECTED	3	/* the worker's exit status */
#define VERIFY_TIMEOUT_MS	(60 * 1000)
#define SEALS		(F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE)

struct jobs {
	sd_bus *bus;
	sd_event *event;
	struct worker *worker, *reader;
	struct jobs_listener listener;
	struct job *first;
	uint64_t number;
};

static void job_free(struct job *job)
{
	if (job->work)
		work_cancel(job->work);
	if (job->result >= 0)
		(void)close(job->result);
	sd_bus_slot_unref(job->slot);
	sd_event_source_disable_unref(job->linger);
	free(job);
}

static void job_remove(struct job *job)
{
	struct job **at = &job->jobs->first;

	while (*at != job)
		at = &(*at)->next;
	*at = job->next;
	job_free(job);
}

static int on_linger(sd_event_source *source, uint64_t usec, void *user)
{
	job_remove(user);
	return 0;
}

void job_end(struct job *job, enum job_state state, const char *message)
{
	job->state = state;
	job->work = NULL;
	if (!job->has_result && job->result >= 0) {
		(void)close(job->result);
		job->result = -1;
	}
	(void)snprintf(job->message, sizeof(job->message), "%s", message); /* cut is fine */
	job_object_tell_end(job, job->jobs->bus);
	if (sd_event_add_time_relative(job->jobs->event, &job->linger, CLOCK_BOOTTIME,
				       JOB_LINGER_MS * 1000ULL, ACCURACY_US, on_linger, job) < 0)
		job_remove(job);
}

/* ---- making them --------------------------------------------------------------- */

/* Others' work has begun, or gone: those behind it are nearer. */
static void on_moved(void *user)
{
	struct jobs *jobs = user;
	struct job *job;

	for (job = jobs->first; job; job = job->next)
		job_object_tell_position(job, jobs->bus);
}

int jobs_new(sd_bus *bus, sd_event *event, struct worker *worker, struct worker *reader,
	     const struct jobs_listener *listener, struct jobs **ret)
{
	struct jobs *jobs = calloc(1, sizeof(*jobs));

	if (!jobs)
		return -ENOMEM;
	jobs->bus = sd_bus_ref(bus);
	jobs->event = sd_event_ref(event);
	jobs->worker = worker;
	jobs->reader = reader;
	worker_watch(worker, on_moved, jobs);
	worker_watch(reader, on_moved, jobs);
	jobs->listener = *listener;
	*ret = jobs;
	return 0;
}

bool jobs_has_room(const struct jobs *jobs, uid_t uid)
{
	size_t running = 0, own = 0;
	const struct job *job;

	for (job = jobs->first; job; job = job->next) {
		running += job->state == JOB_RUNNING;
		own += job->uid == uid;
	}
	return running < JOBS_MAX && (!uid || own < JOBS_OF_USER);
}

/* Else what others had, and have not forgotten yet, would keep root out. */
static void make_room(struct jobs *jobs)
{
	struct job *job, *oldest = NULL;
	size_t all = 0;

	for (job = jobs->first; job; job = job->next) {
		all++;
		if (job->state != JOB_RUNNING)
			oldest = job;
	}
	if (all >= JOBS_MAX && oldest)
		job_remove(oldest);
}

static int job_new(struct jobs *jobs, enum job_kind kind, uid_t uid, struct job **ret)
{
	struct job *job = calloc(1, sizeof(*job));
	int r;

	if (!job)
		return -ENOMEM;
	make_room(jobs);
	*job = (struct job){ .jobs = jobs, .kind = kind, .uid = uid, .result = -1 };
	(void)snprintf(job->path, sizeof(job->path), JOB_PATH_PREFIX "%llu",
		       (unsigned long long)++jobs->number);
	r = sd_bus_add_object_vtable(jobs->bus, &job->slot, job->path,
				     JOB_INTERFACE, job_object_vtable, job);
	if (r < 0) {
		job_free(job);
		return r;
	}
	job->next = jobs->first;
	jobs->first = job;
	*ret = job;
	return 0;
}

int jobs_add_reattest(struct jobs *jobs, uid_t uid, const char **ret_path)
{
	struct job *job;
	int r = job_new(jobs, JOB_REATTEST, uid, &job);

	if (!r)
		*ret_path = job->path;
	return r;
}

void jobs_end_reattest(struct jobs *jobs, bool is_good, const char *message)
{
	struct job *job, *next;

	for (job = jobs->first; job; job = next) {
		next = job->next;
		if (job->kind == JOB_REATTEST && job->state == JOB_RUNNING)
			job_end(job, is_good ? JOB_DONE : JOB_FAILED, message);
	}
}

/* What came of the evidence is known to the last byte: the worker says its digest. */
static void tell_shown(struct job *job, const struct work_result *result)
{
	char digest[HEX_TEXT_SIZE(SHOWN_DIGEST_SIZE)] = "";

	if (result->size != sizeof(digest) - 1)
		return;
	memcpy(digest, result->said, result->size);
	if (!hex_decode(digest, job->shown.digest, sizeof(job->shown.digest)))
		job->jobs->listener.shown(job->jobs->listener.user, &job->shown, job->begun);
}

static void on_attested(void *user, const struct work_result *result)
{
	struct job *job = user;
	char words[JOB_MESSAGE_MAX];

	if (result->is_done && fcntl(job->result, F_ADD_SEALS, SEALS) >= 0 &&
	    lseek(job->result, 0, SEEK_SET) == 0) {
		job->has_result = true;
		tell_shown(job, result);
		job_end(job, JOB_DONE, "the evidence is there");
		return;
	}
	if (result->is_done)
		strcpy(words, "the evidence cannot be sealed");
	else
		work_result_words(result, words, sizeof(words));
	job_end(job, JOB_FAILED, words);
}

static void on_judged(void *user, const struct work_result *result)
{
	struct job *job = user;
	struct jobs_listener *listener = &job->jobs->listener;
	struct fault fault = FAULT_NONE;
	char words[JOB_MESSAGE_MAX];

	if (!result->is_done) {
		work_result_words(result, words, sizeof(words));
		job_end(job, JOB_FAILED, words);
	} else if (listener->judged(listener->user, result->said, result->size, &fault) < 0) {
		job_end(job, JOB_FAILED, fault.text);
	} else {
		job_end(job, JOB_DONE, "the verdict was taken");
	}
}

static void on_verified(void *user, const struct work_result *result)
{
	struct job *job = user;
	char words[JOB_MESSAGE_MAX];

	job->has_result = (result->is_done || result->status == VERIFY_REJECTED) &&
		fcntl(job->result, F_ADD_SEALS, SEALS) >= 0 &&
		lseek(job->result, 0, SEEK_SET) == 0;
	work_result_words(result, words, sizeof(words));
	job_end(job, result->is_done && job->has_result ? JOB_DONE : JOB_FAILED, words);
}

/* A job with work of its own, which is over when the worker says so. */
static int add_work(struct jobs *jobs, struct worker *worker, enum job_kind kind, uid_t uid,
		    struct work_request *request, struct job **ret)
{
	struct job *job;
	int r;

	r = job_new(jobs, kind, uid, &job);
	if (r < 0)
		return r;
	request->user = job;
	request->timeout_ms = request->timeout_ms ?: TIMEOUT_MS;
	r = worker_add(worker, request, &job->work);
	if (r < 0) {
		job_remove(job);
		return r;
	}
	job->begun = boot_clock_ms();
	job->position = (uint32_t)work_position(job->work);
	*ret = job;
	return 0;
}

int jobs_add_attest(struct jobs *jobs, uid_t uid, const void *challenge, size_t size,
		    const char **ret_path)
{
	_cleanup_(cleanup_close) int fd = memfd_create("svsm-evidence",
						       MFD_CLOEXEC | MFD_ALLOW_SEALING);
	char text[HEX_TEXT_SIZE(SHOWN_CHALLENGE_MAX)];
	struct work_request request = {
		.arguments = { "attest", hex_encode(challenge, size, text) },
		.out = fd,
		.done = on_attested,
	};
	struct job *job;
	int r;

	r = fd < 0 ? -errno : add_work(jobs, jobs->worker, JOB_ATTEST, uid, &request,
					     &job);
	if (r < 0)
		return r;
	memcpy(job->shown.challenge, challenge, size);
	job->shown.size = size;
	job->result = TAKE_FD(fd);
	*ret_path = job->path;
	return 0;
}

int jobs_add_verdict(struct jobs *jobs, uid_t uid, const char *key, const void *verdict,
		     size_t size, const char **ret_path)
{
	_cleanup_(cleanup_close) int fd = memfd_create("svsm-verdict", MFD_CLOEXEC);
	struct work_request request = {
		.arguments = { "judge", key },
		.out = fd,
		.done = on_judged,
	};
	struct job *job;
	int r;

	if (fd < 0 || write(fd, verdict, size) != (ssize_t)size || lseek(fd, 0, SEEK_SET) < 0)
		return -EIO;
	r = add_work(jobs, jobs->worker, JOB_VERDICT, uid, &request, &job);
	if (!r)
		*ret_path = job->path;
	return r;
}

/* Where a process finds that text: one more of its inputs.  Empty where there is none. */
static int add_text(const char *text, struct work_request *request, const char **ret_path)
{
	static const char *const paths[] = { "/dev/fd/4", "/dev/fd/5", "/dev/fd/6" };
	int fd;

	if (!text)
		return 0;
	fd = evidence_file_make(text);
	if (fd < 0)
		return fd;
	*ret_path = paths[request->input_count];
	request->inputs[request->input_count++] = fd;
	return 0;
}

int jobs_add_verify(struct jobs *jobs, uid_t uid, const struct job_verify_request *verify,
		    const char **ret_path)
{
	_cleanup_(cleanup_close) int fd = memfd_create("svsm-verification",
						       MFD_CLOEXEC | MFD_ALLOW_SEALING);
	const struct svsmd_conf *conf = verify->conf;
	const char *policy = conf->policy, *binding = "";
	char text[HEX_TEXT_SIZE(SHOWN_CHALLENGE_MAX)];
	struct work_request request = {
		.out = fd,
		.inputs = { verify->evidence },
		.input_count = 1,
		.timeout_ms = VERIFY_TIMEOUT_MS,
		.done = on_verified,
	};
	struct job *job;
	int r = fd < 0 ? -errno : 0;

	if (!r)
		r = add_text(verify->policy, &request, &policy);
	if (!r)
		r = add_text(verify->binding, &request, &binding);
	request.arguments[0] = "verify";
	request.arguments[1] = hex_encode(verify->challenge, verify->challenge_size, text);
	request.arguments[2] = policy;
	request.arguments[3] = binding;
	request.arguments[4] = conf->ark;
	request.arguments[5] = conf->certificates;
	if (!r)
		r = add_work(jobs, jobs->reader, JOB_VERIFY, uid, &request, &job);
	while (request.input_count > 1)
		(void)close(request.inputs[--request.input_count]);
	if (r < 0)
		return r;
	job->result = TAKE_FD(fd);
	*ret_path = job->path;
	return 0;
}

void jobs_free(struct jobs *jobs)
{
	if (!jobs)
		return;
	worker_watch(jobs->worker, NULL, NULL);
	worker_watch(jobs->reader, NULL, NULL);
	while (jobs->first)
		job_remove(jobs->first);
	sd_event_unref(jobs->event);
	sd_bus_unref(jobs->bus);
	free(jobs);
}
