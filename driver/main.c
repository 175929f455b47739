// SPDX-License-Identifier: GPL-2.0-only
/*
 * svsm: the guest side of the SVSM (Secure VM Service Module).
 *
 * Presence, and nothing else: the platform device "tpm-svsm", which the kernel
 * registers once the SVSM has said that it has a vTPM, or, where there is none
 * (6.12), a VTPM_QUERY that an SVSM answers.  The kernel refuses that one by
 * itself in a guest without a VMPL; the vTPM call it would not refuse there, so
 * in a plain VM none is ever made.
 *
 * The platform driver has a name of its own and matches by id, so that the
 * kernel's tpm_svsm may be there as well: whoever binds the device makes the TPM,
 * while /dev/svsm and the bus need no device.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/debugfs.h>
#include <linux/err.h>
#include <linux/mod_devicetable.h>
#include <linux/module.h>
#include <linux/platform_device.h>

#include <linux/svsm.h>

#include "attest.h"
#include "bus.h"
#include "compat.h"
#include "parts.h"
#include "transport.h"

static struct dentry *debugfs_dir;

static int svsm_platform_probe(struct platform_device *pdev)
{
	struct svsm_device *sdev = svsm_bus_add_vtpm(&pdev->dev);

	if (IS_ERR(sdev))
		return PTR_ERR(sdev);
	platform_set_drvdata(pdev, sdev);
	return 0;
}

static void svsm_platform_remove(struct platform_device *pdev)
{
	svsm_bus_remove_vtpm(platform_get_drvdata(pdev));
}

static const struct platform_device_id svsm_platform_ids[] = {
	{ .name = "tpm-svsm" },
	{ }
};
MODULE_DEVICE_TABLE(platform, svsm_platform_ids);

static struct platform_driver svsm_platform_driver = {
	.probe = svsm_platform_probe,
	.remove = svsm_platform_remove,
	.id_table = svsm_platform_ids,
	.driver = {
		.name = "svsm",
		.probe_type = PROBE_FORCE_SYNCHRONOUS,
	},
};

static bool svsm_present(void)
{
	struct device *dev = bus_find_device_by_name(&platform_bus_type, NULL, "tpm-svsm");
	u64 commands, features, code;

	if (dev) {
		put_device(dev);
		return true;
	}

	/* Any answer is one: an SVSM without a vTPM says that it has no such protocol. */
	(void)svsm_call_vtpm_query(&commands, &features, &code);
	return code != SVSM_CODE_NONE;
}

static int __init svsm_init(void)
{
	int ret;

	if (!svsm_present())
		return -ENODEV;

	ret = svsm_attest_init();
	if (ret)
		return ret;

	ret = svsm_bus_init();
	if (ret)
		goto err_attest;

	ret = svsm_vtpm_init();
	if (ret)
		goto err_bus;

	ret = svsm_chardev_init();
	if (ret)
		goto err_vtpm;

	ret = platform_driver_register(&svsm_platform_driver);
	if (ret)
		goto err_chardev;

	debugfs_dir = debugfs_create_dir("svsm", NULL);
	svsm_transport_debugfs(debugfs_dir);
#ifndef SVSM_HAVE_VTPM
	pr_info("attestation only: this kernel cannot run TPM commands on the SVSM\n");
#endif
	return 0;

err_chardev:
	svsm_chardev_exit();
err_vtpm:
	svsm_vtpm_exit();
err_bus:
	svsm_bus_exit();
err_attest:
	svsm_attest_exit();
	return ret;
}

static void __exit svsm_exit(void)
{
	debugfs_remove(debugfs_dir);
	platform_driver_unregister(&svsm_platform_driver);
	svsm_chardev_exit();
	svsm_vtpm_exit();
	svsm_bus_exit();
	svsm_attest_exit();
}

module_init(svsm_init);
module_exit(svsm_exit);

MODULE_DESCRIPTION("SVSM guest services: vTPM, attestation, service bus");
MODULE_LICENSE("GPL");
