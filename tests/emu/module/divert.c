// SPDX-License-Identifier: GPL-2.0-only
/*
 * The two SVSM entry points that the kernel exports, diverted: a kprobe whose handler
 * redirects the instruction pointer to functions here that do what the kernel's own do,
 * with svsm-emu at the other end.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/kprobes.h>
#include <linux/string.h>

#include "svsm_emu.h"

/* A call id that no SVSM is ever asked with: answered here, to see the diversion work. */
#define MARKER_CALL		(~0ULL)
#define MARKER_ANSWER		(-4242)

static bool has_vtpm;

static int emu_vtpm_send_command(u8 *buffer)
{
	struct svsm_call call = {};
	int ret;

	ret = emu_rules_check_vtpm(buffer);
	if (ret)
		return ret;

	if (emu_replay_answer(buffer))
		return 0;

	call.caa = emu_calling_area();
	call.rax = EMU_VTPM_CALL(EMU_VTPM_CMD);
	call.rcx = virt_to_phys(buffer);
	ret = emu_call(&call);
	if (!ret)
		emu_replay_remember(buffer);
	return ret;
}

/* What the kernel's snp_issue_svsm_attest_req() does. */
int emu_attest_req(u64 call_id, struct svsm_call *call, struct svsm_attest_call *input)
{
	unsigned long flags;
	int ret;

	if (call_id == MARKER_CALL)
		return MARKER_ANSWER;
	ret = emu_rules_check_attest(call_id, input);
	if (ret)
		return ret;

	local_irq_save(flags);
	call->caa = emu_calling_area();
	memcpy(call->caa->svsm_buffer, input, sizeof(*input));

	call->rax = call_id;
	call->rcx = virt_to_phys(call->caa->svsm_buffer);
	call->rdx = -1;
	call->r8 = -1;
	ret = emu_call(call);

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

void emu_undivert(void)
{
	if (has_vtpm)
		unregister_kprobe(&probe_vtpm);
	unregister_kprobe(&probe_attest);
}

/*
 * A kprobe can be registered and yet never run (ftrace switched off).  An undiverted
 * vTPM call in a VM without an SVSM brings the kernel down, so see that it works.
 */
int emu_divert(void)
{
	struct svsm_attest_call input = {};
	struct svsm_call call = {};
	int ret;

	ret = register_kprobe(&probe_attest);
	if (ret)
		return ret;

	ret = register_kprobe(&probe_vtpm);
	has_vtpm = !ret;
	if (ret && ret != -ENOENT) {
		unregister_kprobe(&probe_attest);
		return ret;
	}

	if (snp_issue_svsm_attest_req(MARKER_CALL, &call, &input) != MARKER_ANSWER) {
		pr_err("the kernel's entry points are not diverted (is ftrace_enabled 0?)\n");
		emu_undivert();
		return -EOPNOTSUPP;
	}
	return 0;
}

/* Does this kernel have a vTPM call at all? */
bool emu_has_vtpm(void)
{
	return has_vtpm;
}
