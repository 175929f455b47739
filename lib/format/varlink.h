/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Messages of Varlink (varlink.org): a call as a service gets it, and what it answers.  A
 * message is an object of JSON with a zero behind it.
 *
 * libsystemd has had Varlink in public since 257, and Debian 12 has 252; what one small
 * service needs of it is this.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "lib/format/json_reader.h"

struct buffer;
struct fault;
struct json_writer;

#define VARLINK_CALL_SIZE_MAX	65536	/* of a call, without its zero */
#define VARLINK_METHOD_MAX	255

struct varlink_call {
	char method[VARLINK_METHOD_MAX + 1];	/* "org.varlink.service.GetInfo" */
	struct json_reader_value parameters;	/* an object, in the caller's buffer */
	bool has_parameters;
	bool is_more;		/* the caller takes more than one answer */
	bool is_oneway;		/* the caller takes none */
};

/*
 * The message, without its zero.  0; -EBADMSG: it is no call, after which nothing on the
 * connection can be understood; -E2BIG.
 */
int varlink_call_parse(const void *message, size_t size, struct varlink_call *ret,
		       struct fault *fault);

/*
 * Begins an answer, or an error by its name; the members of its parameters are written next,
 * then comes varlink_reply_end(): 0, -E2BIG, -EINVAL, -ENOMEM, where nothing was appended.
 */
void varlink_reply_begin(struct json_writer *writer, struct buffer *out);
void varlink_error_begin(struct json_writer *writer, struct buffer *out, const char *error);
int varlink_reply_end(struct json_writer *writer, size_t begin);

/* A whole answer to GetInterfaceDescription(): ASCII with newlines and tabs; likewise. */
int varlink_description_write(struct buffer *out, const char *description);

/* A whole error with one parameter; as varlink_reply_end(). */
int varlink_error_write(struct buffer *out, const char *error, const char *key,
			const char *value);
