/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Reading a selection of PCRs.
 */
#include "cli/pcr_selection.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/format/evidence.h"
#include "lib/format/hash_algorithm.h"
#include "lib/sys/tpm.h"
#include "lib/sys/tpm_ak.h"

/* A number of a PCR at the start of @text, which moves behind it; -1: there is none. */
static int take_pcr(const char **text)
{
	int pcr = 0, digits = 0;

	for (; **text >= '0' && **text <= '9' && digits < 3; digits++)
		pcr = 10 * pcr + *(*text)++ - '0';
	return digits && pcr < TPM_PCRS ? pcr : -1;
}

/* "0-7,11": 0 for a text that is no list. */
static uint32_t parse_list(const char *text)
{
	uint32_t pcrs = 0;

	for (;;) {
		int first = take_pcr(&text), last = first;

		if (*text == '-') {
			text++;
			last = take_pcr(&text);
		}
		if (first < 0 || last < first)
			return 0;
		for (; first <= last; first++)
			pcrs |= 1u << first;
		if (!*text)
			return pcrs;
		if (*text++ != ',')
			return 0;
	}
}

static int parse_bank(const char *text, struct tpm_ak_selection *selection, struct fault *fault)
{
	_cleanup_(cleanup_free) char *name = strdup(text);
	char *colon = name ? strchr(name, ':') : NULL;
	uint16_t algorithm;
	uint32_t pcrs;
	size_t i;

	if (!name)
		return fault_set(fault, -ENOMEM, "out of memory");
	if (!colon)
		return fault_set(fault, -EINVAL, "'%s': has no ':' between bank and PCRs", text);
	*colon = '\0';
	if (hash_algorithm_find(name, &algorithm) < 0)
		return fault_set(fault, -EINVAL, "'%s': there is no such bank", name);
	for (i = 0; i < selection->count; i++)
		if (selection->banks[i].algorithm == algorithm)
			return fault_set(fault, -EINVAL, "bank '%s' stands twice", name);
	if (selection->count == EVIDENCE_BANKS_MAX)
		return fault_set(fault, -EINVAL, "more than %d banks", EVIDENCE_BANKS_MAX);
	pcrs = parse_list(colon + 1);
	if (!pcrs)
		return fault_set(fault, -EINVAL, "'%s': is no list of PCRs 0 to %d, such as "
				 "'0-7,11'", colon + 1, TPM_PCRS - 1);
	selection->banks[selection->count].algorithm = algorithm;
	selection->banks[selection->count++].pcrs = pcrs;
	return 0;
}

int pcr_selection_parse(const char *text, struct tpm_ak_selection *ret, struct fault *fault)
{
	_cleanup_(cleanup_free) char *copy = strdup(text);
	struct tpm_ak_selection selection = { .count = 0 };
	char *rest = copy, *bank;
	int r;

	if (!copy)
		return fault_set(fault, -ENOMEM, "out of memory");
	while ((bank = strsep(&rest, "+"))) {
		r = parse_bank(bank, &selection, fault);
		if (r < 0)
			return r;
	}
	*ret = selection;
	return 0;
}
