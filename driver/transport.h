/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How the driver reaches the SVSM.  The core asks what a transport can do, never
 * which one it is.  Every call goes through the functions below the table: they
 * count it, trace it, and keep apart "the SVSM said no" and "the SVSM never ran".
 */
#ifndef SVSM_TRANSPORT_H
#define SVSM_TRANSPORT_H

#include <linux/types.h>

struct dentry;
struct svsm_attest_call;

/**
 * struct svsm_transport_ops - one way to the SVSM
 * @name: as user space sees it
 * @features: enum svsm_feature bits that it can serve at all
 * @vtpm_cmd: run the TPM command in the page; absent where the kernel cannot
 * @attest: run ATTEST_SERVICES or, with @single, ATTEST_SINGLE_SERVICE
 * @vtpm_query: ask which vTPM commands there are
 *
 * The calls return 0 or -errno.  @ret_code receives RAX as it came back, or
 * SVSM_CODE_NONE when the kernel refused before any call.
 */
struct svsm_transport_ops {
	const char *name;
	u64 features;
	int (*vtpm_cmd)(void *page);
	int (*attest)(bool single, struct svsm_attest_call *op, u64 *ret_code);
	int (*vtpm_query)(u64 *ret_commands, u64 *ret_features, u64 *ret_code);
};

extern const struct svsm_transport_ops svsm_transport_kernel;

const char *svsm_transport_name(void);
u64 svsm_transport_features(void);
bool svsm_transport_has_vtpm(void);
u8 svsm_transport_vmpl(void);

int svsm_call_vtpm_cmd(void *page);
int svsm_call_attest(bool single, struct svsm_attest_call *op, u64 *ret_code);
int svsm_call_vtpm_query(u64 *ret_commands, u64 *ret_features, u64 *ret_code);

void svsm_transport_debugfs(struct dentry *dir);

#endif
