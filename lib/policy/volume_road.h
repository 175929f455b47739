/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Which of the two roads opens a volume at boot (Documentation/disk-boot.md): by what is
 * known of the volume, or by what the user says.  Pure.
 */
#pragma once

#include <stdbool.h>

#include "lib/format/svsm_token.h"

struct crypttab_entry;

struct volume_road_facts {
	bool has_line;			/* in volumes.conf: it has a key socket */
	const struct crypttab_entry *entry;	/* NULL: systemd is not told of it */
	bool is_by_words;		/* its options are the kernel's command line's */
	const char *active;		/* the name under which it is open; NULL: it is not */
	bool is_uki_measured;		/* this boot was of a UKI that measured itself */
};

enum volume_road_reason {
	VOLUME_ROAD_UNMEASURED = 0,	/* nothing is known to measure its key */
	VOLUME_ROAD_CRYPTTAB,		/* crypttab measures it */
	VOLUME_ROAD_WORDS,		/* the kernel's command line does */
	VOLUME_ROAD_GPT_AUTO,		/* systemd-gpt-auto-generator does */
	VOLUME_ROAD_LINE,		/* it has a key socket already */
};

/*
 * A volume that has a key socket keeps that road, as it is the one which also leads on where
 * its key comes to be measured.  Where it is not, systemd asks the plugins first, and they
 * open by a token of either road.
 */
enum svsm_token_road volume_road_choose(const struct volume_road_facts *facts,
					enum volume_road_reason *ret_reason);

/* Whether systemd asks no plugin for the volume, because it measures its key. */
bool volume_road_is_measured(const struct volume_road_facts *facts);

/* "crypttab has its key measured", ... */
const char *volume_road_why(enum volume_road_reason reason);

/* "plugin", "socket": as tokens and options have it. */
const char *volume_road_name(enum svsm_token_road road);
