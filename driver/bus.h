/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The bus "svsm": every service that the SVSM offers is a device on it, a driver
 * binds to a service by its GUID.
 */
#ifndef SVSM_BUS_H
#define SVSM_BUS_H

#include <linux/device.h>
#include <linux/uuid.h>

#include <linux/svsm.h>

/* More services than this are not listed (the manifest could claim thousands). */
#define SVSM_SERVICES_MAX	256

/**
 * struct svsm_device - one service
 * @dev: its device; the parent is the platform device for the vTPM that this
 *	driver holds, else the bus's root device
 * @guid: the service
 * @manifest_len: length of the service's manifest, bytes; 0 until the services
 *	were listed
 */
struct svsm_device {
	struct device dev;
	guid_t guid;
	u32 manifest_len;
};

/* A driver for the service @guid. */
struct svsm_driver {
	struct device_driver driver;
	const guid_t *guid;
	int (*probe)(struct svsm_device *sdev);
	void (*remove)(struct svsm_device *sdev);
};

#define to_svsm_device(d)	container_of(d, struct svsm_device, dev)
#define to_svsm_driver(d)	container_of_const(d, struct svsm_driver, driver)

int svsm_bus_init(void);
void svsm_bus_exit(void);

int svsm_driver_register(struct svsm_driver *drv);
void svsm_driver_unregister(struct svsm_driver *drv);

struct svsm_device *svsm_bus_add_vtpm(struct device *parent);
void svsm_bus_remove_vtpm(struct svsm_device *sdev);

int svsm_bus_update(const u8 *manifest, size_t len);
int svsm_bus_list(struct svsm_service *services, u32 room, u32 *ret_count);

#endif
