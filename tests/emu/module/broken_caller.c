// SPDX-License-Identifier: GPL-2.0-only
/*
 * Callers of the kernel's SVSM entry points with one mistake each, to show that the
 * emulated SVSM does not let it pass; and a right one, to show that the rest is right.
 *
 * Write a mistake's name to /sys/kernel/debug/broken_caller; then read there
 * "NAME: unnoticed" or "NAME: errno N, code 0xN" (the SVSM's result code).
 */
#include <linux/debugfs.h>
#include <linux/delay.h>
#include <linux/gfp.h>
#include <linux/hrtimer.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/preempt.h>
#include <linux/seq_file.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>

#include "svsm_emu.h"

#define NO_CODE			(~0ULL)
#define AREA_ORDER		4	/* 64 KiB: the pages of the buffers below, and more */
#define NONCE_LEN		64
#define REPORT_ROOM		PAGE_SIZE
#define MANIFEST_ROOM		(4 * PAGE_SIZE)
#define CERTS_ROOM		(4 * PAGE_SIZE)

/* What stands in the area when a mistake is made: TPM2_GetRandom of 16 bytes. */
static const u8 get_random[] = {
	8, 0, 0, 0,  0,  12, 0, 0, 0,			/* the SVSM's request header */
	0x80, 0x01,  0, 0, 0, 12,  0, 0, 0x01, 0x7b,  0, 16,
};

static DEFINE_MUTEX(lock);	/* guards the three below: one mistake at a time */
static char name[32];
static int result;
static u64 code;

static struct dentry *file;
static u8 static_page[PAGE_SIZE] __aligned(PAGE_SIZE);

static int send(u8 *page)
{
	int ret;

	preempt_disable();
	ret = snp_svsm_vtpm_send_command(page);
	preempt_enable();
	return ret;
}

/* ---- the vTPM ---------------------------------------------------------------- */

static int vtpm_right(u8 *area)
{
	return send(area);
}

static int vtpm_preemptible(u8 *area)
{
	return snp_svsm_vtpm_send_command(area);
}

/* Stays on its CPU, but sleeps there, and could again before the call is made. */
static int vtpm_sleeping(u8 *area)
{
	int ret;

	migrate_disable();
	msleep(20);
	ret = snp_svsm_vtpm_send_command(area);
	migrate_enable();
	return ret;
}

static int vtpm_unaligned(u8 *area)
{
	memcpy(area + 16, get_random, sizeof(get_random));
	return send(area + 16);
}

static int vtpm_vmalloc(u8 *area)
{
	u8 *page = vmalloc(PAGE_SIZE);
	int ret;

	if (!page)
		return -ENOMEM;
	memcpy(page, get_random, sizeof(get_random));
	ret = send(page);
	vfree(page);
	return ret;
}

static int vtpm_static(u8 *area)
{
	memcpy(static_page, get_random, sizeof(get_random));
	return send(static_page);
}

/* Keeps something of its own behind the request: a whole page is written back. */
static int vtpm_short_buffer(u8 *area)
{
	int ret;

	area[PAGE_SIZE - 1] = 0x11;
	ret = send(area);
	if (ret)
		return ret;
	return area[PAGE_SIZE - 1] == 0x11 ? 0 : -ENOTRECOVERABLE;
}

struct late_timer {
	struct hrtimer timer;
	ktime_t fired;
};

static enum hrtimer_restart late_timer_fired(struct hrtimer *timer)
{
	container_of(timer, struct late_timer, timer)->fired = ktime_get();
	return HRTIMER_NORESTART;
}

/*
 * 0 when a timer of this CPU, due in a moment, runs in the first half of what keeps the CPU
 * busy.  One that interrupts hold up runs at its very end.
 */
