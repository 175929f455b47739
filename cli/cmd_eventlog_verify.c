/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * svsmctl eventlog verify: do the logs tell what the TPM holds?
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli/commands.h"
#include "cli/json_print.h"
#include "cli/log_places.h"
#include "cli/log_say.h"
#include "cli/log_verify.h"
#include "cli/options.h"
#include "cli/say.h"
#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/base/hex.h"
#include "lib/format/tpm_quote.h"
#include "lib/policy/quote_match.h"
#include "lib/show/json.h"
#include "lib/show/log_json.h"
#include "lib/show/log_set.h"
#include "lib/sys/file.h"
#include "lib/sys/tpm_chip.h"
#include "lib/sys/tpm_pcrs.h"

enum { OPTION_TCTI, OPTION_EXPECT, OPTION_QUOTE, OPTION_FORMAT, OPTION_JSON };

#define INPUT_MAX	(1u << 20)
#define WHY_MAX		256
#define IMA_PCR		10

/* The SVSM's TPM, or the first one. */
static int find_tcti(char ret[static PATH_MAX + 8], struct fault *fault)
{
	const struct tpm_chip *chip;
	struct tpm_chips chips;
	int r;

	r = tpm_chips_read(&TPM_CHIP_ROOTS, &chips, fault);
	if (r < 0)
		return r;
	if (!chips.count)
		return fault_set(fault, -ENODEV, "this machine has no TPM to compare with: give "
				 "--tcti, --expect or --quote");
	chip = tpm_chips_find_svsm(&chips) ?: &chips.chips[0];
	(void)snprintf(ret, PATH_MAX + 8, "device:%s", *chip->rm_node ? chip->rm_node : chip->node);
	return 0;
}

static int read_values(const char *path, struct pcr_values *ret, struct fault *fault)
{
	_cleanup_(buffer_deinit) struct buffer bytes = BUFFER_INIT(INPUT_MAX);
	int r;

	r = file_read(path, &bytes, fault);
	if (r < 0)
		return r;
	r = pcr_values_parse(bytes.data, bytes.size, ret, fault);
	return r < 0 ? fault_name(fault, r, path) : 0;
}

static int find_values(const char *const values[], const struct log_set *set,
		       const struct replay *replay, struct pcr_values *ret, struct fault *fault)
{
	const char *tcti = values[OPTION_TCTI] ?: getenv("SVSM_TCTI");
	char found[PATH_MAX + 8];
	int r;

	if (values[OPTION_EXPECT])
		return read_values(values[OPTION_EXPECT], ret, fault);
	if (!tcti) {
		r = find_tcti(found, fault);
		if (r < 0)
			return r;
		tcti = found;
	}
	return tpm_pcrs_read(tcti, log_verify_wanted(set, replay), ret, fault);
}

static const char *describe(const struct verify_pcr *pcr, const struct log_set *set,
			    char ret[static WHY_MAX])
{
	const struct explain_answer *why = &pcr->why;

	switch (why->cause) {
	case EXPLAIN_NEVER_EXTENDED:
		(void)snprintf(ret, WHY_MAX, "%s",
			       pcr->pcr == IMA_PCR ?
				       "it was never extended: IMA started without this TPM" :
				       "it was never extended since the TPM was reset: this log is of "
				       "another TPM or boot, or the bank was switched on later");
		return ret;
	case EXPLAIN_STOPPED:
		(void)snprintf(ret, WHY_MAX,
			       "it holds the value after event %zu of log %zu: later events were "
			       "logged, but did not reach this TPM",
			       why->number, why->log);
		return ret;
	case EXPLAIN_LOCALITY:
		(void)snprintf(ret, WHY_MAX,
			       "the log fits if the TPM was started from locality %zu, which it does "
			       "not say",
			       why->number);
		return ret;
	case EXPLAIN_UNLOGGED:
		(void)snprintf(ret, WHY_MAX,
			       "it fits with %zu more, the first of %s: give the log that has them, or "
			       "find who extends without logging",
			       why->number, why->text);
		return ret;
	case EXPLAIN_UNKNOWN:
		break;
	}
	(void)snprintf(ret, WHY_MAX, "%s",
		       pcr->is_incomplete ?
			       "some of its events have no digest for this bank" :
		       pcr->pcr > 7 && set->count == 1 ?
			       "something extended it that this log does not tell: give the logs of "
			       "systemd and IMA as well" :
			       "no event of these logs leads to this value: something extends it "
			       "without logging, or the log is of another boot");
	return ret;
}

