/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What goes into the archive of 'svsmctl report archive'.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/archive.h"
#include "cli/cert_place.h"
#include "cli/doctor_facts.h"
#include "cli/vtpm.h"
#include "lib/base/cleanup.h"
#include "lib/base/error.h"
#include "lib/base/version.h"
#include "lib/format/volumes_file.h"
#include "lib/policy/redact.h"
#include "lib/sys/cert_cache.h"
#include "lib/sys/drop_ins.h"
#include "lib/sys/file.h"
#include "lib/sys/luks.h"

#define SELF		"/proc/self/exe"
#define SYSTEMD_LOG	"/run/log/systemd/tpm2-measure.log"
#define CONFIG		"svsm/svsmd.conf"
#define ARGUMENTS_MAX	12

/* ---- what commands say --------------------------------------------------------- */

static const struct {
	const char *name, *holds;
	bool has_errors;
	const char *arguments[ARGUMENTS_MAX];
} commands[] = {
	{ "status.json", "svsmctl status, with the services if they were listed before", false,
	  { SELF, "status", "--json" } },
	{ "doctor.json", "svsmctl doctor", false, { SELF, "doctor", "--json" } },
	{ "birth.json", "svsmctl birth show", false, { SELF, "birth", "show", "--json" } },
	{ "trust.json", "svsmctl trust show", false, { SELF, "trust", "show", "--json" } },
	{ "trust-history.json", "svsmctl trust history", false,
	  { SELF, "trust", "history", "--json" } },
	{ "certificates.json", "svsmctl certs list", false, { SELF, "certs", "list", "--json" } },
	{ "units.txt", "what systemd says of our units", true,
	  { "systemctl", "--no-pager", "--full", "status", "svsmd.service", "svsm-birth.service",
	    "svsm-trusted.target", "svsm-distrusted.target", "tpm2.target" } },
	{ "journal.txt", "the last lines of our units in the journal", true,
	  { "journalctl", "--no-pager", "--output=short-iso", "--lines=2000", "--unit=svsmd",
	    "--unit=svsm-birth", "--unit=svsm-key@*" } },
};

static void add_commands(struct archive *archive)
{
	struct archive_part *part;
	size_t i;

	for (i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		part = archive_add(archive, commands[i].name, commands[i].holds);
		if (part)
			archive_run(part, (char *const *)commands[i].arguments,
				    commands[i].has_errors);
	}
}

/* Of the kernel's log, the lines about what we have to do with. */
static void add_kernel_log(struct archive *archive)
{
	static const char *const words[] = { "svsm", "tpm", "sev", "ima:", "memory encryption",
					     "lockdown", "module verification" };
	char *const arguments[] = { "dmesg", NULL };
	struct archive_part whole = { .data = BUFFER_INIT(ARCHIVE_PART_MAX) }, *part;
	char *line, *rest;
	size_t i;

	part = archive_add(archive, "kernel-log.txt",
			   "lines of the kernel's log about SVSM, TPM, SEV and IMA");
	if (!part)
		return;
	archive_run(&whole, arguments, false);
	strcpy(part->note, whole.note);
	if (whole.data.size == ARCHIVE_PART_MAX)
		whole.data.size--; /* for the zero */
	if (!whole.data.size || buffer_append(&whole.data, "", 1) < 0)
		whole.data.size = 0;
	rest = whole.data.size ? (char *)whole.data.data : NULL;
	while ((line = strsep(&rest, "\n"))) {
		for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
			if (strcasestr(line, words[i]))
				break;
		/* Lines that are too many are cut, like a part that is too long. */
		if (i < sizeof(words) / sizeof(words[0]) &&
		    !buffer_append(&part->data, line, strlen(line)))
			(void)buffer_append(&part->data, "\n", 1);
	}
	buffer_deinit(&whole.data);
}

/* ---- files --------------------------------------------------------------------- */

/* Nobody is to put a key where only its path belongs; whoever did does not give it away. */
static void keep_no_key(struct archive_part *part)
{
	if (!part->data.size || !memmem(part->data.data, part->data.size, "PRIVATE KEY", 11))
		return;
	part->data.size = 0;
	(void)snprintf(part->note, sizeof(part->note), "left out: there is a private key in it");
}

static void add_file(struct archive *archive, const char *name, const char *path)
{
	struct archive_part *part = archive_add(archive, name, path);
	struct fault fault = FAULT_NONE;

	if (!part)
		return;
	if (file_read(path, &part->data, &fault) < 0)
		(void)snprintf(part->note, sizeof(part->note), "%s", fault.text);
	keep_no_key(part);
}

