/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Writing the facts.
 */
#include "lib/evidence/collect_facts.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "lib/base/version.h"
#include "lib/evidence/collect.h"
#include "lib/format/service.h"
#include "lib/sys/machine.h"

static void __attribute__((__format__(__printf__, 4, 5)))
add(struct evidence *evidence, struct collect_facts *facts, const char *key, const char *format,
    ...)
{
	char *value = facts->values[evidence->fact_count];
	va_list args;

	va_start(args, format);
	(void)vsnprintf(value, sizeof(facts->values[0]), format, args); /* cut, if need be */
	va_end(args);
	if (*value)
		evidence->facts[evidence->fact_count++] =
			(struct evidence_fact){ .key = key, .value = value };
}

/* Names, or GUIDs, with commas between; those that do not fit are left out. */
static void name_services(const struct services_manifest *services,
			  char ret[static EVIDENCE_FACT_VALUE_MAX + 1])
{
	size_t i, size = 0;

	for (i = 0; i < services->count; i++) {
		char guid[GUID_TEXT_SIZE];
		const char *name = service_name(&services->entries[i].guid) ?:
				   guid_format(&services->entries[i].guid, guid);

		if (size + 1 + strlen(name) > EVIDENCE_FACT_VALUE_MAX)
			break;
		size += (size_t)sprintf(ret + size, "%s%s", i ? "," : "", name);
	}
}

void collect_facts(const struct collection *collection, struct collect_facts *facts,
		   struct evidence *evidence)
{
	static const char *const secure_boot[] = {
		[MACHINE_SECURE_BOOT_UNKNOWN] = "unknown",
		[MACHINE_SECURE_BOOT_OFF] = "off",
		[MACHINE_SECURE_BOOT_ON] = "on",
	};
	static const char *const ima[] = {
		[COLLECT_IMA_NONE] = "",
		[COLLECT_IMA_UNANCHORED] = "unanchored",
		[COLLECT_IMA_ANCHORED] = "anchored",
	};
	char services[EVIDENCE_FACT_VALUE_MAX + 1] = "", now[32] = "";
	time_t seconds = time(NULL);
	struct machine machine;
	struct tm utc;

	machine_read(MACHINE_ROOT, &machine);
	name_services(&collection->attestation.services, services);
	if (gmtime_r(&seconds, &utc))
		(void)strftime(now, sizeof(now), "%Y-%m-%dT%H:%M:%SZ", &utc); /* RFC 3339 */
	add(evidence, facts, "ima", "%s", ima[collection->logs.ima]);
	add(evidence, facts, "kernel", "%s", machine.kernel);
	add(evidence, facts, "os", "%s", machine.os);
	add(evidence, facts, "os_version", "%s", machine.os_version);
	add(evidence, facts, "secure_boot", "%s", secure_boot[machine.secure_boot]);
	add(evidence, facts, "services", "%s", services);
	add(evidence, facts, "svsmctl", "%s", SVSM_GUEST_VERSION);
	add(evidence, facts, "time", "%s", now);
	add(evidence, facts, "transport", "%s", collection->info.transport);
	if (collection->info.vmpl)
		add(evidence, facts, "vmpl", "%u", collection->info.vmpl);
}
