/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The members that a policy may have, as tables, and the few that are read in their own
 * way.
 */
#include "lib/format/policy_file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/base/cursor.h"
#include "lib/base/fault.h"
#include "lib/format/json_reader.h"
#include "lib/format/policy_value.h"
#include "lib/format/unicode.h"

#define COUNT(array)	(sizeof(array) / sizeof((array)[0]))

/* PLATFORM_INFO (AMD 56860), bits 0 to 5. */
static const char *const platform_names[] = {
	"smt", "tsme", "ecc", "rapl_disabled", "ciphertext_hiding_dram", "alias_check_complete",
};

static int read_version(const struct policy_member *member, const struct json_reader_value *value,
			void *field, const char *path, struct fault *fault)
{
	uint32_t version;
	int r = policy_read_u32(member, value, &version, path, fault);

	if (!r && version != POLICY_VERSION)
		return fault_set_at(fault, -EOPNOTSUPP, value->whole.base,
				    "policy: version %u is not known, only %u", version,
				    POLICY_VERSION);
	return r;
}

static int read_measurements(const struct policy_member *member,
			     const struct json_reader_value *value, void *field, const char *path,
			     struct fault *fault)
{
	struct policy_report *report = field;

	if (json_reader_is(value, "any")) {
		report->is_any_measurement = true;
		return 0;
	}
	return policy_value_list(value, SNP_REPORT_DIGEST_SIZE, POLICY_DIGESTS_MAX,
				 &report->measurements, path, fault);
}

static int read_tcb(const struct policy_member *member, const struct json_reader_value *value,
		    void *field, const char *path, struct fault *fault)
{
#define LEVEL(name_) \
	{ #name_, policy_read_u8, .offset = offsetof(struct policy_tcb, minimum.name_), \
	  .has_offset = offsetof(struct policy_tcb, is_asked), .limit = UINT8_MAX }
	static const struct policy_member members[] = {
		LEVEL(fmc), LEVEL(bootloader), LEVEL(tee), LEVEL(snp), LEVEL(microcode),
	};
#undef LEVEL
	struct policy_tcb *tcb = field;
	int r = policy_read_object(members, COUNT(members), value, tcb, path, fault);

	if (!r && !tcb->is_asked)
		return fault_set_at(fault, -EBADMSG, value->whole.base,
				    "policy: %s: asks for nothing", path);
	return r;
}

/* "1.55" */
static int read_abi(const struct policy_member *member, const struct json_reader_value *value,
		    void *field, const char *path, struct fault *fault)
{
	struct policy_report *report = field;
	char text[8], *end;
	unsigned long major, minor;

	if (!json_reader_text(value, text, sizeof(text)) && *text >= '0' && *text <= '9') {
		major = strtoul(text, &end, 10);
		if (*end == '.' && end[1] >= '0' && end[1] <= '9') {
			minor = strtoul(end + 1, &end, 10);
			if (!*end && major <= UINT8_MAX && minor <= UINT8_MAX) {
				report->abi_major = (uint8_t)major;
				report->abi_minor = (uint8_t)minor;
				return 0;
			}
		}
	}
	return fault_set_at(fault, -EBADMSG, value->whole.base,
			    "policy: %s: not \"MAJOR.MINOR\", each up to %u", path, UINT8_MAX);
}

static int read_flags(const struct policy_member *member, const struct json_reader_value *value,
		      void *field, const char *path, struct fault *fault)
{
	struct cursor inside = value->inside;
	struct json_reader_value element;
	uint64_t flags = 0;
	size_t i;
	int r = value->kind == JSON_READER_ARRAY ? 0 : -EBADMSG;

	while (!r && (r = json_reader_element(&inside, &element)) > 0) {
		for (i = 0; i < COUNT(platform_names); i++)
			if (json_reader_is(&element, platform_names[i]))
				break;
		if (i == COUNT(platform_names))
			return fault_set_at(fault, -EBADMSG, element.whole.base,
					    "policy: %s: there is no such property", path);
		flags |= 1ull << i;
		r = 0;
	}
	if (r < 0 || !flags)
		return fault_set_at(fault, -EBADMSG, value->whole.base,
				    "policy: %s: no list of properties", path);
	*(uint64_t *)field = flags;
	return 0;
}

static int read_platform(const struct policy_member *member, const struct json_reader_value *value,
			 void *field, const char *path, struct fault *fault)
{
	static const struct policy_member members[] = {
		{ "required", read_flags,
		  .offset = offsetof(struct policy_report, platform_required) },
		{ "forbidden", read_flags,
		  .offset = offsetof(struct policy_report, platform_forbidden) },
	};

	return policy_read_object(members, COUNT(members), value, field, path, fault);
}

