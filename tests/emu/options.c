/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * svsm-emu's command line.  See options.h.
 */
#include "tests/emu/options.h"

#include <errno.h>
#include <getopt.h>
#include <openssl/crypto.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/emu/guest.h"
#include "tests/emu/psp.h"
#include "tests/emu/say.h"
#include "tests/emu/tpm_command.h"

#define VMPL_MAX	3

static const char usage[] =
	"usage: svsm-emu --state DIR [options]\n"
	"Plays an SVSM, its secure processor and its vTPM for one virtual machine.\n"
	"\n"
	"TPM state (made in DIR where there is none)\n"
	"  --ephemeral          keep nothing: a new TPM at every power-on\n"
	"  --rollback           start from the state that the previous run began with\n"
	"  --clone-of DIR       start from a copy of another folder's TPM state\n"
	"  --banks LIST         PCR banks of a new TPM: sha1,sha256,sha384,sha512 (sha256)\n"
	"\n"
	"Attestation\n"
	"  --report-version N   2 (Milan), 3 or 4 (Genoa), 5 (Turin); 3 by default\n"
	"  --vlek               sign with a VLEK instead of a VCEK\n"
	"  --no-certs           the host gives no certificates\n"
	"  --vmpl N             the guest's VMPL, 1 to 3 (2)\n"
	"  --report-vmpl N      reports tell VMPL N, 0 to 3 (0)\n"
	"  --measurement HEX    reports tell this launch measurement, 96 digits\n"
	"  --debug-policy       the guest was launched so that the host can read its memory\n"
	"  --old-tcb            the patch levels of before an update, with a leaf for them\n"
	"  --revoked            the CRL, pki/crl.der, lists the ASK (or ASVK)\n"
	"  --fault SPEC         misbehave from the first call on; tests/emu/fault.h has the list\n"
	"\n"
	"The machine (QEMU)\n"
	"  --ram SIZE           make the guest's RAM, below 2816M\n"
	"  --doorbell PATH      socket for the guest's calls; needs --ram\n"
	"  --tpm-ctrl PATH      socket for '-tpmdev emulator'; QEMU gives the TPM its power\n"
	"  --once               end when the QEMU at the doorbell is gone\n"
	"\n"
	"Without a machine\n"
	"  --socket PATH        socket for SVSM_DEVICE=emu:PATH\n"
	"  --control PATH       socket for other faults while it runs: a SPEC to a line\n"
	"  --tpm-port N         TCP port for TCTI 'swtpm:port=N', control on N+1; 0: any\n"
	"\n"
	"  --ready FILE         write pid, ram and tpm-port there when all sockets listen\n";

enum option_code {
	OPTION_STATE = 256, OPTION_EPHEMERAL, OPTION_ROLLBACK, OPTION_CLONE_OF, OPTION_BANKS,
	OPTION_REPORT_VERSION, OPTION_VLEK, OPTION_NO_CERTS, OPTION_RAM, OPTION_DOORBELL,
	OPTION_TPM_CTRL, OPTION_TPM_PORT, OPTION_SOCKET, OPTION_READY, OPTION_ONCE, OPTION_VMPL,
	OPTION_FAULT, OPTION_CONTROL, OPTION_REPORT_VMPL, OPTION_MEASUREMENT,
	OPTION_DEBUG_POLICY, OPTION_OLD_TCB, OPTION_REVOKED, OPTION_HELP,
};

