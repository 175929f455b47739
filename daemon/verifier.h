/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A verifier, however it is reached: who hands out a challenge, is shown evidence, may want
 * a credential opened, and answers with a verdict.  remote.c drives it; each way to reach
 * one is a row of operations (verifier_https.c, verifier_drop.c), and so a key broker can
 * be one more.
 *
 * Nothing that a verifier says counts here but a verdict, and that only by its signature.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <systemd/sd-event.h>

struct fault;
struct svsmd_conf;
struct verifier_ops;

/* Who is told; called from the loop of events, never from within an operation. */
struct verifier_listener {
	/* @expires_ms: from now. */
	void (*challenged)(void *user, const void *challenge, size_t size, uint64_t expires_ms);
	/* It wants this credential opened first. */
	void (*credential)(void *user, const void *text, size_t size);
	void (*verdict)(void *user, const void *text, size_t size);
	/* It is over; it is not to be asked again within @wait_ms. */
	void (*failed)(void *user, const char *why, uint64_t wait_ms);
	void *user;
};

struct verifier_params {
	sd_event *event;
	const char *poster;	/* its socket */
	const struct svsmd_conf *conf;
	struct verifier_listener listener;
};

/* What each row begins with. */
struct verifier {
	const struct verifier_ops *ops;
};

/* All that begin something: 0, or -errno, and then nothing has begun. */
struct verifier_ops {
	const char *name;
	bool is_passive;	/* it comes when it likes: waiting for it is no failure yet */
	bool (*is_configured)(const struct svsmd_conf *conf);
	/* Keeps a copy of what @params point to, but for the event loop and the user. */
	int (*open)(const struct verifier_params *params, struct verifier **ret,
		    struct fault *fault);
	int (*ask)(struct verifier *verifier, struct fault *fault);
	/* Both: the file stays the caller's, and nobody changes it any more. */
	int (*show)(struct verifier *verifier, int evidence, struct fault *fault);
	int (*answer)(struct verifier *verifier, int response, struct fault *fault);
	/* Nothing more is told until it is asked anew. */
	void (*cancel)(struct verifier *verifier);
	void (*close)(struct verifier *verifier);
};

extern const struct verifier_ops verifier_https, verifier_drop;
