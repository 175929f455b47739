/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A verifier without a network: a folder in which it puts a file "challenge", finds
 * "evidence", may put "credential" and find "response", and puts "verdict".  What is taken
 * is removed, what is put appears whole (Documentation/verifier-protocol.md).
 *
 * A new challenge at any time begins anew: whoever carries the files may have lost some.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/verifier.h"
#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/base/error.h"
#include "lib/base/fault.h"
#include "lib/format/evidence.h"
#include "lib/format/svsmd_conf.h"
#include "lib/format/verifier_challenge.h"

#define TEMPORARY	".svsmd-new"
#define FILE_MAX	4096	/* of what a verifier puts */

/* In the order in which they are looked for: what is newest of a verifier's mind first. */
enum item { CHALLENGE, CREDENTIAL, VERDICT, ITEMS };

static const char *const item_names[] = {
	[CHALLENGE] = "challenge",
	[CREDENTIAL] = "credential",
	[VERDICT] = "verdict",
};

struct drop {
	struct verifier verifier;
	struct verifier_listener listener;
	char path[SVSMD_CONF_PATH_MAX + 1];
	int folder;		/* -1 until asked */
	unsigned int expected;	/* bits of enum item; 0: nothing is */
	sd_event *event;
	sd_event_source *watch, *look;
};

static struct drop *drop_of(struct verifier *verifier)
{
	return (struct drop *)verifier; /* its first member */
}

static void rest(struct drop *drop)
{
	drop->expected = 0;
	drop->watch = sd_event_source_disable_unref(drop->watch);
	drop->look = sd_event_source_disable_unref(drop->look);
	if (drop->folder >= 0)
		(void)close(drop->folder);
	drop->folder = -1;
}

/* ---- files --------------------------------------------------------------------- */

static bool is_foreign(const struct stat *st)
{
	return (st->st_uid && st->st_uid != geteuid()) || st->st_mode & 022;
}

/* What lies there is removed, whatever it is: it is answered once.  -ENOENT: nothing does. */
static int take(const struct drop *drop, const char *name, struct buffer *ret,
		struct fault *fault)
{
	_cleanup_(cleanup_close) int fd = -1;
	struct stat st;
	ssize_t size;
	int r = 0;

	fd = openat(drop->folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (fd < 0 && errno == ENOENT)
		return -ENOENT;
	if (fd < 0 || fstat(fd, &st) < 0)
		r = fault_set(fault, -errno, "%s/%s: %s", drop->path, name,
			      errno == ELOOP ? "is a link" : error_text(errno));
	else if (!S_ISREG(st.st_mode) || is_foreign(&st))
		r = fault_set(fault, -EPERM, "%s/%s: is no file of root's that nobody else may "
			      "write", drop->path, name);
	else if (st.st_size > FILE_MAX)
		r = fault_set(fault, -E2BIG, "%s/%s: more than %d bytes", drop->path, name,
			      FILE_MAX);
	if (!r)
		r = buffer_reserve(ret, FILE_MAX);
	if (!r) {
		size = read(fd, ret->data, FILE_MAX);
		if (size < 0)
			r = fault_set(fault, -errno, "%s/%s: cannot be read: %s", drop->path,
				      name, error_text(errno));
		else
			ret->size = (size_t)size;
	}
	if (unlinkat(drop->folder, name, 0) < 0 && !r)
		r = fault_set(fault, -errno, "%s/%s: cannot be removed: %s", drop->path, name,
			      error_text(errno));
	return r;
}

static int copy(int from, int to)
{
	struct stat st;
	uint8_t *data;
	size_t done;

	if (fstat(from, &st) < 0)
		return -errno;
	if (st.st_size <= 0 || (uint64_t)st.st_size > EVIDENCE_SIZE_MAX)
		return -E2BIG;
	data = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, from, 0);
	if (data == MAP_FAILED)
		return -errno;
	for (done = 0; done < (size_t)st.st_size;) {
		const ssize_t wrote = write(to, data + done, (size_t)st.st_size - done);

		if (wrote <= 0)
			break;
		done += (size_t)wrote;
	}
	(void)munmap(data, (size_t)st.st_size); /* it is ours */
	return done == (size_t)st.st_size ? 0 : -EIO;
}

static int put(const struct drop *drop, const char *name, int file, struct fault *fault)
{
	_cleanup_(cleanup_close) int fd = -1;
	int r;

	(void)unlinkat(drop->folder, TEMPORARY, 0); /* of one that was killed, if at all */
	fd = openat(drop->folder, TEMPORARY, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
		    0600);
	r = fd < 0 ? -errno : copy(file, fd);
	if (!r && (fsync(fd) < 0 || renameat(drop->folder, TEMPORARY, drop->folder, name) < 0))
		r = -errno;
	return r < 0 ? fault_set(fault, r, "%s/%s: cannot be written: %s", drop->path, name,
				 error_text(r)) : 0;
}

/* ---- looking ------------------------------------------------------------------- */