static int add_config(void *user, const char *path, struct fault *fault)
{
	struct archive *archive = user;
	char name[ARCHIVE_NAME_MAX];

	/* Names of drop-ins are anybody's: files are numbered, README.txt tells which it is. */
	(void)snprintf(name, sizeof(name), "config/%zu.conf", archive->count);
	add_file(archive, name, path);
	return 0;
}

static void add_files(struct archive *archive, const char *root)
{
	char etc[PATH_MAX], run[PATH_MAX], usr[PATH_MAX], path[PATH_MAX];
	const char *const roots[] = { etc, run, usr, NULL };
	const char *log = getenv("SYSTEMD_MEASURE_LOG_FIRMWARE");
	struct vtpm vtpm;

	doctor_path(root, "etc", etc);
	doctor_path(root, "run", run);
	doctor_path(root, "usr/lib", usr);
	(void)drop_ins_each(roots, CONFIG, add_config, archive, NULL); /* what is there is in it */
	doctor_path(root, VOLUMES_FILE + 1, path);
	add_file(archive, "volumes.conf", path);
	doctor_path(root, "usr/lib/os-release", path);
	add_file(archive, "os-release.txt", path);
	doctor_path(root, "proc/version", path);
	add_file(archive, "kernel.txt", path);
	if (!log && !vtpm_find(NULL, &vtpm, NULL) && *vtpm.log)
		log = vtpm.log;
	if (log)
		add_file(archive, "event-log.bin", log);
	add_file(archive, "systemd-log.jsonseq",
		 getenv("SYSTEMD_MEASURE_LOG_USERSPACE") ?: SYSTEMD_LOG);
}

static void add_version(struct archive *archive)
{
	static const char version[] = "svsm-guest " SVSM_GUEST_VERSION "\n";
	struct archive_part *part = archive_add(archive, "version.txt", "the version of svsmctl");

	if (part)
		(void)buffer_append(&part->data, version, strlen(version)); /* it fits */
}

/* ---- certificates and volumes -------------------------------------------------- */

static int add_cert(void *user, const char *name, const void *data, size_t size)
{
	struct archive_part *part;
	char path[ARCHIVE_NAME_MAX];

	(void)snprintf(path, sizeof(path), "certificates/%.60s", name);
	part = archive_add(user, path, "a certificate or revocation list that is kept");
	if (part)
		(void)buffer_append(&part->data, data, size); /* the cache has no larger ones */
	return 0;
}

static void add_certs(struct archive *archive)
{
	_cleanup_(cert_cache_cleanup) struct cert_cache *cache = NULL;
	char path[PATH_MAX];

	if (cert_place_path(path, NULL) < 0 || cert_cache_open(path, &cache, NULL) < 0)
		return; /* certificates.json says what is kept: nothing */
	(void)cert_cache_each(cache, "", add_cert, archive, NULL);
}

static void add_tokens(struct archive *archive, size_t volume, const char *device)
{
	_cleanup_(luks_cleanup) struct luks *luks = NULL;
	struct archive_part *part;
	char name[ARCHIVE_NAME_MAX];
	const char *json;
	int i;

	if (luks_open(device, &luks, NULL) < 0)
		return; /* its other part says why */
	for (i = 0; i < luks_tokens_max(luks); i++) {
		json = luks_token_read(luks, i);
		if (!json)
			continue;
		(void)snprintf(name, sizeof(name), "volumes/%zu-token-%d.json", volume, i);
		part = archive_add(archive, name, "that token; digests stand for long texts");
		if (part && redact_json(json, strlen(json), &part->data) < 0)
			part->data.size = 0;
	}
}

static void add_volumes(struct archive *archive, const char *root)
{
	_cleanup_(cleanup_free) struct doctor_facts *facts = calloc(1, sizeof(*facts));
	struct archive_part *part;
	char name[ARCHIVE_NAME_MAX], holds[FAULT_TEXT_MAX];
	size_t i;

	if (!facts)
		return;
	doctor_look_disks(root, facts);
	for (i = 0; i < facts->disks.volume_count; i++) {
		struct doctor_volume *volume = &facts->disks.volumes[i];
		char *const arguments[] = { SELF, "disk", "list", "--json", volume->device, NULL };

		(void)snprintf(name, sizeof(name), "volumes/%zu.json", i);
		(void)snprintf(holds, sizeof(holds), "svsmctl disk list, of '%s'", volume->name);
		part = archive_add(archive, name, holds);
		if (part)
			archive_run(part, arguments, false);
		add_tokens(archive, i, volume->device);
	}
}

void archive_gather(struct archive *archive, const char *root)
{
	add_version(archive);
	add_commands(archive);
	add_kernel_log(archive);
	add_files(archive, root);
	add_volumes(archive, root);
	add_certs(archive);
}
