/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The rule about PCR 10: IMA's records (Linux, Documentation/security/IMA-templates.rst).
 * Every file that was measured must be on the policy's list, by its digest; names prove
 * nothing.
 */
#include "lib/policy/rule.h"

#include <string.h>

#include "lib/base/cursor.h"
#include "lib/format/eventlog.h"
#include "lib/format/hash_algorithm.h"
#include "lib/format/policy_file.h"

#define ALGORITHM_NAME_MAX	16
#define LEGACY_DIGEST_SIZE	20

/* A file's digest as a record has it. */
struct file {
	uint16_t algorithm;
	const uint8_t *digest;
	size_t size;
	struct cursor name;
};

static struct cursor read_field(struct cursor *data)
{
	return cursor_sub(data, cursor_le32(data));
}

/*
 * "sha256:" and a zero, then the digest; since "d-ngv2" "ima:" may stand before it.
 * fs-verity's digests are of something else than the file, and not taken.
 */
static bool read_digest(struct cursor field, struct file *ret)
{
	char name[ALGORITHM_NAME_MAX];
	const uint8_t *zero = field.size ? memchr(field.data, 0, field.size) : NULL;
	size_t length = zero ? (size_t)(zero - field.data) : 0, skipped = 0;

	if (length > 4 && !memcmp(field.data, "ima:", 4))
		skipped = 4;
	length -= skipped;
	if (length < 2 || length > sizeof(name) || zero[-1] != ':')
		return false;
	memcpy(name, field.data + skipped, length - 1);
	name[length - 1] = '\0';
	ret->digest = zero + 1;
	ret->size = field.size - skipped - length - 1;
	return !hash_algorithm_find(name, &ret->algorithm) &&
	       ret->size == hash_algorithm_size(ret->algorithm);
}

static bool read_file(const struct eventlog_event *event, struct file *ret)
{
	struct cursor data, digest;

	cursor_init(&data, event->data, event->data_size);
	if (event->template_size == 3) { /* "ima": no name of the algorithm, which is SHA-1 */
		ret->algorithm = HASH_SHA1;
		ret->size = LEGACY_DIGEST_SIZE;
		ret->digest = cursor_bytes(&data, LEGACY_DIGEST_SIZE);
		ret->name = read_field(&data);
		return cursor_ok(&data);
	}
	digest = read_field(&data);
	ret->name = read_field(&data);
	return cursor_ok(&data) && read_digest(digest, ret);
}

/*
 * The first record is no file: it repeats the PCRs below 10, which differ from boot to
 * boot and are proven themselves.
 */
static bool is_boot_aggregate(const struct rule_event *event, const struct file *file)
{
	static const char name[] = "boot_aggregate";

	return !event->event->number && file->name.size >= sizeof(name) - 1 &&
	       !memcmp(file->name.data, name, sizeof(name) - 1) &&
	       (file->name.size == sizeof(name) - 1 ||
		(file->name.size == sizeof(name) && !file->name.data[sizeof(name) - 1]));
}

void rule_files(struct rule *rule, const struct policy_events *policy,
		const struct rule_event *event)
{
	struct file file;

	if (event->log != RULE_IMA || event->event->content != EVENTLOG_CONTENT_IMA) {
		rule_fail(rule, event, "only IMA's binary log proves what PCR 10 holds");
	} else if (event->proof.verdict != CONSISTENCY_PROVEN) { /* a violation among them */
		rule_fail(rule, event, "%s", event->proof.why);
	} else if (!read_file(event->event, &file)) {
		rule_fail(rule, event, "it has no digest of a file");
	} else if (policy_has_file(&policy->files, file.algorithm, file.digest, file.size)) {
		rule->satisfied++;
	} else if (!is_boot_aggregate(event, &file)) {
		rule_fail(rule, event, "the policy does not allow this file");
	}
}
