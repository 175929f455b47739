/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * One world for a file of tests: its keys for all of them, it itself anew for each.
 */
#pragma once

#include "tests/unit/evidence_world.h"

static struct evidence_world world;

static inline int evidence_fixture_begin(void **state)
{
	evidence_world_make_keys(&world);
	return 0;
}

static inline int evidence_fixture_end(void **state)
{
	evidence_world_free_keys(&world);
	return 0;
}

static inline int evidence_fixture_set_up(void **state)
{
	evidence_world_init(&world);
	return 0;
}

static inline int evidence_fixture_tear_down(void **state)
{
	evidence_world_deinit(&world);
	return 0;
}
