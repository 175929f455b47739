/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The facts of a bundle: each once, and none that would name the machine.
 */
#include "tests/unit/unit.h"

#include <unistd.h>

#include "lib/evidence/collect.h"
#include "lib/evidence/collect_facts.h"

static const char *find(const struct evidence *evidence, const char *key)
{
	const char *found = NULL;
	size_t i;

	for (i = 0; i < evidence->fact_count; i++) {
		if (strcmp(evidence->facts[i].key, key))
			continue;
		assert_null(found);
		found = evidence->facts[i].value;
	}
	return found;
}

static void test_facts_tell_what_was_collected(void **state)
{
	struct collection collection = COLLECTION_NONE;
	struct evidence evidence = { .fact_count = 0 };
	char name[256] = "";
	struct collect_facts facts;
	size_t i;

	collection.logs.ima = COLLECT_IMA_UNANCHORED;
	strcpy(collection.info.transport, "kernel");
	collection.info.vmpl = 2;
	collect_facts(&collection, &facts, &evidence);
	assert_string_equal(find(&evidence, "ima"), "unanchored");
	assert_string_equal(find(&evidence, "transport"), "kernel");
	assert_string_equal(find(&evidence, "vmpl"), "2");
	assert_non_null(find(&evidence, "kernel"));
	assert_null(find(&evidence, "services"));
	(void)gethostname(name, sizeof(name) - 1);
	for (i = 0; *name && i < evidence.fact_count; i++)
		assert_string_not_equal(evidence.facts[i].value, name);
	collection_deinit(&collection);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_facts_tell_what_was_collected),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
