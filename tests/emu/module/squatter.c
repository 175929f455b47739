// SPDX-License-Identifier: GPL-2.0-only
/*
 * squatter.ko has taken a name that svsm.ko wants, as another module may have: inserted
 * with "name=WHICH" it holds the bus "svsm", the root device, the character device or the
 * platform driver of that name until it is removed.
 */
#include <linux/device.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/string.h>

static char *name = "";
module_param(name, charp, 0);
MODULE_PARM_DESC(name, "bus, root, device or driver");

static const struct bus_type bus = { .name = "svsm" };

static int take_bus(void)
{
	return bus_register(&bus);
}

static void leave_bus(void)
{
	bus_unregister(&bus);
}

static struct device *root;

static int take_root(void)
{
	root = root_device_register("svsm");
	return PTR_ERR_OR_ZERO(root);
}

static void leave_root(void)
{
	root_device_unregister(root);
}

static const struct file_operations device_fops = { .owner = THIS_MODULE };

static struct miscdevice device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "svsm",
	.fops = &device_fops,
};

static int take_device(void)
{
	return misc_register(&device);
}

static void leave_device(void)
{
	misc_deregister(&device);
}

static struct platform_driver driver = { .driver.name = "svsm" };

static int take_driver(void)
{
	return platform_driver_register(&driver);
}

static void leave_driver(void)
{
	platform_driver_unregister(&driver);
}

static const struct {
	const char *name;
	int (*take)(void);
	void (*leave)(void);
} names[] = {
	{ "bus", take_bus, leave_bus },
	{ "root", take_root, leave_root },
	{ "device", take_device, leave_device },
	{ "driver", take_driver, leave_driver },
};

static int taken;

static int __init squatter_init(void)
{
	for (taken = 0; taken < ARRAY_SIZE(names); taken++)
		if (!strcmp(names[taken].name, name))
			return names[taken].take();
	return -EINVAL;
}

static void __exit squatter_exit(void)
{
	names[taken].leave();
}

module_init(squatter_init);
module_exit(squatter_exit);

MODULE_DESCRIPTION("Has taken a name that svsm.ko wants, for tests only");
MODULE_LICENSE("GPL");
