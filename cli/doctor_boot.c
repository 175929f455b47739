/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Checks of the boot: whether the SVSM's TPM is there before it is needed, and whether it is
 * the one that is used.
 */
#include <string.h>

#include "cli/doctor.h"
#include "cli/doctor_facts.h"

#define INITRD_WHY \
	"A root that is sealed to the SVSM's TPM opens in the initrd, and systemd measures its " \
	"first phase there: without the driver both fail."

static const char *remake(const struct doctor_boot *boot)
{
	if (boot->has_dracut == boot->has_initramfs_tools)
		return "'dracut --force' or 'update-initramfs -u', whichever makes it";
	return boot->has_dracut ? "dracut --force" : "update-initramfs -u";
}

static bool has_hook(const struct doctor_boot *boot)
{
	if (boot->has_dracut == boot->has_initramfs_tools)
		return boot->has_dracut_hook || boot->has_initramfs_hook;
	return boot->has_dracut ? boot->has_dracut_hook : boot->has_initramfs_hook;
}

/* Only what this boot measured shows what was in its initrd; nobody unpacks one here. */
void doctor_initrd(const struct doctor_facts *facts, struct doctor_finding *finding)
{
	const struct doctor_boot *boot = &facts->boot;

	if (boot->has_measured_initrd) {
		(void)doctor_find(finding, DOCTOR_OK, "it had the SVSM's TPM: systemd measured "
				  "'enter-initrd'");
		return;
	}
	if (doctor_lacks_svsm(facts, finding))
		return;
	if (!has_hook(boot)) {
		(void)doctor_find(finding, DOCTOR_PROBLEM,
				  "nothing brings the driver into it: the hook is not installed");
		doctor_mend(finding, INITRD_WHY, "make install-boot, then %s", remake(boot));
	} else if (*boot->initrd && boot->initrd_time < boot->driver_time) {
		(void)doctor_find(finding, DOCTOR_PROBLEM,
				  "%s is older than the driver or its hook", boot->initrd);
		doctor_mend(finding, INITRD_WHY, "%s", remake(boot));
	} else if (boot->has_measured && boot->has_dracut && !boot->has_initramfs_tools) {
		(void)doctor_find(finding, DOCTOR_PROBLEM, "systemd measured phases of this boot, "
				  "but not 'enter-initrd': there was no TPM in the initrd");
		doctor_mend(finding, INITRD_WHY, "%s; then 'lsinitrd | grep svsm' must show svsm.ko "
			    "and svsm-generator", remake(boot));
	} else {
		(void)doctor_find(finding, DOCTOR_UNKNOWN, "cannot tell whether it has the driver%s",
				  *boot->initrd ? ": it is younger than hook and driver, and was "
				  "not looked into" : ": it is not in /boot, as with a UKI");
		doctor_mend(finding, INITRD_WHY, "lsinitrd%s%s | grep svsm (initramfs-tools: "
			    "lsinitramfs)", *boot->initrd ? " " : "", boot->initrd);
	}
}

void doctor_tpm_wait(const struct doctor_facts *facts, struct doctor_finding *finding)
{
	static const char why[] = "systemd waits only for a TPM that the firmware announces, and "
				  "measures into /dev/tpmrm0, whosever that is.";
	const struct doctor_boot *boot = &facts->boot;

	if (doctor_lacks_svsm(facts, finding))
		return;
	if (!boot->has_systemd) {
		(void)doctor_find(finding, DOCTOR_UNKNOWN, "systemd does not run here");
	} else if (kernel_text_has_word(boot->command_line, "systemd.tpm2_wait=0") ||
		   kernel_text_has_word(boot->command_line, "systemd.tpm2_wait=no")) {
		(void)doctor_find(finding, DOCTOR_WARNING,
				  "the kernel's command line says systemd.tpm2_wait=0");
		doctor_mend(finding, why, "take systemd.tpm2_wait= out of the kernel's command line");
	} else if (boot->is_generator_masked) {
		(void)doctor_find(finding, DOCTOR_WARNING, "svsm-generator is switched off");
		doctor_mend(finding, why,
			    "rm /etc/systemd/system-generators/svsm-generator, and boot anew");
	} else if (boot->has_generator == DOCTOR_NO) {
		(void)doctor_find(finding, DOCTOR_PROBLEM, "svsm-generator is not installed");
		doctor_mend(finding, why, "make install-boot, and boot anew");
	} else if (!boot->has_generator_run) {
		(void)doctor_find(finding, DOCTOR_WARNING,
				  "svsm-generator told systemd nothing in this boot");
		doctor_mend(finding, why, "systemctl daemon-reload runs it; if it is so after the next "
			    "boot, see 'ls /sys/devices/platform/tpm-svsm'");
	} else if (!boot->has_tpm2_target) {
		(void)doctor_find(finding, DOCTOR_WARNING,
				  "this systemd has no tpm2.target, behind which services wait");
		doctor_mend(finding, why, "update to systemd 256 or newer, or order what needs the "
			    "TPM after dev-tpmrm\\x2dsvsm.device");
	} else {
		(void)doctor_find(finding, DOCTOR_OK, "tpm2.target waits for /dev/tpmrm-svsm");
	}
}

