/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Driving a verifier.
 */
#include "daemon/remote.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <unistd.h>

#include "daemon/keeper.h"
#include "daemon/say.h"
#include "daemon/tell.h"
#include "daemon/verifier.h"
#include "daemon/worker.h"
#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/base/hex.h"
#include "lib/format/json_writer.h"
#include "lib/policy/shown.h"
#include "lib/sys/boot_clock.h"

#define WORK_TIMEOUT_MS	(5 * 60 * 1000)
#define ACCURACY_US	1000000
#define SEALS		(F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE)
#define WHY_MAX		512

/* Whose turn it is. */
enum stage {
	STAGE_IDLE,	/* nobody's, until it is due */
	STAGE_ASKED,	/* the verifier's: a challenge */
	STAGE_CHALLENGED,	/* the self-appraisal's, which still runs */
	STAGE_COLLECTING,	/* the worker's: evidence */
	STAGE_SHOWN,	/* the verifier's: a credential or a verdict */
	STAGE_OPENING,	/* the worker's: the response to a credential */
	STAGE_ANSWERED,	/* the verifier's: a verdict */
	STAGE_JUDGING,	/* the worker's: whether it is signed */
};

struct remote {
	sd_event *event;
	struct worker *worker;
	struct keeper *keeper;
	const char *poster;
	struct svsmd_conf conf;
	struct verifier *verifier;	/* NULL: none is configured */
	enum stage stage;
	struct work *work;		/* in the worker's stages */
	int file;			/* what the work is about; -1: none */
	struct shown_bundle bundle;
	uint64_t begun, expires;	/* ms since this boot: the work, the challenge's end */
	uint64_t asked, worked;		/* likewise the exchange, and how long work took */
	unsigned int failures;		/* in a row */
	uint64_t not_before;		/* as the verifier has said */
	bool was_begun;			/* ever, since it was configured */
	bool is_appraising;		/* nothing is collected until that is over */
	bool was_asked;			/* with the self-appraisal that runs, or was the last */
	bool was_unable;		/* that self-appraisal could not be made */
	sd_event_source *due;
};

static const struct verifier_ops *const rows[] = { &verifier_https, &verifier_drop };

/* ---- when ---------------------------------------------------------------------- */

/* @span ms from now, and a random part of an eighth of it. */
static void plan(struct remote *remote, uint64_t span)
{
	uint64_t random = 0;

	if (getrandom(&random, sizeof(random), GRND_NONBLOCK) == sizeof(random))
		span += random % (span / 8 + 1);
	(void)sd_event_source_set_time(remote->due, (boot_clock_ms() + span) * 1000);
	(void)sd_event_source_set_enabled(remote->due, SD_EVENT_ONESHOT); /* it is its own */
}

/* Before the verdict runs out, as far as that leaves the secure processor alone. */
static uint64_t next_span(const struct remote *remote)
{
	const struct trust *trust = keeper_trust(remote->keeper);
	uint64_t span = remote->conf.verifier_interval_ms, now = boot_clock_ms();

	if (trust->has_verdict && trust->verdict_until > now &&
	    (trust->verdict_until - now) / 3 * 2 < span)
		span = (trust->verdict_until - now) / 3 * 2;
	return span < remote->conf.verifier_retry_ms ? remote->conf.verifier_retry_ms : span;
}

static uint64_t retry_span(const struct remote *remote)
{
	const uint64_t max = remote->conf.verifier_interval_ms;
	uint64_t span = remote->conf.verifier_retry_ms;
	unsigned int i;

	for (i = 1; i < remote->failures && span < max && !remote->verifier->ops->is_passive; i++)
		span *= 2;
	return span > max ? max : span;
}

/* ---- how it ends --------------------------------------------------------------- */

static void forget_file(struct remote *remote)
{
	cleanup_close(&remote->file);
	remote->file = -1;
}

static void stop(struct remote *remote)
{
	if (remote->work)
		work_cancel(remote->work);
	remote->work = NULL;
	forget_file(remote);
	remote->verifier->ops->cancel(remote->verifier);
	remote->stage = STAGE_IDLE;
}

