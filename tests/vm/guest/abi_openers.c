/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * /dev/svsm and those who have it open: two at a time, descriptors that are closed in the
 * middle of a request, permissions, and the turns that attestations wait for, under
 * signals.  Built for callers of both word sizes.
 */
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "tests/vm/guest/check.h"

#define INTERVAL_MS		600
#define INTERVAL		"600"
#define REPORT_DATA		0x50	/* in a report; 64 bytes */
#define REPORT_DATA_LEN		64
#define LONG_INTERVAL_MS	2000	/* in which much is to be done, on a slow machine */
#define LONG_INTERVAL		"2000"
#define WAITERS			4
#define BETWEEN			2
#define ATTESTATIONS		25	/* of each of those who ask at the same time */
#define NOBODY			65534

static int rw;

static void pause_ms(long ms)
{
	struct timespec left = { ms / 1000, ms % 1000 * 1000000 };

	while (nanosleep(&left, &left))
		if (errno != EINTR) {
			printf("not ok the machine can wait: %s\n", strerror(errno));
			exit(1);
		}
}

static int attest_once(int fd)
{
	struct svsm_attest cmd = attest_vtpm(9);

	return result(fd, SVSM_IOC_ATTEST, &cmd);
}

/* ---- two openers --------------------------------------------------------------- */

static int attest_short(int fd, unsigned char nonce)
{
	struct svsm_attest cmd = attest_vtpm(nonce);

	cmd.report_len = 0;
	return result(fd, SVSM_IOC_ATTEST, &cmd);
}

static int attest_copy(int fd, unsigned char nonce, unsigned char *ret_data)
{
	struct svsm_attest cmd = attest_vtpm(nonce);
	int error;

	cmd.flags = SVSM_ATTEST_COPY;
	error = result(fd, SVSM_IOC_ATTEST, &cmd);
	memcpy(ret_data, report + REPORT_DATA, REPORT_DATA_LEN);
	return error;
}

static void test_interleaved(void)
{
	unsigned char first[REPORT_DATA_LEN], second[REPORT_DATA_LEN], again[REPORT_DATA_LEN];
	int a = open(DEVICE, O_RDWR), b = open(DEVICE, O_RDWR), c = open(DEVICE, O_RDWR);
	struct svsm_attest cmd;

	check_errno(attest_short(a, 1), EMSGSIZE, "one opener's answer is kept");
	check_errno(attest_short(b, 2), EMSGSIZE, "so is another's");
	check_errno(attest_copy(c, 1, again), ENODATA, "a third one has none of them");
	check_errno(attest_copy(b, 1, again), ENODATA, "nor has either the other's");
	check_errno(attest_copy(b, 2, second), 0, "the second copies its own");
	check_errno(attest_copy(a, 1, first), 0, "the first copies its own");
	cmd = attest_vtpm(1);
	result(c, SVSM_IOC_ATTEST, &cmd);
	check_that(!memcmp(report + REPORT_DATA, first, sizeof(first)) &&
		   memcmp(first, second, sizeof(first)), "each answer is for its own nonce");
	close(a);
	close(b);
	close(c);
}

static void test_shared_descriptor(void)
{
	unsigned char data[REPORT_DATA_LEN];
	int fd = open(DEVICE, O_RDWR), other = dup(fd), new;

	attest_short(fd, 3);
	close(fd);
	check_errno(attest_copy(other, 3, data), 0, "a duplicate has what its original was kept");
	attest_short(other, 3);
	close(other);
	new = open(DEVICE, O_RDWR);
	check_errno(attest_copy(new, 3, data), ENODATA, "the last close throws it away");
	attest_short(new, 3);
	attest_once(new);
	check_errno(attest_copy(new, 3, data), ENODATA, "so does the next request");
	close(new);
}

/* ---- permissions ---------------------------------------------------------------- */

/* As another user; the exit status says at what it went wrong. */
static int be_nobody(void)
{
	struct svsm_info info = { .size = sizeof(info) };
	struct svsm_list list = list_all();
	int fd;

	if (setgid(NOBODY) || setuid(NOBODY))
		return 1;
	if (open(DEVICE, O_RDWR) >= 0 || errno != EACCES)
		return 2;
	if (open(DEVICE, O_WRONLY) >= 0 || errno != EACCES)
		return 3;
	fd = open(DEVICE, O_RDONLY);
	if (result(fd, SVSM_IOC_GET_INFO, &info) || result(fd, SVSM_IOC_LIST_SERVICES, &list))
		return 4;
	list.flags = SVSM_LIST_RESCAN;
	if (result(fd, SVSM_IOC_LIST_SERVICES, &list) != EACCES)
		return 5;
	return attest_once(fd) == EACCES ? 0 : 6;
}

