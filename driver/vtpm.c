// SPDX-License-Identifier: GPL-2.0-only
/*
 * The SVSM's vTPM as a TPM chip: /dev/tpmN, /dev/tpmrmN, hwrng, event log.
 *
 * The chip is a child of platform/tpm-svsm, as it is with the kernel's own driver,
 * so that rules written for that one hold for this one.  It is known by that
 * ancestor, never by its number: a host can offer a TPM of its own.
 *
 * Commands are synchronous: send() returns the response.  What comes back is
 * bounded before the core sees it.  A refused call is -EPIPE, the one error that
 * the core does not log, and a response that is none is a length of 0, which the
 * core turns into -EFAULT: so the log has our rate-limited line and no flood.
 */
#include <linux/atomic.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/gfp.h>
#include <linux/overflow.h>
#include <linux/platform_device.h>
#include <linux/string.h>
#include <linux/sysfs.h>
#include <linux/tpm.h>
#include <linux/unaligned.h>
#include <linux/uuid.h>

#include "bus.h"
#include "compat.h"
#include "parts.h"
#include "transport.h"
#include "wire.h"

/*
 * What a TPM whose buffer is SVSM_VTPM_COMMAND_MAX answers to a longer command, and to
 * one without a whole header: TPM_ST_NO_SESSIONS, the answer's size, TPM_RC_COMMAND_SIZE.
 */
static const u8 command_size_error[SVSM_TPM_HDR] = {
	0x80, 0x01, 0, 0, 0, SVSM_TPM_HDR, 0, 0, 0x01, 0x42,
};

static atomic_t bound = ATOMIC_INIT(0);

/*
 * Commands that can have changed a PCR, since the module was loaded.  Written with the
 * chip's tpm_mutex held, of the one chip that there is.
 */
static u64 pcr_changes;

/* That number was read since it was last told of: somebody may wait for the next. */
static bool pcr_changes_awaited;

/* Request and response, one page, guarded by the chip's tpm_mutex. */
static u8 *svsm_vtpm_page(struct tpm_chip *chip)
{
	return dev_get_drvdata(&chip->dev);
}

/*
 * Says why there is no response, and returns what send() then does.  @buf still holds
 * the command, with the length that the core has taken from there.
 */
static noinline int svsm_vtpm_failed(struct tpm_chip *chip, const u8 *buf, int error, bool has_run)
{
	dev_err_ratelimited(&chip->dev, "the SVSM %s a TPM command of %u bytes: %pe\n",
			    has_run ? "gave no TPM response to" : "did not run",
			    get_unaligned_be32(buf + SVSM_TPM_HDR_SIZE), ERR_PTR(error));
	return has_run ? 0 : -EPIPE;
}

/*
 * Counts, and tells whoever has read the number: once the command was run, so that what they
 * find then is what the PCRs hold now; also where it failed, which nobody has to find out
 * first.  Extends that nobody has an eye on tell nobody, as that takes longer than all else
 * here.  The file may not be there yet, or any more: so it is looked for by its name.
 */
static noinline void svsm_vtpm_pcr_changed(struct tpm_chip *chip)
{
	/* Pairs with pcr_changes_show(): it sees this number, or it is seen here. */
	smp_store_mb(pcr_changes, pcr_changes + 1);
	if (likely(!READ_ONCE(pcr_changes_awaited)))
		return;
	/* In this order: who reads in between is told once more. */
	WRITE_ONCE(pcr_changes_awaited, false);
	sysfs_notify(&chip->dev.parent->kobj, NULL, "pcr_changes");
}

/* What every TPM command passes: errors are out of line, nothing is kept for them. */
static int svsm_vtpm_send(struct tpm_chip *chip, u8 *buf, size_t bufsiz, size_t cmd_len)
{
	bool changes_pcr;
	int ret;

	if (unlikely(svsm_wire_vtpm_fill(svsm_vtpm_page(chip), buf, cmd_len))) {
		memcpy(buf, command_size_error, sizeof(command_size_error));
		return sizeof(command_size_error);
	}

	changes_pcr = svsm_wire_vtpm_changes_pcr(svsm_vtpm_page(chip));
	ret = svsm_call_vtpm_cmd(svsm_vtpm_page(chip));
	if (unlikely(changes_pcr))
		svsm_vtpm_pcr_changed(chip);
	if (unlikely(ret))
		return svsm_vtpm_failed(chip, buf, ret, false);

	ret = svsm_wire_vtpm_parse(svsm_vtpm_page(chip), buf, bufsiz);
	if (unlikely(ret < 0))
		return svsm_vtpm_failed(chip, buf, ret, true);
	return ret;
}

