/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The parts of svsm_emu.ko, the guest half of the emulated SVSM:
 *
 *	main.c		presence: the platform device "tpm-svsm"
 *	divert.c	the kernel's two entry points, diverted to functions that do the same
 *	rules.c		what a caller of them may not do, and who did it how often
 *	call.c		one call to the SVSM: calling area, doorbell, repetition
 *	replay.c	answers from memory, for benchmarks
 *	control.c	debugfs: the host half's faults, the callers' violations
 */
#ifndef SVSM_EMU_H
#define SVSM_EMU_H

#include <linux/cc_platform.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/types.h>

/* Needs what stands above it, which it does not include itself on 6.12. */
#include <asm/sev.h>

#define EMU_VTPM_CALL(call)	((2ULL << 32) | (call))
#define EMU_VTPM_QUERY		0
#define EMU_VTPM_CMD		1

struct seq_file;

/* call.c */
int emu_calls_init(void);
struct svsm_ca *emu_calling_area(void);
int emu_call(struct svsm_call *call);
int emu_set_fault(void *page);
void emu_calls_exit(void);

/* rules.c: 0, or -EINVAL for a caller that has broken a rule */
int emu_rules_check_vtpm(const u8 *buffer);
int emu_rules_check_attest(u64 call_id, const struct svsm_attest_call *input);
void emu_rules_show(struct seq_file *s);

/* replay.c */
bool emu_replay_answer(u8 *buffer);
void emu_replay_remember(const u8 *buffer);

/* divert.c */
int emu_divert(void);
bool emu_has_vtpm(void);
int emu_attest_req(u64 call_id, struct svsm_call *call, struct svsm_attest_call *input);
void emu_undivert(void);

/* control.c */
void emu_control_init(void);
void emu_control_exit(void);

#endif
