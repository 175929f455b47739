/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the engine adds to the hashing itself: a synthetic log of four banks is parsed
 * and replayed, beside the bare extends of the same digests by libcrypto with contexts
 * that are reused.  Both must yield the same PCRs before anything is timed.
 *
 *	engine EVENTS [ROUNDS]	prints "events N engine-ns A libcrypto-ns B ratio R rss-kib M"
 *	engine EVENTS --write	prints such a log
 */
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "lib/base/fault.h"
#include "lib/format/eventlog.h"
#include "lib/format/hash_algorithm.h"
#include "lib/policy/replay.h"

#define BANKS		4
#define PCRS		16
#define DATA_SIZE	40
#define SPEC_ID_SIZE	(32 + 16 + 8 + 4 + 4 * BANKS + 1)
#define EVENT_SIZE	(4 + 4 + 4 + BANKS * 2 + 20 + 32 + 48 + 64 + 4 + DATA_SIZE)

static const uint16_t algorithms[BANKS] = { HASH_SHA1, HASH_SHA256, HASH_SHA384, HASH_SHA512 };
static const char *const names[BANKS] = { "SHA1", "SHA2-256", "SHA2-384", "SHA2-512" };

static uint8_t *put_le(uint8_t *at, uint64_t value, unsigned int width)
{
	for (; width; width--, value >>= 8)
		*at++ = (uint8_t)value;
	return at;
}

static uint8_t *put_spec_id(uint8_t *at)
{
	size_t i;

	at = put_le(at, 0, 4);
	at = put_le(at, EV_NO_ACTION, 4);
	memset(at, 0, 20);
	at = put_le(at + 20, SPEC_ID_SIZE - 32, 4);
	memcpy(at, "Spec ID Event03", 16);
	at = put_le(at + 16, 0x0200020000000000, 8);
	at = put_le(at, BANKS, 4);
	for (i = 0; i < BANKS; i++) {
		at = put_le(at, algorithms[i], 2);
		at = put_le(at, hash_algorithm_size(algorithms[i]), 2);
	}
	return put_le(at, 0, 1);
}

static uint8_t *put_event(uint8_t *at, uint64_t number)
{
	size_t i, j;

	at = put_le(at, number % PCRS, 4);
	at = put_le(at, EV_IPL, 4);
	at = put_le(at, BANKS, 4);
	for (i = 0; i < BANKS; i++) {
		at = put_le(at, algorithms[i], 2);
		for (j = 0; j < hash_algorithm_size(algorithms[i]); j++)
			*at++ = (uint8_t)(number * 131 + i * 17 + j);
	}
	at = put_le(at, DATA_SIZE, 4);
	memset(at, 'x', DATA_SIZE);
	return at + DATA_SIZE;
}

static uint8_t *make_log(size_t events, size_t *ret_size)
{
	size_t size = SPEC_ID_SIZE + events * EVENT_SIZE, i;
	uint8_t *log = malloc(size), *at;

	if (!log)
		exit(1);
	at = put_spec_id(log);
	for (i = 0; i < events; i++)
		at = put_event(at, i);
	*ret_size = size;
	return log;
}

static uint64_t now(void)
{
	struct timespec time;

	/* The processor's time: whoever else runs is not what is compared. */
	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time); /* it exists */
	return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

static struct replay *run_engine(const uint8_t *data, size_t size)
{
	static struct eventlog log;
	struct eventlog_event event;
	struct replay *replay;
	struct fault fault;
	int r;

	if (eventlog_init(&log, data, size, &fault) < 0 || replay_new(&log, &replay, &fault) < 0)
		exit(1);
	while ((r = eventlog_next(&log, &event, &fault)) > 0)
		if (replay_event(replay, &event, &fault) < 0)
			exit(1);
	if (r < 0)
		exit(1);
	return replay;
}

/* The same extends, from where the digests are known to be. */
static void run_libcrypto(const uint8_t *data, size_t events,
			  uint8_t pcrs[BANKS][PCRS][EVENTLOG_DIGEST_MAX])
{
	EVP_MD_CTX *contexts[BANKS];
	EVP_MD *digests[BANKS];
	size_t i, n;

	memset(pcrs, 0, sizeof(uint8_t[BANKS][PCRS][EVENTLOG_DIGEST_MAX]));
	for (i = 0; i < BANKS; i++) {
		digests[i] = EVP_MD_fetch(NULL, names[i], NULL);
		contexts[i] = EVP_MD_CTX_new();
	}
	for (n = 0; n < events; n++) {
		const uint8_t *at = data + SPEC_ID_SIZE + n * EVENT_SIZE + 12;

		for (i = 0; i < BANKS; i++) {
			size_t size = hash_algorithm_size(algorithms[i]);
			uint8_t *pcr = pcrs[i][n % PCRS];

			if (EVP_DigestInit_ex2(contexts[i], digests[i], NULL) != 1 ||
			    EVP_DigestUpdate(contexts[i], pcr, size) != 1 ||
			    EVP_DigestUpdate(contexts[i], at + 2, size) != 1 ||
			    EVP_DigestFinal_ex(contexts[i], pcr, NULL) != 1)
				exit(1);
			at += 2 + size;
		}
	}
	for (i = 0; i < BANKS; i++) {
		EVP_MD_CTX_free(contexts[i]);
		EVP_MD_free(digests[i]);
	}
}

static void compare(const struct replay *replay,
		    uint8_t pcrs[BANKS][PCRS][EVENTLOG_DIGEST_MAX])
{
	size_t i, pcr;

	for (i = 0; i < BANKS; i++) {
		const struct replay_bank *bank = replay_bank_find(replay, algorithms[i]);

		for (pcr = 0; pcr < PCRS; pcr++) {
			if (!memcmp(bank->pcrs[pcr], pcrs[i][pcr], bank->digest_size))
				continue;
			fprintf(stderr, "engine and libcrypto differ at PCR %zu\n", pcr);
			exit(1);
		}
	}
}

int main(int argc, char **argv)
{
	static uint8_t pcrs[BANKS][PCRS][EVENTLOG_DIGEST_MAX];
	size_t events = argc > 1 ? strtoul(argv[1], NULL, 10) : 1000000, size;
	uint64_t engine = UINT64_MAX, libcrypto = UINT64_MAX;
	unsigned long rounds = argc > 2 ? strtoul(argv[2], NULL, 10) : 5;
	struct rusage before, after;
	uint8_t *log = make_log(events, &size);
	struct replay *replay;

	if (argc > 2 && !strcmp(argv[2], "--write"))
		return fwrite(log, 1, size, stdout) == size ? 0 : 1;
	replay = run_engine(log, size);
	run_libcrypto(log, events, pcrs);
	compare(replay, pcrs);
	replay_free(replay);
	(void)getrusage(RUSAGE_SELF, &before);
	for (; rounds; rounds--) {
		uint64_t begin = now(), middle, end;

		replay_free(run_engine(log, size));
		middle = now();
		run_libcrypto(log, events, pcrs);
		end = now();
		if (middle - begin < engine)
			engine = middle - begin;
		if (end - middle < libcrypto)
			libcrypto = end - middle;
	}
	(void)getrusage(RUSAGE_SELF, &after);
	printf("events %zu engine-ns %llu libcrypto-ns %llu ratio %.3f rss-grew-kib %ld\n", events,
	       (unsigned long long)engine, (unsigned long long)libcrypto,
	       (double)engine / (double)libcrypto, after.ru_maxrss - before.ru_maxrss);
	free(log);
	return 0;
}
