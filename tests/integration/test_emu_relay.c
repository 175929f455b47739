/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Stands between svsmctl and svsm-emu, and writes down what passes:
 *
 *	test_emu_relay TPM-PORT SVSM-SOCKET OWN-SOCKET LOG [move=N] [flip=CODE:OFFSET]
 *		       [delay=TPM:SVSM] [cut=N:ARRIVES]
 *
 * prints the port on which it offers the TPM (its control channel one above), offers the
 * SVSM at OWN-SOCKET, and appends to LOG one line per exchange: "tpm", "control" or
 * "svsm", the command's or the request's code in hexadecimal, its microseconds, and when
 * it began.  A line is there when its connection has ended, so lines may be out of order.
 *
 * move: before each of the first N quotes, PCR 16 is extended, as another process might.
 * flip: in each answer to commands of that code, the byte at OFFSET is inverted.
 * delay: TPM commands, and attestations, take that many microseconds more.
 * cut: the power fails at the Nth TPM command, which still arrives (1) or not (0); nothing
 * is answered from then on.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "lib/sys/emu_wire.h"

#define QUOTE		0x158u
#define HEADER		10
#define PORT_TRIES	200

enum channel { TPM, CONTROL, SVSM, CHANNELS };

static const char *const channel_names[] = { "tpm", "control", "svsm" };

static struct {
	int listeners[CHANNELS];
	uint16_t port;			/* of the TPM behind */
	const char *socket;		/* of the SVSM behind */
	FILE *log;
	unsigned int *moves;		/* left; shared with the children */
	unsigned int *commands;		/* to the TPM so far; likewise */
	unsigned int cut;		/* 0: no power cut */
	unsigned int cut_arrives;
	uint32_t flip_code;
	size_t flip_offset;
	unsigned int delays[CHANNELS];	/* microseconds */
} relay;

static void die(const char *what)
{
	perror(what);
	exit(2);
}

static uint64_t now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

static struct sockaddr_in address_of(uint16_t port)
{
	return (struct sockaddr_in){
		.sin_family = AF_INET,
		.sin_port = htons(port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
}

static int listen_at(uint16_t port)
{
	struct sockaddr_in address = address_of(port);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		die("socket");
	if (!bind(fd, (struct sockaddr *)&address, sizeof(address)) && !listen(fd, 8))
		return fd;
	close(fd);
	return -1;
}

/* Two ports beside each other, as libtss2-tcti-swtpm wants them. */
static uint16_t listen_to_tpm(void)
{
	unsigned int tries;

	for (tries = 0; tries < PORT_TRIES; tries++) {
		struct sockaddr_in address;
		socklen_t size = sizeof(address);

		relay.listeners[TPM] = listen_at(0);
		if (getsockname(relay.listeners[TPM], (struct sockaddr *)&address, &size) < 0)
			die("getsockname");
		relay.listeners[CONTROL] = listen_at((uint16_t)(ntohs(address.sin_port) + 1));
		if (relay.listeners[CONTROL] >= 0)
			return ntohs(address.sin_port);
		close(relay.listeners[TPM]);
	}
	die("no two ports beside each other");
	return 0;
}

static void listen_to_svsm(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
	if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof(address)) || listen(fd, 8))
		die(path);
	relay.listeners[SVSM] = fd;
}

static int connect_behind(enum channel channel)
{
	struct sockaddr_in tpm = address_of((uint16_t)(relay.port + (channel == CONTROL)));
	struct sockaddr_un svsm = { .sun_family = AF_UNIX };
	const int yes = 1;
	int fd;

	snprintf(svsm.sun_path, sizeof(svsm.sun_path), "%s", relay.socket);
	fd = socket(channel == SVSM ? AF_UNIX : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || (channel == SVSM ? connect(fd, (struct sockaddr *)&svsm, sizeof(svsm)) :
					 connect(fd, (struct sockaddr *)&tpm, sizeof(tpm))))
		die("the emulator");
	if (channel != SVSM)
		(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes)); /* slower */
	return fd;
}

/* TPM2_PCR_Extend of PCR 16, SHA-256. */
static void move_pcr(void)
{
	static const uint8_t extend[65] = {
		0x80, 0x02, 0, 0, 0, 65, 0, 0, 1, 0x82, 0, 0, 0, 16,
		0, 0, 0, 9, 0x40, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0x0b, 0xaa,
	};
	int fd = connect_behind(TPM);
	uint8_t answer[64];

	if (write(fd, extend, sizeof(extend)) != sizeof(extend) ||
	    read(fd, answer, sizeof(answer)) < HEADER || answer[9])
		die("TPM2_PCR_Extend");
	close(fd);
}

/* One question and its answer: ends where the next question begins. */
struct exchange {
	enum channel channel;
	uint32_t code;
	uint64_t arrived;	/* the connection; 0 behind the first question */
	uint64_t begin, end;
	size_t answered;	/* bytes */
};

static void finish(struct exchange *exchange)
{
	if (exchange->begin && exchange->answered) {
		fprintf(relay.log, "%s %x %llu %llu\n", channel_names[exchange->channel],
			exchange->code, (unsigned long long)(exchange->end - exchange->begin),
			(unsigned long long)exchange->begin);
		fflush(relay.log);
	}
	exchange->begin = 0;
	exchange->answered = 0;
}

