/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Posting by libcurl.
 *
 * Its files are opened here and looked at as they are open, and libcurl gets the names of
 * the descriptors: what it reads is what was looked at.
 */
#include "daemon/post.h"

#include <curl/curl.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/base/cleanup.h"
#include "lib/base/error.h"
#include "lib/base/fault.h"
#include "lib/base/version.h"
#include "lib/format/json_writer.h"
#include "lib/format/svsmd_conf.h"

#define CONNECT_MS	10000L
#define HEADERS_MAX	(16u * 1024)
#define REASON_MAX	200	/* of what a verifier says when it refuses */
#define WAIT_MAX	(24 * 60 * 60)
#define JSON_TYPE	"application/json"
#define FD_PATH_MAX	32
#define URL_MAX		(SVSMD_CONF_URL_MAX + 256)

struct post {
	CURL *curl;
	struct curl_slist *headers;
	const struct svsmd_conf *conf;
	int ca, certificate, key;	/* -1: none */
	char error[CURL_ERROR_SIZE];
	char url[URL_MAX];
	/* Of the request that runs: */
	struct post_result *result;
	char reason[REASON_MAX + 1];
	size_t reason_size, header_size;
	bool is_too_long;
};

/* ---- files --------------------------------------------------------------------- */

static int open_file(const char *path, mode_t forbidden, int *ret, struct fault *fault)
{
	_cleanup_(cleanup_close) int fd = -1;
	struct stat st;

	if (!*path)
		return 0;
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd < 0 || fstat(fd, &st) < 0)
		return fault_set(fault, -errno, "%s: %s", path, error_text(errno));
	if (!S_ISREG(st.st_mode))
		return fault_set(fault, -EINVAL, "%s: is no file", path);
	if (st.st_uid && st.st_uid != geteuid())
		return fault_set(fault, -EPERM, "%s: must belong to root: chown root it", path);
	if (st.st_mode & forbidden)
		return fault_set(fault, -EPERM, "%s: others may %s it: chmod %s it", path,
				 st.st_mode & forbidden & 022 ? "write" : "read",
				 forbidden & 044 ? "0600" : "0644");
	*ret = TAKE_FD(fd);
	return 0;
}

static int open_files(struct post *post, struct fault *fault)
{
	int r = open_file(post->conf->verifier_ca, 022, &post->ca, fault);

	if (!r)
		r = open_file(post->conf->client_certificate, 022, &post->certificate, fault);
	if (!r)
		r = open_file(post->conf->client_key, 066, &post->key, fault);
	return r;
}

static bool set_file(struct post *post, CURLoption option, int fd)
{
	char path[FD_PATH_MAX];

	if (fd < 0)
		return true;
	(void)snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	return !curl_easy_setopt(post->curl, option, path);
}

/* ---- what comes ---------------------------------------------------------------- */

static long status_of(const struct post *post)
{
	long status = 0;

	(void)curl_easy_getinfo(post->curl, CURLINFO_RESPONSE_CODE, &status); /* 0 is none */
	return status;
}

static size_t take_body(char *data, size_t one, size_t size, void *user)
{
	struct post *post = user;
	const size_t room = REASON_MAX - post->reason_size;

	if (status_of(post) == 200) {
		post->is_too_long = buffer_append(&post->result->body, data, size) < 0;
		return post->is_too_long ? 0 : size;
	}
	/* Of any other answer the beginning is enough. */
	memcpy(post->reason + post->reason_size, data, size < room ? size : room);
	post->reason_size += size < room ? size : room;
	post->reason[post->reason_size] = '\0';
	return size <= room ? size : 0;
}

static size_t take_header(char *data, size_t one, size_t size, void *user)
{
	struct post *post = user;

	post->header_size += size;
	post->is_too_long = post->header_size > HEADERS_MAX;
	return post->is_too_long ? 0 : size;
}

