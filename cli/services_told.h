/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The SVSM's services as svsmd tells them, for who may not ask the SVSM.
 */
#pragma once

struct fault;
struct svsm_dev_list;

/*
 * 0; -EHOSTUNREACH: svsmd does not run; else -errno, and bus_remedy_for_user() knows what to
 * do about it.  @ret is untouched on failure.
 */
int services_told(struct svsm_dev_list *ret, struct fault *fault);