/* Of a driver just loaded, which has made no list yet. */
static void test_unlisted(void)
{
	struct svsm_list list = list_all();
	long calls = calls_of("attest");
	int fd = open(DEVICE, O_RDONLY);

	check_errno(result(fd, SVSM_IOC_LIST_SERVICES, &list), ENODATA,
		    "who may only read a list that was never made gets ENODATA");
	check_that(calls_of("attest") == calls, "and nothing of it has reached the SVSM");
	close(fd);
}

static void test_permissions(void)
{
	struct svsm_info info = { .size = sizeof(info) };
	struct svsm_list list = list_all();
	struct stat st;
	char why[32];
	int status, fd;
	pid_t pid;

	check_that(!stat(DEVICE, &st) && S_ISCHR(st.st_mode) && !(st.st_mode & 0022) && !st.st_uid,
		   "the device is root's to write");
	result(rw, SVSM_IOC_LIST_SERVICES, &list);
	pid = fork();
	if (!pid)
		_exit(be_nobody());
	waitpid(pid, &status, 0);
	snprintf(why, sizeof(why), "wait status 0x%x", status);
	check(!status, why, "another user learns what is known already, and can ask for nothing");

	fd = open(DEVICE, O_WRONLY);
	check_errno(attest_once(fd), 0, "a descriptor opened for writing alone may attest");
	check_errno(result(fd, SVSM_IOC_GET_INFO, &info), 0, "and ask for information");
	close(fd);
	fd = open(DEVICE, O_RDONLY);
	check_errno(attest_once(fd), EACCES, "one opened for reading may not attest");
	close(fd);
}

/* ---- turns ------------------------------------------------------------------------ */

static void ignore_signal(int number)
{
	(void)number;
}

/* Until the burst is there again. */
static void rest(void)
{
	pause_ms(2 * INTERVAL_MS);
}

static void test_pace(void)
{
	long begin, took;

	set_pacing(INTERVAL, "2", "0");
	rest();
	begin = now_ms();
	attest_once(rw);
	attest_once(rw);
	took = now_ms() - begin;
	check_that(took < INTERVAL_MS, "a burst of two is served at once");
	attest_once(rw);
	attest_once(rw);
	took = now_ms() - begin;
	check_that(took >= 2 * INTERVAL_MS - 20 && took < 4 * INTERVAL_MS,
		   "who comes after it waits for an interval each");

	set_pacing(INTERVAL, "0", "0");
	rest();
	begin = now_ms();
	attest_once(rw);
	attest_once(rw);
	took = now_ms() - begin;
	check_that(took >= INTERVAL_MS - 20, "a burst of none is one of one");
}

/* They have just been others, by which the next turn was hours away. */
static void test_pace_is_what_the_parameters_are_now(void)
{
	struct svsm_attest cmd = attest_vtpm(9);
	int fd = open(DEVICE, O_RDWR | O_NONBLOCK);

	set_pacing("10000000", "1", "0");
	rest();
	attest_once(fd);
	check_errno(result(fd, SVSM_IOC_ATTEST, &cmd), EAGAIN, "an interval of hours is one");
	set_pacing(INTERVAL, "1", "0");
	cmd = attest_vtpm(9);
	check_errno(result(fd, SVSM_IOC_ATTEST, &cmd), EAGAIN, "that is shortened meanwhile");
	check_that(cmd.retry_ms <= INTERVAL_MS + 1, "is as long as it is now");
	rest();
	set_pacing("4294967295", "4294967295", "0");
	attest_once(fd);
	check_errno(attest_once(fd), 0, "the largest burst of the longest interval is a burst");
	set_pacing("0", "1", "0");
	check_errno(attest_once(fd), 0, "and without an interval nobody waits");
	close(fd);
}