static int timer_runs_during(int (*busy)(u8 *area), u8 *area)
{
	struct late_timer late = {};
	ktime_t begin, end;
	int ret;

	hrtimer_setup_on_stack(&late.timer, late_timer_fired, CLOCK_MONOTONIC,
			       HRTIMER_MODE_REL_PINNED_HARD);
	preempt_disable();
	begin = ktime_get();
	hrtimer_start(&late.timer, ms_to_ktime(1), HRTIMER_MODE_REL_PINNED_HARD);
	ret = busy(area);
	end = ktime_get();
	preempt_enable();
	msleep(20);
	hrtimer_cancel(&late.timer);
	destroy_hrtimer_on_stack(&late.timer);
	if (ret)
		return ret;
	/* One that has not fired by now is later still. */
	return late.fired && ktime_before(late.fired, begin + (end - begin) / 2) ? 0 : -ETIME;
}

/* Wants it during a call, which the emulator's fault makes long enough. */
static int vtpm_timer(u8 *area)
{
	return timer_runs_during(snp_svsm_vtpm_send_command, area);
}

static int wait_busily(u8 *area)
{
	mdelay(500);
	return 0;
}

/* No mistake: while a caller is busy by itself, timers do run. */
static int busy_timer(u8 *area)
{
	return timer_runs_during(wait_busily, area);
}

/* ---- attestation ------------------------------------------------------------- */

static struct svsm_attest_call attest_input(u8 *area)
{
	phys_addr_t pa = virt_to_phys(area);

	return (struct svsm_attest_call){
		.report_buf = { .pa = pa, .len = REPORT_ROOM },
		.nonce = { .pa = pa + REPORT_ROOM, .len = NONCE_LEN },
		.manifest_buf = { .pa = pa + 2 * PAGE_SIZE, .len = MANIFEST_ROOM },
		.certificates_buf = { .pa = pa + 6 * PAGE_SIZE, .len = CERTS_ROOM },
	};
}

static int attest(u64 call_id, struct svsm_attest_call *input)
{
	struct svsm_call call = { .rax_out = NO_CODE };
	int ret;

	ret = snp_issue_svsm_attest_req(call_id, &call, input);
	code = call.rax_out;
	return ret;
}

static int attest_all(struct svsm_attest_call *input)
{
	return attest(SVSM_ATTEST_CALL(SVSM_ATTEST_SERVICES), input);
}

static int attest_right(u8 *area)
{
	struct svsm_attest_call input = attest_input(area);

	return attest_all(&input);
}

static int attest_crossing_nonce(u8 *area)
{
	struct svsm_attest_call input = attest_input(area);

	input.nonce.pa += PAGE_SIZE - NONCE_LEN / 2;
	return attest_all(&input);
}

static int attest_short_nonce(u8 *area)
{
	struct svsm_attest_call input = attest_input(area);

	input.nonce.len = NONCE_LEN - 1;
	return attest_all(&input);
}

static int attest_reserved(u8 *area)
{
	struct svsm_attest_call input = attest_input(area);

	input.certificates_buf.rsvd[3] = 1;
	return attest_all(&input);
}

static int attest_unaligned(u8 *area)
{
	struct svsm_attest_call input = attest_input(area);

	input.manifest_buf.pa += 8;
	return attest_all(&input);
}

static int attest_certs_too_large(u8 *area)
{
	struct svsm_attest_call input = attest_input(area);

	input.certificates_buf.len = CERTS_ROOM + PAGE_SIZE;
	return attest_all(&input);
}

/*
 * The address that virt_to_phys() makes of a vmalloc address is nobody's.  A kernel
 * that checks itself (DEBUG_VIRTUAL) makes none, so do its sum without it.
 */
static int attest_vmalloc(u8 *area)
{
	struct svsm_attest_call input = attest_input(area);
	u8 *report = vmalloc(REPORT_ROOM);
	int ret;

	if (!report)
		return -ENOMEM;
	input.report_buf.pa = __phys_addr_nodebug((unsigned long)report);
	ret = attest_all(&input);
	vfree(report);
	return ret;
}

/*
 * Only the first half of its buffer is its own.  The halves are so large that the free
 * one goes back to the allocator at once, past the CPU's list of free pages.
 */
static int attest_not_contiguous(u8 *area)
{
	struct svsm_attest_call input = attest_input(area);
	struct page *pages = alloc_pages(GFP_KERNEL, AREA_ORDER + 1);
	struct page *half = pages + (1 << AREA_ORDER);
	int ret;

	if (!pages)
		return -ENOMEM;
	init_page_count(half);
	__free_pages(half, AREA_ORDER);
	input.manifest_buf.pa = page_to_phys(half - 1);
	input.manifest_buf.len = 2 * PAGE_SIZE;
	ret = attest_all(&input);
	__free_pages(pages, AREA_ORDER);
	return ret;
}

