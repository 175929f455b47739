/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Choosing a road.
 */
#include "lib/policy/volume_road.h"

#include <stddef.h>
#include <string.h>

#include "lib/format/crypttab.h"

/*
 * The names that systemd-gpt-auto-generator gives the volumes which it finds by their
 * partitions' types, and whose keys it has measured, where the UKI measured itself.
 */
static bool is_gpt_auto(const struct volume_road_facts *facts)
{
	return !facts->entry && facts->active && facts->is_uki_measured &&
	       (!strcmp(facts->active, "root") || !strcmp(facts->active, "var"));
}

bool volume_road_is_measured(const struct volume_road_facts *facts)
{
	return facts->entry ? facts->entry->options.is_measured : is_gpt_auto(facts);
}

enum svsm_token_road volume_road_choose(const struct volume_road_facts *facts,
					enum volume_road_reason *ret_reason)
{
	if (facts->entry && facts->entry->options.is_measured)
		*ret_reason = facts->is_by_words ? VOLUME_ROAD_WORDS : VOLUME_ROAD_CRYPTTAB;
	else if (is_gpt_auto(facts))
		*ret_reason = VOLUME_ROAD_GPT_AUTO;
	else if (facts->has_line)
		*ret_reason = VOLUME_ROAD_LINE;
	else
		*ret_reason = VOLUME_ROAD_UNMEASURED;
	return *ret_reason == VOLUME_ROAD_UNMEASURED ? SVSM_TOKEN_PLUGIN : SVSM_TOKEN_SOCKET;
}

const char *volume_road_why(enum volume_road_reason reason)
{
	static const char *const texts[] = {
		[VOLUME_ROAD_UNMEASURED] = "nothing is known to measure its key",
		[VOLUME_ROAD_CRYPTTAB] = "crypttab has its key measured",
		[VOLUME_ROAD_WORDS] = "the kernel's command line has its key measured",
		[VOLUME_ROAD_GPT_AUTO] = "systemd-gpt-auto-generator has its key measured",
		[VOLUME_ROAD_LINE] = "it has a key socket already",
	};

	return texts[reason];
}

const char *volume_road_name(enum svsm_token_road road)
{
	return road == SVSM_TOKEN_SOCKET ? "socket" : "plugin";
}
