/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Where this machine's logs are, as far as the environment says so.
 */
#pragma once

#include "lib/evidence/collect_logs.h"

struct collect_log_paths log_places(void);
