/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Reading svsmd.conf.
 */
#include "lib/format/svsmd_conf.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/cursor.h"
#include "lib/base/fault.h"
#include "lib/format/text_line.h"
#include "lib/format/time_span.h"

#define LINE_MAX_SIZE	512
#define BLANKS		" \t"

#define SECOND_MS	1000ULL
#define MINUTE_MS	(60 * SECOND_MS)
#define HOUR_MS		(60 * MINUTE_MS)
#define DAY_MS		(24 * HOUR_MS)

/* A PCR that moves is told within five seconds; where that is told, for what was not. */
#define WATCH_MS	(4 * SECOND_MS)
#define WATCH_TOLD_MS	MINUTE_MS

static const struct svsmd_conf built_in = {
	.interval_ms = 4 * HOUR_MS,
	.jitter_ms = 30 * MINUTE_MS,
	.retry_ms = MINUTE_MS,
	.certificates = "/var/cache/svsm/certs",
	.quote_ms = 10 * MINUTE_MS,
	.watch_ms = SVSMD_CONF_WATCH_AS_NEEDED,
	.verifier_interval_ms = 4 * HOUR_MS,
	.verifier_retry_ms = MINUTE_MS,
	.verifier_timeout_ms = 30 * SECOND_MS,
	.verifier_grace_ms = HOUR_MS,
	.trusted_unit = "svsm-trusted.target",
	.failed_unit = "svsm-distrusted.target",
	.hook_timeout_ms = 30 * SECOND_MS,
	.failed_delay_ms = 30 * SECOND_MS,
	.is_motd = true,
	.has_resume_trigger = true,
	.has_clone_trigger = true,
	.clock_jump_ms = 5 * SECOND_MS,
	.ima_entries = 1000,
	.trigger_distance_ms = MINUTE_MS,
};

enum kind { SPAN, SPAN_OR_0, PATH, UNIT, BOOLEAN, URL, VOLUMES, ACTION, COUNT };

struct setting {
	const char *section, *key;
	enum kind kind;
	size_t offset;
	uint64_t min, max;	/* of a span, ms, and of a count */
	const char *allowed;	/* in words */
};

#define UNIT_SET	"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789:_.\\@-"
#define URL_SCHEME	"https://"
#define UNIT_WORDS	"the name of a .target or .service, or none"

/* What needs no escaping in the name of a unit, which is made of it. */
#define VOLUME_SET	"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789:_.-"
#define VOLUME_WORDS	"at most 16 names of open volumes, of letters, digits and :_.-"

#define SETTING(section_, key_, kind_, field_, ...) \
	{ section_, key_, kind_, offsetof(struct svsmd_conf, field_), __VA_ARGS__ }

