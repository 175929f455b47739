/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The version of the tools, as `svsmctl --version` prints it and JSON carries it.
 */
#pragma once

#define SVSM_GUEST_VERSION	"0.1"
