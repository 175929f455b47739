/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Reading and writing messages of Varlink.
 */
#include "lib/format/varlink.h"

#include <errno.h>
#include <string.h>

#include "lib/base/buffer.h"
#include "lib/base/fault.h"
#include "lib/format/json_writer.h"

#define NAME_SET	"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-"

static int refuse(struct fault *fault, const char *why)
{
	return fault_set(fault, -EBADMSG, "call: %s", why);
}

static int take_method(const struct json_reader_value *value, struct varlink_call *call,
		       struct fault *fault)
{
	char method[sizeof(call->method)];

	if (*call->method)
		return refuse(fault, "it has two methods");
	if (json_reader_text(value, method, sizeof(method)) < 0 || !*method ||
	    strspn(method, NAME_SET) != strlen(method))
		return refuse(fault, "its method is no name");
	strcpy(call->method, method);
	return 0;
}

static int take_parameters(const struct json_reader_value *value, struct varlink_call *call,
			   struct fault *fault)
{
	if (call->has_parameters)
		return refuse(fault, "it has parameters twice");
	if (value->kind == JSON_READER_NULL)
		return 0;
	if (value->kind != JSON_READER_OBJECT)
		return refuse(fault, "its parameters are no object");
	call->parameters = *value;
	call->has_parameters = true;
	return 0;
}

static int take_flag(const struct json_reader_value *value, bool *ret, struct fault *fault)
{
	/* A boolean is "true" or "false", which differ in size. */
	if (value->kind != JSON_READER_BOOL)
		return refuse(fault, "a flag is no boolean");
	*ret = value->whole.size == strlen("true");
	return 0;
}

static int take_member(const struct json_reader_value *key,
		       const struct json_reader_value *value, struct varlink_call *call,
		       struct fault *fault)
{
	bool is_upgrade = false;
	int r;

	if (json_reader_is(key, "method"))
		return take_method(value, call, fault);
	if (json_reader_is(key, "parameters"))
		return take_parameters(value, call, fault);
	if (json_reader_is(key, "more"))
		return take_flag(value, &call->is_more, fault);
	if (json_reader_is(key, "oneway"))
		return take_flag(value, &call->is_oneway, fault);
	if (!json_reader_is(key, "upgrade"))
		return refuse(fault, "it has a member that is not known");
	r = take_flag(value, &is_upgrade, fault);
	return !r && is_upgrade ? refuse(fault, "no other protocol is spoken here") : r;
}

int varlink_call_parse(const void *message, size_t size, struct varlink_call *ret,
		       struct fault *fault)
{
	struct varlink_call call = { .has_parameters = false };
	struct json_reader_value whole, key, value;
	struct cursor cursor;
	int r;

	if (size > VARLINK_CALL_SIZE_MAX)
		return fault_set(fault, -E2BIG, "call: more than %d bytes", VARLINK_CALL_SIZE_MAX);
	cursor_init(&cursor, message, size);
	if (json_reader_value(&cursor, &whole) < 0 || whole.kind != JSON_READER_OBJECT)
		return refuse(fault, "it is no object of JSON");
	json_reader_skip_blanks(&cursor);
	if (cursor_left(&cursor))
		return refuse(fault, "something follows it");
	while ((r = json_reader_member(&whole.inside, &key, &value)) > 0) {
		r = take_member(&key, &value, &call, fault);
		if (r < 0)
			return r;
	}
	if (r < 0)
		return refuse(fault, "it is no object of JSON");
	if (!*call.method)
		return refuse(fault, "it has no method");
	if (call.is_more && call.is_oneway)
		return refuse(fault, "it wants many answers and none");
	*ret = call;
	return 0;
}

void varlink_reply_begin(struct json_writer *writer, struct buffer *out)
{
	json_writer_init(writer, out);
	json_writer_object(writer, NULL);
	json_writer_object(writer, "parameters");
}

void varlink_error_begin(struct json_writer *writer, struct buffer *out, const char *error)
{
	json_writer_init(writer, out);
	json_writer_object(writer, NULL);
	json_writer_text(writer, "error", error);
	json_writer_object(writer, "parameters");
}

int varlink_reply_end(struct json_writer *writer, size_t begin)
{
	struct buffer *out = writer->out;
	int r;

	json_writer_close_object(writer);
	json_writer_close_object(writer);
	r = json_writer_end(writer);
	if (r < 0) {
		out->size = begin;
		return r;
	}
	out->data[out->size - 1] = '\0'; /* in place of the newline */
	return 0;
}

int varlink_error_write(struct buffer *out, const char *error, const char *key,
			const char *value)
{
	const size_t begin = out->size;
	struct json_writer writer;

	varlink_error_begin(&writer, out, error);
	json_writer_text(&writer, key, value);
	return varlink_reply_end(&writer, begin);
}

int varlink_description_write(struct buffer *out, const char *description)
{
	static const char head[] = "{\"parameters\":{\"description\":\"", tail[] = "\"}}";
	const size_t begin = out->size;
	const char *c;
	int r;

	r = buffer_append(out, head, sizeof(head) - 1);
	for (c = description; *c && !r; c++) {
		const char *escaped = *c == '\n' ? "\\n" : *c == '\t' ? "\\t" :
				      *c == '"' ? "\\\"" : *c == '\\' ? "\\\\" : NULL;

		r = escaped ? buffer_append(out, escaped, 2) : buffer_append(out, c, 1);
	}
	if (!r)
		r = buffer_append(out, tail, sizeof(tail)); /* with its zero */
	if (r < 0)
		out->size = begin;
	return r;
}
