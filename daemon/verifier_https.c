/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A verifier over HTTPS: svsmd has no network, so svsm-poster speaks to it, one process for
 * each exchange, which the service manager starts for the connection that is made here.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "daemon/verifier.h"
#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/base/error.h"
#include "lib/base/fault.h"
#include "lib/format/post_frame.h"
#include "lib/format/svsmd_conf.h"

#define SLACK_MS	5000	/* of the poster, beyond its own time limit */
#define ACCURACY_US	100000
#define WHY_MAX		1024

struct https {
	struct verifier verifier;
	sd_event *event;
	char *poster;
	uint64_t timeout_ms;
	struct verifier_listener listener;
	int connection;		/* -1: no exchange */
	char session[VERIFIER_CHALLENGE_SESSION_MAX + 1];
	enum post_frame_kind asked;	/* for which an answer is waited, or 0 */
	sd_event_source *input, *timer;
};

static struct https *https_of(struct verifier *verifier)
{
	return (struct https *)verifier; /* its first member */
}

static void hang_up(struct https *https)
{
	https->input = sd_event_source_disable_unref(https->input);
	https->timer = sd_event_source_disable_unref(https->timer);
	if (https->connection >= 0)
		(void)close(https->connection);
	https->connection = -1;
	https->asked = 0;
}

static void fail(struct https *https, const char *why, uint64_t wait_ms)
{
	hang_up(https);
	https->listener.failed(https->listener.user, why, wait_ms);
}

/* ---- what the poster says ------------------------------------------------------ */

static bool may_answer(enum post_frame_kind asked, enum post_frame_kind kind)
{
	switch (kind) {
	case POST_FRAME_CHALLENGE:
		return asked == POST_FRAME_ASK;
	case POST_FRAME_CREDENTIAL:
		return asked == POST_FRAME_SHOW;
	case POST_FRAME_VERDICT:
		return asked == POST_FRAME_SHOW || asked == POST_FRAME_ANSWER;
	case POST_FRAME_REFUSED:
	case POST_FRAME_WAIT:
	case POST_FRAME_UNREACHABLE:
		return asked;
	default:
		return false;
	}
}

static void take_frame(struct https *https, const struct post_frame *frame)
{
	const struct verifier_listener *listener = &https->listener;
	char why[WHY_MAX];

	if (!may_answer(https->asked, frame->kind)) {
		fail(https, "svsm-poster: its answer is to no question of ours", 0);
		return;
	}
	https->asked = 0;
	https->timer = sd_event_source_disable_unref(https->timer);
	switch (frame->kind) {
	case POST_FRAME_CHALLENGE:
		strcpy(https->session, frame->session);
		listener->challenged(listener->user, frame->body, frame->size,
				     frame->seconds * 1000ULL);
		return;
	case POST_FRAME_CREDENTIAL:
		listener->credential(listener->user, frame->body, frame->size);
		return;
	case POST_FRAME_VERDICT:
		hang_up(https); /* the body is not the connection's */
		listener->verdict(listener->user, frame->body, frame->size);
		return;
	default:
		break;
	}
	memcpy(why, frame->body, frame->size < WHY_MAX ? frame->size : WHY_MAX - 1);
	why[frame->size < WHY_MAX ? frame->size : WHY_MAX - 1] = '\0';
	fail(https, why, frame->seconds * 1000ULL);
}

static int on_input(sd_event_source *source, int fd, uint32_t events, void *user)
{
	uint8_t packet[POST_FRAME_SIZE_MAX + 1];
	struct fault fault = FAULT_NONE;
	struct https *https = user;
	struct post_frame frame;
	ssize_t size;

	size = recv(fd, packet, sizeof(packet), MSG_DONTWAIT);
	if (size < 0 && (errno == EAGAIN || errno == EINTR))
		return 0;
	if (size <= 0)
		fail(https, "svsm-poster: ended without an answer; see the journal of "
		     "svsm-poster@.service", 0);
	else if (post_frame_decode(packet, (size_t)size, &frame, &fault) < 0)
		fail(https, "svsm-poster: its packet is none of ours", 0);
	else
		take_frame(https, &frame);
	return 0;
}

static int on_timeout(sd_event_source *source, uint64_t usec, void *user)
{
	fail(user, "svsm-poster: no answer in time", 0);
	return 0;
}

/* ---- what it is asked ---------------------------------------------------------- */

