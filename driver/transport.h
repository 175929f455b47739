/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How the driver reaches the SVSM.  The core asks what the transport can do, never
 * which one it is.  Every call is a svsm_call_...(): they count it, trace it, and keep
 * apart "the SVSM said no" and "the SVSM never ran".  Below are the kernel's entry
 * points, called directly, as there is no other transport; the one for TPM commands,
 * and all on the way to it, in line.
 */
#ifndef SVSM_TRANSPORT_H
#define SVSM_TRANSPORT_H

#include <linux/percpu.h>
#include <linux/preempt.h>
#include <linux/tracepoint-defs.h>
#include <linux/types.h>

#include "compat.h"

struct dentry;
struct svsm_attest_call;

const char *svsm_transport_name(void);
u64 svsm_transport_features(void);
u8 svsm_transport_vmpl(void);

int svsm_call_attest(bool single, struct svsm_attest_call *op, u64 *ret_code);
int svsm_call_vtpm_query(u64 *ret_commands, u64 *ret_features, u64 *ret_code);

void svsm_transport_debugfs(struct dentry *dir);

/*
 * The transport: 0 or -errno.  @ret_code receives RAX as it came back, or
 * SVSM_CODE_NONE when the kernel refused before any call.
 */
int svsm_kernel_attest(bool single, struct svsm_attest_call *op, u64 *ret_code);
int svsm_kernel_vtpm_query(u64 *ret_commands, u64 *ret_features, u64 *ret_code);

enum svsm_counted {
	SVSM_COUNT_VTPM_CMD,
	SVSM_COUNT_ATTEST,
	SVSM_COUNT_VTPM_QUERY,
	SVSM_COUNT_MAX,
};

struct svsm_counter {
	u64 calls;
	u64 failed;
};

DECLARE_PER_CPU(struct svsm_counter [SVSM_COUNT_MAX], svsm_counters);
DECLARE_TRACEPOINT(svsm_call);

static __always_inline void svsm_count(enum svsm_counted what, int ret)
{
	this_cpu_inc(svsm_counters[what].calls);
	if (unlikely(ret))
		this_cpu_inc(svsm_counters[what].failed);
}

#ifdef SVSM_HAVE_VTPM
int svsm_call_vtpm_cmd_traced(void *page);

/*
 * Kernels before the fix of September 2026 fetch the per-CPU calling area while
 * preemption is still on; a task that moves in between uses another CPU's area,
 * with whatever that CPU is asking at the time.  Staying on this CPU is enough,
 * and costs nothing: the call itself runs with interrupts off, for as long as
 * the TPM command takes, and repeats without end while the SVSM answers BUSY.
 */
static __always_inline int svsm_kernel_vtpm_cmd(void *page)
{
	int ret;

	preempt_disable();
	ret = snp_svsm_vtpm_send_command(page);
	preempt_enable();
	svsm_count(SVSM_COUNT_VTPM_CMD, ret);
	return ret;
}

/*
 * Runs the TPM command in @page, a directly mapped one that svsm_wire_vtpm_fill() has
 * filled, and puts the response there.  Does not sleep.  0, or the kernel's -errno: the
 * SVSM's code is lost there.
 */
static __always_inline int svsm_call_vtpm_cmd(void *page)
{
	return tracepoint_enabled(svsm_call) ? svsm_call_vtpm_cmd_traced(page) :
					       svsm_kernel_vtpm_cmd(page);
}
#endif

#endif