/* What is shorter than a minute is no schedule: the secure processor is slow, and shared. */
static const struct setting settings[] = {
	SETTING("Appraisal", "Interval", SPAN, interval_ms, MINUTE_MS, 30 * DAY_MS,
		"a span of time from 1min to 30d"),
	SETTING("Appraisal", "Jitter", SPAN, jitter_ms, 0, DAY_MS,
		"a span of time from 0 to 1d"),
	SETTING("Appraisal", "Retry", SPAN, retry_ms, 10 * SECOND_MS, DAY_MS,
		"a span of time from 10s to 1d"),
	SETTING("Appraisal", "Policy", PATH, policy, 0, 0, "an absolute path"),
	SETTING("Appraisal", "Ark", PATH, ark, 0, 0, "an absolute path"),
	SETTING("Appraisal", "Certificates", PATH, certificates, 0, 0, "an absolute path"),
	SETTING("Appraisal", "QuoteInterval", SPAN_OR_0, quote_ms, SECOND_MS, 30 * DAY_MS,
		"a span of time from 1s to 30d, or 0"),
	SETTING("Watch", "Interval", SPAN_OR_0, watch_ms, SECOND_MS, DAY_MS,
		"a span of time from 1s to 1d, or 0"),
	SETTING("Trust", "Self", BOOLEAN, may_trust_self, 0, 0, "yes or no"),
	SETTING("Verifier", "Key", PATH, verifier_key, 0, 0, "an absolute path"),
	SETTING("Verifier", "Url", URL, verifier_url, 0, 0,
		"an https:// URL without user, query and fragment"),
	SETTING("Verifier", "Ca", PATH, verifier_ca, 0, 0, "an absolute path"),
	SETTING("Verifier", "Certificate", PATH, client_certificate, 0, 0, "an absolute path"),
	SETTING("Verifier", "PrivateKey", PATH, client_key, 0, 0, "an absolute path"),
	SETTING("Verifier", "Drop", PATH, verifier_drop, 0, 0, "an absolute path"),
	SETTING("Verifier", "Interval", SPAN, verifier_interval_ms, MINUTE_MS, 30 * DAY_MS,
		"a span of time from 1min to 30d"),
	SETTING("Verifier", "Retry", SPAN, verifier_retry_ms, SECOND_MS, DAY_MS,
		"a span of time from 1s to 1d"),
	SETTING("Verifier", "Timeout", SPAN, verifier_timeout_ms, SECOND_MS, 5 * MINUTE_MS,
		"a span of time from 1s to 5min"),
	SETTING("Verifier", "Grace", SPAN, verifier_grace_ms, 0, 30 * DAY_MS,
		"a span of time from 0 to 30d"),
	SETTING("Reactions", "Trusted", UNIT, trusted_unit, 0, 0, UNIT_WORDS),
	SETTING("Reactions", "Failed", UNIT, failed_unit, 0, 0, UNIT_WORDS),
	SETTING("Reactions", "Hook", PATH, hook, 0, 0, "an absolute path"),
	SETTING("Reactions", "HookTimeout", SPAN, hook_timeout_ms, SECOND_MS, HOUR_MS,
		"a span of time from 1s to 1h"),
	SETTING("Reactions", "HookNetwork", BOOLEAN, has_hook_network, 0, 0, "yes or no"),
	SETTING("Reactions", "Suspend", VOLUMES, volumes, 0, 0, VOLUME_WORDS),
	SETTING("Reactions", "FailedAction", ACTION, failed_action, 0, 0,
		"none, poweroff or reboot"),
	SETTING("Reactions", "FailedDelay", SPAN, failed_delay_ms, 0, DAY_MS,
		"a span of time from 0 to 1d"),
	SETTING("Telling", "Motd", BOOLEAN, is_motd, 0, 0, "yes or no"),
	SETTING("Telling", "Metrics", PATH, metrics, 0, 0, "an absolute path"),
	SETTING("Triggers", "Resume", BOOLEAN, has_resume_trigger, 0, 0, "yes or no"),
	SETTING("Triggers", "Clone", BOOLEAN, has_clone_trigger, 0, 0, "yes or no"),
	SETTING("Triggers", "ClockJump", SPAN_OR_0, clock_jump_ms, SECOND_MS, DAY_MS,
		"a span of time from 1s to 1d, or 0"),
	SETTING("Triggers", "ImaEntries", COUNT, ima_entries, 0, 1000000,
		"a number from 0 to 1000000"),
	SETTING("Triggers", "Distance", SPAN, trigger_distance_ms, SECOND_MS, DAY_MS,
		"a span of time from 1s to 1d"),
};

#define SETTINGS	(sizeof(settings) / sizeof(settings[0]))

void svsmd_conf_init(struct svsmd_conf *conf)
{
	*conf = built_in;
}

bool svsmd_conf_has_verifier(const struct svsmd_conf *conf)
{
	return *conf->verifier_url || *conf->verifier_drop;
}

uint64_t svsmd_conf_watch_ms(const struct svsmd_conf *conf, bool is_told)
{
	if (conf->watch_ms != SVSMD_CONF_WATCH_AS_NEEDED)
		return conf->watch_ms;
	return is_told ? WATCH_TOLD_MS : WATCH_MS;
}

static size_t size_of(enum kind kind)
{
	switch (kind) {
	case SPAN:
	case SPAN_OR_0:
	case COUNT:
		return sizeof(uint64_t);
	case PATH:
		return SVSMD_CONF_PATH_MAX + 1;
	case UNIT:
		return SVSMD_CONF_UNIT_MAX + 1;
	case URL:
		return SVSMD_CONF_URL_MAX + 1;
	case VOLUMES:
		return sizeof(built_in.volumes);
	case ACTION:
		return sizeof(enum svsmd_conf_action);
	case BOOLEAN:
		break;
	}
	return sizeof(bool);
}

static bool take_boolean(const char *value, void *field)
{
	static const char *const words[] = { "no", "yes", "false", "true", "off", "on", "0", "1" };
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcmp(words[i], value))
			continue;
		*(bool *)field = i % 2;
		return true;
	}
	return false;
}

