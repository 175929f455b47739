/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * svsm-key: gives the keys of disks to systemd-cryptsetup through the sockets in
 * /run/cryptsetup-keys.d, one process for each connection; and to scripts.  See svsm-key(8).
 *
 * Whatever it does not do costs somebody a passphrase, and nothing else: a disk must never
 * stay closed because of it.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "daemon/key_memory.h"
#include "daemon/key_options.h"
#include "daemon/key_server.h"
#include "daemon/key_volume.h"
#include "daemon/say.h"
#include "lib/base/buffer.h"
#include "lib/base/fault.h"
#include "lib/base/secret.h"
#include "lib/format/cryptsetup_peer.h"
#include "lib/format/volumes_file.h"
#include "lib/libcrypto/libcrypto.h"
#include "lib/sys/confine.h"
#include "lib/sys/file.h"
#include "lib/sys/folder.h"

void libcrypto_fail(const char *why)
{
	say(SAY_ERROR, "OpenSSL cannot be used: %s", why);
	exit(EXIT_FAILURE);
}

/* "INSTANCE VOLUME" of each; a wrong line is told, and the others hold. */
static int list(const struct key_options *options)
{
	struct buffer text = BUFFER_INIT(VOLUMES_FILE_SIZE_MAX);
	char instance[CRYPTSETUP_PEER_UNIT_MAX + 1];
	struct fault fault = FAULT_NONE;
	struct volumes_file_entry entry, same;
	struct volumes_file file;
	int r;

	r = file_read(options->config, &text, &fault);
	if (r == -ENOENT)
		return 0;
	if (r < 0) {
		say(SAY_ERROR, "%s", fault.text);
		return r;
	}
	volumes_file_init(&file, text.data, text.size);
	while ((r = volumes_file_next(&file, &entry, &fault))) {
		if (r > 0)
			r = volumes_file_find(text.data, text.size, entry.name, &same, &fault);
		if (!r)
			r = cryptsetup_peer_escape(entry.name, instance, sizeof(instance));
		if (r < 0)
			say(SAY_ERROR, "%s: %s, ignoring", options->config, fault.text);
		else
			(void)printf("%s %s\n", instance, entry.name);
	}
	buffer_deinit(&text);
	return fflush(stdout) ? -errno : 0;
}

static int print(const struct key_options *options)
{
	struct secret key = SECRET_NONE;
	struct fault fault = FAULT_NONE;
	int r;

	r = key_volume_unlock(options->device, UNLOCK_BY_SCRIPT, options,
			      key_volume_now() + options->limit_ms, &key, &fault);
	if (r < 0)
		say(SAY_ERROR, "%s", fault.text);
	else if (write(STDOUT_FILENO, key.bytes, key.size) != (ssize_t)key.size)
		r = -EIO;
	secret_deinit(&key);
	return r;
}

/*
 * What hostile bytes, a volume's header or the TPM's answers, could make of this process
 * changes nothing but what ends with the boot: libcryptsetup's locks and our notes, in /run
 * or where the tests have them.  Where that cannot be had the disk is opened all the same.
 */
static void confine(const struct key_options *options)
{
	char notes[PATH_MAX];
	const char *folders[] = { "/run", NULL, NULL };
	const struct confine_rules rules = { .folders = folders, .devices = "/dev" };
	struct fault fault = FAULT_NONE;
	int r = 0;

	if (options->notes) {
		r = folder_of(options->notes, notes, &fault);
		folders[1] = notes;
	}
	if (!r)
		r = confine_writes(&rules, &fault);
	if (r < 0)
		say(r == -EOPNOTSUPP ? SAY_INFO : SAY_WARNING,
		    "any file could be changed: %s", fault.text);
}

int main(int argc, char **argv)
{
	struct key_options options;
	int r;

	r = key_options_parse(argc, argv, &options);
	if (r)
		return r < 0 ? 2 : EXIT_SUCCESS;
	/* tpm2-tss writes to standard error what the faults say better. */
	(void)setenv("TSS2_LOG", "all+NONE", 0); /* then it is noisy, no more */
	if (options.verb == KEY_LIST)
		return list(&options) < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
	key_memory_protect();
	confine(&options);
	r = options.verb == KEY_SERVE ? key_server_answer(STDIN_FILENO, &options) :
					print(&options);
	return r < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
