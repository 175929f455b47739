/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Answering calls, one after the other.
 */
#include "daemon/report_server.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "daemon/caller.h"
#include "daemon/report_evidence.h"
#include "daemon/say.h"
#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/base/error.h"
#include "lib/base/fault.h"
#include "lib/base/version.h"
#include "lib/evidence/collect.h"
#include "lib/format/json_writer.h"
#include "lib/format/report_signer.h"
#include "lib/format/varlink.h"

#define SERVICE		"org.varlink.service"
#define INVALID		SERVICE ".InvalidParameter"
#define ANSWER_MAX	(16u << 20)	/* libsystemd reads no longer one */
#define SILENCE_S	60
#define CHUNK		4096	/* of what is read; the next call may begin in it */

static const char service_description[] =
	"# What every service has: what it is, and which interfaces.\n"
	"interface " SERVICE "\n"
	"\n"
	"method GetInfo() -> (\n"
	"\tvendor: string,\n"
	"\tproduct: string,\n"
	"\tversion: string,\n"
	"\turl: string,\n"
	"\tinterfaces: []string\n"
	")\n"
	"\n"
	"method GetInterfaceDescription(interface: string) -> (description: string)\n"
	"\n"
	"error InterfaceNotFound (interface: string)\n"
	"error MethodNotFound (method: string)\n"
	"error MethodNotImplemented (method: string)\n"
	"error InvalidParameter (parameter: string)\n"
	"error PermissionDenied ()\n"
	"error ExpectedMore ()\n";

static int get_info(const struct varlink_call *call, struct buffer *out)
{
	const size_t begin = out->size;
	struct json_writer writer;

	varlink_reply_begin(&writer, out);
	json_writer_text(&writer, "vendor", "svsm-guest");
	json_writer_text(&writer, "product", "svsm-report-sign");
	json_writer_text(&writer, "version", SVSM_GUEST_VERSION);
	json_writer_text(&writer, "url", "");
	json_writer_array(&writer, "interfaces");
	json_writer_text(&writer, NULL, SERVICE);
	json_writer_text(&writer, NULL, REPORT_SIGNER_INTERFACE);
	json_writer_close_array(&writer);
	return varlink_reply_end(&writer, begin);
}

static int describe(const struct varlink_call *call, struct buffer *out)
{
	struct cursor inside = call->parameters.inside;
	struct json_reader_value key, value;
	char name[VARLINK_METHOD_MAX + 1];

	if (!call->has_parameters || json_reader_member(&inside, &key, &value) <= 0 ||
	    !json_reader_is(&key, "interface") ||
	    json_reader_text(&value, name, sizeof(name)) < 0 ||
	    !json_writer_is_text(name, strlen(name)))
		return varlink_error_write(out, INVALID, "parameter", "interface");
	if (!strcmp(name, SERVICE))
		return varlink_description_write(out, service_description);
	if (!strcmp(name, REPORT_SIGNER_INTERFACE))
		return varlink_description_write(out, report_signer_description());
	return varlink_error_write(out, SERVICE ".InterfaceNotFound", "interface", name);
}

/* As systemd's own services tell what failed. */
static int tell_error(int error, struct buffer *out)
{
	const size_t begin = out->size;
	struct json_writer writer;

	varlink_error_begin(&writer, out, "io.systemd.System");
	json_writer_text(&writer, "origin", "linux");
	json_writer_number(&writer, "errno", (uint64_t)-error);
	return varlink_reply_end(&writer, begin);
}

/*
 * Where there is no SVSM, there is no signature by it, which is no failure: one signer that
 * fails keeps the others' signatures from whoever wants all of them.
 */
