// SPDX-License-Identifier: GPL-2.0-only
/*
 * svsm_emu.ko, the guest half of the emulated SVSM: makes an ordinary VM look to the
 * kernel's modules like a guest under an SVSM.  For tests only.
 *
 * Diverts the kernel's SVSM entry points to svsm-emu, then registers the platform
 * device "tpm-svsm" as the kernel does once the SVSM has said that it has a vTPM.
 * svsm.ko, or the kernel's tpm_svsm, runs on top unmodified.
 */
#include <linux/err.h>
#include <linux/module.h>
#include <linux/platform_device.h>

#include "svsm_emu.h"

#define VTPM_SEND_COMMAND	BIT_ULL(8)

static struct platform_device *tpm_device;

/* As snp_svsm_vtpm_probe(). */
static bool vtpm_probe(void)
{
	struct svsm_attest_call unused = {};
	struct svsm_call call = {};

	return emu_has_vtpm() && !emu_attest_req(EMU_VTPM_CALL(EMU_VTPM_QUERY), &call, &unused) &&
	       (call.rcx_out & VTPM_SEND_COMMAND);
}

static int __init svsm_emu_init(void)
{
	int ret;

	ret = emu_calls_init();
	if (ret)
		return ret;
	ret = emu_divert();
	if (ret)
		goto err_calls;

	if (vtpm_probe()) {
		tpm_device = platform_device_register_simple("tpm-svsm", PLATFORM_DEVID_NONE,
							     NULL, 0);
		if (IS_ERR(tpm_device)) {
			ret = PTR_ERR(tpm_device);
			goto err_divert;
		}
	}
	emu_control_init();
	return 0;

err_divert:
	emu_undivert();
err_calls:
	emu_calls_exit();
	return ret;
}

static void __exit svsm_emu_exit(void)
{
	emu_control_exit();
	platform_device_unregister(tpm_device);
	emu_undivert();
	emu_calls_exit();
}

module_init(svsm_emu_init);
module_exit(svsm_emu_exit);

MODULE_DESCRIPTION("Guest half of the emulated SVSM, for tests only");
MODULE_LICENSE("GPL");