static int dial(struct https *https, struct fault *fault)
{
	_cleanup_(cleanup_close) int fd = -1;
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int r;

	if (strlen(https->poster) >= sizeof(address.sun_path))
		return fault_set(fault, -ENAMETOOLONG, "%s: is too long for a socket",
				 https->poster);
	strcpy(address.sun_path, https->poster);
	fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof(address)) < 0)
		return fault_set(fault, -errno, "%s: cannot be connected to: %s; is "
				 "svsm-poster.socket started?", https->poster, error_text(errno));
	r = sd_event_add_io(https->event, &https->input, fd, EPOLLIN, on_input, https);
	if (r < 0)
		return fault_set(fault, r, "%s: %s", https->poster, error_text(r));
	https->connection = TAKE_FD(fd);
	return 0;
}

static int transmit(struct https *https, const struct buffer *packet, int file)
{
	union { char bytes[CMSG_SPACE(sizeof(int))]; struct cmsghdr aligned; } control = {
		.bytes = "",
	};
	struct iovec vector = { packet->data, packet->size };
	struct msghdr message = { .msg_iov = &vector, .msg_iovlen = 1 };
	struct cmsghdr *header;

	if (file >= 0) {
		message.msg_control = control.bytes;
		message.msg_controllen = sizeof(control.bytes);
		header = CMSG_FIRSTHDR(&message);
		header->cmsg_level = SOL_SOCKET;
		header->cmsg_type = SCM_RIGHTS;
		header->cmsg_len = CMSG_LEN(sizeof(int));
		memcpy(CMSG_DATA(header), &file, sizeof(int));
	}
	return sendmsg(https->connection, &message, MSG_NOSIGNAL | MSG_DONTWAIT) < 0 ? -errno : 0;
}

static int put(struct https *https, enum post_frame_kind kind, int file, struct fault *fault)
{
	_cleanup_(buffer_deinit) struct buffer packet = BUFFER_INIT(POST_FRAME_SIZE_MAX);
	struct post_frame frame = { .kind = kind };
	int r;

	if (kind != POST_FRAME_ASK)
		strcpy(frame.session, https->session);
	r = post_frame_encode(&frame, &packet);
	if (!r)
		r = transmit(https, &packet, file);
	if (!r)
		r = sd_event_add_time_relative(https->event, &https->timer, CLOCK_BOOTTIME,
					       (https->timeout_ms + SLACK_MS) * 1000, ACCURACY_US,
					       on_timeout, https);
	if (r < 0)
		return fault_set(fault, r, "svsm-poster: has gone: %s; see the journal of "
				 "svsm-poster@.service", error_text(r));
	https->asked = kind;
	return 0;
}

static int https_ask(struct verifier *verifier, struct fault *fault)
{
	struct https *https = https_of(verifier);
	int r;

	hang_up(https);
	r = dial(https, fault);
	return r < 0 ? r : put(https, POST_FRAME_ASK, -1, fault);
}

static int https_show(struct verifier *verifier, int evidence, struct fault *fault)
{
	return put(https_of(verifier), POST_FRAME_SHOW, evidence, fault);
}

static int https_answer(struct verifier *verifier, int response, struct fault *fault)
{
	return put(https_of(verifier), POST_FRAME_ANSWER, response, fault);
}

static void https_cancel(struct verifier *verifier)
{
	hang_up(https_of(verifier));
}

static void https_close(struct verifier *verifier)
{
	struct https *https = https_of(verifier);

	hang_up(https);
	sd_event_unref(https->event);
	free(https->poster);
	free(https);
}

static bool https_is_configured(const struct svsmd_conf *conf)
{
	return *conf->verifier_url;
}

static int https_open(const struct verifier_params *params, struct verifier **ret,
		      struct fault *fault)
{
	struct https *https = calloc(1, sizeof(*https));

	if (!https)
		return fault_set(fault, -ENOMEM, "out of memory");
	https->verifier.ops = &verifier_https;
	https->event = sd_event_ref(params->event);
	https->poster = strdup(params->poster);
	https->timeout_ms = params->conf->verifier_timeout_ms;
	https->listener = params->listener;
	https->connection = -1;
	if (!https->poster) {
		https_close(&https->verifier);
		return fault_set(fault, -ENOMEM, "out of memory");
	}
	*ret = &https->verifier;
	return 0;
}

const struct verifier_ops verifier_https = {
	.name = "https",
	.is_configured = https_is_configured,
	.open = https_open,
	.ask = https_ask,
	.show = https_show,
	.answer = https_answer,
	.cancel = https_cancel,
	.close = https_close,
};
