/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Two commands as whole processes, one after the other in turns, so that whatever else
 * runs on the machine hits both.  Their output goes to /dev/null.  This program stays
 * small on purpose: the kernel counts what a child shared with it before exec().
 *
 *	processes ROUNDS COMMAND... -- COMMAND...
 *
 * Prints a line for each: "median-us N quartiles-us N N peak-kib N pss-kib N dirty-kib N".
 * The peak is of all rounds; the last two are of one more run, when it is about to end
 * (0: it could not be traced).
 */
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define ROUNDS_MAX	10000

struct subject {
	char **argv;
	unsigned long times[ROUNDS_MAX];	/* microseconds */
	long peak, pss, dirty;			/* KiB */
};

static struct subject subjects[2];

static unsigned long now(void)
{
	struct timespec time;

	(void)clock_gettime(CLOCK_MONOTONIC, &time); /* it exists */
	return (unsigned long)time.tv_sec * 1000000 + (unsigned long)time.tv_nsec / 1000;
}

static void fail(const char *what)
{
	perror(what);
	exit(1);
}

static unsigned long run(struct subject *subject, const posix_spawn_file_actions_t *silent)
{
	unsigned long begin = now(), took;
	struct rusage usage;
	pid_t pid;
	int status;

	if (posix_spawnp(&pid, subject->argv[0], silent, NULL, subject->argv, environ))
		fail(subject->argv[0]);
	if (wait4(pid, &status, 0, &usage) != pid || !WIFEXITED(status))
		fail(subject->argv[0]);
	took = now() - begin;
	if (usage.ru_maxrss > subject->peak)
		subject->peak = usage.ru_maxrss;
	return took;
}

static void read_memory(pid_t pid, struct subject *subject)
{
	char path[64], line[256];
	FILE *file;

	(void)snprintf(path, sizeof(path), "/proc/%d/smaps_rollup", (int)pid);
	file = fopen(path, "re");
	while (file && fgets(line, sizeof(line), file)) {
		if (!strncmp(line, "Pss:", 4))
			subject->pss = strtol(line + 4, NULL, 10);
		if (!strncmp(line, "Private_Dirty:", 14))
			subject->dirty = strtol(line + 14, NULL, 10);
	}
	if (file)
		(void)fclose(file);
}

/* Runs it up to its end, and looks at its memory while that is still there. */
static void trace(struct subject *subject)
{
	pid_t pid = fork();
	int status;

	if (pid < 0)
		fail("fork");
	if (!pid) {
		int null = open("/dev/null", O_RDWR);

		if (null >= 0 && dup2(null, 1) == 1 && dup2(null, 2) == 2 &&
		    !ptrace(PTRACE_TRACEME, 0, NULL, NULL))
			(void)execvp(subject->argv[0], subject->argv);
		_exit(127);
	}
	while (waitpid(pid, &status, 0) == pid && WIFSTOPPED(status)) {
		if (status >> 8 == (SIGTRAP | PTRACE_EVENT_EXIT << 8))
			read_memory(pid, subject);
		else
			(void)ptrace(PTRACE_SETOPTIONS, pid, NULL, PTRACE_O_TRACEEXIT);
		(void)ptrace(PTRACE_CONT, pid, NULL, NULL);
	}
}

static int compare(const void *a, const void *b)
{
	unsigned long x = *(const unsigned long *)a, y = *(const unsigned long *)b;

	return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
	unsigned long rounds = argc > 1 ? strtoul(argv[1], NULL, 10) : 0, i;
	posix_spawn_file_actions_t silent;
	struct subject *subject;
	int at = 2;

	while (at < argc && strcmp(argv[at], "--"))
		at++;
	if (!rounds || rounds > ROUNDS_MAX || at < 3 || at + 1 >= argc) {
		fputs("usage: processes ROUNDS COMMAND... -- COMMAND...\n", stderr);
		return 2;
	}
	argv[at] = NULL;
	subjects[0].argv = argv + 2;
	subjects[1].argv = argv + at + 1;
	if (posix_spawn_file_actions_init(&silent) ||
	    posix_spawn_file_actions_addopen(&silent, 1, "/dev/null", O_WRONLY, 0) ||
	    posix_spawn_file_actions_addopen(&silent, 2, "/dev/null", O_WRONLY, 0))
		fail("posix_spawn");
	for (i = 0; i < rounds; i++)
		for (subject = subjects; subject < subjects + 2; subject++)
			subject->times[i] = run(subject, &silent);
	for (subject = subjects; subject < subjects + 2; subject++) {
		trace(subject);
		qsort(subject->times, rounds, sizeof(subject->times[0]), compare);
		printf("median-us %lu quartiles-us %lu %lu peak-kib %ld pss-kib %ld dirty-kib %ld\n",
		       subject->times[rounds / 2], subject->times[rounds / 4],
		       subject->times[rounds * 3 / 4], subject->peak, subject->pss,
		       subject->dirty);
	}
	return 0;
}