static bool take_span(const struct setting *setting, const char *value, void *field)
{
	uint64_t ms;

	if (time_span_parse(value, &ms) < 0 || ms > setting->max ||
	    (ms < setting->min && (ms || setting->kind != SPAN_OR_0)))
		return false;
	*(uint64_t *)field = ms;
	return true;
}

static bool take_count(const struct setting *setting, const char *value, void *field)
{
	uint64_t number = 0;
	const char *c;

	for (c = value; *c >= '0' && *c <= '9' && number <= setting->max; c++)
		number = number * 10 + (uint64_t)(*c - '0');
	if (*c || number < setting->min || number > setting->max)
		return false;
	*(uint64_t *)field = number;
	return true;
}

static bool take_path(const char *value, char *field)
{
	const char *c;

	for (c = value; *c; c++)
		if ((unsigned char)*c < ' ' || *c == 0x7f)
			return false;
	if (*value != '/' || strlen(value) > SVSMD_CONF_PATH_MAX)
		return false;
	strcpy(field, value);
	return true;
}

static bool take_unit(const char *value, char *field)
{
	const char *dot = strrchr(value, '.');

	if (!strcmp(value, "none")) {
		*field = '\0';
		return true;
	}
	if (!dot || dot == value || strspn(value, UNIT_SET) != strlen(value) ||
	    (strcmp(dot, ".target") && strcmp(dot, ".service")) ||
	    strlen(value) > SVSMD_CONF_UNIT_MAX)
		return false;
	strcpy(field, value);
	return true;
}

/* What hides a secret (a user), or would take a path behind it (a query), has no place. */
static bool take_url(const char *value, char *field)
{
	const size_t scheme = strlen(URL_SCHEME);
	const char *c;

	for (c = value; *c; c++)
		if (*c <= ' ' || *c > '~' || strchr("@?#\"\\<>", *c))
			return false;
	if (strncmp(value, URL_SCHEME, scheme) || !value[scheme] || value[scheme] == '/' ||
	    value[scheme] == ':' || strlen(value) > SVSMD_CONF_URL_MAX)
		return false;
	strcpy(field, value);
	return true;
}

static bool take_volumes(const char *value, char (*field)[SVSMD_CONF_VOLUME_MAX + 1])
{
	char names[SVSMD_CONF_VOLUMES_MAX + 1][SVSMD_CONF_VOLUME_MAX + 1] = { "" };
	size_t count = 0;

	while (*value) {
		const size_t length = strspn(value, VOLUME_SET);

		if (!length || length > SVSMD_CONF_VOLUME_MAX || count == SVSMD_CONF_VOLUMES_MAX ||
		    *value == '.' || *value == '-')
			return false;
		memcpy(names[count++], value, length);
		value += length;
		if (*value && !strchr(BLANKS, *value))
			return false;
		value += strspn(value, BLANKS);
	}
	memcpy(field, names, sizeof(names));
	return true;
}

static bool take_action(const char *value, enum svsmd_conf_action *field)
{
	static const char *const words[] = {
		[SVSMD_CONF_STAY] = "none",
		[SVSMD_CONF_POWEROFF] = "poweroff",
		[SVSMD_CONF_REBOOT] = "reboot",
	};
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcmp(words[i], value))
			continue;
		*field = (enum svsmd_conf_action)i;
		return true;
	}
	return false;
}

static bool take_value(const struct setting *setting, const char *value, struct svsmd_conf *conf)
{
	void *field = (char *)conf + setting->offset;

	if (!*value) {
		memcpy(field, (const char *)&built_in + setting->offset, size_of(setting->kind));
		return true;
	}
	switch (setting->kind) {
	case SPAN:
	case SPAN_OR_0:
		return take_span(setting, value, field);
	case PATH:
		return take_path(value, field);
	case UNIT:
		return take_unit(value, field);
	case URL:
		return take_url(value, field);
	case VOLUMES:
		return take_volumes(value, field);
	case ACTION:
		return take_action(value, field);
	case COUNT:
		return take_count(setting, value, field);
	case BOOLEAN:
		break;
	}
	return take_boolean(value, field);
}

/* Cuts blanks off at both ends; the text that is left. */
static char *trim(char *text)
{
	size_t length;

	text += strspn(text, BLANKS);
	length = strlen(text);
	while (length && strchr(BLANKS, text[length - 1]))
		text[--length] = '\0';
	return text;
}

static const char *find_section(const char *name)
{
	size_t i;

	for (i = 0; i < SETTINGS; i++)
		if (!strcmp(settings[i].section, name))
			return settings[i].section;
	return NULL;
}

