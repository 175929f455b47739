/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The services of an SVSM that are known by name, among the many that a GUID can
 * stand for.
 */
#pragma once

#include "lib/format/guid.h"

/* The virtual TPM (AMD 58019, "vTPM Protocol"). */
extern const struct guid service_vtpm;

/* Short name of a service that is known ("vtpm"), else NULL. */
const char *service_name(const struct guid *guid);

/* One line for people ("virtual TPM 2.0"), else NULL. */
const char *service_description(const struct guid *guid);

/* A service by its short name or the text form of its GUID: 0, or -ENOENT. */
int service_find(const char *text, struct guid *ret);