static void test_nonblocking(void)
{
	int fd = open(DEVICE, O_RDWR | O_NONBLOCK);
	struct svsm_attest cmd = attest_vtpm(9);
	struct svsm_list list = list_all();
	long calls;

	set_pacing(INTERVAL, "1", "0");
	rest();
	check_errno(result(fd, SVSM_IOC_ATTEST, &cmd), 0, "non-blocking: the first is served");
	calls = calls_of("attest");
	cmd = attest_vtpm(9);
	check_errno(result(fd, SVSM_IOC_ATTEST, &cmd), EAGAIN, "non-blocking: the next is EAGAIN");
	check_that(cmd.retry_ms > 0 && cmd.retry_ms <= INTERVAL_MS, "and says when to come back");
	check_that(cmd.svsm_code == SVSM_CODE_NONE, "and that nobody was asked");
	list.flags = SVSM_LIST_RESCAN;
	check_errno(result(fd, SVSM_IOC_LIST_SERVICES, &list), EAGAIN, "so is RESCAN");
	check_that(calls_of("attest") == calls, "neither was a call");
	pause_ms(cmd.retry_ms);
	cmd = attest_vtpm(9);
	check_errno(result(fd, SVSM_IOC_ATTEST, &cmd), 0, "at that time it is served");
	close(fd);
}

/* Where a child of ours waits: for the one descriptor that all share, or for the SVSM. */
enum waits_on { ONE_DESCRIPTOR, THE_SVSM };

static pid_t wait_for_turn(int flags, enum waits_on on)
{
	struct sigaction action = { .sa_handler = ignore_signal, .sa_flags = flags };
	pid_t pid = fork();

	if (pid)
		return pid;
	sigaction(SIGUSR1, &action, NULL);
	_exit(attest_once(on == ONE_DESCRIPTOR ? rw : open(DEVICE, O_RDWR)));
}