static void fail(struct remote *remote, const char *why, uint64_t wait_ms)
{
	uint64_t span;

	stop(remote);
	remote->failures++;
	span = retry_span(remote);
	if (wait_ms) {
		remote->not_before = boot_clock_ms() + wait_ms;
		span = wait_ms > span ? wait_ms : span;
	}
	plan(remote, span);
	say(SAY_WARNING, "no verdict of the verifier: %s; it is tried again after %llu s", why,
	    (unsigned long long)(span + 999) / 1000);
	keeper_take_unreachable(remote->keeper, why);
}

static void begin(struct remote *remote)
{
	const struct verifier_ops *ops = remote->verifier->ops;
	struct fault fault = FAULT_NONE;

	remote->was_begun = true;
	remote->stage = STAGE_ASKED;
	remote->asked = boot_clock_ms();
	remote->worked = 0;
	(void)sd_event_source_set_enabled(remote->due, SD_EVENT_OFF); /* as above */
	if (ops->ask(remote->verifier, &fault) < 0)
		fail(remote, fault.text, 0);
	else if (ops->is_passive)
		plan(remote, remote->conf.verifier_interval_ms);
}

static void succeed(struct remote *remote)
{
	const uint64_t took = boot_clock_ms() - remote->asked;

	stop(remote);
	remote->failures = 0;
	say(SAY_INFO, "the verifier's verdict was taken after %llu ms, of which TPM and SVSM had "
	    "%llu ms", (unsigned long long)took, (unsigned long long)remote->worked);
	if (remote->verifier->ops->is_passive)
		begin(remote);
	else
		plan(remote, next_span(remote));
}

/* One that comes when it likes has not, for the whole interval. */
static void take_silence(struct remote *remote)
{
	char why[WHY_MAX];

	(void)snprintf(why, sizeof(why), "%s: nothing that was waited for has come within "
		       "Interval= of svsmd.conf", remote->conf.verifier_drop);
	say(SAY_WARNING, "no verdict of the verifier: %s", why);
	stop(remote);
	begin(remote);
	keeper_take_unreachable(remote->keeper, why);
}

static int on_due(sd_event_source *source, uint64_t usec, void *user)
{
	struct remote *remote = user;

	if (remote->stage == STAGE_IDLE)
		begin(remote);
	else
		take_silence(remote);
	return 0;
}

/* ---- work ---------------------------------------------------------------------- */

/* A file for the worker's descriptor 3, with @size bytes in it. */
static int make_file(struct remote *remote, const char *name, const void *data, size_t size)
{
	_cleanup_(cleanup_close) int fd = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING);

	if (fd < 0)
		return -errno;
	if (size && (write(fd, data, size) != (ssize_t)size || lseek(fd, 0, SEEK_SET) < 0))
		return -EIO;
	forget_file(remote);
	remote->file = TAKE_FD(fd);
	return 0;
}

static void have_done(struct remote *remote, enum stage stage, const char *verb,
		      const char *argument, work_fn done)
{
	const struct work_request request = {
		.arguments = { verb, argument },
		.out = remote->file,
		.is_own = true,
		.timeout_ms = WORK_TIMEOUT_MS,
		.done = done,
		.user = remote,
	};

	remote->stage = stage;
	remote->begun = boot_clock_ms();
	if (remote->verifier->ops->is_passive)
		(void)sd_event_source_set_enabled(remote->due, SD_EVENT_OFF); /* as above */
	if (worker_add(remote->worker, &request, &remote->work) < 0)
		fail(remote, "svsmd-worker: cannot be given work", 0);
}

/* Whether the work is done; else the exchange is over, by what the worker has said. */
static bool is_done(struct remote *remote, const char *what, const struct work_result *result)
{
	char why[WHY_MAX];
	int length = (int)(result->size < WHY_MAX ? result->size : WHY_MAX);

	remote->work = NULL;
	remote->worked += boot_clock_ms() - remote->begun;
	if (result->is_done)
		return true;
	(void)snprintf(why, sizeof(why), "%s: %.*s%s", what, length, (const char *)result->said,
		       length ? "" : result->why_not);
	json_writer_make_text(why); /* it may quote what came from outside */
	fail(remote, why, 0);
	return false;
}

