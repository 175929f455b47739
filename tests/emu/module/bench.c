// SPDX-License-Identifier: GPL-2.0-only
/*
 * svsm_bench.ko: what a driver of the SVSM's TPM costs per command.  Inserted with a
 * command's name it measures and says so in the kernel log, one line a round:
 *
 *	svsm_bench: COMMAND send=NS bare=NS
 *
 * "send" is the driver's send() of the first TPM chip, "bare" the kernel's entry point
 * with a request that is put in place by one memcpy(): what no driver can do without.
 * Both in nanoseconds for all of a round's commands.  svsm_emu.ko's "replay" makes the
 * answers come from memory.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/err.h>
#include <linux/gfp.h>
#include <linux/ktime.h>
#include <linux/module.h>
#include <linux/preempt.h>
#include <linux/string.h>
#include <linux/tpm.h>
#include <linux/unaligned.h>

#include "svsm_emu.h"

#define SEND_COMMAND	8
#define REQUEST_HEADER	9

static char *command = "get-random";
module_param(command, charp, 0);
MODULE_PARM_DESC(command, "get-random, pcr-read, pcr-extend or sign (by the key 0x81010001)");

static unsigned int loops = 10000;
module_param(loops, uint, 0);
MODULE_PARM_DESC(loops, "Commands in a round");

static unsigned int rounds = 5;
module_param(rounds, uint, 0);
MODULE_PARM_DESC(rounds, "Rounds");

/* Where there is a handle, a password session with an empty password follows it. */
static const u8 get_random[] = {
	0x80, 0x01, 0, 0, 0, 12, 0, 0, 0x01, 0x7b, 0, 32,
};

static const u8 pcr_read[] = {
	0x80, 0x01, 0, 0, 0, 20, 0, 0, 0x01, 0x7e, 0, 0, 0, 1, 0, 0x0b, 3, 0x80, 0x08, 0,
};

static const u8 pcr_extend[] = {
	0x80, 0x02, 0, 0, 0, 65, 0, 0, 0x01, 0x82, 0, 0, 0, 16,
	0, 0, 0, 9, 0x40, 0, 0, 9, 0, 0, 0, 0, 0,
	0, 0, 0, 1, 0, 0x0b, [64] = 1,
};

static const u8 sign[] = {
	0x80, 0x02, 0, 0, 0, 73, 0, 0, 0x01, 0x5d, 0x81, 0x01, 0, 0x01,
	0, 0, 0, 9, 0x40, 0, 0, 9, 0, 0, 0, 0, 0,
	0, 32, [60] = 1,
	0, 0x18, 0, 0x0b,
	0x80, 0x24, 0x40, 0, 0, 7, 0, 0,
};

static const struct {
	const char *name;
	const u8 *bytes;
	size_t len;
} commands[] = {
	{ "get-random", get_random, sizeof(get_random) },
	{ "pcr-read", pcr_read, sizeof(pcr_read) },
	{ "pcr-extend", pcr_extend, sizeof(pcr_extend) },
	{ "sign", sign, sizeof(sign) },
};

static u64 measure_send(struct tpm_chip *chip, u8 *buf, const u8 *bytes, size_t len)
{
	u64 begin = ktime_get_ns();
	unsigned int i;

	for (i = 0; i < loops; i++) {
		memcpy(buf, bytes, len);
		chip->ops->send(chip, buf, PAGE_SIZE, len);
	}
	return ktime_get_ns() - begin;
}

static u64 measure_bare(u8 *page, const u8 *request, size_t len)
{
	u64 begin = ktime_get_ns();
	unsigned int i;

	for (i = 0; i < loops; i++) {
		memcpy(page, request, len);
		preempt_disable();
		snp_svsm_vtpm_send_command(page);
		preempt_enable();
	}
	return ktime_get_ns() - begin;
}

/* A command that fails would be measured as a quick one. */
static int command_check(struct tpm_chip *chip, u8 *buf, const u8 *bytes, size_t len)
{
	int ret;

	memcpy(buf, bytes, len);
	ret = chip->ops->send(chip, buf, PAGE_SIZE, len);
	if (ret < 10 || get_unaligned_be32(buf + 6)) {
		pr_err("%s fails: %d, 0x%x\n", command, ret, get_unaligned_be32(buf + 6));
		return -EIO;
	}
	return 0;
}

static int run(struct tpm_chip *chip, u8 *pages, const u8 *bytes, size_t len)
{
	u8 *buf = pages, *page = pages + PAGE_SIZE, *request = pages + 2 * PAGE_SIZE;
	unsigned int i;
	int ret;

	put_unaligned_le32(SEND_COMMAND, request);
	put_unaligned_le32(len, request + 5);
	memcpy(request + REQUEST_HEADER, bytes, len);

	ret = tpm_try_get_ops(chip);
	if (ret)
		return ret;
	ret = command_check(chip, buf, bytes, len);
	for (i = 0; !ret && i < rounds; i++) {
		u64 send = measure_send(chip, buf, bytes, len);
		u64 bare = measure_bare(page, request, REQUEST_HEADER + len);

		pr_info("%s send=%llu bare=%llu\n", command, send, bare);
	}
	tpm_put_ops(chip);
	return ret;
}

static int __init bench_init(void)
{
	struct tpm_chip *chip;
	int ret = -EINVAL, i;
	u8 *pages;

	chip = tpm_default_chip();
	if (!chip)
		return -ENODEV;
	pages = alloc_pages_exact(3 * PAGE_SIZE, GFP_KERNEL | __GFP_ZERO);
	if (!pages) {
		put_device(&chip->dev);
		return -ENOMEM;
	}
	for (i = 0; i < ARRAY_SIZE(commands); i++)
		if (!strcmp(command, commands[i].name))
			ret = run(chip, pages, commands[i].bytes, commands[i].len);
	free_pages_exact(pages, 3 * PAGE_SIZE);
	put_device(&chip->dev);
	return ret;
}

static void __exit bench_exit(void)
{
}

module_init(bench_init);
module_exit(bench_exit);

MODULE_DESCRIPTION("Cost of a driver of the SVSM's TPM per command, for benchmarks only");
MODULE_LICENSE("GPL");
