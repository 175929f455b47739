/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What differs between kernels, and what the TPM core exports without an installed
 * header declaring it.  No other file looks at the kernel's version.
 *
 * SVSM_HAVE_VTPM comes from the Kbuild file, which looks for the synchronous TPM
 * interface (6.17) in the kernel's headers: without it the kernel's vTPM entry
 * point is missing (6.12) or not usable, and the module offers attestation only.
 */
#ifndef SVSM_COMPAT_H
#define SVSM_COMPAT_H

#include <linux/cc_platform.h>
#include <linux/init.h>
#include <linux/mm.h>
#include <linux/version.h>

/* Needs what stands above it, which it does not include itself on 6.12. */
#include <asm/sev.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 12, 0)
#error "svsm needs Linux 6.12 or later"
#endif

#ifdef SVSM_HAVE_VTPM

struct device;
struct tpm_chip;
struct tpm_class_ops;

/* drivers/char/tpm/tpm.h, EXPORT_SYMBOL_GPL */
struct tpm_chip *tpmm_chip_alloc(struct device *pdev, const struct tpm_class_ops *ops);
int tpm_chip_register(struct tpm_chip *chip);
void tpm_chip_unregister(struct tpm_chip *chip);
int tpm2_probe(struct tpm_chip *chip);

#endif

#endif
