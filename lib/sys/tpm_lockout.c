/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Asking how many wrong tries the TPM has seen.
 */
#include "lib/sys/tpm_lockout.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>

#include "lib/base/fault.h"
#include "lib/sys/tpm_context.h"

#define PROPERTIES	4

#define WHEN_SIZE	80

int tpm_lockout_read(struct tpm *tpm, struct tpm_lockout *ret, struct fault *fault)
{
	struct tpm_lockout lockout = { .counter = 0 };
	uint32_t *const fields[PROPERTIES] = {
		&lockout.counter, &lockout.maximum, &lockout.interval, &lockout.recovery,
	};
	TPMS_CAPABILITY_DATA capability = { .capability = 0 };
	const TPML_TAGGED_TPM_PROPERTY *given = &capability.data.tpmProperties;
	TPMI_YES_NO more;
	TSS2_RC rc;
	size_t i;

	/* The four follow each other (TPM 2.0 part 2, table 23). */
	_Static_assert(TPM2_PT_LOCKOUT_RECOVERY == TPM2_PT_LOCKOUT_COUNTER + PROPERTIES - 1,
		       "one command asks for all");
	rc = TPM_CALL(tpm, Tss2_Sys_GetCapability, NULL, TPM2_CAP_TPM_PROPERTIES,
		      TPM2_PT_LOCKOUT_COUNTER, PROPERTIES, &more, &capability, NULL);
	if (rc)
		return tpm_fault(tpm, "cannot tell how many wrong tries it has seen", rc, fault);
	if (capability.capability != TPM2_CAP_TPM_PROPERTIES || given->count != PROPERTIES)
		return fault_set(fault, -EBADMSG, "%s: does not tell how many wrong tries it has "
				 "seen", tpm->name);
	for (i = 0; i < PROPERTIES; i++) {
		if (given->tpmProperty[i].property != TPM2_PT_LOCKOUT_COUNTER + i)
			return fault_set(fault, -EBADMSG, "%s: does not tell how many wrong tries "
					 "it has seen", tpm->name);
		*fields[i] = given->tpmProperty[i].value;
	}
	*ret = lockout;
	return 0;
}

uint32_t tpm_lockout_tries(const struct tpm_lockout *lockout)
{
	const uint64_t kept = (uint64_t)lockout->counter + TPM_LOCKOUT_RESERVE;

	return kept < lockout->maximum ? (uint32_t)(lockout->maximum - kept) : 0;
}

int tpm_lockout_check(struct tpm *tpm, struct fault *fault)
{
	struct tpm_lockout lockout;
	char when[WHEN_SIZE];
	int r = tpm_lockout_read(tpm, &lockout, fault);

	if (r < 0)
		return r;
	if (tpm_lockout_tries(&lockout))
		return 0;
	if (lockout.interval && lockout.maximum > TPM_LOCKOUT_RESERVE)
		(void)snprintf(when, sizeof(when), "it forgets one every %u s: try again then",
			       lockout.interval);
	else
		(void)snprintf(when, sizeof(when), "it forgets none: reset its lock-out "
			       "(tpm2_dictionarylockout)");
	return fault_set(fault, -EBUSY, "%s: no PIN is tried: it has seen %u wrong tries and locks "
			 "at %u, of which %u are left alone; %s", tpm->name, lockout.counter,
			 lockout.maximum, TPM_LOCKOUT_RESERVE, when);
}