static void deliver(struct drop *drop, enum item item, const struct buffer *text)
{
	const struct verifier_listener *listener = &drop->listener;
	struct verifier_challenge challenge;
	struct fault fault = FAULT_NONE;

	drop->expected = 0;
	if (item == CREDENTIAL) {
		listener->credential(listener->user, text->data, text->size);
	} else if (item == VERDICT) {
		(void)unlinkat(drop->folder, "response", 0); /* its secret has been of use */
		listener->verdict(listener->user, text->data, text->size);
	} else if (!verifier_challenge_decode(text->data, text->size, &challenge, &fault)) {
		/* What it answered before is of no use to anybody any more. */
		(void)unlinkat(drop->folder, "evidence", 0);
		(void)unlinkat(drop->folder, "response", 0);
		listener->challenged(listener->user, challenge.challenge, challenge.size,
				     challenge.expires * 1000);
	} else {
		fault_name(&fault, 0, drop->path);
		listener->failed(listener->user, fault.text, 0);
	}
}

static int on_look(sd_event_source *source, void *user)
{
	struct drop *drop = user;
	enum item item;

	for (item = CHALLENGE; item < ITEMS; item++) {
		_cleanup_(buffer_deinit) struct buffer text = BUFFER_INIT(FILE_MAX);
		struct fault fault = FAULT_NONE;
		int r;

		if (!(drop->expected >> item & 1))
			continue;
		r = take(drop, item_names[item], &text, &fault);
		if (r == -ENOENT)
			continue;
		if (r < 0) {
			drop->expected = 0;
			drop->listener.failed(drop->listener.user, fault.text, 0);
		} else {
			deliver(drop, item, &text);
		}
		return 0;
	}
	return 0;
}

static int on_change(sd_event_source *source, const struct inotify_event *event, void *user)
{
	struct drop *drop = user;

	(void)sd_event_source_set_enabled(drop->look, SD_EVENT_ONESHOT); /* it is its own */
	return 0;
}

static void expect(struct drop *drop, unsigned int items)
{
	drop->expected = items;
	(void)sd_event_source_set_enabled(drop->look, SD_EVENT_ONESHOT); /* what is there already */
}

static int open_folder(struct drop *drop, struct fault *fault)
{
	struct stat st;

	drop->folder = open(drop->path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (drop->folder < 0 || fstat(drop->folder, &st) < 0)
		return fault_set(fault, -errno, "%s: %s; Drop= of svsmd.conf(5) names a folder",
				 drop->path, error_text(errno));
	if (is_foreign(&st))
		return fault_set(fault, -EPERM, "%s: others than root may write there: chown root, "
				 "chmod 0700 it", drop->path);
	return 0;
}

/* ---- operations ---------------------------------------------------------------- */

static int drop_ask(struct verifier *verifier, struct fault *fault)
{
	struct drop *drop = drop_of(verifier);
	int r;

	rest(drop);
	r = open_folder(drop, fault);
	if (r < 0)
		return r;
	r = sd_event_add_inotify(drop->event, &drop->watch, drop->path,
				 IN_MOVED_TO | IN_CLOSE_WRITE | IN_ONLYDIR | IN_DONT_FOLLOW,
				 on_change, drop);
	if (r >= 0)
		r = sd_event_add_defer(drop->event, &drop->look, on_look, drop);
	if (r < 0)
		return fault_set(fault, r, "%s: cannot be watched: %s", drop->path, error_text(r));
	expect(drop, 1u << CHALLENGE);
	return 0;
}

static int drop_show(struct verifier *verifier, int evidence, struct fault *fault)
{
	struct drop *drop = drop_of(verifier);
	int r = put(drop, "evidence", evidence, fault);

	if (!r)
		expect(drop, 1u << CHALLENGE | 1u << CREDENTIAL | 1u << VERDICT);
	return r;
}

static int drop_answer(struct verifier *verifier, int response, struct fault *fault)
{
	struct drop *drop = drop_of(verifier);
	int r = put(drop, "response", response, fault);

	if (!r)
		expect(drop, 1u << CHALLENGE | 1u << VERDICT);
	return r;
}

static void drop_cancel(struct verifier *verifier)
{
	rest(drop_of(verifier));
}

static void drop_close(struct verifier *verifier)
{
	struct drop *drop = drop_of(verifier);

	rest(drop);
	sd_event_unref(drop->event);
	free(drop);
}

static bool drop_is_configured(const struct svsmd_conf *conf)
{
	return *conf->verifier_drop;
}

static int drop_open(const struct verifier_params *params, struct verifier **ret,
		     struct fault *fault)
{
	struct drop *drop = calloc(1, sizeof(*drop));

	if (!drop)
		return fault_set(fault, -ENOMEM, "out of memory");
	drop->verifier.ops = &verifier_drop;
	drop->event = sd_event_ref(params->event);
	drop->listener = params->listener;
	drop->folder = -1;
	strcpy(drop->path, params->conf->verifier_drop);
	*ret = &drop->verifier;
	return 0;
}

const struct verifier_ops verifier_drop = {
	.name = "drop",
	.is_passive = true,
	.is_configured = drop_is_configured,
	.open = drop_open,
	.ask = drop_ask,
	.show = drop_show,
	.answer = drop_answer,
	.cancel = drop_cancel,
	.close = drop_close,
};
