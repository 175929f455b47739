/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * svsm-poster: one exchange with the verifier of svsmd.conf, over one connection, for svsmd,
 * which has no network.  It has no devices; it is started for each connection to its socket,
 * which is its standard input, reads the configuration itself, so that nobody can send it
 * elsewhere, and ends with the exchange.  What the verifier answers is parsed here, and goes
 * on only as what it must be.  See svsm-poster(8).
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/caller.h"
#include "daemon/conf.h"
#include "daemon/post.h"
#include "daemon/say.h"
#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/base/error.h"
#include "lib/base/fault.h"
#include "lib/format/credential_file.h"
#include "lib/format/evidence.h"
#include "lib/format/post_frame.h"
#include "lib/format/svsmd_conf.h"
#include "lib/format/verdict_record.h"
#include "lib/format/verifier_challenge.h"

#define CONNECTION	STDIN_FILENO
#define REQUESTS_MAX	3			/* challenge, evidence, response */
#define IDLE_MS		(10 * 60 * 1000)	/* the TPM works in between */
#define SEALS		(F_SEAL_SHRINK | F_SEAL_WRITE)
#define PATH_ROOM	(32 + VERIFIER_CHALLENGE_SESSION_MAX)

static const char ask_text[] = "{\"format\":\"svsm-guest/challenge-request\",\"version\":1}\n";

static const char usage[] =
	"usage: svsm-poster [--config=FOLDER]\n"
	"\n"
	"  --config=FOLDER    in place of /etc, /run and /usr/lib\n"
	"  --help\n"
	"\n"
	"It is started by its socket; see svsm-poster(8).\n";

/* What svsmd has handed over, mapped; it cannot change any more. */
struct shown_file {
	void *data;
	size_t size;
};

static void shown_file_unmap(struct shown_file *file)
{
	if (file->size)
		(void)munmap(file->data, file->size); /* it is one of ours */
}

static int map(int fd, struct shown_file *ret)
{
	const int seals = fcntl(fd, F_GET_SEALS);
	struct stat st;
	void *data;

	if (seals < 0 || (seals & SEALS) != SEALS || fstat(fd, &st) < 0 || st.st_size <= 0 ||
	    (uint64_t)st.st_size > EVIDENCE_SIZE_MAX)
		return -EBADMSG;
	data = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (data == MAP_FAILED)
		return -errno;
	*ret = (struct shown_file){ data, (size_t)st.st_size };
	return 0;
}

/* ---- packets ------------------------------------------------------------------- */

/* 1: a frame, which lies in @packet; 0: svsmd has gone; else -errno. */
static int receive(uint8_t packet[static POST_FRAME_SIZE_MAX], struct post_frame *ret, int *ret_fd)
{
	union { char bytes[CMSG_SPACE(sizeof(int))]; struct cmsghdr aligned; } control;
	struct iovec vector = { packet, POST_FRAME_SIZE_MAX };
	struct msghdr message = {
		.msg_iov = &vector, .msg_iovlen = 1,
		.msg_control = control.bytes, .msg_controllen = sizeof(control.bytes),
	};
	struct pollfd waiting = { .fd = CONNECTION, .events = POLLIN };
	struct fault fault = FAULT_NONE;
	const struct cmsghdr *header;
	ssize_t size;

	if (poll(&waiting, 1, IDLE_MS) <= 0)
		return -ETIMEDOUT;
	size = recvmsg(CONNECTION, &message, MSG_CMSG_CLOEXEC);
	if (size <= 0)
		return size < 0 ? -errno : 0;
	header = CMSG_FIRSTHDR(&message);
	if (header && header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_RIGHTS &&
	    header->cmsg_len == CMSG_LEN(sizeof(int)))
		memcpy(ret_fd, CMSG_DATA(header), sizeof(int));
	if (message.msg_flags & (MSG_TRUNC | MSG_CTRUNC))
		return -EBADMSG;
	return post_frame_decode(packet, (size_t)size, ret, &fault) < 0 ? -EBADMSG : 1;
}

static int answer(const struct post_frame *frame)
{
	_cleanup_(buffer_deinit) struct buffer packet = BUFFER_INIT(POST_FRAME_SIZE_MAX);
	int r = post_frame_encode(frame, &packet);

	if (!r && send(CONNECTION, packet.data, packet.size, MSG_NOSIGNAL) < 0)
		r = -errno;
	return r;
}

static int answer_failure(const struct post_result *result)
{
	static const enum post_frame_kind kinds[] = {
		[POST_UNREACHABLE] = POST_FRAME_UNREACHABLE,
		[POST_REFUSED] = POST_FRAME_REFUSED,
		[POST_WAIT] = POST_FRAME_WAIT,
	};
	struct post_frame frame = { .kind = kinds[result->outcome], .body = result->why };

	frame.size = strlen(result->why);
	frame.seconds = frame.kind == POST_FRAME_WAIT ? result->wait_s : 0;
	return answer(&frame);
}

static int answer_unreachable(const char *what, const char *why)
{
	struct post_result result = { .outcome = POST_UNREACHABLE };

	(void)snprintf(result.why, sizeof(result.why), "%s%s%s", what, *what ? ": " : "", why);
	return answer_failure(&result);
}

