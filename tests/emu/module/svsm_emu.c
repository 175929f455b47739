// SPDX-License-Identifier: GPL-2.0-only
/*
 * The guest half of the emulated SVSM: makes an ordinary VM look to the kernel's
 * modules like a guest under an SVSM.  For tests only.
 *
 * It diverts the two SVSM entry points that the kernel exports, by a kprobe whose
 * handler redirects the instruction pointer, to functions here that do what the
 * kernel's own do, with a ring of the doorbell (tests/emu/doorbell.h) in the place
 * of VMGEXIT.  Then it registers the platform device "tpm-svsm" as the kernel does
 * once the SVSM has said that it has a vTPM.  svsm.ko, or the kernel's tpm_svsm,
 * runs on top unmodified.
 *
 * What a caller may get wrong without the real entry points noticing, but not
 * without consequences on real hardware, is refused here and counted in the module
 * parameter "violations".
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/atomic.h>
#include <linux/cc_platform.h>
#include <linux/io.h>
#include <linux/kprobes.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/percpu.h>
#include <linux/platform_device.h>
#include <linux/spinlock.h>
#include <linux/timekeeping.h>

#include <asm/sev.h>

#include "../doorbell.h"

/* Spinning longer than this means that svsm-emu is gone. */
#define DOORBELL_TIMEOUT_NS	(60ULL * NSEC_PER_SEC)

#define VTPM_PROTOCOL(call)	((2ULL << 32) | (call))
#define VTPM_QUERY		0
#define VTPM_CMD		1
#define VTPM_SEND_COMMAND	BIT_ULL(8)

/* A call id that no SVSM is ever asked with: answered here, to see the diversion work. */
#define MARKER_CALL		(~0ULL)
#define MARKER_ANSWER		(-4242)

static bool pinned = true;
module_param(pinned, bool, 0444);
MODULE_PARM_DESC(pinned, "Refuse a preemptible caller of the vTPM, whose calling area could change under it");

static unsigned int violations;
module_param(violations, uint, 0444);
MODULE_PARM_DESC(violations, "Calls refused because the caller broke a rule of the calling convention");

static DEFINE_PER_CPU(struct svsm_ca *, calling_area);
static DEFINE_RAW_SPINLOCK(doorbell_lock);	/* guards *regs and the port */
static struct doorbell_regs *regs;
static struct platform_device *tpm_device;

static int violation(const char *what)
{
	violations++;
	pr_err("refused: %s\n", what);
	return -EINVAL;
}

static void doorbell_ring(void)
{
	u64 gpa = virt_to_phys(regs);
	int i;

	for (i = 0; i < 8; i++)
		outb(gpa >> (8 * i), DOORBELL_PORT);
}

/* VMGEXIT: the registers to the SVSM and back. */
static int vmgexit(struct svsm_call *call)
{
	u64 begin = ktime_get_mono_fast_ns();

	lockdep_assert_irqs_disabled();

	regs->magic = DOORBELL_MAGIC;
	regs->ca_gpa = virt_to_phys(call->caa);
	regs->rax = call->rax;
	regs->rcx = call->rcx;
	regs->rdx = call->rdx;
	regs->r8 = call->r8;
	regs->r9 = call->r9;
	/* svsm-emu reads the registers after the doorbell: they must be there by then. */
	smp_store_release(&regs->done, 0);
	doorbell_ring();

	/* Pairs with svsm-emu's release: the answer is there once done is. */
	while (!smp_load_acquire(&regs->done)) {
		if (ktime_get_mono_fast_ns() - begin > DOORBELL_TIMEOUT_NS) {
			pr_crit("svsm-emu does not answer\n");
			return -EIO;
		}
		cpu_relax();
	}

	call->rax_out = regs->rax;
	call->rcx_out = regs->rcx;
	call->rdx_out = regs->rdx;
	call->r8_out = regs->r8;
	call->r9_out = regs->r9;
	return 0;
}

static int call_once(struct svsm_call *call)
{
	int ret;

	call->caa->call_pending = 1;

	raw_spin_lock(&doorbell_lock);
	ret = vmgexit(call);
	raw_spin_unlock(&doorbell_lock);

	if (xchg(&call->caa->call_pending, 0) || ret)
		return -EINVAL;

	switch (call->rax_out) {
	case SVSM_SUCCESS:
		return 0;
	case SVSM_ERR_INCOMPLETE:
	case SVSM_ERR_BUSY:
		return -EAGAIN;
	default:
		return -EINVAL;
	}
}

/* As svsm_perform_call_protocol(): interrupts off, repeated for as long as it takes. */
static int perform_call(struct svsm_call *call)
{
	unsigned long flags;
	int ret;

	local_irq_save(flags);
	do {
		ret = call_once(call);
	} while (ret == -EAGAIN);
	local_irq_restore(flags);
	return ret;
}

static int emu_vtpm_send_command(u8 *buffer)
{
	struct svsm_call call = {};

	if (pinned && preemptible())
		return violation("vTPM call by a caller that can be moved to another CPU");
	if (is_vmalloc_addr(buffer) || !virt_addr_valid(buffer))
		return violation("vTPM buffer is not in the direct map");
	if (!PAGE_ALIGNED(buffer))
		return violation("vTPM buffer is not page-aligned");

	call.caa = raw_cpu_read(calling_area);
	call.rax = VTPM_PROTOCOL(VTPM_CMD);
	call.rcx = virt_to_phys(buffer);
	return perform_call(&call);
}

