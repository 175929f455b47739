/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * From "there is a token" to "there is a key", as who unlocks a volume does it:
 *
 *	open TOKEN			prints the key; the TPM is that of $TPM2TOOLS_TCTI
 *	open ROUNDS COMMAND...		runs a command so many times; the median of how long it
 *					takes, in microseconds, to standard error
 *
 * Each key is got by a process of its own, as at boot.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/sys/tpm.h"
#include "tests/integration/seal_world.h"

#define ROUNDS_MAX	1000

/* Its own exit status tells whether there was a key. */
static int open_once(const char *path)
{
	_cleanup_(secret_deinit) struct secret key = SECRET_NONE;
	_cleanup_(tpm_cleanup) struct tpm *tpm = NULL;
	struct fault fault = FAULT_NONE;
	struct svsm_token token;

	if (seal_world_read_token(path, &token, &fault) < 0 ||
	    tpm_open(getenv("TPM2TOOLS_TCTI"), &tpm, &fault) < 0 ||
	    seal_world_open(tpm, &token, NULL, NULL, &key, NULL, &fault) < 0) {
		fprintf(stderr, "%s\n", fault.text);
		return 1;
	}
	return fwrite(key.bytes, key.size, 1, stdout) == 1 ? 0 : 1;
}

static double now(void)
{
	struct timespec time;

	(void)clock_gettime(CLOCK_MONOTONIC, &time); /* it is there */
	return (double)time.tv_sec * 1e6 + (double)time.tv_nsec / 1e3;
}

static int compare(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static double time_once(char *const command[])
{
	double begin = now();
	int status = 1;
	pid_t child = fork();

	if (!child) {
		(void)execvp(command[0], command);
		_exit(127);
	}
	if (child < 0 || waitpid(child, &status, 0) < 0 || status) {
		fprintf(stderr, "%s: failed\n", command[0]);
		exit(1);
	}
	return now() - begin;
}

int main(int argc, char **argv)
{
	static double times[ROUNDS_MAX];
	int rounds, i;

	if (argc == 2)
		return open_once(argv[1]);
	rounds = argc > 2 ? atoi(argv[1]) : 0;
	if (rounds < 1 || rounds > ROUNDS_MAX) {
		fprintf(stderr, "see the head of the source\n");
		return 2;
	}
	for (i = 0; i < rounds; i++)
		times[i] = time_once(argv + 2);
	qsort(times, (size_t)rounds, sizeof(times[0]), compare);
	fprintf(stderr, "%.0f\n", times[rounds / 2]);
	return 0;
}
