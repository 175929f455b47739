/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Kinds of things that are told.
 */
#include "daemon/message.h"

/* Made by chance (systemd-id128 new), once; whatever is told by one is told by it for ever. */
static const struct {
	const char *id;
	enum say_level level;
} messages[] = {
	[MESSAGE_STATE_UNKNOWN] = { "3811ca963aa6492eaf45ed5f13e512b2", SAY_NOTICE },
	[MESSAGE_STATE_CONSISTENT] = { "7a559b704c584e7b9a6d42ccea8449d5", SAY_NOTICE },
	[MESSAGE_STATE_TRUSTED] = { "0d9a4e09f4d243ac88b2f7e13d7195ad", SAY_NOTICE },
	[MESSAGE_STATE_DEGRADED] = { "977ccc007c7840138a4e1e2d58b5353f", SAY_WARNING },
	[MESSAGE_STATE_FAILED] = { "94fd73df38eb44e6bf7edda869ed2e66", SAY_ERROR },
	[MESSAGE_APPRAISAL_UNABLE] = { "ffb5900e6af24f5b9941f3aa280c6cb4", SAY_WARNING },
	[MESSAGE_BLIND] = { "68e0fa2d5fab4f84b5958ae7f3537363", SAY_WARNING },
	[MESSAGE_VERIFIER_UNREACHABLE] = { "bb5912ad1a8542f7b4887f74825e1434", SAY_WARNING },
	[MESSAGE_VTPM_CHANGED] = { "e4822590407749a7bd356ccfe8ff4022", SAY_WARNING },
	[MESSAGE_BOOT_VERDICT] = { "3c2f74c33dd74552b03e0385c360f61a", SAY_NOTICE },
	[MESSAGE_NOT_SHOWN] = { "5ed68b7e95f5442da32f84e8034e75fa", SAY_WARNING },
	[MESSAGE_REACTION] = { "aa042034313b4b978a2f740255a79b50", SAY_NOTICE },
	[MESSAGE_REACTION_FAILED] = { "a0b9b1d63f23472ba316bb39340eb333", SAY_ERROR },
	[MESSAGE_MACHINE_ENDS] = { "b60bc52078cb4d3f8ee0e9c18a27f9b0", SAY_ERROR },
	[MESSAGE_HISTORY_CUT] = { "a20623da45654788992605c12511eb01", SAY_NOTICE },
	[MESSAGE_NOT_KEPT] = { "f7bc83b75e0244de9aadce753a8fa250", SAY_ERROR },
	[MESSAGE_PASSED_OVER] = { "98ac1085fc964ac4894bc8cdf105c3a9", SAY_WARNING },
	[MESSAGE_SECOND_INSTANCE] = { "7afb71be955448f9b75b320a28957eae", SAY_ERROR },
	[MESSAGE_CONFIG_TAKEN] = { "5831a4fc4d6e43629121af82725a138e", SAY_INFO },
	[MESSAGE_CONFIG_REFUSED] = { "c1b8250f9cf343c092831043495a805e", SAY_ERROR },
	[MESSAGE_CANNOT_RUN] = { "5b39a64dc88f4a2d8b89aa7b65733f1a", SAY_ERROR },
};

_Static_assert(sizeof(messages) / sizeof(messages[0]) == _MESSAGE_MAX, "each has an ID");
_Static_assert(MESSAGE_STATE_UNKNOWN + _TRUST_STATE_MAX == MESSAGE_STATE_FAILED + 1,
	       "each state has one");

const char *message_id(enum message message)
{
	return messages[message].id;
}

enum say_level message_level(enum message message)
{
	return messages[message].level;
}

enum message message_of_state(enum trust_state state)
{
	return MESSAGE_STATE_UNKNOWN + (enum message)state;
}
