/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What svsmctl status found out: gathered once by status.c, then shown as text
 * or as JSON from this struct alone.
 */
#pragma once

#include <stdbool.h>

#include "cli/birth.h"
#include "cli/log_check.h"
#include "lib/sys/svsm_dev.h"
#include "lib/sys/tpm_chip.h"

#define STATUS_REMARKS_MAX	48
#define STATUS_REMARK_SIZE	640

enum status_link {
	STATUS_LINK_TPM,	/* /dev/tpm-svsm */
	STATUS_LINK_TPMRM,	/* /dev/tpmrm-svsm */
	_STATUS_LINK_MAX,
};

/* Lines for people: a problem makes the exit status 1, a note does not. */
struct status_remark {
	bool is_problem;
	char text[STATUS_REMARK_SIZE];
};

struct status {
	char sysfs[PATH_MAX], dev[PATH_MAX];	/* where the kernel was looked at */
	const char *address;		/* of the SVSM device */
	bool has_device;		/* it answered: @info is valid */
	struct svsm_dev_info info;
	bool is_vmpl_known;
	unsigned int vmpl;
	bool is_listed;			/* @list is valid */
	struct svsm_dev_list list;
	struct tpm_chips chips;
	char links[_STATUS_LINK_MAX][16];	/* names of the nodes they lead to, or empty */
	char log_path[PATH_MAX];	/* empty: there was none to look for */
	struct log_check log;
	bool has_birth;			/* there is a TPM to ask: @birth is valid */
	struct birth_view birth;
	struct status_remark remarks[STATUS_REMARKS_MAX];
	size_t remark_count;
};

/* Names in the device folder. */
extern const char *const status_link_names[_STATUS_LINK_MAX];

/* What the user overrides; NULL where nothing. */
struct status_options {
	const char *tcti;	/* reaches the TPM to compare with */
	const char *log_path;	/* the firmware's event log */
	const char *root;	/* below which /sys and /dev are */
};

/* Fills @ret; what could not be found out is among its remarks. */
void status_gather(const struct status_options *options, struct status *ret);
void status_deinit(struct status *status);

/* Whether this guest runs under an SVSM. */
bool status_is_under_svsm(const struct status *status);

/* Whether any remark is a problem. */
bool status_has_problem(const struct status *status);

/* status_text.c, status_json.c: print on standard output */
void status_print_text(const struct status *status);
void status_print_json(const struct status *status);