static const struct option long_options[] = {
	{ "state",		required_argument,	NULL, OPTION_STATE },
	{ "ephemeral",		no_argument,		NULL, OPTION_EPHEMERAL },
	{ "rollback",		no_argument,		NULL, OPTION_ROLLBACK },
	{ "clone-of",		required_argument,	NULL, OPTION_CLONE_OF },
	{ "banks",		required_argument,	NULL, OPTION_BANKS },
	{ "report-version",	required_argument,	NULL, OPTION_REPORT_VERSION },
	{ "vlek",		no_argument,		NULL, OPTION_VLEK },
	{ "no-certs",		no_argument,		NULL, OPTION_NO_CERTS },
	{ "ram",		required_argument,	NULL, OPTION_RAM },
	{ "doorbell",		required_argument,	NULL, OPTION_DOORBELL },
	{ "tpm-ctrl",		required_argument,	NULL, OPTION_TPM_CTRL },
	{ "tpm-port",		required_argument,	NULL, OPTION_TPM_PORT },
	{ "socket",		required_argument,	NULL, OPTION_SOCKET },
	{ "ready",		required_argument,	NULL, OPTION_READY },
	{ "once",		no_argument,		NULL, OPTION_ONCE },
	{ "vmpl",		required_argument,	NULL, OPTION_VMPL },
	{ "fault",		required_argument,	NULL, OPTION_FAULT },
	{ "control",		required_argument,	NULL, OPTION_CONTROL },
	{ "report-vmpl",	required_argument,	NULL, OPTION_REPORT_VMPL },
	{ "measurement",	required_argument,	NULL, OPTION_MEASUREMENT },
	{ "debug-policy",	no_argument,		NULL, OPTION_DEBUG_POLICY },
	{ "old-tcb",		no_argument,		NULL, OPTION_OLD_TCB },
	{ "revoked",		no_argument,		NULL, OPTION_REVOKED },
	{ "help",		no_argument,		NULL, OPTION_HELP },
	{ NULL, 0, NULL, 0 },
};

static bool parse_number(const char *text, uint64_t max, uint64_t *ret_number)
{
	unsigned long long number;
	char *end;

	if (text[0] < '0' || text[0] > '9')
		return false;
	errno = 0;
	number = strtoull(text, &end, 10);
	if (errno || *end || number > max)
		return false;
	*ret_number = number;
	return true;
}

/* A number with K, M or G behind it; whole pages. */
static bool parse_ram(const char *text, uint64_t *ret_size)
{
	static const char units[] = "KMG";
	const size_t len = strlen(text);
	char digits[32];
	const char *unit;
	uint64_t number;
	unsigned int shift;

	if (len < 2 || len >= sizeof(digits))
		return false;
	unit = strchr(units, text[len - 1]);
	if (!unit)
		return false;
	memcpy(digits, text, len - 1);
	digits[len - 1] = 0;
	shift = 10u * (unsigned int)(unit - units + 1);
	if (!parse_number(digits, (GUEST_RAM_LIMIT - GUEST_PAGE) >> shift, &number) || !number ||
	    (number << shift) % GUEST_PAGE)
		return false;
	*ret_size = number << shift;
	return true;
}

static bool parse_banks(const char *text, unsigned int *ret_banks)
{
	unsigned int banks = 0, bank;
	size_t len;

	for (;;) {
		len = strcspn(text, ",");
		bank = tpm_bank_by_name(text, len);
		if (!bank)
			return false;
		banks |= bank;
		if (!text[len])
			break;
		text += len + 1;
	}
	*ret_banks = banks;
	return true;
}

static bool parse_measurement(const char *text, uint8_t ret[static SNP_MEASUREMENT_LEN])
{
	size_t len = 0;

	return OPENSSL_hexstr2buf_ex(ret, SNP_MEASUREMENT_LEN, &len, text, '\0') == 1 &&
	       len == SNP_MEASUREMENT_LEN && strlen(text) == 2 * len;
}

