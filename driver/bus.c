// SPDX-License-Identifier: GPL-2.0-only
/*
 * The bus "svsm" and the list of services behind it.
 *
 * The vTPM's device comes from the platform device that the kernel registered
 * after it had asked the SVSM: no attestation stands between a boot and its TPM.
 * All other services become known from the manifest of the first all-services
 * attestation.  That list is a hint until a verifier has checked the report.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/cleanup.h>
#include <linux/err.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/slab.h>

#include "bus.h"
#include "wire.h"

struct service {
	struct list_head node;
	struct svsm_device sdev;
	bool listed;
};

/* Guards the services on the bus, the cached list, and nothing else. */
static DEFINE_MUTEX(bus_lock);
static LIST_HEAD(services);
static struct svsm_service cache[SVSM_SERVICES_MAX];
static u32 cache_count;
static bool cache_filled;

static struct device *bus_root;

static const struct {
	u8 guid[SVSM_WIRE_GUID];
	const char *name;
} known[] = {
	{ SVSM_GUID_VTPM, "vtpm" },
	{ SVSM_GUID_UEFI_MM, "uefi-mm" },
};

static ssize_t guid_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%pUl\n", &to_svsm_device(dev)->guid);
}
static DEVICE_ATTR_RO(guid);

static ssize_t manifest_size_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%u\n", READ_ONCE(to_svsm_device(dev)->manifest_len));
}
static DEVICE_ATTR_RO(manifest_size);

static ssize_t modalias_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "svsm:%pUl\n", &to_svsm_device(dev)->guid);
}
static DEVICE_ATTR_RO(modalias);

static struct attribute *svsm_device_attrs[] = {
	&dev_attr_guid.attr,
	&dev_attr_manifest_size.attr,
	&dev_attr_modalias.attr,
	NULL
};
ATTRIBUTE_GROUPS(svsm_device);

static int svsm_bus_match(struct device *dev, const struct device_driver *drv)
{
	return guid_equal(&to_svsm_device(dev)->guid, to_svsm_driver(drv)->guid);
}

static int svsm_bus_uevent(const struct device *dev, struct kobj_uevent_env *env)
{
	const struct svsm_device *sdev = container_of_const(dev, struct svsm_device, dev);

	return add_uevent_var(env, "MODALIAS=svsm:%pUl", &sdev->guid);
}

static int svsm_bus_probe(struct device *dev)
{
	return to_svsm_driver(dev->driver)->probe(to_svsm_device(dev));
}

static void svsm_bus_remove(struct device *dev)
{
	to_svsm_driver(dev->driver)->remove(to_svsm_device(dev));
}

static const struct bus_type svsm_bus = {
	.name = "svsm",
	.dev_groups = svsm_device_groups,
	.match = svsm_bus_match,
	.uevent = svsm_bus_uevent,
	.probe = svsm_bus_probe,
	.remove = svsm_bus_remove,
};

static void service_release(struct device *dev)
{
	kfree(container_of(to_svsm_device(dev), struct service, sdev));
}

static struct service *service_find(const u8 *guid)
{
	struct service *service;

	lockdep_assert_held(&bus_lock);
	list_for_each_entry(service, &services, node)
		if (!memcmp(&service->sdev.guid, guid, SVSM_WIRE_GUID))
			return service;
	return NULL;
}

static int service_set_name(struct device *dev, const u8 *guid)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(known); i++)
		if (!memcmp(known[i].guid, guid, SVSM_WIRE_GUID))
			return dev_set_name(dev, "%s", known[i].name);
	return dev_set_name(dev, "%pUl", guid);
}

static struct service *service_add(struct device *parent, const u8 *guid, u32 manifest_len)
{
	struct service *service;
	int ret;

	lockdep_assert_held(&bus_lock);

	service = kzalloc(sizeof(*service), GFP_KERNEL);
	if (!service)
		return ERR_PTR(-ENOMEM);

	service->listed = true;
	service->sdev.dev.bus = &svsm_bus;
	service->sdev.dev.parent = parent;
	service->sdev.dev.release = service_release;
	service->sdev.manifest_len = manifest_len;
	import_guid(&service->sdev.guid, guid);
	device_initialize(&service->sdev.dev);

	ret = service_set_name(&service->sdev.dev, guid);
	if (!ret)
		ret = device_add(&service->sdev.dev);
	if (ret) {
		put_device(&service->sdev.dev);
		return ERR_PTR(ret);
	}
	list_add_tail(&service->node, &services);
	return service;
}

static void service_remove(struct service *service)
{
	lockdep_assert_held(&bus_lock);
	list_del(&service->node);
	device_unregister(&service->sdev.dev);
}

