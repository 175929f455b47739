/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * svsm-key's command line.
 */
#include "daemon/key_options.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/format/volumes_file.h"

#define LIMIT_MS	9000	/* systemd-cryptsetup is to have its answer within 10 s */
#define LIMIT_MAX	60

static const char usage[] =
	"usage: svsm-key [OPTION...] serve | list | print DEVICE\n"
	"\n"
	"  serve            answer the key socket's connection on standard input\n"
	"  print DEVICE     write a volume's key to standard output\n"
	"  list             the volumes of the configuration, and their units' names\n"
	"\n"
	"  --config=FILE      in place of " VOLUMES_FILE "\n"
	"  --tcti=TCTI        another TPM than the SVSM's, as tpm2-tss names it\n"
	"  --signatures=FILE  signatures over PCR values\n"
	"  --notes=FOLDER     where to note what became of it\n"
	"  --proc=FOLDER      in place of /proc\n"
	"  --limit=SECONDS    for the answer (9)\n"
	"  --help\n";

enum { OPTION_CONFIG = 1, OPTION_TCTI, OPTION_SIGNATURES, OPTION_NOTES, OPTION_PROC,
       OPTION_LIMIT, OPTION_HELP };

static const struct option options[] = {
	{ "config", required_argument, NULL, OPTION_CONFIG },
	{ "tcti", required_argument, NULL, OPTION_TCTI },
	{ "signatures", required_argument, NULL, OPTION_SIGNATURES },
	{ "notes", required_argument, NULL, OPTION_NOTES },
	{ "proc", required_argument, NULL, OPTION_PROC },
	{ "limit", required_argument, NULL, OPTION_LIMIT },
	{ "help", no_argument, NULL, OPTION_HELP },
	{ NULL, 0, NULL, 0 },
};

static int refuse(const char *what, const char *which)
{
	(void)fprintf(stderr, "svsm-key: %s%s\nTry 'svsm-key --help'.\n", what, which);
	return -EINVAL;
}

static int parse_limit(const char *text, unsigned int *ret)
{
	char *end;
	unsigned long seconds;

	if (*text < '0' || *text > '9')
		return -EINVAL;
	seconds = strtoul(text, &end, 10);
	if (*end || !seconds || seconds > LIMIT_MAX)
		return -EINVAL;
	*ret = (unsigned int)seconds * 1000;
	return 0;
}

static int parse_option(int option, struct key_options *parsed)
{
	switch (option) {
	case OPTION_CONFIG:
		parsed->config = optarg;
		return 0;
	case OPTION_TCTI:
		parsed->tcti = optarg;
		return 0;
	case OPTION_SIGNATURES:
		parsed->signatures = optarg;
		return 0;
	case OPTION_NOTES:
		parsed->notes = optarg;
		return 0;
	case OPTION_PROC:
		parsed->proc = optarg;
		return 0;
	case OPTION_LIMIT:
		if (parse_limit(optarg, &parsed->limit_ms) < 0)
			return refuse("--limit takes 1 to 60 seconds, not ", optarg);
		return 0;
	case OPTION_HELP:
		(void)fputs(usage, stdout);
		return 1;
	}
	return refuse("what is wrong is said above", "");
}

static int parse_verb(int argc, char **argv, struct key_options *parsed)
{
	const char *verb = argc > 0 ? argv[0] : "";

	if (!strcmp(verb, "serve") && argc == 1) {
		parsed->verb = KEY_SERVE;
	} else if (!strcmp(verb, "list") && argc == 1) {
		parsed->verb = KEY_LIST;
	} else if (!strcmp(verb, "print") && argc == 2) {
		parsed->verb = KEY_PRINT;
		parsed->device = argv[1];
	} else {
		return refuse("serve, list, or print and a device, is to be given", "");
	}
	return 0;
}

int key_options_parse(int argc, char **argv, struct key_options *ret)
{
	struct key_options parsed = {
		.config = VOLUMES_FILE,
		.proc = "/proc",
		.limit_ms = LIMIT_MS,
	};
	int option, r;

	while ((option = getopt_long(argc, argv, "", options, NULL)) >= 0) {
		r = parse_option(option, &parsed);
		if (r)
			return r;
	}
	r = parse_verb(argc - optind, argv + optind, &parsed);
	if (!r)
		*ret = parsed;
	return r;
}