/* ---- what the verifier has answered -------------------------------------------- */

static int answer_challenge(const struct buffer *text, const char *url)
{
	struct post_frame frame = { .kind = POST_FRAME_CHALLENGE };
	struct verifier_challenge challenge;
	struct fault fault = FAULT_NONE;

	if (verifier_challenge_decode(text->data, text->size, &challenge, &fault) < 0)
		return answer_unreachable(url, fault.text);
	frame.seconds = (uint32_t)challenge.expires;
	strcpy(frame.session, challenge.session);
	frame.body = challenge.challenge;
	frame.size = challenge.size;
	return answer(&frame);
}

/* A credential where one may come, or a verdict: whoever signed it, it has that form. */
static int answer_text(const struct buffer *text, bool may_be_credential, const char *url)
{
	struct post_frame frame = { .body = text->data, .size = text->size };
	struct credential_challenge credential;
	struct fault fault = FAULT_NONE;
	struct verdict_record verdict;

	if (may_be_credential &&
	    !credential_file_decode_challenge(text->data, text->size, &credential, NULL))
		frame.kind = POST_FRAME_CREDENTIAL;
	else if (!verdict_record_decode(text->data, text->size, &verdict, &fault))
		frame.kind = POST_FRAME_VERDICT;
	else
		return answer_unreachable(url, fault.text);
	return answer(&frame);
}

static int exchange(struct post *post, const struct post_frame *frame, int fd, const char *url)
{
	_cleanup_(shown_file_unmap) struct shown_file file = { .size = 0 };
	struct post_result result = { .body = BUFFER_INIT(POST_FRAME_BODY_MAX) };
	const bool is_ask = frame->kind == POST_FRAME_ASK;
	char path[PATH_ROOM];
	int r;

	if (frame->kind > POST_FRAME_ANSWER || (!is_ask && map(fd, &file) < 0))
		return -EBADMSG;
	(void)snprintf(path, sizeof(path), "v1/%s%s", is_ask ? "challenge" :
		       frame->kind == POST_FRAME_SHOW ? "evidence/" : "response/",
		       frame->session);
	if (is_ask)
		post_send(post, path, ask_text, sizeof(ask_text) - 1, &result);
	else
		post_send(post, path, file.data, file.size, &result);
	if (result.outcome != POST_DONE)
		r = answer_failure(&result);
	else if (is_ask)
		r = answer_challenge(&result.body, url);
	else
		r = answer_text(&result.body, frame->kind == POST_FRAME_SHOW, url);
	buffer_deinit(&result.body);
	return r;
}

/* ---- one exchange -------------------------------------------------------------- */

static int serve(struct post *post, const struct svsmd_conf *conf, const struct fault *fault)
{
	uint8_t packet[POST_FRAME_SIZE_MAX];
	unsigned int i;
	int r = 1;

	for (i = 0; i < REQUESTS_MAX && r > 0; i++) {
		_cleanup_(cleanup_close) int fd = -1;
		struct post_frame frame;

		r = receive(packet, &frame, &fd);
		if (r <= 0)
			break;
		r = post ? exchange(post, &frame, fd, conf->verifier_url) :
			   answer_unreachable("", fault->text);
		r = r < 0 ? r : 1;
	}
	return r < 0 ? r : 0;
}

static int run(const char *const roots[])
{
	struct fault fault = FAULT_NONE;
	struct post *post = NULL;
	struct svsmd_conf conf;
	uid_t uid;
	int r;

	r = caller_check(CONNECTION, &uid);
	if (r < 0) {
		say(SAY_ERROR, "standard input: is no connection of svsmd's: %s", error_text(r));
		return r;
	}
	r = conf_read(roots, &conf, &fault);
	if (!r && !*conf.verifier_url)
		r = fault_set(&fault, -ENOENT, "svsmd.conf: has no Url=, or not any more");
	if (!r)
		r = post_new(&conf, &post, &fault);
	if (r < 0)
		say(SAY_ERROR, "%s", fault.text);
	r = serve(post, &conf, &fault);
	post_free(post);
	if (r < 0)
		say(SAY_ERROR, "svsmd: %s", r == -EBADMSG ? "its packet is none of ours" :
		    error_text(r));
	return r;
}

/* What libcurl, OpenSSL and the C library would take from it is nobody's to say here. */
static void forget_environment(void)
{
	const char *stream = getenv("JOURNAL_STREAM");
	_cleanup_(cleanup_free) char *kept = stream ? strdup(stream) : NULL;

	(void)clearenv();
	if (kept)
		(void)setenv("JOURNAL_STREAM", kept, 1); /* else lines lack a priority */
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "config", required_argument, NULL, 'c' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	const char *roots[] = { "/etc", "/run", "/usr/lib", NULL };
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) >= 0) {
		if (option == 'h') {
			(void)fputs(usage, stdout);
			return EXIT_SUCCESS;
		}
		if (option != 'c')
			return 2;
		roots[0] = optarg;
		roots[1] = NULL;
	}
	if (optind < argc) {
		(void)fputs(usage, stderr);
		return 2;
	}
	forget_environment();
	(void)signal(SIGPIPE, SIG_IGN); /* a verifier may close at any time */
	return run(roots) < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
