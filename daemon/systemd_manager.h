/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Where systemd's manager of units is on the bus.
 */
#pragma once

#define SYSTEMD_SERVICE		"org.freedesktop.systemd1"
#define SYSTEMD_PATH		"/org/freedesktop/systemd1"
#define SYSTEMD_MANAGER		"org.freedesktop.systemd1.Manager"
#define SYSTEMD_UNIT_EXISTS	"org.freedesktop.systemd1.UnitExists"
