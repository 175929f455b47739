/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Preloaded into programs that are measured: when they wait for TPM, SVSM or network, as they
 * see that themselves.
 *
 * All of these are spoken to over sockets, or devices where there are any; every call of the
 * C library that connects, sends, waits or receives there is timed, and what was sent is under
 * way until something is received, whatever the program does meanwhile.  So is rename(), which
 * marks where a result is kept.  At the end of each program lines "PROGRAM KIND BEGIN END" are
 * added to the file that BENCH_CALLS names, KIND being "call" or "rename", the times
 * nanoseconds of the monotonic clock; and one "PROGRAM processor NOW TIME" with the processor
 * time that it has taken.
 */
#include <dlfcn.h>
#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define MOMENTS_MAX	65536
#define FDS_MAX		64

static struct {
	const char *kind;
	uint64_t begin, end;
} moments[MOMENTS_MAX];
static size_t count;
static char *path;
static uint64_t asked[FDS_MAX];	/* when something was sent that is not answered; 0: nothing */

static uint64_t now(void)
{
	struct timespec time;

	(void)clock_gettime(CLOCK_MONOTONIC, &time); /* it is there */
	return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

static void note(const char *kind, uint64_t begin)
{
	if (count == MOMENTS_MAX)
		abort();
	moments[count].kind = kind;
	moments[count].begin = begin;
	moments[count++].end = now();
}

static void ask(int fd, uint64_t begin)
{
	note("call", begin);
	if (fd < FDS_MAX && !asked[fd])
		asked[fd] = begin;
}

static void answer(int fd, uint64_t begin)
{
	note("call", fd < FDS_MAX && asked[fd] ? asked[fd] : begin);
	if (fd < FDS_MAX)
		asked[fd] = 0;
}

static void leave(int fd, uint64_t begin)
{
	note("call", begin);
	if (fd < FDS_MAX)
		asked[fd] = 0;
}

static void wait_for(int fd, uint64_t begin)
{
	(void)fd; /* what it is asked comes later */
	note("call", begin);
}

/* No file, and none of the three that a terminal or its stand-in has. */
static int is_counted(int fd)
{
	struct stat status;

	return fd > STDERR_FILENO && !fstat(fd, &status) &&
	       (S_ISSOCK(status.st_mode) || S_ISCHR(status.st_mode));
}

#define TIMED(type_, name_, note_, fd_, parameters_, ...)			\
	type_ name_ parameters_							\
	{									\
		static __typeof__(name_) *real_;				\
		uint64_t begin_;						\
		type_ result_;							\
										\
		if (!real_)							\
			real_ = (__typeof__(name_) *)dlsym(RTLD_NEXT, #name_);	\
		if (!is_counted(fd_))						\
			return real_(__VA_ARGS__);				\
		begin_ = now();							\
		result_ = real_(__VA_ARGS__);					\
		note_(fd_, begin_);						\
		return result_;							\
	}

TIMED(int, connect, wait_for, fd, (int fd, const struct sockaddr *address, socklen_t size), fd,
      address, size)
TIMED(ssize_t, read, answer, fd, (int fd, void *data, size_t size), fd, data, size)
TIMED(ssize_t, write, ask, fd, (int fd, const void *data, size_t size), fd, data, size)
TIMED(ssize_t, recv, answer, fd, (int fd, void *data, size_t size, int flags), fd, data, size,
      flags)
TIMED(ssize_t, send, ask, fd, (int fd, const void *data, size_t size, int flags), fd, data, size,
      flags)
TIMED(int, poll, wait_for, fds->fd, (struct pollfd *fds, nfds_t count, int wait), fds, count,
      wait)
TIMED(int, close, leave, fd, (int fd), fd)

int ioctl(int fd, unsigned long request, ...)
{
	static __typeof__(ioctl) *real;
	uint64_t begin;
	va_list args;
	void *data;
	int r;

	va_start(args, request);
	data = va_arg(args, void *);
	va_end(args);
	if (!real)
		real = (__typeof__(ioctl) *)dlsym(RTLD_NEXT, "ioctl");
	begin = now();
	r = real(fd, request, data);
	if (is_counted(fd))
		note("call", begin);
	return r;
}

int rename(const char *from, const char *to)
{
	static __typeof__(rename) *real;
	const uint64_t begin = now();
	int r;

	if (!real)
		real = (__typeof__(rename) *)dlsym(RTLD_NEXT, "rename");
	r = real(from, to);
	note("rename", begin);
	return r;
}

static unsigned long long nanoseconds(const struct timeval *time)
{
	return (unsigned long long)time->tv_sec * 1000000000 +
	       (unsigned long long)time->tv_usec * 1000;
}

/* Before the program forgets its environment, as it may. */
static __attribute__((__constructor__)) void begin(void)
{
	path = getenv("BENCH_CALLS");
	path = path ? strdup(path) : NULL;
}

static __attribute__((__destructor__)) void tell(void)
{
	FILE *file = path ? fopen(path, "a") : NULL;
	struct rusage usage;
	size_t i;

	if (!file)
		return;
	(void)getrusage(RUSAGE_SELF, &usage); /* it is its own */
	(void)fprintf(file, "%s processor %llu %llu\n", program_invocation_short_name,
		      (unsigned long long)now(), nanoseconds(&usage.ru_utime) +
		      nanoseconds(&usage.ru_stime));
	for (i = 0; i < count; i++)
		(void)fprintf(file, "%s %s %llu %llu\n", program_invocation_short_name,
			      moments[i].kind, (unsigned long long)moments[i].begin,
			      (unsigned long long)moments[i].end);
	(void)fclose(file); /* what is missing is noticed */
}