static int emu_attest_req(u64 call_id, struct svsm_call *call, struct svsm_attest_call *input)
{
	unsigned long flags;
	int ret;

	if (call_id == MARKER_CALL)
		return MARKER_ANSWER;

	local_irq_save(flags);
	call->caa = this_cpu_read(calling_area);
	memcpy(call->caa->svsm_buffer, input, sizeof(*input));

	call->rax = call_id;
	call->rcx = virt_to_phys(call->caa->svsm_buffer);
	call->rdx = -1;
	call->r8 = -1;
	ret = perform_call(call);

	if (call->rcx_out != call->rcx)
		input->manifest_buf.len = call->rcx_out;
	if (call->rdx_out != call->rdx)
		input->certificates_buf.len = call->rdx_out;
	if (call->r8_out != call->r8)
		input->report_buf.len = call->r8_out;
	local_irq_restore(flags);
	return ret;
}

static int divert_vtpm(struct kprobe *probe, struct pt_regs *ctx)
{
	instruction_pointer_set(ctx, (unsigned long)emu_vtpm_send_command);
	return 1;
}
NOKPROBE_SYMBOL(divert_vtpm);

static int divert_attest(struct kprobe *probe, struct pt_regs *ctx)
{
	instruction_pointer_set(ctx, (unsigned long)emu_attest_req);
	return 1;
}
NOKPROBE_SYMBOL(divert_attest);

/* Only a kprobe with a post handler is armed as one that changes the pointer. */
static void divert_post(struct kprobe *probe, struct pt_regs *ctx, unsigned long flags)
{
}
NOKPROBE_SYMBOL(divert_post);

static struct kprobe probe_vtpm = {
	.symbol_name = "snp_svsm_vtpm_send_command",
	.pre_handler = divert_vtpm,
	.post_handler = divert_post,
};

static struct kprobe probe_attest = {
	.symbol_name = "snp_issue_svsm_attest_req",
	.pre_handler = divert_attest,
	.post_handler = divert_post,
};

static bool have_vtpm;

static void undivert(void)
{
	if (have_vtpm)
		unregister_kprobe(&probe_vtpm);
	unregister_kprobe(&probe_attest);
}

/*
 * A kprobe can be registered and yet never run (ftrace switched off).  An undiverted
 * vTPM call in a VM without an SVSM brings the kernel down, so see that it works.
 */
static int divert(void)
{
	struct svsm_attest_call input = {};
	struct svsm_call call = {};
	int ret;

	ret = register_kprobe(&probe_attest);
	if (ret)
		return ret;

	ret = register_kprobe(&probe_vtpm);
	have_vtpm = !ret;
	if (ret && ret != -ENOENT) {
		unregister_kprobe(&probe_attest);
		return ret;
	}

	if (snp_issue_svsm_attest_req(MARKER_CALL, &call, &input) != MARKER_ANSWER) {
		pr_err("the kernel's entry points are not diverted (is ftrace_enabled 0?)\n");
		undivert();
		return -EOPNOTSUPP;
	}
	return 0;
}

static void calling_areas_free(void)
{
	int cpu;

	for_each_possible_cpu(cpu)
		free_page((unsigned long)per_cpu(calling_area, cpu));
}

static int calling_areas_alloc(void)
{
	int cpu;

	for_each_possible_cpu(cpu) {
		per_cpu(calling_area, cpu) = (void *)get_zeroed_page(GFP_KERNEL);
		if (!per_cpu(calling_area, cpu)) {
			calling_areas_free();
			return -ENOMEM;
		}
	}
	return 0;
}

/* As snp_svsm_vtpm_probe(). */
static bool vtpm_probe(void)
{
	struct svsm_attest_call unused = {};
	struct svsm_call call = {};

	return have_vtpm && !emu_attest_req(VTPM_PROTOCOL(VTPM_QUERY), &call, &unused) &&
	       (call.rcx_out & VTPM_SEND_COMMAND);
}

static int __init svsm_emu_init(void)
{
	int ret;

	if (inb(DOORBELL_PORT) != DOORBELL_PRESENT)
		return -ENODEV;

	regs = (void *)get_zeroed_page(GFP_KERNEL);
	if (!regs)
		return -ENOMEM;
	ret = calling_areas_alloc();
	if (ret)
		goto err_regs;
	ret = divert();
	if (ret)
		goto err_areas;

	if (vtpm_probe()) {
		tpm_device = platform_device_register_simple("tpm-svsm", PLATFORM_DEVID_NONE,
							     NULL, 0);
		if (IS_ERR(tpm_device)) {
			ret = PTR_ERR(tpm_device);
			goto err_divert;
		}
	}
	return 0;

err_divert:
	undivert();
err_areas:
	calling_areas_free();
err_regs:
	free_page((unsigned long)regs);
	return ret;
}

static void __exit svsm_emu_exit(void)
{
	platform_device_unregister(tpm_device);
	undivert();
	calling_areas_free();
	free_page((unsigned long)regs);
}

module_init(svsm_emu_init);
module_exit(svsm_emu_exit);

MODULE_DESCRIPTION("Guest half of the emulated SVSM, for tests only");
MODULE_LICENSE("GPL");
