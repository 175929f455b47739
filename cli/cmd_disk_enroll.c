/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * svsmctl disk enroll: a volume opens on this vTPM, after a boot like this one.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli/commands.h"
#include "cli/disk_enroll.h"
#include "cli/disk_enrolled.h"
#include "cli/disk_gate.h"
#include "cli/disk_key.h"
#include "cli/disk_pin.h"
#include "cli/disk_policy.h"
#include "cli/disk_recovery.h"
#include "cli/disk_way.h"
#include "cli/options.h"
#include "cli/say.h"
#include "cli/terminal.h"
#include "cli/vtpm.h"
#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/base/secret.h"
#include "lib/disks/disk_road.h"
#include "lib/format/pcr_values.h"
#include "lib/sys/luks.h"
#include "lib/sys/machine.h"
#include "lib/sys/tpm.h"
#include "lib/sys/tpm_pcrs.h"

#define ALL_PCRS	0xffffffu

enum {
	OPTION_KEY_FILE,
	OPTION_PCRS,
	OPTION_PUBLIC_KEY,
	OPTION_PUBLIC_KEY_PCRS,
	OPTION_OR_PCRS,
	OPTION_PCR_SIGNATURE,
	OPTION_PIN,
	OPTION_PIN_FILE,
	OPTION_POLICY,
	OPTION_MEASUREMENT,
	OPTION_PERSISTENT,
	OPTION_ROAD,
	OPTION_NAME,
	OPTION_TCTI,
	OPTION_YES,
	OPTION_JSON,
};

struct enrollment {
	const struct command *command;
	const char *const *values;
	struct luks *luks;
	struct tpm *tpm;
	struct vtpm vtpm;
	struct secret volume_key, pin;
	struct pcr_values live;
	struct sealed_policy policy;
	struct disk_gate gate;
	struct disk_road road;
};

static void enrollment_deinit(struct enrollment *enrollment)
{
	secret_deinit(&enrollment->volume_key);
	secret_deinit(&enrollment->pin);
	tpm_close(enrollment->tpm);
	luks_close(enrollment->luks);
}

/* A volume that opens by TPMs alone is one fault away from being lost. */
static int offer_recovery(struct enrollment *enrollment, struct fault *fault)
{
	_cleanup_(disk_recovery_deinit) struct disk_recovery recovery = DISK_RECOVERY_NONE;
	const char *name = enrollment->command->name;
	struct luks *luks = enrollment->luks;
	int r;

	if (disk_recovery_exists(luks))
		return 0;
	if (!enrollment->values[OPTION_YES] &&
	    terminal_agrees("This volume has no recovery key.  Add one first?")) {
		r = disk_recovery_add(luks, &enrollment->volume_key, &recovery, fault);
		return r < 0 ? r : disk_recovery_show(name, luks, &recovery, fault);
	}
	if (!disk_recovery_has_passphrase(luks))
		return fault_set(fault, -EKEYREJECTED, "%s: nothing opens it but TPMs; add a key by "
				 "'svsmctl disk recovery' first", luks_path(luks));
	say_note(name, "%s: has no recovery key; if the passphrase is lost, the data is as "
		 "well ('svsmctl disk recovery')", luks_path(luks));
	return 0;
}

static void say_what_is_weak(const struct enrollment *enrollment)
{
	const char *name = enrollment->command->name;
	struct machine machine;

	machine_read(MACHINE_ROOT, &machine);
	if (machine.secure_boot != MACHINE_SECURE_BOOT_ON &&
	    disk_policy_has_literal(&enrollment->policy, 7))
		say_note(name, "Secure Boot is %s: PCR 7 proves little",
			 machine.secure_boot == MACHINE_SECURE_BOOT_OFF ? "off" : "not known to be on");
	if (!disk_policy_covers_boot(&enrollment->policy))
		say_note(name, "neither PCR 4 nor 11 is covered: whatever Secure Boot lets start can "
			 "open the volume; --public-key binds it to signed UKIs, --pcrs to this one");
}

static int prepare(struct enrollment *enrollment, struct fault *fault)
{
	const char *const *values = enrollment->values;
	const struct disk_policy_request request = {
		.pcrs = values[OPTION_PCRS],
		.public_key = values[OPTION_PUBLIC_KEY],
		.signed_pcrs = values[OPTION_PUBLIC_KEY_PCRS],
		.or_pcrs = values[OPTION_OR_PCRS],
		.has_pin = values[OPTION_PIN] || values[OPTION_PIN_FILE],
		.live = &enrollment->live,
	};
	int r;

	r = luks_open(values[COMMAND_OPTIONS_MAX], &enrollment->luks, fault);
	if (!r)
		r = disk_way_choose(enrollment->luks, values[OPTION_ROAD], values[OPTION_NAME],
				     &enrollment->road, fault);
	if (!r)
		r = vtpm_find(values[OPTION_TCTI], &enrollment->vtpm, fault);
	if (!r)
		r = tpm_pcrs_read(enrollment->vtpm.tcti, ALL_PCRS, &enrollment->live, fault);
	if (!r)
		r = disk_policy_choose(&request, &enrollment->policy, fault);
	if (!r)
		r = tpm_open(enrollment->vtpm.tcti, &enrollment->tpm, fault);
	if (!r)
		r = disk_key_unlock(enrollment->luks, values[OPTION_KEY_FILE],
				    &enrollment->volume_key, fault);
	if (!r)
		r = offer_recovery(enrollment, fault);
	if (!r && request.has_pin)
		r = disk_pin_check(enrollment->command->name, enrollment->tpm, fault);
	if (!r && request.has_pin)
		r = disk_pin_new(values[OPTION_PIN_FILE], &enrollment->pin, fault);
	return r;
}