static int sign(const struct varlink_call *call, struct buffer *out)
{
	_cleanup_(collection_deinit) struct collection collection = COLLECTION_NONE;
	uint8_t digest[REPORT_SIGNER_DIGEST_SIZE];
	char refused[REPORT_SIGNER_KEY_MAX + 1];
	struct report_signature signature;
	struct fault fault = FAULT_NONE;
	int r;

	if (report_signer_read(call, digest, refused) < 0)
		return varlink_error_write(out, INVALID, "parameter", refused);
	r = report_evidence_collect(digest, &collection, &fault);
	if (r == -ENOENT || r == -ENODEV) {
		say(SAY_NOTICE, "no signature: %s", fault.text);
		return report_signer_write(NULL, out);
	}
	if (r < 0) {
		say(SAY_ERROR, "no signature: %s", fault.text);
		return tell_error(r, out);
	}
	signature = report_evidence_signature(&collection);
	r = report_signer_write(&signature, out);
	if (r < 0) {
		say(SAY_ERROR, "no signature: %zu bytes of evidence: %s", collection.bundle.size,
		    error_text(r));
		return tell_error(r, out);
	}
	say(SAY_INFO, "a report was signed");
	return 0;
}

static const struct method {
	const char *name;
	int (*answer)(const struct varlink_call *call, struct buffer *out);
} methods[] = {
	{ SERVICE ".GetInfo", get_info },
	{ SERVICE ".GetInterfaceDescription", describe },
	{ REPORT_SIGNER_INTERFACE ".Sign", sign },
};

static int answer(const struct varlink_call *call, struct buffer *out)
{
	size_t i;

	for (i = 0; i < sizeof(methods) / sizeof(methods[0]); i++)
		if (!strcmp(methods[i].name, call->method))
			return methods[i].answer(call, out);
	return varlink_error_write(out, SERVICE ".MethodNotFound", "method", call->method);
}

static int send_all(int connection, const struct buffer *out)
{
	size_t done = 0;

	while (done < out->size) {
		const ssize_t sent = send(connection, out->data + done, out->size - done,
					  MSG_NOSIGNAL);

		if (sent < 0 && errno == EINTR)
			continue;
		if (sent < 0)
			return -errno;
		done += (size_t)sent;
	}
	return 0;
}

/* Whoever wants no answer would have the secure processor asked for nothing. */
static int take_call(int connection, const uint8_t *message, size_t size)
{
	_cleanup_(buffer_deinit) struct buffer out = BUFFER_INIT(ANSWER_MAX);
	struct fault fault = FAULT_NONE;
	struct varlink_call call;
	int r;

	r = varlink_call_parse(message, size, &call, &fault);
	if (r < 0) {
		say(SAY_WARNING, "%s; the connection ends", fault.text);
		return r;
	}
	if (call.is_oneway)
		return 0;
	r = answer(&call, &out);
	if (!r)
		r = send_all(connection, &out);
	if (r < 0)
		say(SAY_WARNING, "%s: not answered: %s", call.method, error_text(r));
	return r;
}

/* Answers the calls that have come whole, and leaves the rest at the beginning. */
static int take_calls(int connection, struct buffer *in)
{
	size_t begin = 0;
	int r = 0;

	while (!r) {
		const uint8_t *end = in->size == begin ? NULL :
			memchr(in->data + begin, '\0', in->size - begin);

		if (!end)
			break;
		r = take_call(connection, in->data + begin,
			      (size_t)(end - in->data) - begin);
		begin = (size_t)(end - in->data) + 1;
	}
	if (begin)
		memmove(in->data, in->data + begin, in->size - begin);
	in->size -= begin;
	return r;
}

int report_server_answer(int connection)
{
	_cleanup_(buffer_deinit) struct buffer in = BUFFER_INIT(VARLINK_CALL_SIZE_MAX + CHUNK);
	uint8_t chunk[CHUNK];
	int r = caller_limit_silence(connection, SILENCE_S);

	while (!r) {
		const ssize_t got = recv(connection, chunk, sizeof(chunk), 0);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0 && errno == EAGAIN)
			return 0; /* it was silent */
		if (got <= 0)
			return got < 0 ? -errno : 0;
		r = buffer_append(&in, chunk, (size_t)got);
		if (r < 0)
			say(SAY_WARNING, "a call is longer than %d bytes; the connection ends",
			    VARLINK_CALL_SIZE_MAX);
		else
			r = take_calls(connection, &in);
	}
	return r;
}
