/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Gathering the facts of svsmctl doctor, and what its parts share.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/doctor_facts.h"
#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/sys/file.h"
#include "lib/sys/tpm_pcrs.h"

#define IMA_PCR		10u
#define IMA_COUNT	"sys/kernel/security/ima/runtime_measurements_count"
#define NUMBER_MAX	32

void doctor_path(const char *root, const char *path, char ret[static PATH_MAX])
{
	(void)snprintf(ret, PATH_MAX, "%s/%s", root, path); /* a cut path is not found */
}

bool doctor_has(const char *root, const char *path)
{
	char full[PATH_MAX];

	doctor_path(root, path, full);
	/* What a link leads to need not be below @root. */
	return !faccessat(AT_FDCWD, full, F_OK, AT_SYMLINK_NOFOLLOW);
}

/* Of the bank of SHA-256, which all TPMs of an SVSM have. */
static enum doctor_said is_extended(const char *tcti, unsigned int pcr)
{
	struct pcr_values values;
	size_t i, j;

	if (tpm_pcrs_read(tcti, 1u << pcr, &values, NULL) < 0)
		return DOCTOR_UNTOLD;
	for (i = 0; i < values.count; i++) {
		const struct pcr_values_bank *bank = &values.banks[i];

		if (!(bank->present >> pcr & 1))
			continue;
		for (j = 0; j < bank->digest_size; j++)
			if (bank->pcrs[pcr][j])
				return DOCTOR_YES;
		return DOCTOR_NO;
	}
	return DOCTOR_UNTOLD;
}

/* IMA's own first entry, over what was booted, is no measurement of anything that runs. */
static enum doctor_said has_ima(const char *root)
{
	_cleanup_(buffer_deinit) struct buffer text = BUFFER_INIT(NUMBER_MAX);
	char path[PATH_MAX], number[NUMBER_MAX + 1];

	doctor_path(root, IMA_COUNT, path);
	if (file_read(path, &text, NULL) < 0)
		return !doctor_has(root, IMA_COUNT) && doctor_has(root, "sys/kernel/security/lsm") ?
			       DOCTOR_NO : DOCTOR_UNTOLD;
	memcpy(number, text.data, text.size);
	number[text.size] = '\0';
	return strtoul(number, NULL, 10) > 1 ? DOCTOR_YES : DOCTOR_NO;
}

void doctor_look_tpm(const struct doctor_place *place, struct doctor_facts *facts)
{
	const struct tpm_chip *svsm = tpm_chips_find_svsm(&facts->status.chips);
	char tcti[PATH_MAX + 8];

	facts->tpm.has_ima = has_ima(place->root);
	if (facts->tpm.has_ima != DOCTOR_YES || (!svsm && !place->tcti))
		return;
	if (svsm)
		(void)snprintf(tcti, sizeof(tcti), "device:%s",
			       *svsm->rm_node ? svsm->rm_node : svsm->node);
	facts->tpm.is_ima_in_tpm = is_extended(place->tcti ?: tcti, IMA_PCR);
}

void doctor_facts_gather(const struct doctor_place *place, struct doctor_facts *ret)
{
	const struct status_options options = { .tcti = place->tcti, .root = place->root };

	memset(ret, 0, sizeof(*ret));
	status_gather(&options, &ret->status);
	doctor_look_kernel(place->root, ret);
	doctor_look_boot(place->root, ret);
	doctor_look_tpm(place, ret);
	doctor_look_trust(place, ret);
	doctor_look_disks(place->root, ret);
}

void doctor_facts_deinit(struct doctor_facts *facts)
{
	status_deinit(&facts->status);
}