static void print_unlogged(const struct log_verify *verify)
{
	char bank[BANK_NAME_SIZE];
	unsigned int pcr;
	size_t i;

	for (i = 0; i < verify->pcrs_unlogged_count; i++)
		for (pcr = 0; pcr < EVENTLOG_PCRS; pcr++)
			if (verify->pcrs_unlogged[i].pcrs >> pcr & 1)
				printf("%-8s %2u  -        no log tells of this PCR: what it holds "
				       "is not explained\n",
				       log_json_bank_name(verify->pcrs_unlogged[i].algorithm, bank),
				       pcr);
}

static void print_text(const struct log_verify *verify, const struct log_set *set)
{
	char replayed[HEX_TEXT_SIZE(EVENTLOG_DIGEST_MAX)], why[WHY_MAX], bank[BANK_NAME_SIZE];
	char found[HEX_TEXT_SIZE(EVENTLOG_DIGEST_MAX)];
	size_t i;

	for (i = 0; i < verify->count; i++) {
		const struct verify_pcr *pcr = &verify->pcrs[i];
		const char *name = log_json_bank_name(pcr->algorithm, bank);

		(void)hex_encode(pcr->replayed, pcr->digest_size, replayed);
		if (pcr->is_matching) {
			printf("%-8s %2u  matches  %s\n", name, pcr->pcr, replayed);
			continue;
		}
		if (pcr->is_unanchored) {
			printf("%-8s %2u  -        IMA began without this TPM: its log is unproven\n",
			       name, pcr->pcr);
			continue;
		}
		printf("%-8s %2u  DIFFERS  %s\n", name, pcr->pcr,
		       hex_encode(pcr->found, pcr->digest_size, found));
		printf("             logs say %s\n             %s\n", replayed,
		       describe(pcr, set, why));
	}
	print_unlogged(verify);
	for (i = 0; i < verify->unlogged_count; i++)
		printf("%-8s     no log tells of this bank: whatever it holds is not explained\n",
		       log_json_bank_name(verify->unlogged[i], bank));
}

static struct json_object *pcr_json(const struct verify_pcr *pcr, const struct log_set *set)
{
	static const char *const causes[] = { "unknown", "never extended", "stopped", "locality",
					      "unlogged" };
	struct json_object *object = json_new_object();
	char why[WHY_MAX], bank[BANK_NAME_SIZE];

	json_add(object, "bank", json_new_text(log_json_bank_name(pcr->algorithm, bank)));
	json_add(object, "pcr", json_new_number(pcr->pcr));
	json_add(object, "matches", json_new_bool(pcr->is_matching));
	json_add(object, "replayed", json_new_hex(pcr->replayed, pcr->digest_size));
	json_add(object, "found", json_new_hex(pcr->found, pcr->digest_size));
	if (pcr->is_unanchored) {
		json_add(object, "cause", json_new_text("not anchored"));
		json_add(object, "why", json_new_text("IMA began without this TPM"));
		return object;
	}
	json_add(object, "cause", pcr->is_matching ? NULL : json_new_text(causes[pcr->why.cause]));
	json_add(object, "why", pcr->is_matching ? NULL : json_new_text(describe(pcr, set, why)));
	return object;
}

static void print_json(const struct log_verify *verify, const struct log_set *set)
{
	_cleanup_(json_cleanup) struct json_object *object = json_new_object();
	struct json_object *pcrs = json_new_array(), *unlogged = json_new_array();
	struct json_object *others = json_new_object();
	char bank[BANK_NAME_SIZE];
	size_t i;

	log_json_add_set(object, set);
	json_add(object, "matches", json_new_bool(!verify->differing && log_set_is_complete(set)));
	for (i = 0; i < verify->count; i++)
		json_append(pcrs, pcr_json(&verify->pcrs[i], set));
	for (i = 0; i < verify->unlogged_count; i++)
		json_append(unlogged, json_new_text(log_json_bank_name(verify->unlogged[i], bank)));
	json_add(object, "pcrs", pcrs);
	json_add(object, "unlogged_banks", unlogged);
	for (i = 0; i < verify->pcrs_unlogged_count; i++)
		json_add(others, log_json_bank_name(verify->pcrs_unlogged[i].algorithm, bank),
			 log_json_new_pcrs(verify->pcrs_unlogged[i].pcrs));
	json_add(object, "unlogged_pcrs", others);
	json_print(object);
}

