/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * From "libcryptsetup asks a token plugin" to "the key is in hand": plugin VOLUME PLUGIN
 * TOKEN prints how many microseconds that takes, the loading of the plugin included, once
 * the key has opened the volume.
 *
 * systemd's plugin is told the TPM, SYSTEMD_TPM2_DEVICE, as systemd-cryptsetup does it.
 */
#include <dlfcn.h>
#include <libcryptsetup.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* What systemd-cryptsetup gives its plugin (systemd 250 and later). */
struct systemd_params {
	uint32_t search_pcr_mask;
	const char *device;
	const char *signature_path;
};

static void fail(const char *what, const char *why)
{
	fprintf(stderr, "%s: %s\n", what, why);
	exit(1);
}

/* What a plugin says that has failed. */
static void log_line(int level, const char *text, void *user)
{
	if (level == CRYPT_LOG_ERROR)
		fputs(text, stderr);
}

static double now(void)
{
	struct timespec time;

	(void)clock_gettime(CLOCK_MONOTONIC, &time); /* it is there */
	return (double)time.tv_sec * 1e6 + (double)time.tv_nsec / 1e3;
}

static void get_key(struct crypt_device *volume, const char *path, int token, char **ret,
		    size_t *ret_size)
{
	struct systemd_params params = {
		.search_pcr_mask = UINT32_MAX,
		.device = getenv("SYSTEMD_TPM2_DEVICE"),
	};
	int (*open_token)(struct crypt_device *, int, char **, size_t *, void *);
	void *plugin = dlopen(path, RTLD_NOW | RTLD_LOCAL), *function;

	if (!plugin)
		fail(path, dlerror());
	function = dlsym(plugin, "cryptsetup_token_open");
	if (!function)
		fail(path, dlerror());
	/* POSIX lets dlsym()'s pointer be one to a function; C has no cast for it. */
	memcpy(&open_token, &function, sizeof(function));
	if (open_token(volume, token, ret, ret_size, &params) < 0)
		fail(path, "gives no key");
}

int main(int argc, char **argv)
{
	struct crypt_device *volume;
	double begin, end;
	size_t size;
	char *key;

	if (argc != 4)
		fail(argv[0], "VOLUME PLUGIN TOKEN");
	if (crypt_init(&volume, argv[1]) < 0 || crypt_load(volume, CRYPT_LUKS2, NULL) < 0)
		fail(argv[1], "cannot be read");
	crypt_set_log_callback(volume, log_line, NULL);
	begin = now();
	get_key(volume, argv[2], atoi(argv[3]), &key, &size);
	end = now();
	if (crypt_activate_by_passphrase(volume, NULL, CRYPT_ANY_SLOT, key, size, 0) < 0)
		fail(argv[2], "its key does not open the volume");
	printf("%.0f\n", end - begin);
	crypt_free(volume);
	return 0;
}