static bool is_type(const struct post *post, const char *wanted)
{
	const size_t length = strlen(wanted);
	char *type = NULL;

	(void)curl_easy_getinfo(post->curl, CURLINFO_CONTENT_TYPE, &type); /* NULL is none */
	return type && !strncasecmp(type, wanted, length) &&
	       (!type[length] || type[length] == ';' || type[length] == ' ');
}

/* ---- what it means ------------------------------------------------------------- */

static __attribute__((__format__(__printf__, 3, 4)))
void set_why(struct post *post, enum post_outcome outcome, const char *format, ...)
{
	char *why = post->result->why;
	va_list arguments;
	int used;

	used = snprintf(why, POST_WHY_MAX, "%s: ", post->url); /* fits, by URL_MAX */
	va_start(arguments, format);
	(void)vsnprintf(why + used, POST_WHY_MAX - (size_t)used, format, arguments);
	va_end(arguments);
	json_writer_make_text(why); /* a part of it may be the verifier's words */
	post->result->outcome = outcome;
}

static const char *remedy(CURLcode code)
{
	switch (code) {
	case CURLE_PEER_FAILED_VERIFICATION:
		return "; Ca= of svsmd.conf names who may vouch for it, Url= whom it must name";
	case CURLE_SSL_CACERT_BADFILE:
		return "; Ca= of svsmd.conf must name certificates, PEM";
	case CURLE_SSL_CERTPROBLEM:
		return "; see Certificate= and PrivateKey= of svsmd.conf";
	case CURLE_COULDNT_RESOLVE_HOST:
	case CURLE_COULDNT_CONNECT:
		return "; see Url= of svsmd.conf, and the network";
	default:
		return "";
	}
}

static void take_failure(struct post *post, CURLcode code)
{
	if (post->is_too_long && post->header_size > HEADERS_MAX)
		set_why(post, POST_UNREACHABLE, "its headers are longer than %u bytes",
			HEADERS_MAX);
	else if (post->is_too_long)
		set_why(post, POST_UNREACHABLE, "its answer is longer than %zu bytes",
			post->result->body.limit);
	else if (code == CURLE_OPERATION_TIMEDOUT)
		set_why(post, POST_UNREACHABLE, "no answer within %llu s; Timeout= of svsmd.conf "
			"may be longer",
			(unsigned long long)(post->conf->verifier_timeout_ms + 999) / 1000);
	else
		set_why(post, POST_UNREACHABLE, "%s%s",
			*post->error ? post->error : curl_easy_strerror(code), remedy(code));
}

static void take_status(struct post *post, long status)
{
	const char *reason = is_type(post, "text/plain") ? post->reason : "";
	curl_off_t wait = 0;

	if (status == 429 || status == 503) {
		(void)curl_easy_getinfo(post->curl, CURLINFO_RETRY_AFTER, &wait); /* 0: none */
		post->result->wait_s = wait < 0 ? 0 : wait > WAIT_MAX ? WAIT_MAX : (uint32_t)wait;
		set_why(post, POST_WAIT, "it is to be asked later (status %ld)%s%s", status,
			*reason ? ": " : "", reason);
	} else if (status >= 400 && status < 500) {
		set_why(post, POST_REFUSED, "it refuses (status %ld)%s%s", status,
			*reason ? ": " : "", reason);
	} else if (status >= 300 && status < 400) {
		set_why(post, POST_UNREACHABLE, "it sends elsewhere (status %ld), which is not "
			"followed; Url= of svsmd.conf must name the verifier itself", status);
	} else {
		set_why(post, POST_UNREACHABLE, "it answers with status %ld", status);
	}
}

/* The end of an answer that has a reason may be left out, of one that counts it may not. */
static void take_result(struct post *post, CURLcode code)
{
	const long status = status_of(post);
	const bool is_cut = code == CURLE_WRITE_ERROR && !post->is_too_long;

	if (code && !(is_cut && status >= 300 && status < 600))
		take_failure(post, code);
	else if (status != 200)
		take_status(post, status);
	else if (!is_type(post, JSON_TYPE))
		set_why(post, POST_UNREACHABLE, "its answer is not " JSON_TYPE "; is Url= of "
			"svsmd.conf a verifier's?");
	else
		post->result->outcome = POST_DONE;
}

