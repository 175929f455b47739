/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What there is to measure about svsmd, in a file for those who gather such: written anew
 * when something happened, and never by the clock; taken away when svsmd ends.
 * Documentation/metrics.md says what each means.
 */
#pragma once

struct appraisal_record;
struct keeper;
struct metrics;
struct trust;
struct worker;

/* Nothing is written yet.  0, or -errno. */
int metrics_new(const struct keeper *keeper, const struct worker *worker, struct metrics **ret);

/* The file; empty: none, and what was written before is taken away. */
void metrics_configure(struct metrics *metrics, const char *path);

/* An appraisal waits or runs. */
void metrics_begin_appraisal(struct metrics *metrics);

/* It is over; the state has changed.  What cannot be written is told. */
void metrics_take_appraisal(struct metrics *metrics, const struct appraisal_record *record);
void metrics_take_change(struct metrics *metrics, const struct trust *trust);

/* Accepts NULL. */
void metrics_free(struct metrics *metrics);
