/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Asking for PINs.
 */
#include "cli/disk_pin.h"

#include <errno.h>
#include <stddef.h>

#include "cli/disk_key.h"
#include "cli/say.h"
#include "cli/terminal.h"
#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/base/secret.h"
#include "lib/sys/tpm_lockout.h"

#define FEW	3u	/* what fingers need */
#define REMEDY	"'tpm2_dictionarylockout --setup-parameters --max-tries=32 --recovery-time=600 " \
		"--lockout-recovery-time=86400' allows more"

static int read_file(const char *path, struct secret *ret, struct fault *fault)
{
	int r = disk_key_read(path, ret, fault);

	if (r < 0)
		return r;
	if (ret->bytes[ret->size - 1] == '\n')
		ret->bytes[--ret->size] = '\0';
	return ret->size ? 0 : fault_set(fault, -ENODATA, "%s: has an empty line", path);
}

int disk_pin_check(const char *name, struct tpm *tpm, struct fault *fault)
{
	struct tpm_lockout lockout, fresh;
	int r;

	r = tpm_lockout_read(tpm, &lockout, fault);
	if (r < 0)
		return r;
	fresh = lockout;
	fresh.counter = 0;
	if (!tpm_lockout_tries(&fresh))
		return fault_set(fault, -EBUSY, "the TPM locks after %u wrong tries, and %u are "
				 "always left alone: no PIN would ever be tried; " REMEDY,
				 lockout.maximum, TPM_LOCKOUT_RESERVE);
	if (!tpm_lockout_tries(&lockout))
		return tpm_lockout_check(tpm, fault);
	if (tpm_lockout_tries(&fresh) < FEW && lockout.interval)
		say_note(name, "the TPM locks after %u wrong tries, and %u are always left alone: "
			 "after %u wrong PIN%s at boot no further one is tried for %u s; " REMEDY,
			 lockout.maximum, TPM_LOCKOUT_RESERVE, tpm_lockout_tries(&fresh),
			 tpm_lockout_tries(&fresh) == 1 ? "" : "s", lockout.interval);
	if (!lockout.interval)
		say_note(name, "the TPM never forgets a wrong try: after %u wrong PINs in all no "
			 "further one is tried; " REMEDY, tpm_lockout_tries(&lockout));
	return 0;
}

int disk_pin_ask(const char *path, struct secret *ret, struct fault *fault)
{
	return path ? read_file(path, ret, fault) : terminal_ask_secret("PIN: ", ret, fault);
}

int disk_pin_new(const char *path, struct secret *ret, struct fault *fault)
{
	_cleanup_(secret_deinit) struct secret again = SECRET_NONE;
	int r;

	if (path)
		return read_file(path, ret, fault);
	r = terminal_ask_secret("New PIN: ", ret, fault);
	if (!r)
		r = terminal_ask_secret("The same once more: ", &again, fault);
	if (!r && !secret_is(&again, ret->bytes, ret->size))
		return fault_set(fault, -EINVAL, "the PINs differ; nothing was changed");
	return r;
}
