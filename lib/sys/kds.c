/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Fetching by libcurl.
 */
#include "lib/sys/kds.h"

#include <curl/curl.h>
#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/sys/library.h"

#define LIBRARY		"libcurl.so.4"
#define CONNECT_S	10L
#define WHOLE_S		60L
#define HTTP_OK		200
#define HTTP_NOT_FOUND	404
#define HTTP_TOO_MANY	429

/* The functions of libcurl that are used. */
struct library {
	void *handle;
	CURL *(*init)(void);
	__typeof__(curl_easy_setopt) *set;
	CURLcode (*perform)(CURL *curl);
	__typeof__(curl_easy_getinfo) *get;
	const char *(*error)(CURLcode code);
	void (*cleanup)(CURL *curl);
};

struct transfer {
	struct buffer *answer;
	bool is_too_long;
};

static int open_library(struct library *library, struct fault *fault)
{
	const struct library_function functions[] = {
		{ "curl_easy_init", &library->init },
		{ "curl_easy_setopt", &library->set },
		{ "curl_easy_perform", &library->perform },
		{ "curl_easy_getinfo", &library->get },
		{ "curl_easy_strerror", &library->error },
		{ "curl_easy_cleanup", &library->cleanup },
	};

	return library_load(LIBRARY, "fetching needs it (Debian: libcurl4 or libcurl4t64)",
			    functions, sizeof(functions) / sizeof(functions[0]),
			    &library->handle, fault);
}

static void close_library(struct library *library)
{
	library_unload(&library->handle);
}

static size_t take(char *data, size_t one, size_t size, void *context)
{
	struct transfer *transfer = context;

	transfer->is_too_long = buffer_append(transfer->answer, data, one * size) < 0;
	return transfer->is_too_long ? 0 : one * size;
}

static int judge(const struct library *library, CURL *curl, const char *url,
		 unsigned int *ret_retry_s, struct fault *fault)
{
	curl_off_t retry = 0;
	long status = 0;

	(void)library->get(curl, CURLINFO_RESPONSE_CODE, &status); /* 0 is no status either */
	switch (status) {
	case HTTP_OK:
		return 0;
	case HTTP_NOT_FOUND:
		return fault_set(fault, -ENOENT, "%s: there is no such thing (404)", url);
	case HTTP_TOO_MANY:
		(void)library->get(curl, CURLINFO_RETRY_AFTER, &retry); /* 0: it does not say */
		*ret_retry_s = retry < 0 || retry > 86400 ? 0 : (unsigned int)retry;
		return fault_set(fault, -EAGAIN, "%s: too many requests (429)", url);
	}
	return fault_set(fault, -EIO, "%s: HTTP status %ld", url, status);
}

static int transfer(const struct library *library, CURL *curl, const char *url,
		    struct buffer *ret, unsigned int *ret_retry_s, struct fault *fault)
{
	struct transfer context = { .answer = ret };
	const bool is_plain = !strncmp(url, "http:", 5);
	CURLcode code;

	if (library->set(curl, CURLOPT_URL, url) ||
	    library->set(curl, CURLOPT_PROTOCOLS_STR, is_plain ? "http" : "https") ||
	    /* This machine's own services are not reached through a proxy. */
	    (is_plain && library->set(curl, CURLOPT_PROXY, "")) ||
	    library->set(curl, CURLOPT_FOLLOWLOCATION, 0L) ||
	    library->set(curl, CURLOPT_NOSIGNAL, 1L) ||
	    library->set(curl, CURLOPT_CONNECTTIMEOUT, CONNECT_S) ||
	    library->set(curl, CURLOPT_TIMEOUT, WHOLE_S) ||
	    library->set(curl, CURLOPT_USERAGENT, "svsmctl") ||
	    library->set(curl, CURLOPT_WRITEFUNCTION, take) ||
	    library->set(curl, CURLOPT_WRITEDATA, &context))
		return fault_set(fault, -EIO, "%s: lacks an option that is needed", LIBRARY);
	code = library->perform(curl);
	if (context.is_too_long)
		return fault_set(fault, -E2BIG, "%s: more than %zu bytes", url, ret->limit);
	if (code == CURLE_OPERATION_TIMEDOUT)
		return fault_set(fault, -ETIMEDOUT, "%s: no answer in time", url);
	if (code)
		return fault_set(fault, -EIO, "%s: %s", url, library->error(code));
	return judge(library, curl, url, ret_retry_s, fault);
}

int kds_get(const char *url, struct buffer *ret, unsigned int *ret_retry_s, struct fault *fault)
{
	_cleanup_(close_library) struct library library = { .handle = NULL };
	CURL *curl;
	int r;

	*ret_retry_s = 0;
	r = open_library(&library, fault);
	if (r < 0)
		return r;
	curl = library.init();
	if (!curl)
		return fault_set(fault, -ENOMEM, "%s: cannot be started", LIBRARY);
	r = transfer(&library, curl, url, ret, ret_retry_s, fault);
	library.cleanup(curl);
	return r;
}
