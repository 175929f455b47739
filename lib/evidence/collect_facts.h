/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a bundle says of the machine beside what it proves: information, sealed but not
 * proven.  The name of the machine is not among it.
 */
#pragma once

#include "lib/format/evidence.h"

struct collection;

#define COLLECT_FACTS_MAX	12

struct collect_facts {
	char values[COLLECT_FACTS_MAX][EVIDENCE_FACT_VALUE_MAX + 1];
};

/* Fills in the facts of @evidence, which point to @facts. */
void collect_facts(const struct collection *collection, struct collect_facts *facts,
		   struct evidence *evidence);
