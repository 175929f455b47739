// SPDX-License-Identifier: GPL-2.0-only
/*
 * One call to the SVSM, as the kernel makes it: the registers and this CPU's calling
 * area to the other side, interrupts off, repeated for as long as the answer is BUSY
 * or INCOMPLETE.  A ring of the doorbell (tests/emu/doorbell.h) stands in for VMGEXIT.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/percpu.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/timekeeping.h>

#include "../doorbell.h"
#include "svsm_emu.h"

/* Spinning longer than this means that svsm-emu is gone. */
#define DOORBELL_TIMEOUT_NS	(60ULL * NSEC_PER_SEC)

static DEFINE_PER_CPU(struct svsm_ca *, calling_area);
static DEFINE_RAW_SPINLOCK(doorbell_lock);	/* guards *regs and the port */
static struct doorbell_regs *regs;

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

/* This CPU's; the caller sees to it that "this CPU" means something. */
struct svsm_ca *emu_calling_area(void)
{
	return raw_cpu_read(calling_area);
}

/* As svsm_perform_call_protocol(): interrupts off, repeated for as long as it takes. */
int emu_call(struct svsm_call *call)
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

/* @page: a NUL-terminated specification, see tests/emu/fault.h. */
int emu_set_fault(void *page)
{
	struct svsm_call call = { .rax = DOORBELL_SET_FAULT, .rcx = virt_to_phys(page) };
	unsigned long flags;
	int ret;

	local_irq_save(flags);
	call.caa = emu_calling_area();
	ret = emu_call(&call);
	local_irq_restore(flags);
	return ret;
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

/* -ENODEV when there is no svsm-emu at the other side. */
int emu_calls_init(void)
{
	int ret;

	if (inb(DOORBELL_PORT) != DOORBELL_PRESENT)
		return -ENODEV;

	regs = (void *)get_zeroed_page(GFP_KERNEL);
	if (!regs)
		return -ENOMEM;
	ret = calling_areas_alloc();
	if (ret)
		free_page((unsigned long)regs);
	return ret;
}

void emu_calls_exit(void)
{
	calling_areas_free();
	free_page((unsigned long)regs);
}
