/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Which road a volume takes.
 */
#include "tests/unit/unit.h"

#include "lib/format/crypttab.h"
#include "lib/policy/volume_road.h"

static const struct crypttab_entry measured = {
	.name = "data", .options = { .is_measured = true },
};
static const struct crypttab_entry plain = { .name = "data" };

#define NOTHING		VOLUME_ROAD_UNMEASURED

static void measured_volumes_have_a_socket_and_others_a_plugin(void **state)
{
	static const struct {
		struct volume_road_facts facts;
		enum svsm_token_road road;
		enum volume_road_reason reason;
		bool is_measured;
	} rows[] = {
		{ { false, NULL, false, NULL, true }, SVSM_TOKEN_PLUGIN, NOTHING, false },
		{ { false, &plain, false, "data", true }, SVSM_TOKEN_PLUGIN, NOTHING, false },
		{ { false, &measured, false, NULL, false }, SVSM_TOKEN_SOCKET,
		  VOLUME_ROAD_CRYPTTAB, true },
		{ { true, &measured, false, NULL, false }, SVSM_TOKEN_SOCKET,
		  VOLUME_ROAD_CRYPTTAB, true },
		{ { false, &measured, true, NULL, false }, SVSM_TOKEN_SOCKET,
		  VOLUME_ROAD_WORDS, true },
		{ { false, &plain, true, "root", true }, SVSM_TOKEN_PLUGIN, NOTHING, false },
		{ { true, &plain, false, NULL, false }, SVSM_TOKEN_SOCKET,
		  VOLUME_ROAD_LINE, false },
		{ { true, NULL, false, NULL, false }, SVSM_TOKEN_SOCKET,
		  VOLUME_ROAD_LINE, false },
		{ { false, NULL, false, "root", true }, SVSM_TOKEN_SOCKET,
		  VOLUME_ROAD_GPT_AUTO, true },
		{ { false, NULL, false, "var", true }, SVSM_TOKEN_SOCKET,
		  VOLUME_ROAD_GPT_AUTO, true },
		/* it measures no other, nor without a UKI that did; crypttab comes first */
		{ { false, NULL, false, "home", true }, SVSM_TOKEN_PLUGIN, NOTHING, false },
		{ { false, NULL, false, "root", false }, SVSM_TOKEN_PLUGIN, NOTHING, false },
		{ { false, &plain, false, "root", true }, SVSM_TOKEN_PLUGIN, NOTHING, false },
	};
	enum volume_road_reason reason;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(volume_road_choose(&rows[i].facts, &reason), rows[i].road);
		assert_int_equal(reason, rows[i].reason);
		assert_int_equal(volume_road_is_measured(&rows[i].facts), rows[i].is_measured);
	}
}

static void roads_have_the_names_that_tokens_have(void **state)
{
	assert_string_equal(volume_road_name(SVSM_TOKEN_PLUGIN), "plugin");
	assert_string_equal(volume_road_name(SVSM_TOKEN_SOCKET), "socket");
	assert_string_equal(volume_road_why(VOLUME_ROAD_CRYPTTAB), "crypttab has its key measured");
	assert_string_equal(volume_road_why(VOLUME_ROAD_WORDS),
			    "the kernel's command line has its key measured");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(measured_volumes_have_a_socket_and_others_a_plugin),
		cmocka_unit_test(roads_have_the_names_that_tokens_have),
	};

	return cmocka_run_group_tests_name("volume_road", tests, NULL, NULL);
}
