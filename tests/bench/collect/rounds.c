/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Runs a command again and again with calls.c in it, and an empty process in between:
 *
 *	rounds N CALLS-LIBRARY COMMAND...
 *
 * prints lines "ratio", "own", "calls", "processes", each with the best, the median and the
 * 90th percentile: wall time against the time of the calls; in milliseconds the wall time
 * less the calls', and theirs; and the command's processor time in those of "true", which
 * the machine's other work makes longer just as much.  The command's output goes nowhere.
 */
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define CALLS_FILE	"calls"

extern char **environ;

enum { RATIO, OWN, CALLS, PROCESSES, FIGURES };

static const char *const names[] = { "ratio", "own", "calls", "processes" };

static void die(const char *what)
{
	perror(what);
	exit(2);
}

static double milliseconds(const struct timespec *time)
{
	return (double)time->tv_sec * 1e3 + (double)time->tv_nsec / 1e6;
}

static double processor(const struct rusage *usage)
{
	return (double)(usage->ru_utime.tv_sec + usage->ru_stime.tv_sec) * 1e3 +
	       (double)(usage->ru_utime.tv_usec + usage->ru_stime.tv_usec) / 1e3;
}

static double read_calls(void)
{
	FILE *file = fopen(CALLS_FILE, "r");
	unsigned long long begin, end, ns = 0;
	char program[32], kind[16];

	while (file && fscanf(file, "%31s %15s %llu %llu", program, kind, &begin, &end) == 4)
		ns += strcmp(kind, "call") ? 0 : end - begin;
	if (!ns)
		die("the sum of the calls");
	(void)fclose(file); /* it was read */
	(void)unlink(CALLS_FILE);
	return (double)ns / 1e6;
}

/* Its wall time and its processor time. */
static double run(char *command[], double *ret_processor)
{
	posix_spawn_file_actions_t quiet;
	struct timespec begin, end;
	struct rusage usage;
	int status;
	pid_t pid;

	if (posix_spawn_file_actions_init(&quiet) ||
	    posix_spawn_file_actions_addopen(&quiet, STDOUT_FILENO, "/dev/null", O_WRONLY, 0) ||
	    posix_spawn_file_actions_addopen(&quiet, STDERR_FILENO, "said", O_WRONLY | O_CREAT |
					     O_TRUNC, 0600))
		die("posix_spawn");
	(void)clock_gettime(CLOCK_MONOTONIC, &begin); /* it is there */
	if (posix_spawn(&pid, command[0], &quiet, NULL, command, environ) ||
	    wait4(pid, &status, 0, &usage) != pid)
		die(command[0]);
	(void)clock_gettime(CLOCK_MONOTONIC, &end);
	(void)posix_spawn_file_actions_destroy(&quiet);
	if (status) {
		fprintf(stderr, "%s: wait status 0x%x, see 'said'\n", command[0], status);
		exit(2);
	}
	*ret_processor = processor(&usage);
	return milliseconds(&end) - milliseconds(&begin);
}

static void measure(char *command[], const char *library, double ret[FIGURES])
{
	char *const empty[] = { (char *)"/bin/true", NULL };
	double own, other, wall;

	if (setenv("LD_PRELOAD", library, 1))
		die("setenv");
	wall = run(command, &own);
	if (unsetenv("LD_PRELOAD"))
		die("unsetenv");
	(void)run((char **)empty, &other); /* its processor time counts */
	ret[CALLS] = read_calls();
	ret[RATIO] = wall / ret[CALLS];
	ret[OWN] = wall - ret[CALLS];
	ret[PROCESSES] = own / other;
}

static int compare(const void *a, const void *b)
{
	const double left = *(const double *)a, right = *(const double *)b;

	return (left > right) - (left < right);
}

int main(int argc, char *argv[])
{
	size_t rounds = argc > 3 ? strtoul(argv[1], NULL, 10) : 0, i;
	double *figures[FIGURES], result[FIGURES];
	int figure;

	if (!rounds) {
		fputs("usage: rounds N CALLS-LIBRARY COMMAND...\n", stderr);
		return 2;
	}
	if (setenv("BENCH_CALLS", CALLS_FILE, 1))
		die("setenv");
	for (figure = 0; figure < FIGURES; figure++)
		if (!(figures[figure] = calloc(rounds, sizeof(*figures[figure]))))
			die("calloc");
	for (i = 0; i < rounds; i++) {
		measure(argv + 3, argv[2], result);
		for (figure = 0; figure < FIGURES; figure++)
			figures[figure][i] = result[figure];
	}
	for (figure = 0; figure < FIGURES; figure++) {
		qsort(figures[figure], rounds, sizeof(*figures[figure]), compare);
		printf("%s %.3f %.3f %.3f\n", names[figure], figures[figure][0],
		       figures[figure][(rounds - 1) / 2], figures[figure][(rounds - 1) * 9 / 10]);
		free(figures[figure]);
	}
	return 0;
}
