/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Metrics as text that both of its readers take: OpenMetrics 1.0, and the textfile collector
 * of Prometheus' node_exporter, which reads the older text format 0.0.4 (Documentation/
 * metrics.md).  So there are gauges and counters only, since the older one refuses types that
 * it does not know, and no time beside a value, which the collector refuses.
 *
 * A family is begun, then has its samples.  The first error sticks and is what
 * openmetrics_end() returns.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct buffer;

struct openmetrics_label {
	const char *name;	/* of a-z and "_" */
	const char *value;	/* any text in UTF-8 */
};

struct openmetrics {
	struct buffer *out;	/* the caller's */
	const char *name;	/* of the family, which the caller keeps until the next one */
	const char *suffix;
	int error;
};

void openmetrics_init(struct openmetrics *metrics, struct buffer *out);

/* @unit: which ends the name as well; NULL: none.  @help: what it is, in words. */
void openmetrics_gauge(struct openmetrics *metrics, const char *name, const char *unit,
		       const char *help);

/* Without the "_total" that its samples' name ends in. */
void openmetrics_counter(struct openmetrics *metrics, const char *name, const char *help);

/* A sample of the family that was begun last. */
void openmetrics_sample(struct openmetrics *metrics, const struct openmetrics_label *labels,
			size_t count, uint64_t value);

/* The same, of thousandths. */
void openmetrics_sample_milli(struct openmetrics *metrics, const struct openmetrics_label *labels,
			      size_t count, uint64_t value);

/* The mark of the end, and how it went: 0, -E2BIG beyond the buffer's limit, -EINVAL, -ENOMEM. */
int openmetrics_end(struct openmetrics *metrics);
