/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Writing metrics.
 */
#include "lib/format/openmetrics.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/buffer.h"
#include "lib/format/json_writer.h"

#define NAME_SET	"abcdefghijklmnopqrstuvwxyz_"

static void put(struct openmetrics *metrics, const char *text)
{
	if (!metrics->error)
		metrics->error = buffer_append(metrics->out, text, strlen(text));
}

static void refuse(struct openmetrics *metrics)
{
	if (!metrics->error)
		metrics->error = -EINVAL;
}

static void put_name(struct openmetrics *metrics, const char *name)
{
	if (!*name || strspn(name, NAME_SET) != strlen(name))
		refuse(metrics);
	put(metrics, name);
}

/* Backslash, newline and, within quotation marks, those: as both formats have it. */
static void put_escaped(struct openmetrics *metrics, const char *text)
{
	const char *c;

	for (c = text; *c; c++) {
		const char plain[] = { *c, '\0' };

		put(metrics, *c == '\\' ? "\\\\" : *c == '\n' ? "\\n" : *c == '"' ? "\\\"" : plain);
	}
}

static void put_line(struct openmetrics *metrics, const char *keyword, const char *text)
{
	put(metrics, "# ");
	put(metrics, keyword);
	put(metrics, " ");
	put_name(metrics, metrics->name);
	put(metrics, " ");
	put(metrics, text);
	put(metrics, "\n");
}

static void begin(struct openmetrics *metrics, const char *name, const char *type,
		  const char *suffix, const char *unit, const char *help)
{
	const size_t length = strlen(name), unit_length = unit ? strlen(unit) : 0;

	metrics->name = name;
	metrics->suffix = suffix;
	if ((unit && (length <= unit_length || strcmp(name + length - unit_length, unit))) ||
	    !json_writer_is_text(help, strlen(help)) || strpbrk(help, "\\\""))
		refuse(metrics);
	put_line(metrics, "TYPE", type);
	if (unit)
		put_line(metrics, "UNIT", unit);
	put_line(metrics, "HELP", help);
}

void openmetrics_init(struct openmetrics *metrics, struct buffer *out)
{
	*metrics = (struct openmetrics){ .out = out };
}

void openmetrics_gauge(struct openmetrics *metrics, const char *name, const char *unit,
		       const char *help)
{
	begin(metrics, name, "gauge", "", unit, help);
}

void openmetrics_counter(struct openmetrics *metrics, const char *name, const char *help)
{
	begin(metrics, name, "counter", "_total", NULL, help);
}

static void put_labels(struct openmetrics *metrics, const struct openmetrics_label *labels,
		       size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		put(metrics, i ? "," : "{");
		put_name(metrics, labels[i].name);
		put(metrics, "=\"");
		put_escaped(metrics, labels[i].value);
		put(metrics, "\"");
	}
	put(metrics, count ? "} " : " ");
}

static void put_sample(struct openmetrics *metrics, const struct openmetrics_label *labels,
		       size_t count, const char *value)
{
	if (!metrics->name) {
		refuse(metrics);
		return;
	}
	put_name(metrics, metrics->name);
	put(metrics, metrics->suffix);
	put_labels(metrics, labels, count);
	put(metrics, value);
	put(metrics, "\n");
}

void openmetrics_sample(struct openmetrics *metrics, const struct openmetrics_label *labels,
			size_t count, uint64_t value)
{
	char text[32];

	(void)snprintf(text, sizeof(text), "%" PRIu64, value);
	put_sample(metrics, labels, count, text);
}

void openmetrics_sample_milli(struct openmetrics *metrics, const struct openmetrics_label *labels,
			      size_t count, uint64_t value)
{
	char text[32];

	(void)snprintf(text, sizeof(text), "%" PRIu64 ".%03u", value / 1000,
		       (unsigned int)(value % 1000));
	put_sample(metrics, labels, count, text);
}

int openmetrics_end(struct openmetrics *metrics)
{
	put(metrics, "# EOF\n");
	return metrics->error;
}