static int exit_of(pid_t pid)
{
	int status;

	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

/*
 * The SVSM's turns as children of ours wait for them: the first, whose turn is next, is
 * sent a signal with a handler; of the last, who wait for others, one is sent it with
 * SA_RESTART, one is killed.  Those between are all served, in turn.
 */
static void test_signals(enum waits_on on)
{
	pid_t between[BETWEEN], restart, plain, killed;
	long turn, begin, calls, took;
	int i, served = 0;

	printf("# waiting on %s\n", on == ONE_DESCRIPTOR ? "one descriptor" : "the SVSM");
	set_pacing(LONG_INTERVAL, "1", "0");
	rest();
	turn = now_ms();
	attest_once(rw);
	calls = calls_of("attest");
	begin = now_ms();
	plain = wait_for_turn(0, on);
	pause_ms(INTERVAL_MS / 6);
	for (i = 0; i < BETWEEN; i++)
		between[i] = wait_for_turn(0, on);
	pause_ms(INTERVAL_MS / 6);
	restart = wait_for_turn(SA_RESTART, on);
	killed = wait_for_turn(0, on);
	pause_ms(INTERVAL_MS / 6);
	kill(plain, SIGUSR1);
	kill(restart, SIGUSR1);
	kill(killed, SIGKILL);
	check_that(exit_of(plain) == EINTR, "a signal ends the wait with EINTR");
	check_that(exit_of(restart) == EINTR, "with SA_RESTART as well");
	check_that(exit_of(killed) == -SIGKILL, "SIGKILL ends it");
	took = now_ms() - begin;
	check_that(took < LONG_INTERVAL_MS, "at once, all three");
	check_that(calls_of("attest") == calls, "and nothing was asked of the SVSM");

	for (i = 0; i < BETWEEN; i++)
		served += !exit_of(between[i]);
	took = now_ms() - turn;
	check_that(served == BETWEEN, "the others are served");
	check_that(calls_of("attest") == calls + BETWEEN, "with one call each");
	check_that(took >= BETWEEN * LONG_INTERVAL_MS - 50, "no faster than the pace");
}

/* Not even for the lock that a waiter holds. */
static void test_nonblocking_behind_a_waiter(void)
{
	int fd = open(DEVICE, O_RDWR | O_NONBLOCK);
	struct svsm_attest cmd = attest_vtpm(9);
	long begin;
	pid_t pid;
	int error;

	set_pacing(LONG_INTERVAL, "1", "0");
	rest();
	attest_once(rw);
	pid = wait_for_turn(0, THE_SVSM);
	pause_ms(INTERVAL_MS / 3);
	begin = now_ms();
	error = result(fd, SVSM_IOC_ATTEST, &cmd);
	check_that(now_ms() - begin < LONG_INTERVAL_MS / 2,
		   "non-blocking does not wait for who waits");
	check_errno(error, EAGAIN, "but is EAGAIN");
	check_that(cmd.retry_ms == LONG_INTERVAL_MS, "and told to come back after an interval");
	check_errno(exit_of(pid), 0, "who waited is served");
	close(fd);
}

/* ---- at the same time --------------------------------------------------------------- */

/* The vTPM's manifest stays as it is: to the same nonce the same answer, whoever asks. */
static void test_at_the_same_time(void)
{
	unsigned char wanted[WAITERS][REPORT_DATA_LEN];
	struct svsm_attest cmd;
	pid_t pids[WAITERS];
	int i, n, fd, right = 0;

	set_pacing("0", "1", "0");
	for (i = 0; i < WAITERS; i++) {
		cmd = attest_vtpm(0x40 + i);
		result(rw, SVSM_IOC_ATTEST, &cmd);
		memcpy(wanted[i], report + REPORT_DATA, REPORT_DATA_LEN);
	}
	for (i = 0; i < WAITERS; i++) {
		pids[i] = fork();
		if (pids[i])
			continue;
		fd = open(DEVICE, O_RDWR);
		for (n = 0; n < ATTESTATIONS; n++) {
			cmd = attest_vtpm(0x40 + i);
			if (result(fd, SVSM_IOC_ATTEST, &cmd) ||
			    memcmp(wanted[i], report + REPORT_DATA, REPORT_DATA_LEN))
				_exit(1);
		}
		_exit(0);
	}
	for (i = 0; i < WAITERS; i++)
		right += !exit_of(pids[i]);
	check_that(right == WAITERS, "who ask at the same time are each given their own answer");
}

static void test_copy_behind_a_request(void)
{
	unsigned char data[REPORT_DATA_LEN];
	pid_t pid;

	set_pacing(LONG_INTERVAL, "1", "0");
	rest();
	attest_once(rw);
	pid = fork();
	if (!pid)
		_exit(attest_short(rw, 7));
	pause_ms(INTERVAL_MS / 3);
	check_errno(attest_copy(rw, 7, data), 0,
		    "COPY waits for the request that is under way on its descriptor");
	check_errno(exit_of(pid), EMSGSIZE, "whose answer it was");
}

/* ---- closed in the middle ---------------------------------------------------------- */

static void *attest_thread(void *fd)
{
	static int error;

	error = attest_once(*(int *)fd);
	return &error;
}

static void test_closed_in_the_middle(void)
{
	int fd = open(DEVICE, O_RDWR), copy = fd;
	pthread_t thread;
	void *error;

	set_pacing(INTERVAL, "1", "0");
	attest_once(rw);
	if (pthread_create(&thread, NULL, attest_thread, &copy)) {
		check_that(false, "a second thread starts");
		return;
	}
	pause_ms(INTERVAL_MS / 3);
	close(fd);
	check_errno(result(fd, SVSM_IOC_ATTEST, report), EBADF, "a closed descriptor is closed");
	pthread_join(thread, &error);
	check_errno(*(int *)error, 0, "and the request that was under way on it is served");
	check_errno(attest_once(rw), 0, "as is the next one");
}

int main(void)
{
	printf("TAP version 13\n# callers of %zu bits\n", 8 * sizeof(long));
	rw = open(DEVICE, O_RDWR);
	if (rw < 0 || !set_pacing("0", "3", "0")) {
		printf("not ok abi_openers has what it needs: %s\n", strerror(errno));
		return 1;
	}
	test_unlisted();
	test_interleaved();
	test_shared_descriptor();
	test_permissions();
	test_pace();
	test_pace_is_what_the_parameters_are_now();
	test_nonblocking();
	test_signals(ONE_DESCRIPTOR);
	test_signals(THE_SVSM);
	test_nonblocking_behind_a_waiter();
	test_at_the_same_time();
	test_copy_behind_a_request();
	test_closed_in_the_middle();
	set_pacing("2000", "3", "300");
	return check_end();
}
