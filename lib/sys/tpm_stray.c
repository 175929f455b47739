/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Looking for strays.
 */
#include "lib/sys/tpm_stray.h"

#include <stdbool.h>
#include <string.h>

#include "lib/sys/tpm_context.h"
#include "lib/sys/tpm_primary.h"

#define STRAYS_MAX	16	/* TPMs have room for a few */

static size_t list(struct tpm *tpm, TPM2_HANDLE first, TPM2_HANDLE ret[STRAYS_MAX])
{
	TPMS_CAPABILITY_DATA capability = { .capability = 0 };
	TPMI_YES_NO more;
	size_t count;

	if (TPM_CALL(tpm, Tss2_Sys_GetCapability, NULL, TPM2_CAP_HANDLES, first, STRAYS_MAX, &more,
		     &capability, NULL) || capability.capability != TPM2_CAP_HANDLES)
		return 0;
	count = capability.data.handles.count;
	if (count > STRAYS_MAX)
		count = STRAYS_MAX;
	memcpy(ret, capability.data.handles.handle, count * sizeof(*ret));
	return count;
}

static bool is_named(struct tpm *tpm, TPM2_HANDLE object, const uint8_t *const names[],
		     size_t count, size_t size)
{
	TPM2B_NAME name = { .size = 0 }, qualified = { .size = 0 };
	TPM2B_PUBLIC public = { .size = 0 };
	size_t i;

	if (TPM_CALL(tpm, Tss2_Sys_ReadPublic, object, NULL, &public, &name, &qualified, NULL))
		return false;
	for (i = 0; i < count; i++)
		if (name.size == size && !memcmp(name.name, names[i], size))
			return true;
	return false;
}

void tpm_stray_flush(struct tpm *tpm, const uint8_t *const names[], size_t count, size_t size)
{
	TPM2_HANDLE handles[STRAYS_MAX];
	size_t i, found;

	if (tpm_renew(tpm) < 0)
		return;
	found = list(tpm, TPM2_LOADED_SESSION_FIRST, handles);
	for (i = 0; i < found; i++)
		tpm_primary_flush(tpm, handles[i]);
	found = list(tpm, TPM2_TRANSIENT_FIRST, handles);
	for (i = 0; i < found; i++)
		if (is_named(tpm, handles[i], names, count, size))
			tpm_primary_flush(tpm, handles[i]);
}
