// SPDX-License-Identifier: GPL-2.0-only
/*
 * Every call to the SVSM passes here once: counted, traced, and its result
 * sorted into "success", "the SVSM refused" and "the SVSM never ran it".
 *
 * The counters are in debugfs, not sysfs: they are no ABI.
 */
#include <linux/debugfs.h>
#include <linux/ktime.h>
#include <linux/percpu.h>
#include <linux/seq_file.h>

#include <linux/svsm.h>

#include "compat.h"
#include "transport.h"
#include "wire.h"

#define CREATE_TRACE_POINTS
#include "trace.h"

static const char *const counted[SVSM_COUNT_MAX] = {
	[SVSM_COUNT_VTPM_CMD]	= "vtpm_cmd",
	[SVSM_COUNT_ATTEST]	= "attest",
	[SVSM_COUNT_VTPM_QUERY]	= "vtpm_query",
};

DEFINE_PER_CPU(struct svsm_counter [SVSM_COUNT_MAX], svsm_counters);

static bool query_refused;

static u64 call_begin(void)
{
	return trace_svsm_call_enabled() ? ktime_get_ns() : 0;
}

static void call_end(u32 protocol, u32 call, int ret, u64 code, u64 begin)
{
	if (begin)
		trace_svsm_call(protocol, call, code, ret, ktime_get_ns() - begin);
}

const char *svsm_transport_name(void)
{
	return "kernel";
}

/**
 * svsm_transport_features() - what can be asked of the SVSM on this kernel
 *
 * Return: enum svsm_feature bits.  SVSM_FEATURE_VTPM_QUERY goes away once the
 * kernel has refused the call, SVSM_FEATURE_VTPM is not the transport's to give.
 */
u64 svsm_transport_features(void)
{
	return SVSM_FEATURE_ATTEST | (READ_ONCE(query_refused) ? 0 : SVSM_FEATURE_VTPM_QUERY);
}

u8 svsm_transport_vmpl(void)
{
	return snp_vmpl;
}

#ifdef SVSM_HAVE_VTPM
int svsm_call_vtpm_cmd_traced(void *page)
{
	u64 begin = call_begin();
	int ret = svsm_kernel_vtpm_cmd(page);

	call_end(2, 1, ret, ret ? SVSM_CODE_NONE : SVSM_RESULT_SUCCESS, begin);
	return ret;
}
#endif

/**
 * svsm_call_attest() - one attestation request
 * @single: attest one service (the operation then names it) instead of all
 * @op: the operation; on return its lengths are what the SVSM reported
 * @ret_code: the SVSM's result code, or SVSM_CODE_NONE when it gave none
 *
 * Return: 0 on success, -errno otherwise.
 */
int svsm_call_attest(bool single, struct svsm_attest_call *op, u64 *ret_code)
{
	u64 begin = call_begin();
	int ret;

	ret = svsm_kernel_attest(single, op, ret_code);
	if (!svsm_wire_is_result(*ret_code))
		*ret_code = SVSM_CODE_NONE;
	svsm_count(SVSM_COUNT_ATTEST, ret);
	call_end(1, single, ret, *ret_code, begin);
	return ret;
}

/**
 * svsm_call_vtpm_query() - ask which vTPM commands the SVSM has
 * @ret_commands: bitmap of platform commands, set on success
 * @ret_features: feature bits, set on success
 * @ret_code: the SVSM's result code, or SVSM_CODE_NONE when it gave none
 *
 * Return: 0; -EOPNOTSUPP when the kernel does not let the call through; else
 * -errno, and @ret_code says what the SVSM answered.
 */
int svsm_call_vtpm_query(u64 *ret_commands, u64 *ret_features, u64 *ret_code)
{
	u64 begin = call_begin();
	int ret;

	ret = svsm_kernel_vtpm_query(ret_commands, ret_features, ret_code);
	if (*ret_code == SVSM_CODE_NONE) {
		WRITE_ONCE(query_refused, true);
		ret = -EOPNOTSUPP;
	}
	if (!svsm_wire_is_result(*ret_code))
		*ret_code = SVSM_CODE_NONE;
	svsm_count(SVSM_COUNT_VTPM_QUERY, ret);
	call_end(2, 0, ret, *ret_code, begin);
	return ret;
}

static int calls_show(struct seq_file *s, void *unused)
{
	int what, cpu;

	for (what = 0; what < SVSM_COUNT_MAX; what++) {
		struct svsm_counter sum = {};

		for_each_possible_cpu(cpu) {
			sum.calls += READ_ONCE(per_cpu(svsm_counters, cpu)[what].calls);
			sum.failed += READ_ONCE(per_cpu(svsm_counters, cpu)[what].failed);
		}
		seq_printf(s, "%s calls=%llu failed=%llu\n", counted[what], sum.calls, sum.failed);
	}
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(calls);

/* The file goes with @dir, the driver's debugfs folder. */
void svsm_transport_debugfs(struct dentry *dir)
{
	debugfs_create_file("calls", 0400, dir, NULL, &calls_fops);
}
