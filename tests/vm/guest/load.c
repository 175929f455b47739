/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * TPM commands under load, each with an answer that belongs to no other: the TPM
 * hashes random bytes of random length, and the digest is compared with the
 * kernel's own (AF_ALG).  An answer that is lost, late or another process's shows.
 *
 *	load NODE PROCESSES COMMANDS	all must succeed
 *	load NODE PROCESSES storm	until SIGTERM, while the chip comes and goes:
 *					errors are expected, wrong answers are not
 *
 * A length beyond what TPM2_Hash takes has the TPM's refusal as its answer; one
 * beyond what the SVSM's page takes has the driver's.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/if_alg.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define PROCESSES_MAX	16
#define PAGE		4096
#define DIGEST		32
#define HEADER		10
#define DATA_AT		(HEADER + 2)
#define TRAILER		6	/* hash algorithm, hierarchy */
#define COMMAND_MAX	4092
#define SVSM_MAX	4087	/* a page less the request's header */
#define DATA_MAX	1024	/* TPM2_MAX_DIGEST_BUFFER */

#define CC_HASH		0x17d
#define RC_SIZE_P1	0x1d5	/* TPM_RC_SIZE, parameter 1 */
#define RC_COMMAND_SIZE	0x142

static volatile sig_atomic_t is_over;
static bool is_storm;

static void end(int signal)
{
	is_over = signal;
}

static __attribute__((noreturn, format(printf, 1, 2))) void die(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fprintf(stderr, "load: process %d: ", getpid());
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
	va_end(args);
	_exit(1);
}

static void put16(uint8_t *p, uint16_t value)
{
	p[0] = value >> 8;
	p[1] = value & 0xff;
}

static void put32(uint8_t *p, uint32_t value)
{
	put16(p, value >> 16);
	put16(p + 2, value & 0xffff);
}

static uint32_t get32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | p[1] << 16 | p[2] << 8 | p[3];
}

static int hash_open(void)
{
	struct sockaddr_alg name = { .salg_family = AF_ALG, .salg_type = "hash",
				     .salg_name = "sha256" };
	int listener = socket(AF_ALG, SOCK_SEQPACKET, 0), fd;

	if (listener < 0 || bind(listener, (struct sockaddr *)&name, sizeof(name)) < 0)
		die("AF_ALG has no sha256: %m");
	fd = accept(listener, NULL, NULL);
	if (fd < 0)
		die("AF_ALG: %m");
	close(listener);
	return fd;
}

static void hash(int fd, const uint8_t *data, size_t size, uint8_t digest[DIGEST])
{
	if (send(fd, data, size, 0) != (ssize_t)size || read(fd, digest, DIGEST) != DIGEST)
		die("AF_ALG: %m");
}

/* TPM2_Hash of @size - DATA_AT - TRAILER random bytes: a command of @size bytes. */
static void command_make(uint8_t *command, size_t size)
{
	size_t data = size - DATA_AT - TRAILER;

	put16(command, 0x8001);
	put32(command + 2, size);
	put32(command + 6, CC_HASH);
	put16(command + HEADER, data);
	while (data) {
		size_t part = data < 256 ? data : 256;

		if (getrandom(command + DATA_AT + data - part, part, 0) != (ssize_t)part)
			die("getrandom: %m");
		data -= part;
	}
	put16(command + size - TRAILER, 0x000b);	/* TPM_ALG_SHA256 */
	put32(command + size - 4, 0x40000007);		/* TPM_RH_NULL */
}

