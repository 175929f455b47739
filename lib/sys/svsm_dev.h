/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The SVSM as userspace reaches it: one ops table, and a transport behind it.
 * "/dev/svsm" (or another path) is the driver's device, "tsm:/path" the folder of
 * the kernel's own report interface, "emu:/path" the local socket of an emulated SVSM.
 * Where "/dev/svsm" is asked for and not there, the report interface will do.
 *
 * A handle is owned by who opened it and is for one thread at a time.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/format/guid.h"

struct fault;

#define SVSM_DEV_DEFAULT	"/dev/svsm"
#define SVSM_DEV_EMU_PREFIX	"emu:"
#define SVSM_DEV_TSM_PREFIX	"tsm:"
#define SVSM_DEV_TSM		SVSM_DEV_TSM_PREFIX "/sys/kernel/config/tsm/report"
#define SVSM_DEV_ADDRESS_SIZE	128
#define SVSM_DEV_NONCE_SIZE	64
#define SVSM_DEV_SERVICES_MAX	256

enum svsm_dev_access {
	SVSM_DEV_READ,		/* what is known already; never makes the SVSM work */
	SVSM_DEV_REQUEST,	/* attestation too: needs write permission */
};

struct svsm_dev_info {
	bool can_attest;
	bool has_vtpm;		/* the driver made a TPM of the SVSM's vTPM */
	unsigned int vmpl;	/* of this guest; 0 where the kernel does not know */
	char transport[16];	/* "kernel", "configfs-tsm", "emu" */
	char address[SVSM_DEV_ADDRESS_SIZE];	/* what was opened, for people; may be cut */
	size_t services_max;
	size_t report_max;	/* the largest of each, bytes */
	size_t manifest_max;
	size_t certs_max;
};

struct svsm_dev_service {
	struct guid guid;
	size_t manifest_size;
};

struct svsm_dev_list {
	struct svsm_dev_service services[SVSM_DEV_SERVICES_MAX];
	size_t count;
};

struct svsm_dev_request {
	uint8_t nonce[SVSM_DEV_NONCE_SIZE];
	struct guid guid;	/* null: all services */
	uint32_t manifest_version;
	/* Told once, before the driver makes this request wait its turn; may be NULL. */
	void (*on_wait)(void *user, unsigned int ms);
	void *user;
};

/* Bytes as they came; owned by the holder, to be given to svsm_dev_answer_deinit(). */
struct svsm_dev_answer {
	uint8_t *report;
	size_t report_size;
	uint8_t *manifest;
	size_t manifest_size;
	uint8_t *certs;		/* NULL when the host gave none */
	size_t certs_size;
};

struct svsm_dev;

/*
 * The transport behind a handle.  Each function answers 0 or -errno with a
 * fault, and leaves its output alone on failure.
 */
struct svsm_dev_ops {
	int (*info)(struct svsm_dev *dev, struct svsm_dev_info *ret, struct fault *fault);
	int (*list)(struct svsm_dev *dev, struct svsm_dev_list *ret, struct fault *fault);
	int (*attest)(struct svsm_dev *dev, const struct svsm_dev_request *request,
		      struct svsm_dev_answer *ret, struct fault *fault);
};

struct svsm_dev {
	const struct svsm_dev_ops *ops;
	char *address;		/* for messages: what was opened */
	enum svsm_dev_access access;
	int fd;
};

/*
 * Opens @address.  0; -ENOENT or -ENODEV when nothing is there, -EACCES when it
 * is, but not for this user; else -errno.
 */
int svsm_dev_open(const char *address, enum svsm_dev_access access, struct svsm_dev **ret,
		  struct fault *fault);

/* Never reaches the SVSM. */
int svsm_dev_info(struct svsm_dev *dev, struct svsm_dev_info *ret, struct fault *fault);

/*
 * The services.  Opened by SVSM_DEV_READ: only what an earlier listing left,
 * -ENODATA when there was none.  By SVSM_DEV_REQUEST: asks the SVSM if need be.
 */
int svsm_dev_list(struct svsm_dev *dev, struct svsm_dev_list *ret, struct fault *fault);

/*
 * One attestation, one request to the secure processor: slow, and paced by the
 * driver.  -ENXIO: the SVSM has no such service; -EPROTONOSUPPORT: it has not
 * that manifest version; -EBUSY: the driver holds requests off for a while;
 * -EREMOTEIO: the SVSM refused, its code is in the fault.
 */
int svsm_dev_attest(struct svsm_dev *dev, const struct svsm_dev_request *request,
		    struct svsm_dev_answer *ret, struct fault *fault);

/* Accepts NULL. */
void svsm_dev_close(struct svsm_dev *dev);
void svsm_dev_cleanup(struct svsm_dev **dev);

void svsm_dev_answer_deinit(struct svsm_dev_answer *answer);

/* The services in the answer to an attestation of all.  0; -EBADMSG, -E2BIG: malformed. */
int svsm_dev_list_of(const struct svsm_dev_answer *answer, struct svsm_dev_list *ret,
		     struct fault *fault);

/* "INVALID_REQUEST" for an SVSM result code (AMD 58019, table 4); "unknown code" else. */
const char *svsm_code_name(uint64_t code);

/* The transports; @fd of @dev is theirs to open. */
int svsm_kernel_open(struct svsm_dev *dev, struct fault *fault);
int svsm_tsm_open(struct svsm_dev *dev, struct fault *fault);
int svsm_emu_open(struct svsm_dev *dev, const char *path, struct fault *fault);
