/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The line about this guest.
 */
#include "daemon/motd.h"

#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "daemon/keeper.h"
#include "daemon/tell.h"
#include "lib/base/fault.h"
#include "lib/policy/trust_line.h"
#include "lib/sys/machine.h"
#include "lib/sys/whole_file.h"

struct motd {
	const struct keeper *keeper;
	char path[PATH_MAX];
	const char *secure_boot;
	bool is_wanted;
	bool is_told;	/* in this boot, to the journal */
};

static const char *secure_boot(void)
{
	struct machine machine;

	machine_read(MACHINE_ROOT, &machine);
	return machine.secure_boot == MACHINE_SECURE_BOOT_ON ? "on" :
	       machine.secure_boot == MACHINE_SECURE_BOOT_OFF ? "off" : "unknown";
}

int motd_new(const char *runtime_folder, const struct keeper *keeper, struct motd **ret)
{
	struct motd *motd = calloc(1, sizeof(*motd));

	if (!motd)
		return -ENOMEM;
	if (snprintf(motd->path, sizeof(motd->path), "%s/motd", runtime_folder) >= PATH_MAX) {
		free(motd);
		return -ENAMETOOLONG;
	}
	motd->keeper = keeper;
	motd->secure_boot = secure_boot();
	/* What an earlier instance in this boot knew, it has told. */
	motd->is_told = keeper_trust(keeper)->state != TRUST_UNKNOWN;
	*ret = motd;
	return 0;
}

void motd_configure(struct motd *motd, bool is_wanted)
{
	motd->is_wanted = is_wanted;
	if (!is_wanted)
		(void)unlink(motd->path); /* it need not be there */
}

static void make(const struct motd *motd, char ret[static TRUST_LINE_MAX])
{
	trust_line_make(&(struct trust_line){
				.trust = keeper_trust(motd->keeper),
				.record = keeper_record(motd->keeper),
				.secure_boot = motd->secure_boot,
				.next = (int64_t)(keeper_next_us(motd->keeper) / 1000000),
			}, ret);
}

void motd_take_change(struct motd *motd)
{
	char line[TRUST_LINE_MAX + 1];	/* and a newline */
	struct fault fault = FAULT_NONE;

	if (!motd->is_wanted)
		return;
	make(motd, line);
	strcat(line, "\n");
	if (whole_file_write(motd->path, line, strlen(line), &fault) < 0)
		tell(MESSAGE_NOT_SHOWN, "%s; who logs in is not told", fault.text);
}

/* Only now is it known when the next one is. */
void motd_take_appraisal(struct motd *motd)
{
	char line[TRUST_LINE_MAX];

	if (!motd->is_told && keeper_trust(motd->keeper)->state != TRUST_UNKNOWN) {
		make(motd, line);
		tell(MESSAGE_BOOT_VERDICT, "%s", line);
		motd->is_told = true;
	}
	motd_take_change(motd);
}

void motd_free(struct motd *motd)
{
	if (!motd)
		return;
	(void)unlink(motd->path); /* as above */
	free(motd);
}
