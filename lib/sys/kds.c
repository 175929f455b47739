/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Fetching by libcurl.
 */
#include "lib/sys/kds.h"

#include <curl/curl.h>
#include <dlfcn.h>
#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/base/fault.h"

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

static void library_close(struct library *library)
{
	if (library->handle)
		(void)dlclose(library->handle); /* it stays loaded, no more */
}

static int library_open(struct library *ret, struct fault *fault)
{
	struct library library = { .handle = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL) };
	const struct {
		void *at;
		const char *name;
	} symbols[] = {
		{ &library.init, "curl_easy_init" },
		{ &library.set, "curl_easy_setopt" },
		{ &library.perform, "curl_easy_perform" },
		{ &library.get, "curl_easy_getinfo" },
		{ &library.error, "curl_easy_strerror" },
		{ &library.cleanup, "curl_easy_cleanup" },
	};
	size_t i;

	if (!library.handle)
		return fault_set(fault, -ENOSYS, "%s: not installed; fetching needs it (Debian: "
				 "libcurl4 or libcurl4t64)", LIBRARY);
	for (i = 0; i < sizeof(symbols) / sizeof(symbols[0]); i++) {
		void *symbol = dlsym(library.handle, symbols[i].name);

		if (!symbol) {
			library_close(&library);
			return fault_set(fault, -ENOSYS, "%s: has no %s", LIBRARY,
					 symbols[i].name);
		}
		memcpy(symbols[i].at, &symbol, sizeof(symbol));
	}
	*ret = library;
	return 0;
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
	_cleanup_(library_close) struct library library = { .handle = NULL };
	CURL *curl;
	int r;

	*ret_retry_s = 0;
	r = library_open(&library, fault);
	if (r < 0)
		return r;
	curl = library.init();
	if (!curl)
		return fault_set(fault, -ENOMEM, "%s: cannot be started", LIBRARY);
	r = transfer(&library, curl, url, ret, ret_retry_s, fault);
	library.cleanup(curl);
	return r;
}