static const struct tpm_class_ops svsm_vtpm_ops = {
	.flags = TPM_OPS_AUTO_STARTUP,
	.send = svsm_vtpm_send,
};

/*
 * The core frees its table of the TPM's commands when it takes the chip's device
 * away, and waits only after that for the commands that read it.  So lend it a
 * copy that stays until this driver's remove() has returned.
 */
static int svsm_vtpm_keep_commands(struct device *dev, struct tpm_chip *chip)
{
	u32 *table = devm_kmemdup(dev, chip->cc_attrs_tbl,
				  array_size(chip->nr_commands, sizeof(*table)), GFP_KERNEL);

	if (!table)
		return -ENOMEM;
	WRITE_ONCE(chip->cc_attrs_tbl, table);
	return 0;
}

static ssize_t pcr_changes_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	if (!svsm_vtpm_bound())
		return -ENODEV; /* it is about to go */
	/* Pairs with svsm_vtpm_pcr_changed(). */
	smp_store_mb(pcr_changes_awaited, true);
	return sysfs_emit(buf, "%llu\n", READ_ONCE(pcr_changes));
}
static DEVICE_ATTR_RO(pcr_changes);

static int svsm_vtpm_probe(struct svsm_device *sdev)
{
	struct device *dev = &sdev->dev;
	struct tpm_chip *chip;
	void *page;
	int ret;

	/* Listed in the manifest, but another driver has the platform device. */
	if (!dev->parent || dev->parent->bus != &platform_bus_type)
		return -ENODEV;

	/* One page, so that it is physically contiguous, as the SVSM wants it. */
	page = (void *)devm_get_free_pages(dev, GFP_KERNEL | __GFP_ZERO, 0);
	if (!page)
		return -ENOMEM;

	chip = tpmm_chip_alloc(dev, &svsm_vtpm_ops);
	if (IS_ERR(chip))
		return PTR_ERR(chip);
	dev_set_drvdata(&chip->dev, page);

	chip->flags |= TPM_CHIP_FLAG_SYNC;
	ret = tpm2_probe(chip);
	if (ret)
		return dev_err_probe(dev, ret, "the vTPM does not answer\n");
	if (!(chip->flags & TPM_CHIP_FLAG_TPM2))
		return dev_err_probe(dev, -ENODEV, "the vTPM is no TPM 2.0\n");

	ret = tpm_chip_register(chip);
	if (ret)
		return dev_err_probe(dev, ret, "the vTPM could not be registered\n");

	atomic_inc(&bound);
	ret = svsm_vtpm_keep_commands(dev, chip);
	if (!ret)
		ret = device_create_file(dev, &dev_attr_pcr_changes);
	if (ret) {
		atomic_dec(&bound);
		tpm_chip_unregister(chip);
		return ret;
	}

	dev_info(dev, "%s is the SVSM's vTPM\n", dev_name(&chip->dev));
	return 0;
}

static void svsm_vtpm_remove(struct svsm_device *sdev)
{
	struct tpm_chip *chip = dev_get_drvdata(&sdev->dev);
	u8 *page = svsm_vtpm_page(chip);

	atomic_dec(&bound);
	/* Who waits at it finds that it is gone; its removal would leave them asleep. */
	sysfs_notify(&sdev->dev.kobj, NULL, "pcr_changes");
	device_remove_file(&sdev->dev, &dev_attr_pcr_changes);
	/* The ops do not run any more once this has returned. */
	tpm_chip_unregister(chip);
	memzero_explicit(page, SVSM_WIRE_PAGE);
}

static const guid_t svsm_vtpm_guid =
	GUID_INIT(0xc476f1eb, 0x0123, 0x45a5, 0x96, 0x41, 0xb4, 0xe7, 0xdd, 0xe5, 0xbf, 0xe3);

static struct svsm_driver svsm_vtpm_driver = {
	.driver = {
		.name = "svsm-vtpm",
		.owner = THIS_MODULE,
		.probe_type = PROBE_FORCE_SYNCHRONOUS,
	},
	.guid = &svsm_vtpm_guid,
	.probe = svsm_vtpm_probe,
	.remove = svsm_vtpm_remove,
};

int svsm_vtpm_init(void)
{
	return svsm_driver_register(&svsm_vtpm_driver);
}

void svsm_vtpm_exit(void)
{
	svsm_driver_unregister(&svsm_vtpm_driver);
}

/**
 * svsm_vtpm_bound() - is there a TPM chip of this driver now?
 */
bool svsm_vtpm_bound(void)
{
	return atomic_read(&bound);
}
