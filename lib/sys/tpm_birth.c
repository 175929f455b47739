/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The NV counter of a vTPM, and its clock.
 */
#include "lib/sys/tpm_birth.h"

#include <errno.h>
#include <sys/random.h>

#include "lib/base/error.h"
#include "lib/base/fault.h"
#include "lib/sys/tpm_context.h"

_Static_assert(TPM_NV_LABEL_SIZE == BIRTH_RECORD_INSTANCE_SIZE, "the label is the id");

int tpm_birth_read(struct tpm *tpm, struct tpm_birth *ret, struct fault *fault)
{
	struct tpm_birth birth = { .clock.counter = 0 };
	TPMS_TIME_INFO time;
	TSS2_RC rc;
	int r;

	r = tpm_nv_read(tpm, BIRTH_RECORD_INDEX, &birth.index, fault);
	if (r < 0)
		return r;
	rc = TPM_CALL(tpm, Tss2_Sys_ReadClock, NULL, &time, NULL);
	if (rc)
		return tpm_fault(tpm, "cannot read its clock", rc, fault);
	birth.clock = (struct birth_clock){
		.counter = birth.index.value,
		.resets = time.clockInfo.resetCount,
		.restarts = time.clockInfo.restartCount,
	};
	*ret = birth;
	return 0;
}

int tpm_birth_define(struct tpm *tpm, struct fault *fault)
{
	uint8_t instance[BIRTH_RECORD_INSTANCE_SIZE];

	/* The kernel gives up to 256 bytes at once. */
	if (getrandom(instance, sizeof(instance), 0) != sizeof(instance))
		return fault_set(fault, -EIO, "instance id: no random bytes: %s",
				 error_text(errno));
	return tpm_nv_define(tpm, BIRTH_RECORD_INDEX, instance, fault);
}

int tpm_birth_advance(struct tpm *tpm, uint64_t *ret_counter, struct fault *fault)
{
	struct tpm_nv index;
	int r;

	r = tpm_nv_increment(tpm, BIRTH_RECORD_INDEX, fault);
	if (!r)
		r = tpm_nv_read(tpm, BIRTH_RECORD_INDEX, &index, fault);
	if (r < 0)
		return r;
	if (index.kind != TPM_NV_COUNTER || !index.value)
		return fault_set(fault, -EIO, "%s: its NV counter is not what it was", tpm->name);
	*ret_counter = index.value;
	return 0;
}