static int read_report(const struct policy_member *member, const struct json_reader_value *value,
		       void *field, const char *path, struct fault *fault)
{
#define FIELD(field_)	.offset = offsetof(struct policy_report, field_)
#define GIVEN(field_)	.has_offset = offsetof(struct policy_report, field_)
	static const struct policy_member members[] = {
		{ "measurements", read_measurements, .offset = 0 },
		{ "minimum_tcb", read_tcb, FIELD(reported) },
		{ "minimum_committed_tcb", read_tcb, FIELD(committed) },
		{ "minimum_launch_tcb", read_tcb, FIELD(launch) },
		{ "minimum_guest_svn", policy_read_u32, FIELD(guest_svn), GIVEN(has_guest_svn),
		  .limit = UINT32_MAX },
		{ "family_id", policy_read_hex, FIELD(family_id), GIVEN(has_family_id),
		  .size = 16 },
		{ "image_id", policy_read_hex, FIELD(image_id), GIVEN(has_image_id), .size = 16 },
		{ "id_key_digests", policy_read_list, FIELD(id_keys),
		  .size = SNP_REPORT_DIGEST_SIZE, .limit = POLICY_DIGESTS_MAX },
		{ "author_key_digests", policy_read_list, FIELD(author_keys),
		  .size = SNP_REPORT_DIGEST_SIZE, .limit = POLICY_DIGESTS_MAX },
		{ "host_data", policy_read_hex, FIELD(host_data), GIVEN(has_host_data),
		  .size = 32 },
		{ "chip_ids", policy_read_list, FIELD(chips), .size = SNP_REPORT_CHIP_ID_SIZE,
		  .limit = POLICY_CHIPS_MAX },
		{ "debug", policy_read_switch, FIELD(may_debug),
		  .words = { "forbidden", "allowed" } },
		{ "migration", policy_read_switch, FIELD(may_migrate),
		  .words = { "forbidden", "allowed" } },
		{ "smt", policy_read_switch, FIELD(is_smt_forbidden),
		  .words = { "any", "forbidden" } },
		{ "single_socket", policy_read_switch, FIELD(is_single_socket_required),
		  .words = { "any", "required" } },
		{ "minimum_abi", read_abi, GIVEN(has_abi) },
		{ "crl", policy_read_switch, FIELD(is_crl_required),
		  .words = { "if-given", "required" } },
		{ "platform_info", read_platform, .offset = 0 },
	};
#undef GIVEN
#undef FIELD

	return policy_read_object(members, COUNT(members), value, field, path, fault);
}

static int read_vtpm(const struct policy_member *member, const struct json_reader_value *value,
		     void *field, const char *path, struct fault *fault)
{
	static const struct policy_member members[] = {
		{ "ak_binding", policy_read_switch,
		  .offset = offsetof(struct policy, is_ak_binding_waived),
		  .words = { "required", "waived" } },
	};

	return policy_read_object(members, COUNT(members), value, field, path, fault);
}

/* "7": the number of a PCR, written in one way. */
static int read_pcr(struct policy *policy, uint16_t algorithm,
		    const struct json_reader_value *key, const struct json_reader_value *value,
		    const char *path, struct fault *fault)
{
	struct policy_pcr *pcr = &policy->pcrs[policy->pcr_count];
	unsigned int number = 0;
	char text[3], *end = text;
	size_t i;
	int r;

	if (!json_reader_text(key, text, sizeof(text)) && *text >= '0' && *text <= '9')
		number = (unsigned int)strtoul(text, &end, 10);
	if (end == text || *end || number >= 24 || (*text == '0' && text[1]))
		return fault_set_at(fault, -EBADMSG, key->whole.base,
				    "policy: %s: no number of a PCR", path);
	for (i = 0; i < policy->pcr_count; i++)
		if (policy->pcrs[i].algorithm == algorithm && policy->pcrs[i].pcr == number)
			return fault_set_at(fault, -EBADMSG, key->whole.base,
					    "policy: %s: stands twice", path);
	if (policy->pcr_count == POLICY_PCRS_MAX)
		return fault_set_at(fault, -E2BIG, key->whole.base,
				    "policy: %s: more than %u PCRs", path, POLICY_PCRS_MAX);
	r = policy_value_list(value, hash_algorithm_size(algorithm), POLICY_PCR_VALUES_MAX,
			      &pcr->values, path, fault);
	if (r < 0)
		return r;
	pcr->algorithm = algorithm;
	pcr->pcr = (uint8_t)number;
	policy->pcr_count++;
	return 0;
}

