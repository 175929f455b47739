// SPDX-License-Identifier: GPL-2.0-only
/*
 * The transport over the two SVSM entry points that the kernel exports; the one for
 * TPM commands is in transport.h.
 *
 * snp_issue_svsm_attest_req() passes the call number on as it is and forces the
 * other registers, so that calls without inputs can be made through it as well:
 * VTPM_QUERY is one.  No other call is made that way, and no undefined one ever.
 */
#include <linux/limits.h>

#include <linux/svsm.h>

#include "compat.h"
#include "transport.h"

/* Protocol 2, call 0.  asm/sev.h has names for the vTPM protocol since 6.16. */
#define VTPM_QUERY_CALL		(2ULL << 32)

int svsm_kernel_attest(bool single, struct svsm_attest_call *op, u64 *ret_code)
{
	struct svsm_call call = { .rax_out = SVSM_CODE_NONE };
	u64 id = SVSM_ATTEST_CALL(single ? SVSM_ATTEST_SINGLE_SERVICE : SVSM_ATTEST_SERVICES);
	int ret;

	ret = snp_issue_svsm_attest_req(id, &call, op);
	*ret_code = call.rax_out;
	return ret;
}

int svsm_kernel_vtpm_query(u64 *ret_commands, u64 *ret_features, u64 *ret_code)
{
	struct svsm_call call = { .rax_out = SVSM_CODE_NONE };
	struct svsm_attest_call unused = {};
	int ret;

	ret = snp_issue_svsm_attest_req(VTPM_QUERY_CALL, &call, &unused);
	*ret_code = call.rax_out;
	if (ret)
		return ret;

	*ret_commands = call.rcx_out;
	*ret_features = call.rdx_out;
	return 0;
}
