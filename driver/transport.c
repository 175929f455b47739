// SPDX-License-Identifier: GPL-2.0-only
/*
 * Every call to the SVSM passes here once: counted, traced, and its result
 * sorted into "success", "the SVSM refused" and "the SVSM never ran it".
 *
 * The counters are in debugfs, not sysfs: they are no ABI.
 */
#include <linux/atomic.h>
#include <linux/debugfs.h>
#include <linux/ktime.h>
#include <linux/seq_file.h>

#include <linux/svsm.h>

#include "compat.h"
#include "transport.h"
#include "wire.h"

#define CREATE_TRACE_POINTS
#include "trace.h"

enum svsm_counted {
	COUNT_VTPM_CMD,
	COUNT_ATTEST,
	COUNT_VTPM_QUERY,
	COUNT_MAX,
};

static const struct {
	const char *name;
	u32 protocol;
	u32 call;
} counted[COUNT_MAX] = {
	[COUNT_VTPM_CMD]	= { "vtpm_cmd", 2, 1 },
	[COUNT_ATTEST]		= { "attest", 1, 0 },
	[COUNT_VTPM_QUERY]	= { "vtpm_query", 2, 0 },
};

static struct {
	atomic64_t calls;
	atomic64_t failed;
} counters[COUNT_MAX];

static const struct svsm_transport_ops *const transport = &svsm_transport_kernel;
static bool query_refused;

static u64 call_begin(void)
{
	return trace_svsm_call_enabled() ? ktime_get_ns() : 0;
}

static void call_end(enum svsm_counted what, u32 call, int ret, u64 code, u64 begin)
{
	atomic64_inc(&counters[what].calls);
	if (ret)
		atomic64_inc(&counters[what].failed);
	if (begin)
		trace_svsm_call(counted[what].protocol, call, code, ret, ktime_get_ns() - begin);
}

const char *svsm_transport_name(void)
{
	return transport->name;
}

/**
 * svsm_transport_features() - what can be asked of the SVSM on this kernel
 *
 * Return: enum svsm_feature bits.  SVSM_FEATURE_VTPM_QUERY goes away once the
 * kernel has refused the call, SVSM_FEATURE_VTPM is not the transport's to give.
 */
u64 svsm_transport_features(void)
{
	u64 features = transport->features;

	if (READ_ONCE(query_refused))
		features &= ~SVSM_FEATURE_VTPM_QUERY;
	return features;
}

bool svsm_transport_has_vtpm(void)
{
	return transport->vtpm_cmd;
}

u8 svsm_transport_vmpl(void)
{
	return snp_vmpl;
}

/**
 * svsm_call_vtpm_cmd() - run the TPM command in @page
 * @page: one page of directly mapped memory, filled by svsm_wire_vtpm_fill()
 *
 * Does not sleep.  Runs with interrupts off for as long as the command takes.
 *
 * Return: 0, and @page holds the response; -EOPNOTSUPP on a kernel without the
 * entry point; else the kernel's -errno (the SVSM's code is lost there).
 */
int svsm_call_vtpm_cmd(void *page)
{
	u64 begin = call_begin();
	int ret;

	ret = transport->vtpm_cmd ? transport->vtpm_cmd(page) : -EOPNOTSUPP;
	call_end(COUNT_VTPM_CMD, 1, ret, ret ? SVSM_CODE_NONE : SVSM_RESULT_SUCCESS, begin);
	return ret;
}

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

	ret = transport->attest(single, op, ret_code);
	if (!svsm_wire_is_result(*ret_code))
		*ret_code = SVSM_CODE_NONE;
	call_end(COUNT_ATTEST, single, ret, *ret_code, begin);
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

	ret = transport->vtpm_query(ret_commands, ret_features, ret_code);
	if (*ret_code == SVSM_CODE_NONE) {
		WRITE_ONCE(query_refused, true);
		ret = -EOPNOTSUPP;
	}
	if (!svsm_wire_is_result(*ret_code))
		*ret_code = SVSM_CODE_NONE;
	call_end(COUNT_VTPM_QUERY, 0, ret, *ret_code, begin);
	return ret;
}

static int calls_show(struct seq_file *s, void *unused)
{
	int i;

	for (i = 0; i < COUNT_MAX; i++)
		seq_printf(s, "%s calls=%lld failed=%lld\n", counted[i].name,
			   atomic64_read(&counters[i].calls),
			   atomic64_read(&counters[i].failed));
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(calls);

/* The file goes with @dir, the driver's debugfs folder. */
void svsm_transport_debugfs(struct dentry *dir)
{
	debugfs_create_file("calls", 0400, dir, NULL, &calls_fops);
}