/* ---- asking -------------------------------------------------------------------- */

static bool set_all(struct post *post)
{
	const long timeout = (long)post->conf->verifier_timeout_ms;
	CURL *curl = post->curl;

	return !curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "https") &&
	       !curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1) &&
	       !curl_easy_setopt(curl, CURLOPT_PROXY, "") &&
	       !curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L) &&
	       !curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L) &&
	       !curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS,
				 timeout < CONNECT_MS ? timeout : CONNECT_MS) &&
	       !curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, timeout) &&
	       !curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2) &&
	       !curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L) &&
	       !curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L) &&
	       /* Debian's libcurl looks into the system's store by default. */
	       !curl_easy_setopt(curl, CURLOPT_CAPATH, NULL) &&
	       set_file(post, CURLOPT_CAINFO, post->ca) &&
	       set_file(post, CURLOPT_SSLCERT, post->certificate) &&
	       set_file(post, CURLOPT_SSLKEY, post->key) &&
	       /* Else a key with a password is asked for on a terminal. */
	       !curl_easy_setopt(curl, CURLOPT_KEYPASSWD, "") &&
	       !curl_easy_setopt(curl, CURLOPT_USERAGENT, "svsm-poster/" SVSM_GUEST_VERSION) &&
	       !curl_easy_setopt(curl, CURLOPT_HTTPHEADER, post->headers) &&
	       !curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, post->error) &&
	       !curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_header) &&
	       !curl_easy_setopt(curl, CURLOPT_HEADERDATA, post) &&
	       !curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body) &&
	       !curl_easy_setopt(curl, CURLOPT_WRITEDATA, post);
}

static bool add_header(struct post *post, const char *header)
{
	struct curl_slist *longer = curl_slist_append(post->headers, header);

	if (longer)
		post->headers = longer;
	return longer;
}

int post_new(const struct svsmd_conf *conf, struct post **ret, struct fault *fault)
{
	struct post *post = calloc(1, sizeof(*post));
	int r;

	if (!post)
		return fault_set(fault, -ENOMEM, "out of memory");
	post->conf = conf;
	post->ca = post->certificate = post->key = -1;
	r = open_files(post, fault);
	if (!r) {
		post->curl = curl_easy_init();
		if (!post->curl || !add_header(post, "Content-Type: " JSON_TYPE) ||
		    !add_header(post, "Accept: " JSON_TYPE) || !add_header(post, "Expect:") ||
		    !set_all(post))
			r = fault_set(fault, -EIO, "libcurl: lacks an option that is needed");
	}
	if (r < 0) {
		post_free(post);
		return r;
	}
	*ret = post;
	return 0;
}

void post_send(struct post *post, const char *path, const void *data, size_t size,
	       struct post_result *ret)
{
	const char *url = post->conf->verifier_url;
	size_t length = strlen(url);
	CURLcode code;

	while (length && url[length - 1] == '/')
		length--;
	(void)snprintf(post->url, sizeof(post->url), "%.*s/%s", (int)length, url, path);
	post->result = ret;
	post->reason_size = post->header_size = 0;
	post->is_too_long = false;
	*post->reason = *post->error = '\0';
	if (curl_easy_setopt(post->curl, CURLOPT_URL, post->url) ||
	    curl_easy_setopt(post->curl, CURLOPT_POSTFIELDS, data) ||
	    curl_easy_setopt(post->curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)size))
		code = CURLE_OUT_OF_MEMORY;
	else
		code = curl_easy_perform(post->curl);
	take_result(post, code);
}

void post_free(struct post *post)
{
	if (!post)
		return;
	curl_easy_cleanup(post->curl);
	curl_slist_free_all(post->headers);
	cleanup_close(&post->ca);
	cleanup_close(&post->certificate);
	cleanup_close(&post->key);
	free(post);
}