static int read_bank(struct policy *policy, const struct json_reader_value *key,
		     const struct json_reader_value *value, const char *path, struct fault *fault)
{
	struct cursor inside = value->inside;
	struct json_reader_value number, values;
	char name[16], below[POLICY_PATH_MAX];
	uint16_t algorithm;
	int r;

	if (json_reader_text(key, name, sizeof(name)) < 0 ||
	    hash_algorithm_find(name, &algorithm) < 0 || value->kind != JSON_READER_OBJECT)
		return fault_set_at(fault, -EBADMSG, key->whole.base,
				    "policy: %s: no bank with its PCRs", path);
	while ((r = policy_next_member(&inside, path, &number, &values, fault)) > 0) {
		policy_path_add(path, &number, below);
		r = read_pcr(policy, algorithm, &number, &values, below, fault);
		if (r < 0)
			return r;
	}
	return r;
}

static int read_pcrs(const struct policy_member *member, const struct json_reader_value *value,
		     void *field, const char *path, struct fault *fault)
{
	struct cursor inside = value->inside;
	struct json_reader_value bank, pcrs;
	char below[POLICY_PATH_MAX];
	int r;

	if (value->kind != JSON_READER_OBJECT)
		return fault_set_at(fault, -EBADMSG, value->whole.base, "policy: %s: no object",
				    path);
	while ((r = policy_next_member(&inside, path, &bank, &pcrs, fault)) > 0) {
		policy_path_add(path, &bank, below);
		r = read_bank(field, &bank, &pcrs, below, fault);
		if (r < 0)
			return r;
	}
	return r;
}

static int read_logs(const struct policy_member *member, const struct json_reader_value *value,
		     void *field, const char *path, struct fault *fault)
{
	static const struct policy_member members[] = {
		{ "firmware", policy_read_choice, .offset = offsetof(struct policy, firmware_log),
		  .words = { [POLICY_LOG_REQUIRED] = "required",
			     [POLICY_LOG_OPTIONAL] = "optional" } },
		{ "systemd", policy_read_choice, .offset = offsetof(struct policy, systemd_log),
		  .words = { [POLICY_LOG_REQUIRED] = "required",
			     [POLICY_LOG_OPTIONAL] = "optional" } },
		{ "ima", policy_read_choice, .offset = offsetof(struct policy, ima_log),
		  .words = { [POLICY_LOG_REQUIRED] = "required",
			     [POLICY_LOG_IGNORED] = "ignored" } },
	};

	return policy_read_object(members, COUNT(members), value, field, path, fault);
}

static int read_command_lines(const struct policy_member *member,
			      const struct json_reader_value *value, void *field,
			      const char *path, struct fault *fault)
{
	struct cursor inside = value->inside;
	struct policy_events *events = field;
	struct json_reader_value element;
	char text[POLICY_COMMAND_LINE_MAX];
	int r = value->kind == JSON_READER_ARRAY ? 0 : -EBADMSG;

	events->command_lines = calloc(POLICY_COMMAND_LINES_MAX, sizeof(char *));
	if (!events->command_lines)
		return fault_set(fault, -ENOMEM, "policy: out of memory");
	while (!r && (r = json_reader_element(&inside, &element)) > 0) {
		char **line = &events->command_lines[events->command_line_count];

		if (events->command_line_count == POLICY_COMMAND_LINES_MAX)
			return fault_set_at(fault, -E2BIG, element.whole.base,
					    "policy: %s: more than %u texts", path,
					    POLICY_COMMAND_LINES_MAX);
		r = json_reader_text(&element, text, sizeof(text));
		if (r < 0 || !unicode_is_utf8((const uint8_t *)text, strlen(text)))
			return fault_set_at(fault, -EBADMSG, element.whole.base,
					    "policy: %s: no text of a command line", path);
		*line = strdup(text);
		if (!*line)
			return fault_set(fault, -ENOMEM, "policy: out of memory");
		events->command_line_count++;
	}
	if (r < 0 || !events->command_line_count)
		return fault_set_at(fault, -EBADMSG, value->whole.base,
				    "policy: %s: no list of texts", path);
	return 0;
}