static void answer_check(int hash_fd, const uint8_t *command, size_t size, const uint8_t *answer,
			 size_t got)
{
	size_t data = size - DATA_AT - TRAILER;
	uint8_t digest[DIGEST];
	uint32_t expected = 0;

	if (size > SVSM_MAX)
		expected = RC_COMMAND_SIZE;
	else if (data > DATA_MAX)
		expected = RC_SIZE_P1;

	if (got < HEADER || get32(answer + 2) != got)
		die("command of %zu bytes: an answer of %zu bytes that is none", size, got);
	if (get32(answer + 6) != expected)
		die("command of %zu bytes: answered by 0x%x instead of 0x%x", size,
		    get32(answer + 6), expected);
	if (expected)
		return;
	hash(hash_fd, command + DATA_AT, data, digest);
	if (got < DATA_AT + DIGEST || memcmp(answer + DATA_AT, digest, DIGEST))
		die("command of %zu bytes: the answer is to another command", size);
}

/* Half of them where the answer tells one from the other, half over all lengths. */
static size_t size_choose(void)
{
	size_t size = DATA_AT + TRAILER + 1;

	size += random() % ((random() & 1 ? DATA_MAX : COMMAND_MAX - size) + 1);
	return size > COMMAND_MAX ? COMMAND_MAX : size;
}

/* One command; false when the node did not take it or has no answer. */
static bool run_one(int fd, int hash_fd, size_t size)
{
	uint8_t command[PAGE], answer[PAGE];
	ssize_t got;

	command_make(command, size);
	if (write(fd, command, size) != (ssize_t)size)
		return false;
	got = read(fd, answer, sizeof(answer));
	if (got <= 0)
		return false;
	answer_check(hash_fd, command, size, answer, got);
	return true;
}

/* The longest that the TPM, the SVSM and the node take come first, and one byte more. */
static unsigned int run_count(const char *node, int hash_fd, unsigned int commands)
{
	static const size_t edges[] = {
		DATA_AT + DATA_MAX + TRAILER, DATA_AT + DATA_MAX + TRAILER + 1,
		SVSM_MAX, SVSM_MAX + 1, COMMAND_MAX,
	};
	int fd = open(node, O_RDWR);
	unsigned int i;

	if (fd < 0)
		die("%s: %m", node);
	for (i = 0; i < commands; i++)
		if (!run_one(fd, hash_fd, i < sizeof(edges) / sizeof(edges[0]) ? edges[i] :
									 size_choose()))
			die("%s: command %u: %m", node, i);
	return i;
}

/* A descriptor is used until it fails, so that most outlive their chip. */
static unsigned int run_storm(const char *node, int hash_fd)
{
	unsigned int done = 0;
	int fd = -1;

	while (!is_over) {
		if (fd < 0)
			fd = open(node, O_RDWR);
		if (fd < 0) {
			usleep(1000);
			continue;
		}
		if (run_one(fd, hash_fd, size_choose())) {
			done++;
			continue;
		}
		close(fd);
		fd = -1;
	}
	return done;
}

static void child(const char *node, const char *commands, unsigned int number)
{
	int hash_fd = hash_open();
	unsigned int done;

	srandom(number + 1);
	if (is_storm)
		done = run_storm(node, hash_fd);
	else
		done = run_count(node, hash_fd, strtoul(commands, NULL, 10));
	printf("load: process %d: %u commands answered\n", getpid(), done);
	exit(done ? 0 : 1);
}

int main(int argc, char *argv[])
{
	struct sigaction action = { .sa_handler = end };
	pid_t pids[PROCESSES_MAX];
	int count, status, failed = 0, i;

	if (argc != 4 || (count = atoi(argv[2])) < 1 || count > PROCESSES_MAX) {
		fprintf(stderr, "usage: load NODE PROCESSES COMMANDS|storm\n");
		return 2;
	}
	is_storm = !strcmp(argv[3], "storm");
	sigaction(SIGTERM, &action, NULL);
	for (i = 0; i < count; i++) {
		pids[i] = fork();
		if (pids[i] < 0)
			die("fork: %m");
		if (!pids[i])
			child(argv[1], argv[3], i);
	}
	for (i = 0; i < count; i++) {
		while (waitpid(pids[i], &status, 0) < 0 && errno == EINTR) {
			for (int j = i; j < count; j++)
				kill(pids[j], SIGTERM);
		}
		failed |= status;
	}
	return failed ? 1 : 0;
}