/* With the driver loaded and a chip, udev's rules name it. */
void doctor_links(const struct doctor_facts *facts, struct doctor_finding *finding)
{
	static const char why[] = "Numbers tell nothing: a TPM of the host may be tpm0.  Whoever "
				  "names a TPM does so by these links.";
	const struct tpm_chip *svsm = tpm_chips_find_svsm(&facts->status.chips);
	enum status_link link;

	if (!svsm) {
		if (!doctor_lacks_svsm(facts, finding))
			(void)doctor_find(finding, DOCTOR_UNKNOWN, "there is no TPM to lead to");
		return;
	}
	for (link = 0; link < _STATUS_LINK_MAX; link++) {
		const char *target = facts->status.links[link];
		const char *node = link == STATUS_LINK_TPM ? svsm->node : svsm->rm_node;

		if (!*node)
			continue;
		node = strrchr(node, '/') + 1;
		if (!*target) {
			(void)doctor_find(finding, DOCTOR_PROBLEM, "/dev/%s is missing",
					  status_link_names[link]);
			doctor_mend(finding, why, "install udev/60-svsm.rules ('make "
				    "install-boot'); udevadm control --reload; udevadm trigger -c add "
				    "-s tpm -s tpmrm");
			return;
		}
		if (strcmp(target, node)) {
			(void)doctor_find(finding, DOCTOR_PROBLEM, "/dev/%s leads to %s, which is not "
					  "the SVSM's TPM (%s)", status_link_names[link], target,
					  node);
			doctor_mend(finding, why, "find the rule that made it: grep -r tpm-svsm "
				    "-e tpmrm-svsm /etc/udev/rules.d /usr/lib/udev/rules.d");
			return;
		}
	}
	(void)doctor_find(finding, DOCTOR_OK, "/dev/tpm-svsm and /dev/tpmrm-svsm are %s",
			  svsm->name);
}

static const struct tpm_chip *find_host(const struct tpm_chips *chips)
{
	size_t i;

	for (i = 0; i < chips->count; i++)
		if (!chips->chips[i].is_svsm)
			return &chips->chips[i];
	return NULL;
}

void doctor_host_tpm(const struct doctor_facts *facts, struct doctor_finding *finding)
{
	static const char why[] = "The host reads and changes it at will, and the kernel's IMA and "
				  "systemd may take it for the guest's own.";
	const struct tpm_chips *chips = &facts->status.chips;
	const struct tpm_chip *host = find_host(chips), *svsm = tpm_chips_find_svsm(chips);
	const bool is_first = host && (!svsm || host->number < svsm->number);

	if (doctor_lacks_svsm(facts, finding))
		return;
	if (!host) {
		(void)doctor_find(finding, DOCTOR_OK, "none is in the way");
		return;
	}
	(void)doctor_find(finding, is_first ? DOCTOR_PROBLEM : DOCTOR_WARNING,
			  is_first ? "%s is the host's, and comes before the SVSM's TPM" :
				     "%s is the host's", host->name);
	if (kernel_text_lists(facts->boot.command_line, "initcall_blacklist",
			      "crb_acpi_driver_init"))
		doctor_mend(finding, why, "initcall_blacklist=crb_acpi_driver_init is said, but it is "
			    "by another driver ('ls -l /sys/class/tpm/%s/device/driver'): tpm_tis is "
			    "kept away by initcall_blacklist=init_tis, modules by modprobe.blacklist=",
			    host->name);
	else
		doctor_mend(finding, why, "take it out of the VM; or keep it away by "
			    "initcall_blacklist=crb_acpi_driver_init (tpm_tis: init_tis) on the "
			    "kernel's command line");
}

void doctor_crypttab(const struct doctor_facts *facts, struct doctor_finding *finding)
{
	const struct doctor_boot *boot = &facts->boot;

	if (doctor_lacks_svsm(facts, finding))
		return;
	if (!*boot->auto_volume) {
		(void)doctor_find(finding, DOCTOR_OK, "no volume takes whatever TPM there is");
		return;
	}
	(void)doctor_find(finding, find_host(&facts->status.chips) ? DOCTOR_PROBLEM :
			  DOCTOR_WARNING, "'%s' has tpm2-device=auto", boot->auto_volume);
	doctor_mend(finding, "systemd then takes the only TPM that it finds: the host's, where the "
		    "SVSM's came too late.", "write tpm2-device=/dev/tpmrm-svsm in /etc/crypttab, "
		    "and make the initrd anew");
}