static int read_events(const struct policy_member *member, const struct json_reader_value *value,
		       void *field, const char *path, struct fault *fault)
{
#define FIELD(field_)	.offset = offsetof(struct policy_events, field_)
	static const struct policy_member members[] = {
		{ "secure_boot", policy_read_switch, FIELD(is_secure_boot_required),
		  .words = { "any", "required" } },
		{ "dbx_at_least", policy_read_list, FIELD(dbx), .size = POLICY_SHA256_SIZE,
		  .limit = POLICY_DBX_MAX },
		{ "signers", policy_read_list, FIELD(signers), .size = POLICY_SHA256_SIZE,
		  .limit = POLICY_SIGNERS_MAX },
		{ "uki", policy_read_list, FIELD(images), .size = POLICY_SHA256_SIZE,
		  .limit = POLICY_IMAGES_MAX },
		{ "command_line", read_command_lines, .offset = 0 },
		{ "ima_allow", policy_read_files, FIELD(files), .limit = POLICY_FILES_MAX },
	};
#undef FIELD

	return policy_read_object(members, COUNT(members), value, field, path, fault);
}

static const struct policy_member policy_members[] = {
	{ "version", read_version, .limit = UINT32_MAX, .is_required = true },
	{ "report", read_report, .offset = offsetof(struct policy, report) },
	{ "vtpm", read_vtpm, .offset = 0 },
	{ "pcrs", read_pcrs, .offset = 0 },
	{ "logs", read_logs, .offset = 0 },
	{ "events", read_events, .offset = offsetof(struct policy, events) },
};

int policy_default(struct policy **ret, struct fault *fault)
{
	struct policy *policy = calloc(1, sizeof(*policy));

	if (!policy)
		return fault_set(fault, -ENOMEM, "policy: out of memory");
	policy->is_default = true;
	policy->systemd_log = POLICY_LOG_OPTIONAL;
	policy->ima_log = POLICY_LOG_IGNORED;
	*ret = policy;
	return 0;
}

int policy_parse(const void *data, size_t size, struct policy **ret, struct fault *fault)
{
	_cleanup_(policy_cleanup) struct policy *policy = NULL;
	struct json_reader_value value;
	struct cursor cursor;
	int r;

	if (size > POLICY_SIZE_MAX)
		return fault_set(fault, -E2BIG, "policy: %zu bytes, more than %u", size,
				 POLICY_SIZE_MAX);
	r = policy_default(&policy, fault);
	if (r < 0)
		return r;
	policy->is_default = false;
	cursor_init(&cursor, data, size);
	if (json_reader_value(&cursor, &value) < 0)
		return fault_set_at(fault, -EBADMSG, cursor_offset(&cursor),
				    "policy: no JSON, or it breaks off");
	json_reader_skip_blanks(&cursor);
	if (cursor_end(&cursor) < 0)
		return fault_set_at(fault, -EBADMSG, cursor_offset(&cursor),
				    "policy: something stands behind it");
	r = policy_read_object(policy_members, COUNT(policy_members), &value, policy, "", fault);
	if (r < 0)
		return r;
	*ret = TAKE_PTR(policy);
	return 0;
}

bool policy_list_has(const struct policy_list *list, const void *value)
{
	size_t low = 0, high = list->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = memcmp(value, list->data + middle * list->size, list->size);

		if (!order)
			return true;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return false;
}

bool policy_has_file(const struct policy_list *files, uint16_t algorithm, const void *digest,
		     size_t size)
{
	uint8_t file[POLICY_FILE_SIZE] = { (uint8_t)(algorithm >> 8), (uint8_t)algorithm };

	if (!size || size != hash_algorithm_size(algorithm))
		return false;
	memcpy(file + 2, digest, size);
	return policy_list_has(files, file);
}

const char *policy_platform_name(unsigned int index)
{
	return index < COUNT(platform_names) ? platform_names[index] : NULL;
}

void policy_free(struct policy *policy)
{
	size_t i;

	if (!policy)
		return;
	free(policy->report.measurements.data);
	free(policy->report.id_keys.data);
	free(policy->report.author_keys.data);
	free(policy->report.chips.data);
	for (i = 0; i < policy->pcr_count; i++)
		free(policy->pcrs[i].values.data);
	free(policy->events.dbx.data);
	free(policy->events.signers.data);
	free(policy->events.images.data);
	free(policy->events.files.data);
	for (i = 0; i < policy->events.command_line_count; i++)
		free(policy->events.command_lines[i]);
	free(policy->events.command_lines);
	free(policy);
}

void policy_cleanup(struct policy **policy)
{
	policy_free(*policy);
}