static int verify_quote(const char *path, const struct replay *replay, bool *ret_matches,
			struct fault *fault)
{
	_cleanup_(buffer_deinit) struct buffer bytes = BUFFER_INIT(INPUT_MAX);
	struct tpm_quote quote;
	int r;

	r = file_read(path, &bytes, fault);
	if (r < 0)
		return r;
	r = tpm_quote_parse(bytes.data, bytes.size, &quote, fault);
	if (!r)
		r = quote_match(&quote, replay, ret_matches, fault);
	return r < 0 ? fault_name(fault, r, path) : 0;
}

static void print_quote(const struct log_set *set, bool is_matching, bool is_json)
{
	_cleanup_(json_cleanup) struct json_object *object = NULL;

	if (!is_json) {
		puts(is_matching ? "The quote is of the PCRs that the logs replay to." :
				   "The quote is of OTHER PCR values than the logs replay to.");
		puts("The quote's signature and nonce are not verified.");
		return;
	}
	object = json_new_object();
	log_json_add_set(object, set);
	json_add(object, "matches", json_new_bool(is_matching && log_set_is_complete(set)));
	json_add(object, "signature", json_new_text("not verified"));
	json_print(object);
}

static int compare(const struct command *command, const char *const values[],
		   struct log_set *set, const struct replay *replay, bool *ret_matches,
		   struct fault *fault)
{
	_cleanup_(cleanup_free) struct log_verify *verify = malloc(sizeof(*verify));
	_cleanup_(cleanup_free) struct pcr_values *found = malloc(sizeof(*found));
	int r;

	if (!verify || !found)
		return fault_set(fault, -ENOMEM, "out of memory");
	if (values[OPTION_QUOTE]) {
		r = verify_quote(values[OPTION_QUOTE], replay, ret_matches, fault);
		if (!r)
			print_quote(set, *ret_matches, values[OPTION_JSON]);
		return r;
	}
	r = find_values(values, set, replay, found, fault);
	if (r >= 0)
		r = log_verify_run(set, replay, found, verify, fault);
	if (r < 0)
		return r;
	if (values[OPTION_JSON])
		print_json(verify, set);
	else
		print_text(verify, set);
	*ret_matches = !verify->differing;
	return 0;
}

static int run(const struct command *command, const char *const values[])
{
	_cleanup_(log_set_deinit) struct log_set set = { .count = 0 };
	const struct collect_log_paths own = log_places();
	_cleanup_(replay_cleanup) struct replay *replay = NULL;
	struct fault fault = FAULT_NONE;
	bool is_matching = false;
	int r;

	if (!!values[OPTION_TCTI] + !!values[OPTION_EXPECT] + !!values[OPTION_QUOTE] > 1) {
		say_usage(command->name, "--tcti, --expect and --quote exclude each other");
		return EXIT_USAGE;
	}
	if (!log_say_has_format(values[OPTION_FORMAT], command->name))
		return EXIT_USAGE;
	r = log_set_read(&set, values + COMMAND_OPTIONS_MAX, values[OPTION_FORMAT], &own,
			 &fault);
	if (r >= 0)
		r = log_set_replay(&set, &replay, &fault);
	if (r >= 0)
		r = compare(command, values, &set, replay, &is_matching, &fault);
	if (r < 0) {
		say_error(command->name, &fault, NULL);
		return EXIT_NO;
	}
	log_say_incomplete(&set, command->name);
	return is_matching && log_set_is_complete(&set) ? EXIT_DONE : EXIT_NO;
}

const struct command eventlog_verify_command = {
	.name = "eventlog verify",
	.summary = "compare what the logs replay to with a TPM, a quote or written values",
	.details = "Without FILE: this machine's logs.  PCRs 0 to 7, and those that the logs extend, "
		   "must\nmatch.  Exit status 0: all do; 1: one does not, and the likely cause is "
		   "told.\n",
	.options =
		{
			[OPTION_TCTI] = {"tcti", "TCTI", "the TPM (default: the SVSM's)"},
			[OPTION_EXPECT] = {"expect", "FILE",
					   "PCR values as of 'replay --json' or tpm2_pcrread"},
			[OPTION_QUOTE] = {"quote", "FILE",
					  "what a TPM signed (TPMS_ATTEST); its signature is not "
					  "verified"},
			[OPTION_FORMAT] = {"format", "NAME", "what the files are, see 'replay'"},
			[OPTION_JSON] = {"json", NULL, "print JSON"},
		},
	.operands = "[FILE...]",
	.operands_max = LOG_SET_MAX,
	.run = run,
};
