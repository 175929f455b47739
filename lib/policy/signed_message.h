/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The message that is signed for a text of our own (lib/format/signed_text.h): a domain,
 * which no other message begins with, and SHA-256 of the text.
 *
 *	domain || SHA-256(text without its signature)
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "lib/format/evidence.h"
#include "lib/policy/hasher.h"

/* Of a domain that is a literal: without its zero. */
#define SIGNED_MESSAGE_SIZE(domain_)	(sizeof(domain_) - 1 + HASHER_SHA256_SIZE)

/* @ret has SIGNED_MESSAGE_SIZE(@domain) bytes. */
void signed_message_make(const char *domain, const struct evidence_bytes text[static 2],
			 uint8_t *ret);
