/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What IMA extends for a record of its log (Linux, security/integrity/ima: the hash
 * of the template's data, under each bank's algorithm since Linux 5.8; 0xff bytes for
 * a violation, which is logged with a digest of zeros, and in canonical logs with what
 * was extended).
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct eventlog_event;
struct hasher;

/* Whether the record is a violation: the file was written to while it was measured. */
bool ima_template_is_violation(const struct eventlog_event *event);

/*
 * What the record extends into a bank: @size bytes at @ret.  False when the record is
 * printed text or lacks its data: then nothing but its own digest is known.
 */
bool ima_template_digest(const struct eventlog_event *event, uint16_t algorithm, uint16_t size,
			 struct hasher *hasher, uint8_t *ret);

/* The hash of the template's data itself, whatever is logged. */
void ima_template_hash(const struct eventlog_event *event, struct hasher *hasher, uint8_t *ret);