/* What the worker has made goes to the verifier, and stays as it is. */
static void pass_on(struct remote *remote, enum stage stage,
		    int (*pass)(struct verifier *verifier, int file, struct fault *fault))
{
	struct fault fault = FAULT_NONE;
	int r = 0;

	if (fcntl(remote->file, F_ADD_SEALS, SEALS) < 0)
		r = fault_set(&fault, -errno, "what is for the verifier cannot be sealed");
	if (!r)
		r = pass(remote->verifier, remote->file, &fault);
	if (r < 0) {
		fail(remote, fault.text, 0);
		return;
	}
	forget_file(remote);
	remote->stage = stage;
	if (remote->verifier->ops->is_passive)
		plan(remote, remote->conf.verifier_interval_ms);
}

static void on_collected(void *user, const struct work_result *result)
{
	char digest[HEX_TEXT_SIZE(SHOWN_DIGEST_SIZE)] = "";
	struct remote *remote = user;

	if (!is_done(remote, "evidence", result))
		return;
	if (result->size == sizeof(digest) - 1)
		memcpy(digest, result->said, result->size);
	if (hex_decode(digest, remote->bundle.digest, sizeof(remote->bundle.digest)) < 0) {
		fail(remote, "evidence: svsmd-worker does not say its digest", 0);
	} else if (boot_clock_ms() >= remote->expires) {
		fail(remote, "evidence: was collected when the challenge had expired", 0);
	} else {
		keeper_take_shown(remote->keeper, &remote->bundle, remote->begun);
		pass_on(remote, STAGE_SHOWN, remote->verifier->ops->show);
	}
}

static void on_opened(void *user, const struct work_result *result)
{
	struct remote *remote = user;

	if (!is_done(remote, "credential", result))
		return;
	pass_on(remote, STAGE_ANSWERED, remote->verifier->ops->answer);
	if (remote->stage == STAGE_ANSWERED && !remote->verifier->ops->is_passive)
		worker_prepare(remote->worker); /* a verdict follows soon */
}

static void on_judged(void *user, const struct work_result *result)
{
	struct fault fault = FAULT_NONE;
	struct remote *remote = user;

	if (!is_done(remote, "its verdict is not taken", result))
		return;
	if (keeper_take_verdict(remote->keeper, result->said, result->size, &fault) < 0)
		fail(remote, fault.text, 0);
	else
		succeed(remote);
}

/* ---- what the verifier says ---------------------------------------------------- */

static void collect(struct remote *remote)
{
	char text[HEX_TEXT_SIZE(SHOWN_CHALLENGE_MAX)];

	if (make_file(remote, "svsm-evidence", NULL, 0) < 0)
		fail(remote, "evidence: there is no memory for it", 0);
	else
		have_done(remote, STAGE_COLLECTING, "attest",
			  hex_encode(remote->bundle.challenge, remote->bundle.size, text),
			  on_collected);
}

static void on_challenged(void *user, const void *challenge, size_t size, uint64_t expires_ms)
{
	struct remote *remote = user;

	if (size > SHOWN_CHALLENGE_MAX) {
		fail(remote, "challenge: is too long", 0);
		return;
	}
	remote->bundle = (struct shown_bundle){ .size = size };
	memcpy(remote->bundle.challenge, challenge, size);
	remote->expires = boot_clock_ms() + expires_ms;
	if (remote->verifier->ops->is_passive)
		remote->asked = boot_clock_ms(); /* until now, nobody was waited for */
	if (remote->is_appraising) {
		remote->stage = STAGE_CHALLENGED;
		(void)sd_event_source_set_enabled(remote->due, SD_EVENT_OFF); /* as above */
	} else {
		collect(remote);
	}
}

