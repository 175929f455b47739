/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the guest's test programs share: results in TAP as kselftests print them, and
 * the requests of /dev/svsm with everything in them right.
 */
#pragma once

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include <linux/svsm.h>

#define DEVICE			"/dev/svsm"
#define PARAMETERS		"/sys/module/svsm/parameters/"
#define REPORT_LEN		1184
#define SERVICES_ROOM		256
#define CANARY			0xee

#define UNUSED			__attribute__((unused))

static const unsigned char vtpm_guid[SVSM_GUID_LEN] UNUSED = {
	0xeb, 0xf1, 0x76, 0xc4, 0x23, 0x01, 0xa5, 0x45,
	0x96, 0x41, 0xb4, 0xe7, 0xdd, 0xe5, 0xbf, 0xe3,
};

/* Where answers go; one canary byte behind each. */
static unsigned char report[4096 + 1], manifest[65536 + 1], certs[16384 + 1];
static struct svsm_service services[SERVICES_ROOM];

static int check_count, check_failures;

/* One result line: NAME is the format's text, @why is said where it is not ok. */
static void __attribute__((format(printf, 3, 4)))
check(bool good, const char *why, const char *format, ...)
{
	va_list args;

	check_count++;
	check_failures += !good;
	printf(good ? "ok " : "not ok ");
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	if (sizeof(long) == 4)
		printf(" (32-bit caller)");
	if (good)
		printf("\n");
	else
		printf(": %s\n", why);
	fflush(stdout);
}

static UNUSED void check_that(bool good, const char *name)
{
	check(good, "it is not so", "%s", name);
}

/* @got and @wanted are errnos, 0 for success. */
static UNUSED void check_errno(int got, int wanted, const char *name)
{
	char why[128];

	snprintf(why, sizeof(why), "errno %d (%s), wanted %d (%s)", got, strerror(got), wanted,
		 strerror(wanted));
	check(got == wanted, why, "%s", name);
}

/* What main() returns. */
static UNUSED int check_end(void)
{
	printf("1..%d\n", check_count);
	return check_failures != 0;
}

/* The errno of an ioctl, 0 on success. */
static UNUSED int result(int fd, unsigned long cmd, void *arg)
{
	return ioctl(fd, cmd, arg) ? errno : 0;
}

static UNUSED unsigned long long ptr64(const void *p)
{
	return (uintptr_t)p;
}

static UNUSED struct svsm_list list_all(void)
{
	return (struct svsm_list){
		.size = sizeof(struct svsm_list),
		.services = ptr64(services),
		.count = SERVICES_ROOM,
	};
}

static UNUSED struct svsm_attest attest_all(unsigned char nonce)
{
	struct svsm_attest cmd = {
		.size = sizeof(cmd),
		.report = ptr64(report),
		.manifest = ptr64(manifest),
		.certs = ptr64(certs),
		.report_len = sizeof(report) - 1,
		.manifest_len = sizeof(manifest) - 1,
		.certs_len = sizeof(certs) - 1,
	};

	memset(cmd.nonce, nonce, sizeof(cmd.nonce));
	memset(report, CANARY, sizeof(report));
	memset(manifest, CANARY, sizeof(manifest));
	memset(certs, CANARY, sizeof(certs));
	return cmd;
}

static UNUSED struct svsm_attest attest_vtpm(unsigned char nonce)
{
	struct svsm_attest cmd = attest_all(nonce);

	memcpy(cmd.guid, vtpm_guid, sizeof(vtpm_guid));
	return cmd;
}

/* Nothing was written behind the @len bytes that were to be written. */
static UNUSED bool is_untouched(const unsigned char *buffer, size_t len, size_t size)
{
	for (; len < size; len++)
		if (buffer[len] != CANARY)
			return false;
	return true;
}

static UNUSED bool attest_kept_its_bounds(const struct svsm_attest *cmd)
{
	return is_untouched(report, cmd->report_len, sizeof(report)) &&
	       is_untouched(manifest, cmd->manifest_len, sizeof(manifest)) &&
	       is_untouched(certs, cmd->certs_len, sizeof(certs));
}

/* How many requests of a kind the driver has made, from its debugfs counters. */
static UNUSED long calls_of(const char *kind)
{
	FILE *f = fopen("/sys/kernel/debug/svsm/calls", "r");
	char line[128], name[32];
	long calls, found = -1;

	while (f && fgets(line, sizeof(line), f))
		if (sscanf(line, "%31s calls=%ld", name, &calls) == 2 && !strcmp(name, kind))
			found = calls;
	if (f)
		fclose(f);
	return found;
}

static UNUSED bool write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY);
	bool good = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);

	if (fd >= 0)
		close(fd);
	return good;
}

/* The driver's pacing, for what must not wait and for what must. */
static UNUSED bool set_pacing(const char *interval_ms, const char *burst, const char *holdoff_s)
{
	return write_file(PARAMETERS "attest_interval_ms", interval_ms) &&
	       write_file(PARAMETERS "attest_burst", burst) &&
	       write_file(PARAMETERS "attest_holdoff_s", holdoff_s);
}

static UNUSED long now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000L + now.tv_nsec / 1000000;
}
