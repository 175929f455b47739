/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * svsmd's command line.
 */
#include "daemon/svsmd_options.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

#define WORKER	"/usr/lib/svsm/svsmd-worker"
#define POSTER	"/run/svsm/poster"
#define DISKS	"/run/svsm/disks"
#define STATE	"/var/lib/svsm"
#define RUNTIME	"/run/svsm/svsmd"
#define CHANGES	"/sys/bus/svsm/devices/vtpm/pcr_changes"

static const char usage[] =
	"usage: svsmd [OPTION...]\n"
	"\n"
	"  --worker=PROGRAM   in place of " WORKER "\n"
	"  --poster=SOCKET    in place of " POSTER "\n"
	"  --disks=SOCKET     in place of " DISKS "\n"
	"  --state=FOLDER     in place of " STATE "\n"
	"  --runtime=FOLDER   in place of " RUNTIME "\n"
	"  --pcr-changes=FILE in place of " CHANGES "\n"
	"  --config=FOLDER    in place of /etc, /run and /usr/lib\n"
	"  --help\n";

enum {
	OPTION_WORKER = 1,
	OPTION_POSTER,
	OPTION_DISKS,
	OPTION_STATE,
	OPTION_RUNTIME,
	OPTION_CHANGES,
	OPTION_CONFIG,
	OPTION_HELP,
};

static const struct option options[] = {
	{ "worker", required_argument, NULL, OPTION_WORKER },
	{ "poster", required_argument, NULL, OPTION_POSTER },
	{ "disks", required_argument, NULL, OPTION_DISKS },
	{ "state", required_argument, NULL, OPTION_STATE },
	{ "runtime", required_argument, NULL, OPTION_RUNTIME },
	{ "pcr-changes", required_argument, NULL, OPTION_CHANGES },
	{ "config", required_argument, NULL, OPTION_CONFIG },
	{ "help", no_argument, NULL, OPTION_HELP },
	{ NULL, 0, NULL, 0 },
};

/* The driver tells of this machine's own TPM, not of one that the environment names. */
static const char *pcr_changes(void)
{
	return getenv("SVSM_DEVICE") || getenv("SVSM_TCTI") ? NULL : CHANGES;
}

static int refuse(const char *what)
{
	(void)fprintf(stderr, "svsmd: %s\nTry 'svsmd --help'.\n", what);
	return -EINVAL;
}

int svsmd_options_parse(int argc, char **argv, struct svsmd_options *ret)
{
	struct svsmd_options parsed = {
		.worker = WORKER,
		.poster = POSTER,
		.disks = DISKS,
		.state = STATE,
		.runtime = RUNTIME,
		.pcr_changes = pcr_changes(),
		.roots = { "/etc", "/run", "/usr/lib" },
	};
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) >= 0) {
		switch (option) {
		case OPTION_WORKER:
			parsed.worker = optarg;
			break;
		case OPTION_POSTER:
			parsed.poster = optarg;
			break;
		case OPTION_DISKS:
			parsed.disks = optarg;
			break;
		case OPTION_STATE:
			parsed.state = optarg;
			break;
		case OPTION_RUNTIME:
			parsed.runtime = optarg;
			break;
		case OPTION_CHANGES:
			parsed.pcr_changes = optarg;
			break;
		case OPTION_CONFIG:
			parsed.roots[0] = optarg;
			parsed.roots[1] = NULL;
			break;
		case OPTION_HELP:
			(void)fputs(usage, stdout);
			return 1;
		default:
			return refuse("what is wrong is said above");
		}
	}
	if (optind < argc)
		return refuse("takes no arguments, only options");
	*ret = parsed;
	return 0;
}