static int take_section(char *text, unsigned int line, const char **section, struct fault *fault)
{
	const size_t length = strlen(text);

	if (text[length - 1] != ']')
		return fault_set(fault, -EBADMSG, "line %u: '%.60s': a section has no ']'", line,
				 text);
	text[length - 1] = '\0';
	*section = find_section(text + 1);
	if (!*section)
		return fault_set(fault, -EBADMSG, "line %u: there is no section '%.60s', only "
				 "Appraisal, Watch, Trust, Verifier, Reactions, Telling and "
				 "Triggers", line,
				 text + 1);
	return 0;
}

static int take_assignment(char *text, unsigned int line, const char *section,
			   struct svsmd_conf *conf, struct fault *fault)
{
	char *equals = strchr(text, '='), *key, *value;
	size_t i;

	if (!equals)
		return fault_set(fault, -EBADMSG, "line %u: '%.60s': is neither a section nor "
				 "KEY=VALUE", line, text);
	*equals = '\0';
	key = trim(text);
	value = trim(equals + 1);
	if (!section)
		return fault_set(fault, -EBADMSG, "line %u: %.60s= stands in no section", line,
				 key);
	for (i = 0; i < SETTINGS; i++)
		if (!strcmp(settings[i].section, section) && !strcmp(settings[i].key, key))
			break;
	if (i == SETTINGS)
		return fault_set(fault, -EBADMSG, "line %u: section %s has no key '%.60s'", line,
				 section, key);
	if (!take_value(&settings[i], value, conf))
		return fault_set(fault, -EBADMSG, "line %u: %s=%.60s: must be %s", line, key, value,
				 settings[i].allowed);
	return 0;
}

/* The line without its blanks; false: it is too long, or holds a zero. */
static bool copy_line(struct cursor *line, char ret[static LINE_MAX_SIZE])
{
	const size_t size = cursor_left(line);

	if (size >= LINE_MAX_SIZE)
		return false;
	cursor_copy(line, ret, size);
	ret[size] = '\0';
	return strlen(ret) == size;
}

int svsmd_conf_parse(struct svsmd_conf *conf, const void *data, size_t size, struct fault *fault)
{
	struct svsmd_conf parsed = *conf;
	const char *section = NULL;
	unsigned int number = 0;
	struct cursor text;

	if (size > SVSMD_CONF_SIZE_MAX)
		return fault_set(fault, -E2BIG, "more than %d bytes", SVSMD_CONF_SIZE_MAX);
	cursor_init(&text, data, size);
	while (cursor_left(&text)) {
		struct cursor line = text_line_next(&text);
		char buffer[LINE_MAX_SIZE], *trimmed;
		int r;

		number++;
		if (!copy_line(&line, buffer))
			return fault_set(fault, -EBADMSG, "line %u: is longer than %d bytes, or "
					 "has a zero in it", number, LINE_MAX_SIZE - 1);
		trimmed = trim(buffer);
		if (!*trimmed || *trimmed == '#' || *trimmed == ';')
			continue;
		if (trimmed[strlen(trimmed) - 1] == '\\')
			return fault_set(fault, -EBADMSG, "line %u: ends in a backslash, but no "
					 "setting goes on in a further line", number);
		r = *trimmed == '[' ? take_section(trimmed, number, &section, fault) :
				      take_assignment(trimmed, number, section, &parsed, fault);
		if (r < 0)
			return r;
	}
	*conf = parsed;
	return 0;
}

int svsmd_conf_check(const struct svsmd_conf *conf, struct fault *fault)
{
	if (*conf->verifier_url && *conf->verifier_drop)
		return fault_set(fault, -EBADMSG, "section Verifier: Url= and Drop=: there is one "
				 "verifier, so only one of them");
	if (svsmd_conf_has_verifier(conf) && !*conf->verifier_key)
		return fault_set(fault, -EBADMSG, "section Verifier: %s= needs Key=, since a "
				 "verdict counts by its signature",
				 *conf->verifier_url ? "Url" : "Drop");
	if (*conf->verifier_url && !*conf->verifier_ca)
		return fault_set(fault, -EBADMSG, "section Verifier: Url= needs Ca=, the "
				 "certificates that the verifier's must lead to");
	if (!*conf->client_certificate != !*conf->client_key)
		return fault_set(fault, -EBADMSG, "section Verifier: Certificate= and "
				 "PrivateKey=: only together");
	return 0;
}