/**
 * svsm_bus_add_vtpm() - put the vTPM on the bus, below @parent
 * @parent: the platform device that stands for the vTPM
 *
 * Its driver binds before this returns; whether it did is not this function's
 * business, and the device stays either way.
 *
 * Return: the device, until svsm_bus_remove_vtpm(); an ERR_PTR on failure.
 */
struct svsm_device *svsm_bus_add_vtpm(struct device *parent)
{
	static const u8 guid[SVSM_WIRE_GUID] = SVSM_GUID_VTPM;
	struct service *service;
	u32 manifest_len = 0;

	guard(mutex)(&bus_lock);

	/* Listed while the platform device was not ours: it moves below it. */
	service = service_find(guid);
	if (service) {
		manifest_len = service->sdev.manifest_len;
		service_remove(service);
	}
	service = service_add(parent, guid, manifest_len);
	return IS_ERR(service) ? ERR_CAST(service) : &service->sdev;
}

/* @sdev is what svsm_bus_add_vtpm() returned. */
void svsm_bus_remove_vtpm(struct svsm_device *sdev)
{
	guard(mutex)(&bus_lock);
	service_remove(container_of(sdev, struct service, sdev));
}

static void bus_sync(void)
{
	struct service *service, *next;
	u32 i;

	lockdep_assert_held(&bus_lock);

	list_for_each_entry(service, &services, node)
		service->listed = service->sdev.dev.parent != bus_root;

	for (i = 0; i < cache_count; i++) {
		service = service_find(cache[i].guid);
		if (service) {
			service->listed = true;
			WRITE_ONCE(service->sdev.manifest_len, cache[i].manifest_len);
			continue;
		}
		service = service_add(bus_root, cache[i].guid, cache[i].manifest_len);
		if (IS_ERR(service))
			pr_warn("service %pUl: no device: %pe\n", cache[i].guid, service);
	}

	list_for_each_entry_safe(service, next, &services, node)
		if (!service->listed)
			service_remove(service);
}

/**
 * svsm_bus_update() - renew the list of services and the devices on the bus
 * @manifest: a services manifest
 * @len: its length, bytes
 *
 * A vTPM below the platform device stays, listed or not.
 *
 * Return: 0; -EBADMSG when the manifest is malformed, -EOVERFLOW when it has too
 * many services, -ENOMEM: the list is then what it was.
 */
int svsm_bus_update(const u8 *manifest, size_t len)
{
	struct svsm_manifest_entry *entries __free(kvfree) = NULL;
	int count, i;

	entries = kvmalloc_array(SVSM_SERVICES_MAX, sizeof(*entries), GFP_KERNEL);
	if (!entries)
		return -ENOMEM;

	count = svsm_wire_manifest_parse(manifest, len, entries, SVSM_SERVICES_MAX);
	if (count < 0) {
		pr_warn_ratelimited("services manifest of %zu bytes refused: %pe\n", len,
				    ERR_PTR(count));
		return count;
	}

	guard(mutex)(&bus_lock);
	for (i = 0; i < count; i++) {
		memcpy(cache[i].guid, entries[i].guid, SVSM_WIRE_GUID);
		cache[i].manifest_len = entries[i].len;
	}
	cache_count = count;
	cache_filled = true;
	bus_sync();
	return 0;
}

/**
 * svsm_bus_list() - copy the cached list of services
 * @list: where to
 * @room: entries that fit there
 * @ret_count: how many services there are, also with -EMSGSIZE
 *
 * Return: 0; -EMSGSIZE when @room is too small; -ENODATA when the services were
 * never listed.
 */
int svsm_bus_list(struct svsm_service *list, u32 room, u32 *ret_count)
{
	guard(mutex)(&bus_lock);
	if (!cache_filled)
		return -ENODATA;

	*ret_count = cache_count;
	if (room < cache_count)
		return -EMSGSIZE;
	memcpy(list, cache, cache_count * sizeof(*list));
	return 0;
}

/* @drv stays until svsm_driver_unregister(). */
int svsm_driver_register(struct svsm_driver *drv)
{
	drv->driver.bus = &svsm_bus;
	return driver_register(&drv->driver);
}

void svsm_driver_unregister(struct svsm_driver *drv)
{
	driver_unregister(&drv->driver);
}

/* -EEXIST when the kernel has a bus of that name already. */
int svsm_bus_init(void)
{
	int ret;

	ret = bus_register(&svsm_bus);
	if (ret)
		return ret;

	bus_root = root_device_register("svsm");
	if (IS_ERR(bus_root)) {
		bus_unregister(&svsm_bus);
		return PTR_ERR(bus_root);
	}
	return 0;
}

void svsm_bus_exit(void)
{
	struct service *service, *next;

	scoped_guard(mutex, &bus_lock) {
		list_for_each_entry_safe(service, next, &services, node)
			service_remove(service);
	}
	root_device_unregister(bus_root);
	bus_unregister(&svsm_bus);
}
