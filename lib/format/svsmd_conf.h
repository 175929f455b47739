/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The configuration of svsmd, as svsmd.conf(5) describes it: sections, KEY=VALUE, comments
 * behind "#" or ";", in systemd's manner.  An empty value is the built-in one again.
 *
 * Reading is strict: what is not known is an error, which names line, key, and what may
 * stand there; a setting that is passed over is one that somebody relies on.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct fault;

#define SVSMD_CONF_NAME		"svsm/svsmd.conf"	/* below /etc, /run, /usr/lib */
#define SVSMD_CONF_SIZE_MAX	65536
#define SVSMD_CONF_PATH_MAX	255
#define SVSMD_CONF_UNIT_MAX	255
#define SVSMD_CONF_URL_MAX	255
#define SVSMD_CONF_VOLUMES_MAX	16	/* that are suspended */
#define SVSMD_CONF_VOLUME_MAX	127	/* DM_NAME_LEN, with its zero */

/* What becomes of the machine itself. */
enum svsmd_conf_action {
	SVSMD_CONF_STAY = 0,
	SVSMD_CONF_POWEROFF,
	SVSMD_CONF_REBOOT,
};

struct svsmd_conf {
	/* [Appraisal] */
	uint64_t interval_ms;	/* between self-appraisals, */
	uint64_t jitter_ms;	/* and up to this longer */
	uint64_t retry_ms;	/* after one that could not be made; doubled each time */
	char policy[SVSMD_CONF_PATH_MAX + 1];		/* empty: none */
	char ark[SVSMD_CONF_PATH_MAX + 1];		/* empty: AMD's */
	char certificates[SVSMD_CONF_PATH_MAX + 1];	/* folder */
	uint64_t quote_ms;	/* between quotes alone, in between; 0: none are made */
	/* [Watch] */
	uint64_t watch_ms;	/* between looks at the PCRs; 0: none are made; or: */
#define SVSMD_CONF_WATCH_AS_NEEDED	UINT64_MAX
	/* [Trust] */
	bool may_trust_self;
	/* [Verifier] */
	char verifier_key[SVSMD_CONF_PATH_MAX + 1];	/* public; empty: there is no verifier */
	char verifier_url[SVSMD_CONF_URL_MAX + 1];	/* empty: none is asked over the network */
	char verifier_ca[SVSMD_CONF_PATH_MAX + 1];	/* that the server's certificate leads to */
	char client_certificate[SVSMD_CONF_PATH_MAX + 1];	/* empty, as the next: none */
	char client_key[SVSMD_CONF_PATH_MAX + 1];
	char verifier_drop[SVSMD_CONF_PATH_MAX + 1];	/* folder; empty: none */
	uint64_t verifier_interval_ms;	/* between remote attestations */
	uint64_t verifier_retry_ms;	/* after one that failed; doubled each time */
	uint64_t verifier_timeout_ms;	/* of each of its requests */
	uint64_t verifier_grace_ms;	/* how long it may be away */
	/* [Reactions] */
	char trusted_unit[SVSMD_CONF_UNIT_MAX + 1];	/* empty: none */
	char failed_unit[SVSMD_CONF_UNIT_MAX + 1];
	char hook[SVSMD_CONF_PATH_MAX + 1];		/* a program; empty: none */
	uint64_t hook_timeout_ms;
	bool has_hook_network;
	/* Names of device-mapper, up to an empty one: suspended when it fails. */
	char volumes[SVSMD_CONF_VOLUMES_MAX + 1][SVSMD_CONF_VOLUME_MAX + 1];
	enum svsmd_conf_action failed_action;
	uint64_t failed_delay_ms;	/* until then */
	/* [Telling] */
	bool is_motd;		/* the line for those who log in is kept */
	char metrics[SVSMD_CONF_PATH_MAX + 1];		/* empty: none are */
	/* [Triggers] */
	bool has_resume_trigger;
	bool has_clone_trigger;		/* another generation id */
	uint64_t clock_jump_ms;		/* of the wall clock; 0: none counts */
	uint64_t ima_entries;		/* that IMA measures in between; 0: no matter how many */
	uint64_t trigger_distance_ms;	/* between two appraisals that were triggered */
};

/* Whether a verifier is asked, or waited for, by svsmd itself. */
bool svsmd_conf_has_verifier(const struct svsmd_conf *conf);

/*
 * How often the PCRs are looked at, ms, 0: never; where the driver tells of what can move
 * them, or where it does not.
 */
uint64_t svsmd_conf_watch_ms(const struct svsmd_conf *conf, bool is_told);

/* What holds where there is no file. */
void svsmd_conf_init(struct svsmd_conf *conf);

/*
 * Applies one file to @conf, which is as it was on failure.  0; -EBADMSG, with "line N: "
 * in @fault; -E2BIG.
 */
int svsmd_conf_parse(struct svsmd_conf *conf, const void *data, size_t size,
		     struct fault *fault);

/*
 * Whether settings go together, once all files were read.  0; -EBADMSG: they do not, and
 * @fault names the keys.
 */
int svsmd_conf_check(const struct svsmd_conf *conf, struct fault *fault);