static int attest_undefined_call(u8 *area)
{
	struct svsm_attest_call input = attest_input(area);

	return attest(SVSM_ATTEST_CALL(0xffffffffULL), &input);
}

static int attest_core_call(u8 *area)
{
	struct svsm_attest_call input = attest_input(area);

	return attest(SVSM_CORE_CALL(SVSM_CORE_PVALIDATE), &input);
}

/* ------------------------------------------------------------------------------ */

static const struct {
	const char *name;
	int (*make)(u8 *area);
} mistakes[] = {
	{ "vtpm-right", vtpm_right },
	{ "vtpm-preemptible", vtpm_preemptible },
	{ "vtpm-sleeping", vtpm_sleeping },
	{ "vtpm-unaligned", vtpm_unaligned },
	{ "vtpm-vmalloc", vtpm_vmalloc },
	{ "vtpm-static", vtpm_static },
	{ "vtpm-short-buffer", vtpm_short_buffer },
	{ "vtpm-timer", vtpm_timer },
	{ "busy-timer", busy_timer },
	{ "attest-right", attest_right },
	{ "attest-crossing-nonce", attest_crossing_nonce },
	{ "attest-short-nonce", attest_short_nonce },
	{ "attest-reserved", attest_reserved },
	{ "attest-unaligned", attest_unaligned },
	{ "attest-certs-too-large", attest_certs_too_large },
	{ "attest-vmalloc", attest_vmalloc },
	{ "attest-not-contiguous", attest_not_contiguous },
	{ "attest-undefined-call", attest_undefined_call },
	{ "attest-core-call", attest_core_call },
};

static int make_mistake(void)
{
	u8 *area;
	int i;

	lockdep_assert_held(&lock);

	for (i = 0; i < ARRAY_SIZE(mistakes); i++)
		if (!strcmp(mistakes[i].name, name))
			break;
	if (i == ARRAY_SIZE(mistakes))
		return -ENOENT;

	area = (u8 *)__get_free_pages(GFP_KERNEL | __GFP_ZERO, AREA_ORDER);
	if (!area)
		return -ENOMEM;
	memcpy(area, get_random, sizeof(get_random));
	code = NO_CODE;
	result = mistakes[i].make(area);
	free_pages((unsigned long)area, AREA_ORDER);
	return 0;
}

static ssize_t mistake_write(struct file *f, const char __user *from, size_t len, loff_t *pos)
{
	int ret;

	guard(mutex)(&lock);
	if (len >= sizeof(name))
		return -ENOENT;
	memset(name, 0, sizeof(name));
	if (copy_from_user(name, from, len))
		return -EFAULT;
	strim(name);
	ret = make_mistake();
	return ret ?: len;
}

static int mistake_show(struct seq_file *s, void *unused)
{
	guard(mutex)(&lock);
	if (!result)
		seq_printf(s, "%s: unnoticed\n", name);
	else if (code == NO_CODE)
		seq_printf(s, "%s: errno %d\n", name, -result);
	else
		seq_printf(s, "%s: errno %d, code 0x%llx\n", name, -result, code);
	return 0;
}

static int mistake_open(struct inode *inode, struct file *f)
{
	return single_open(f, mistake_show, NULL);
}

static const struct file_operations mistake_fops = {
	.owner = THIS_MODULE,
	.open = mistake_open,
	.read = seq_read,
	.write = mistake_write,
	.llseek = seq_lseek,
	.release = single_release,
};

static int __init broken_caller_init(void)
{
	file = debugfs_create_file("broken_caller", 0600, NULL, NULL, &mistake_fops);
	return 0;
}

static void __exit broken_caller_exit(void)
{
	debugfs_remove(file);
}

module_init(broken_caller_init);
module_exit(broken_caller_exit);

MODULE_DESCRIPTION("Callers of the SVSM's entry points with one mistake each, for tests only");
MODULE_LICENSE("GPL");