/* False: the argument is not one that the option takes. */
static bool options_set(struct options *options, int option, const char *argument)
{
	uint64_t number = 0;
	bool ok = true;

	switch (option) {
	case OPTION_STATE:
		options->state = argument;
		break;
	case OPTION_EPHEMERAL:
		options->ephemeral = true;
		break;
	case OPTION_ROLLBACK:
		options->rollback = true;
		break;
	case OPTION_CLONE_OF:
		options->clone_of = argument;
		break;
	case OPTION_BANKS:
		ok = parse_banks(argument, &options->banks);
		break;
	case OPTION_REPORT_VERSION:
		ok = parse_number(argument, UINT32_MAX, &number) &&
		     psp_has_version((uint32_t)number);
		options->report_version = (uint32_t)number;
		break;
	case OPTION_VLEK:
		options->vlek = true;
		break;
	case OPTION_NO_CERTS:
		options->no_certs = true;
		break;
	case OPTION_RAM:
		ok = parse_ram(argument, &options->ram);
		break;
	case OPTION_DOORBELL:
		options->doorbell = argument;
		break;
	case OPTION_TPM_CTRL:
		options->tpm_ctrl = argument;
		break;
	case OPTION_TPM_PORT:
		ok = parse_number(argument, UINT16_MAX - 1, &number);
		options->has_tpm_port = true;
		options->tpm_port = (uint16_t)number;
		break;
	case OPTION_SOCKET:
		options->socket = argument;
		break;
	case OPTION_CONTROL:
		options->control = argument;
		break;
	case OPTION_READY:
		options->ready = argument;
		break;
	case OPTION_ONCE:
		options->once = true;
		break;
	case OPTION_VMPL:
		ok = parse_number(argument, VMPL_MAX, &number) && number > 0;
		options->vmpl = (uint32_t)number;
		break;
	case OPTION_FAULT:
		ok = fault_set(&options->fault, argument);
		break;
	case OPTION_REPORT_VMPL:
		ok = parse_number(argument, SNP_VMPL_MAX, &number);
		options->report_vmpl = (uint32_t)number;
		break;
	case OPTION_MEASUREMENT:
		ok = parse_measurement(argument, options->measurement);
		options->has_measurement = true;
		break;
	case OPTION_DEBUG_POLICY:
		options->debug_policy = true;
		break;
	case OPTION_OLD_TCB:
		options->old_tcb = true;
		break;
	case OPTION_REVOKED:
		options->revoked = true;
		break;
	}
	return ok;
}

/* What is wrong with the options together, or NULL. */
static const char *options_conflict(const struct options *options)
{
	if (!options->state)
		return "--state DIR is missing";
	if (options->ephemeral && (options->rollback || options->clone_of))
		return "--ephemeral keeps no state for --rollback or --clone-of";
	if (options->rollback && options->clone_of)
		return "--rollback and --clone-of exclude each other";
	if (options->doorbell && !options->ram)
		return "--doorbell needs the guest's RAM: give --ram SIZE";
	if (options->once && !options->doorbell)
		return "--once waits for a QEMU at the doorbell: give --doorbell PATH";
	if (!options->doorbell && !options->tpm_ctrl && !options->socket && !options->has_tpm_port)
		return "nothing would listen: give --doorbell, --tpm-ctrl, --socket or --tpm-port";
	return NULL;
}

int options_parse(struct options *options, int argc, char **argv)
{
	const char *conflict;
	int option, index;

	*options = (struct options){
		.banks = TPM_BANK_SHA256, .report_version = 3, .vmpl = 2,
	};
	/* getopt_long prints what it does not know. */
	while ((option = getopt_long(argc, argv, "", long_options, &index)) != -1) {
		if (option == '?')
			return -EINVAL;
		if (option == OPTION_HELP) {
			fputs(usage, stdout);
			return 1;
		}
		if (!options_set(options, option, optarg)) {
			say("--%s does not take '%s'; see --help", long_options[index].name,
			    optarg);
			return -EINVAL;
		}
	}
	if (optind < argc) {
		say("'%s' is not an option; see --help", argv[optind]);
		return -EINVAL;
	}
	conflict = options_conflict(options);
	if (conflict) {
		say("%s", conflict);
		return -EINVAL;
	}
	return 0;
}
