/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Checks of disks: that each volume opens without the TPM too, and that no memory is written
 * where the host can read it.
 */
#include <errno.h>

#include "cli/doctor.h"
#include "cli/doctor_facts.h"
#include "lib/base/error.h"

void doctor_recovery(const struct doctor_facts *facts, struct doctor_finding *finding)
{
	const struct doctor_volume *unread = NULL;
	size_t i, sealed = 0;

	for (i = 0; i < facts->disks.volume_count; i++) {
		const struct doctor_volume *volume = &facts->disks.volumes[i];

		if (volume->error) {
			unread = volume;
			continue;
		}
		sealed += volume->is_sealed;
		if (!volume->is_sealed || volume->is_recoverable)
			continue;
		(void)doctor_find(finding, DOCTOR_PROBLEM,
				  "'%s' (%s) opens by a TPM alone: it has neither recovery key nor "
				  "passphrase", volume->name, volume->device);
		doctor_mend(finding, "A firmware update or a lost vTPM, and the data are gone.",
			    "svsmctl disk recovery %s, and keep what it prints elsewhere",
			    volume->device);
		return;
	}
	if (unread) {
		(void)doctor_find(finding, DOCTOR_UNKNOWN, "'%s' (%s) cannot be read: %s",
				  unread->name, unread->device, error_text(unread->error));
		if (unread->error == -EACCES || unread->error == -EPERM)
			doctor_mend(finding, NULL, "run as root");
		else
			doctor_mend(finding, NULL, "svsmctl disk list %s", unread->device);
		return;
	}
	(void)doctor_find(finding, DOCTOR_OK, sealed ?
			  "each of the %zu volumes that a TPM opens also opens without it" :
			  "no volume is known that a TPM opens", sealed);
}

void doctor_swap(const struct doctor_facts *facts, struct doctor_finding *finding)
{
	static const char why[] = "The host sees every page that is swapped out, keys and "
				  "passwords with them.";
	const struct doctor_disks *disks = &facts->disks;
	const struct doctor_swap *untold = NULL;
	size_t i;

	if (disks->has_swaps == DOCTOR_UNTOLD) {
		(void)doctor_find(finding, DOCTOR_UNKNOWN, "/proc/swaps cannot be read");
		return;
	}
	for (i = 0; i < disks->swap_count; i++) {
		const struct doctor_swap *swap = &disks->swaps[i];

		if (swap->is_encrypted == DOCTOR_UNTOLD)
			untold = swap;
		if (swap->is_encrypted != DOCTOR_NO)
			continue;
		(void)doctor_find(finding, DOCTOR_PROBLEM, "%s is not encrypted",
				  swap->area.path);
		doctor_mend(finding, why, "swapoff %s; a line 'swap DEVICE /dev/urandom swap' in "
			    "/etc/crypttab makes it an encrypted one", swap->area.path);
		return;
	}
	if (untold) {
		(void)doctor_find(finding, DOCTOR_UNKNOWN, "whether %s is encrypted cannot be told",
				  untold->area.path);
		doctor_mend(finding, why, "findmnt -T %s, lsblk -s", untold->area.path);
		return;
	}
	(void)doctor_find(finding, DOCTOR_OK, disks->swap_count ? "all of it is encrypted" :
			  "there is none");
}