static void note_question(struct exchange *exchange, const uint8_t *bytes, size_t size)
{
	if (exchange->answered)
		finish(exchange);
	if (exchange->begin)
		return;
	exchange->code = 0;
	if (exchange->channel == TPM && size >= HEADER)
		exchange->code = (uint32_t)bytes[6] << 24 | bytes[7] << 16 | bytes[8] << 8 |
				 bytes[9];
	if (exchange->channel == SVSM && size >= HEADER)
		exchange->code = bytes[4]; /* emu_wire.h */
	if (exchange->channel == TPM && exchange->code == QUOTE && *relay.moves) {
		(*relay.moves)--;
		move_pcr();
	}
	/* The TPM is connected to for each command: that belongs to the command. */
	exchange->begin = exchange->channel != SVSM && exchange->arrived ? exchange->arrived :
									   now_us();
	exchange->arrived = 0;
	if (exchange->channel != SVSM || exchange->code == EMU_OP_ATTEST)
		usleep(relay.delays[exchange->channel]);
}

static void note_answer(struct exchange *exchange, uint8_t *bytes, size_t size)
{
	exchange->end = now_us();
	if (exchange->channel == TPM && relay.flip_code && exchange->code == relay.flip_code &&
	    relay.flip_offset >= exchange->answered &&
	    relay.flip_offset < exchange->answered + size)
		bytes[relay.flip_offset - exchange->answered] ^= 0xff;
	exchange->answered += size;
}

/* Whether the power is on for this question; the last one may yet reach the TPM. */
static bool has_power(enum channel channel, const uint8_t *bytes, size_t size, int behind)
{
	uint8_t answer[HEADER];

	if (!relay.cut)
		return true;
	if (channel == TPM)
		(*relay.commands)++;
	if (*relay.commands < relay.cut)
		return true;
	if (channel == TPM && *relay.commands == relay.cut && relay.cut_arrives &&
	    (write(behind, bytes, size) != (ssize_t)size ||
	     read(behind, answer, sizeof(answer)) < HEADER))
		die("the last command");
	return false;
}

static void pass(enum channel channel, int front, uint64_t arrived)
{
	struct exchange exchange = { .channel = channel, .arrived = arrived };
	int behind = connect_behind(channel);
	struct pollfd ends[] = { { front, POLLIN, 0 }, { behind, POLLIN, 0 } };
	static uint8_t bytes[65536];

	while (poll(ends, 2, -1) > 0) {
		unsigned int from = ends[0].revents ? 0 : 1;
		ssize_t size = read(ends[from].fd, bytes, sizeof(bytes));

		if (size <= 0)
			break;
		if (from == 0 && !has_power(channel, bytes, (size_t)size, behind))
			break;
		if (from == 0)
			note_question(&exchange, bytes, (size_t)size);
		else
			note_answer(&exchange, bytes, (size_t)size);
		if (write(ends[!from].fd, bytes, (size_t)size) != size)
			break;
	}
	finish(&exchange);
	close(behind);
}

static void parse(int argc, char **argv)
{
	int i;

	if (argc < 5) {
		fprintf(stderr, "usage: test_emu_relay TPM-PORT SVSM-SOCKET OWN-SOCKET LOG "
			"[move=N] [flip=CODE:OFFSET] [delay=TPM:SVSM] [cut=N:ARRIVES]\n");
		exit(2);
	}
	relay.moves = mmap(NULL, 2 * sizeof(*relay.moves), PROT_READ | PROT_WRITE,
			   MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (relay.moves == MAP_FAILED)
		die("mmap");
	relay.commands = relay.moves + 1;
	relay.port = (uint16_t)atoi(argv[1]);
	relay.socket = argv[2];
	relay.log = fopen(argv[4], "a");
	if (!relay.log)
		die(argv[4]);
	for (i = 5; i < argc; i++)
		if (sscanf(argv[i], "move=%u", relay.moves) != 1 &&
		    sscanf(argv[i], "flip=%x:%zu", &relay.flip_code, &relay.flip_offset) != 2 &&
		    sscanf(argv[i], "delay=%u:%u", &relay.delays[TPM], &relay.delays[SVSM]) != 2 &&
		    sscanf(argv[i], "cut=%u:%u", &relay.cut, &relay.cut_arrives) != 2)
			die(argv[i]);
}

/* The SVSM's connection stays open while those to the TPM come and go: each has a child. */
static void serve(void)
{
	struct pollfd waiting[CHANNELS];
	enum channel channel;

	for (channel = 0; channel < CHANNELS; channel++)
		waiting[channel] = (struct pollfd){ relay.listeners[channel], POLLIN, 0 };
	while (poll(waiting, CHANNELS, -1) > 0)
		for (channel = 0; channel < CHANNELS; channel++) {
			uint64_t arrived = now_us();
			int front;

			if (!waiting[channel].revents)
				continue;
			front = accept4(waiting[channel].fd, NULL, NULL, SOCK_CLOEXEC);
			if (front < 0)
				die("accept");
			if (!fork()) {
				pass(channel, front, arrived);
				exit(0);
			}
			close(front);
		}
}

int main(int argc, char **argv)
{
	parse(argc, argv);
	signal(SIGCHLD, SIG_IGN);
	listen_to_svsm(argv[3]);
	printf("%u\n", listen_to_tpm());
	fflush(stdout);
	serve();
	return 2;
}
