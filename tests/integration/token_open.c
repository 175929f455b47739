/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Opens a volume by its tokens as cryptsetup and systemd-cryptsetup do, but for activating
 * it: token_open PLUGIN VOLUME [TOKEN [PIN]]; TOKEN "any" for all of them in their order.
 *
 * libcryptsetup has its folder of plugins built in; so where it asks for ours, this
 * program's own dlopen() gives it PLUGIN.  What libcryptsetup logs goes to standard
 * error.  Prints the keyslot, or the error's number; exit status 0 or 1.
 */
#include <dlfcn.h>
#include <libcryptsetup.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NAME	"/libcryptsetup-token-svsm.so"

static const char *plugin;

void *dlopen(const char *name, int flags)
{
	void *(*real)(const char *name, int flags) =
		(void *(*)(const char *name, int flags))dlsym(RTLD_NEXT, "dlopen");
	const size_t length = name ? strlen(name) : 0;
	const int is_ours = length > strlen(NAME) && !strcmp(name + length - strlen(NAME), NAME);

	return real(is_ours ? plugin : name, flags);
}

static void log_line(int level, const char *text, void *user)
{
	if (level == CRYPT_LOG_ERROR || level == CRYPT_LOG_NORMAL)
		fputs(text, stderr);
}

int main(int argc, char **argv)
{
	const char *token = argc > 3 ? argv[3] : "any", *pin = argc > 4 ? argv[4] : NULL;
	struct crypt_device *volume;
	int number, r;

	if (argc < 3) {
		fputs("token_open PLUGIN VOLUME [TOKEN [PIN]]\n", stderr);
		return 2;
	}
	plugin = argv[1];
	number = strcmp(token, "any") ? atoi(token) : CRYPT_ANY_TOKEN;
	r = crypt_init(&volume, argv[2]);
	if (!r) {
		crypt_set_log_callback(volume, log_line, NULL);
		r = crypt_load(volume, CRYPT_LUKS2, NULL);
	}
	if (!r && !strcmp(token, "dump"))
		r = crypt_dump(volume);
	else if (!r)
		r = crypt_activate_by_token_pin(volume, NULL, "svsm", number, pin,
						pin ? strlen(pin) : 0, NULL, 0);
	crypt_free(volume);
	if (r < 0)
		printf("%s\n", strerrorname_np(-r));
	else
		printf("%d\n", r);
	return r < 0;
}