static int enroll(struct enrollment *enrollment, struct disk_enrolled *ret, struct fault *fault)
{
	const char *const *values = enrollment->values;
	const struct disk_gate_request gate = {
		.name = enrollment->command->name,
		.policy = values[OPTION_POLICY],
		.measurement = values[OPTION_MEASUREMENT],
		.is_persistent = values[OPTION_PERSISTENT],
	};
	int r;

	r = disk_gate_pass(&gate, enrollment->luks, enrollment->tpm, &enrollment->gate, fault);
	if (r < 0)
		return r;
	say_what_is_weak(enrollment);
	if (!values[OPTION_YES] && !terminal_agrees("Seal a key of this volume to this vTPM?"))
		return fault_set(fault, -ECANCELED, "%s: not agreed to (--yes agrees); nothing was "
				 "written", luks_path(enrollment->luks));
	return disk_enroll(&(struct disk_enroll_request){
				   .luks = enrollment->luks,
				   .tpm = enrollment->tpm,
				   .tcti = enrollment->vtpm.tcti,
				   .signatures = values[OPTION_PCR_SIGNATURE],
				   .volume_key = &enrollment->volume_key,
				   .pin = enrollment->policy.has_pin ? &enrollment->pin : NULL,
				   .policy = &enrollment->policy,
				   .gate = &enrollment->gate,
				   .road = &enrollment->road,
			   },
			   ret, fault);
}

static int run(const struct command *command, const char *const values[])
{
	_cleanup_(enrollment_deinit) struct enrollment enrollment = {
		.command = command,
		.values = values,
	};
	struct disk_enrolled enrolled;
	struct fault fault = FAULT_NONE;
	int r;

	r = prepare(&enrollment, &fault);
	if (!r)
		r = enroll(&enrollment, &enrolled, &fault);
	if (r < 0) {
		say_error(command->name, &fault, vtpm_remedy(r));
		return r == -EINVAL ? EXIT_USAGE : EXIT_NO;
	}
	disk_way_warn(command->name, enrollment.luks, &enrollment.road);
	disk_enrolled_note(command->name, &enrollment.road, &enrolled);
	if (values[OPTION_JSON])
		disk_enrolled_print_json(enrollment.luks, &enrollment.gate, &enrollment.road,
					 &enrolled);
	else
		disk_enrolled_print(&enrollment.road, &enrolled);
	return EXIT_DONE;
}

const struct command disk_enroll_command = {
	.name = "disk enroll",
	.summary = "seal a volume to the SVSM's TPM and to a boot like this one",
	.details = "Refuses what would lock the volume or open it to others, and says why.  By default, "
		   "PCR 11 as\nsigned by the UKI's key, if there is one, with the values of 7, 12, and "
		   "of shim's 14.\n",
	.options =
		{
			[OPTION_KEY_FILE] = {"key-file", "FILE",
					     "a key that opens it; without, one is asked for"},
			[OPTION_PCRS] = {"pcrs", "LIST",
					 "PCRs whose values count, 'sha256:7,12'; '': none"},
			[OPTION_PUBLIC_KEY] = {"public-key", "PEM",
					       "whose signature over PCRs counts; '': none"},
			[OPTION_PUBLIC_KEY_PCRS] = {"public-key-pcrs", "LIST",
						    "over which PCRs, instead of 11"},
			[OPTION_OR_PCRS] = {"or-pcrs", "LIST",
					    "PCRs whose values are enough without a signature"},
			[OPTION_PCR_SIGNATURE] = {"pcr-signature", "FILE",
						  "signatures over PCRs, instead of systemd's"},
			[OPTION_PIN] = {"pin", NULL, "ask for a PIN as well, now and at each boot"},
			[OPTION_PIN_FILE] = {"pin-file", "FILE", "the PIN, for scripts"},
			[OPTION_POLICY] = {"policy", "FILE",
					   "a policy that names the launch measurement"},
			[OPTION_MEASUREMENT] = {"accept-measurement", "HEX",
						"the launch measurement, accepted by name"},
			[OPTION_PERSISTENT] = {"assume-persistent", NULL,
					       "the vTPM outlives a launch, as you know"},
			[OPTION_ROAD] = {"road", "ROAD",
					 "'plugin' or 'socket', instead of what fits"},
			[OPTION_NAME] = {"name", "NAME",
					 "of the volume at boot, where it is not known"},
			[OPTION_TCTI] = {"tcti", "TCTI", "the TPM, instead of the SVSM's"},
			[OPTION_YES] = {"yes", NULL, "ask nothing"},
			[OPTION_JSON] = {"json", NULL, "print JSON"},
		},
	.operands = "VOLUME",
	.operands_min = 1,
	.operands_max = 1,
	.run = run,
};
