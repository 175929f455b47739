// SPDX-License-Identifier: GPL-2.0-only
/*
 * The transport over the two SVSM entry points that the kernel exports.
 *
 * snp_issue_svsm_attest_req() passes the call number on as it is and forces the
 * other registers, so that calls without inputs can be made through it as well:
 * VTPM_QUERY is one.  No other call is made that way, and no undefined one ever.
 */
#include <linux/limits.h>
#include <linux/preempt.h>

#include <linux/svsm.h>

#include "compat.h"
#include "transport.h"

/* Protocol 2, call 0.  asm/sev.h has names for the vTPM protocol since 6.16. */
#define VTPM_QUERY_CALL		(2ULL << 32)

#ifdef SVSM_HAVE_VTPM
/*
 * Kernels before the fix of September 2026 fetch the per-CPU calling area while
 * preemption is still on; a task that moves in between uses another CPU's area,
 * with whatever that CPU is asking at the time.  Staying on this CPU is enough,
 * and costs nothing: the call itself runs with interrupts off, for as long as
 * the TPM command takes, and repeats without end while the SVSM answers BUSY.
 */
static int kernel_vtpm_cmd(void *page)
{
	int ret;

	preempt_disable();
	ret = snp_svsm_vtpm_send_command(page);
	preempt_enable();
	return ret;
}
#endif

static int kernel_attest(bool single, struct svsm_attest_call *op, u64 *ret_code)
{
	struct svsm_call call = { .rax_out = SVSM_CODE_NONE };
	u64 id = SVSM_ATTEST_CALL(single ? SVSM_ATTEST_SINGLE_SERVICE : SVSM_ATTEST_SERVICES);
	int ret;

	ret = snp_issue_svsm_attest_req(id, &call, op);
	*ret_code = call.rax_out;
	return ret;
}

static int kernel_vtpm_query(u64 *ret_commands, u64 *ret_features, u64 *ret_code)
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

const struct svsm_transport_ops svsm_transport_kernel = {
	.name = "kernel",
	.features = SVSM_FEATURE_ATTEST | SVSM_FEATURE_VTPM_QUERY,
#ifdef SVSM_HAVE_VTPM
	.vtpm_cmd = kernel_vtpm_cmd,
#endif
	.attest = kernel_attest,
	.vtpm_query = kernel_vtpm_query,
};
