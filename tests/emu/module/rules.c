// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a caller of the SVSM's entry points may get wrong without those noticing, but
 * not without consequences on real hardware: refused here, and counted by rule in
 * debugfs.  What an SVSM sees for itself (addresses, lengths, reserved bytes, a nonce
 * that crosses a page) is the host half's to refuse.
 *
 * tests/emu/module/broken_caller.c breaks every one of them.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/atomic.h>
#include <linux/moduleparam.h>
#include <linux/pfn.h>
#include <linux/preempt.h>
#include <linux/sched.h>
#include <linux/seq_file.h>

#include "svsm_emu.h"

static bool pinned = true;
module_param(pinned, bool, 0644);
MODULE_PARM_DESC(pinned, "Refuse a preemptible caller of the vTPM, whose calling area could change under it");

static bool query = true;
module_param(query, bool, 0644);
MODULE_PARM_DESC(query, "Pass VTPM_QUERY on, as no kernel has promised to");

enum rule {
	RULE_PINNED,
	RULE_AWAKE,
	RULE_DIRECT_MAP,
	RULE_ALIGNED,
	RULE_CALL,
	RULE_OWNED,
	RULE_MAX,
};

static const char *const rules[RULE_MAX] = {
	[RULE_PINNED]		= "vTPM call by a caller that can be moved to another CPU",
	[RULE_AWAKE]		= "vTPM call by a caller that can sleep, but stays on its CPU",
	[RULE_DIRECT_MAP]	= "vTPM buffer is not in the direct map",
	[RULE_ALIGNED]		= "vTPM buffer is not page-aligned",
	[RULE_CALL]		= "call that the attestation entry point is not for",
	[RULE_OWNED]		= "buffer reaches into memory that is not the caller's",
};

static atomic_t violations[RULE_MAX];

static int violation(enum rule rule)
{
	atomic_inc(&violations[rule]);
	pr_err_ratelimited("refused: %s\n", rules[rule]);
	return -EINVAL;
}

/*
 * Between fetching the calling area and the call nobody else of this CPU may use it.  A
 * caller that is only kept from moving (migrate_disable(), bound to one CPU) can still
 * be put to sleep there, and the next task of the CPU calls in between.
 */
static bool stays_on_cpu(void)
{
	return current->migration_disabled || current->nr_cpus_allowed == 1;
}

int emu_rules_check_vtpm(const u8 *buffer)
{
	if (pinned && preemptible())
		return violation(stays_on_cpu() ? RULE_AWAKE : RULE_PINNED);
	if (!virt_addr_valid(buffer))
		return violation(RULE_DIRECT_MAP);
	if (!PAGE_ALIGNED(buffer))
		return violation(RULE_ALIGNED);
	return 0;
}

/*
 * Memory that is free cannot be the caller's: it took a buffer for physically contiguous
 * that is not, or freed it too early.  Not all such memory can be told (a single free page
 * waits in a CPU's list and looks like any other).
 */
static bool is_owned(const struct svsm_loc_entry *buffer)
{
	unsigned long pfn, end = PFN_UP(buffer->pa + buffer->len);

	for (pfn = PFN_DOWN(buffer->pa); pfn < end; pfn++) {
		/* Outside of RAM: the host half refuses it, as an SVSM does. */
		if (!pfn_valid(pfn))
			return true;
		if (PageBuddy(pfn_to_page(pfn)))
			return false;
	}
	return true;
}

/* The entry point passes on any call; those with inputs of another kind do damage. */
static bool is_call_meant(u64 call_id)
{
	return call_id == SVSM_ATTEST_CALL(SVSM_ATTEST_SERVICES) ||
	       call_id == SVSM_ATTEST_CALL(SVSM_ATTEST_SINGLE_SERVICE) ||
	       call_id == EMU_VTPM_CALL(EMU_VTPM_QUERY);
}

int emu_rules_check_attest(u64 call_id, const struct svsm_attest_call *input)
{
	/* A refusal of the kernel's: the caller has done nothing wrong. */
	if (!query && call_id == EMU_VTPM_CALL(EMU_VTPM_QUERY))
		return -EINVAL;
	if (!is_call_meant(call_id))
		return violation(RULE_CALL);
	if (!is_owned(&input->report_buf) || !is_owned(&input->nonce) ||
	    !is_owned(&input->manifest_buf) || !is_owned(&input->certificates_buf))
		return violation(RULE_OWNED);
	return 0;
}

/* One line for each rule that was broken: how often, and what it says. */
void emu_rules_show(struct seq_file *s)
{
	int i;

	for (i = 0; i < RULE_MAX; i++)
		if (atomic_read(&violations[i]))
			seq_printf(s, "%d %s\n", atomic_read(&violations[i]), rules[i]);
}
