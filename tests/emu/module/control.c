// SPDX-License-Identifier: GPL-2.0-only
/*
 * What tests steer from inside the guest, in /sys/kernel/debug/svsm_emu:
 *
 *	fault		write a fault's specification (tests/emu/fault.h), "none" to end it
 *	violations	which rules callers have broken, and how often
 *	vmgenid		write anything to have the kernel say that this guest is a copy, in the
 *			words of drivers/virt/vmgenid.c and to everybody who hears that
 */
#include <linux/debugfs.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/gfp.h>
#include <linux/kobject.h>
#include <linux/module.h>
#include <linux/seq_file.h>
#include <linux/uaccess.h>

#include "svsm_emu.h"

static struct dentry *folder;

static ssize_t fault_write(struct file *file, const char __user *from, size_t len, loff_t *pos)
{
	char *page;
	int ret;

	if (len >= PAGE_SIZE)
		return -E2BIG;
	page = (char *)get_zeroed_page(GFP_KERNEL);
	if (!page)
		return -ENOMEM;
	ret = copy_from_user(page, from, len) ? -EFAULT : emu_set_fault(page);
	free_page((unsigned long)page);
	return ret ?: len;
}

static const struct file_operations fault_fops = {
	.owner = THIS_MODULE,
	.open = simple_open,
	.write = fault_write,
};

static int violations_show(struct seq_file *s, void *unused)
{
	emu_rules_show(s);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(violations);

/* A hypervisor changes a generation id only as it loads a guest from a file. */
static ssize_t vmgenid_write(struct file *file, const char __user *from, size_t len, loff_t *pos)
{
	char word[] = "NEW_VMGENID=1", *words[2] = { word };
	int ret;

	ret = kobject_uevent_env(&THIS_MODULE->mkobj.kobj, KOBJ_CHANGE, words);
	return ret ?: len;
}

static const struct file_operations vmgenid_fops = {
	.owner = THIS_MODULE,
	.open = simple_open,
	.write = vmgenid_write,
};

void emu_control_init(void)
{
	folder = debugfs_create_dir("svsm_emu", NULL);
	debugfs_create_file("fault", 0200, folder, NULL, &fault_fops);
	debugfs_create_file("vmgenid", 0200, folder, NULL, &vmgenid_fops);
	debugfs_create_file("violations", 0400, folder, NULL, &violations_fops);
}

void emu_control_exit(void)
{
	debugfs_remove(folder);
}