static void on_credential(void *user, const void *text, size_t size)
{
	struct remote *remote = user;

	if (make_file(remote, "svsm-credential", text, size) < 0)
		fail(remote, "credential: there is no memory for it", 0);
	else
		have_done(remote, STAGE_OPENING, "activate", NULL, on_opened);
}

static void on_verdict(void *user, const void *text, size_t size)
{
	struct remote *remote = user;

	if (make_file(remote, "svsm-verdict", text, size) < 0)
		fail(remote, "verdict: there is no memory for it", 0);
	else
		have_done(remote, STAGE_JUDGING, "judge", remote->conf.verifier_key, on_judged);
}

static void on_failed(void *user, const char *why, uint64_t wait_ms)
{
	fail(user, why, wait_ms);
}

/* ---- beginning and end --------------------------------------------------------- */

static int open_verifier(struct remote *remote, struct fault *fault)
{
	const struct verifier_params params = {
		.event = remote->event,
		.poster = remote->poster,
		.conf = &remote->conf,
		.listener = { on_challenged, on_credential, on_verdict, on_failed, remote },
	};
	size_t i;
	int r;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (!rows[i]->is_configured(&remote->conf))
			continue;
		r = rows[i]->open(&params, &remote->verifier, fault);
		if (!r && rows[i]->is_passive)
			plan(remote, 0);
		return r;
	}
	return 0;
}

static void close_verifier(struct remote *remote)
{
	if (!remote->verifier)
		return;
	stop(remote);
	remote->verifier->ops->close(remote->verifier);
	remote->verifier = NULL;
	(void)sd_event_source_set_enabled(remote->due, SD_EVENT_OFF); /* as above */
}

int remote_new(const struct remote_params *params, struct remote **ret, struct fault *fault)
{
	struct remote *remote = calloc(1, sizeof(*remote));
	int r;

	if (!remote)
		return fault_set(fault, -ENOMEM, "out of memory");
	remote->event = sd_event_ref(params->event);
	remote->worker = params->worker;
	remote->keeper = params->keeper;
	remote->poster = params->poster;
	remote->conf = *params->conf;
	remote->file = -1;
	r = sd_event_add_time(remote->event, &remote->due, CLOCK_BOOTTIME, UINT64_MAX, ACCURACY_US,
			      on_due, remote);
	if (r < 0)
		(void)fault_set(fault, r, "no timers are to be had");
	else
		r = open_verifier(remote, fault);
	if (r < 0) {
		remote_free(remote);
		return r;
	}
	*ret = remote;
	return 0;
}

static bool may_begin(const struct remote *remote)
{
	return remote->verifier && remote->stage == STAGE_IDLE &&
	       boot_clock_ms() >= remote->not_before;
}

void remote_begin_appraisal(struct remote *remote)
{
	remote->is_appraising = true;
	remote->was_asked = may_begin(remote) && !remote->was_unable;
	if (remote->was_asked)
		begin(remote);
}

void remote_take_appraisal(struct remote *remote, const struct appraisal_record *record)
{
	remote->is_appraising = false;
	remote->was_unable = record->outcome == APPRAISED_UNABLE;
	/* One that cannot be made says nothing new; the first might be all there ever is. */
	if (remote->stage == STAGE_CHALLENGED)
		collect(remote);
	else if (may_begin(remote) && !remote->was_asked &&
		 !(remote->was_unable && remote->was_begun))
		begin(remote);
}

void remote_configure(struct remote *remote, const struct svsmd_conf *conf)
{
	struct fault fault = FAULT_NONE;

	if (strcmp(remote->conf.verifier_url, conf->verifier_url))
		remote->not_before = 0;
	close_verifier(remote);
	remote->conf = *conf;
	remote->failures = 0;
	remote->was_begun = remote->was_asked = remote->was_unable = false;
	if (open_verifier(remote, &fault) < 0)
		tell(MESSAGE_VERIFIER_UNREACHABLE, "no verifier is asked: %s", fault.text);
}

void remote_free(struct remote *remote)
{
	if (!remote)
		return;
	close_verifier(remote);
	sd_event_source_disable_unref(remote->due);
	sd_event_unref(remote->event);
	free(remote);
}
