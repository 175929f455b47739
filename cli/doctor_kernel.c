/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Checks of the machine and of the kernel: whether there is an SVSM, and whether the kernel
 * can speak to it.
 */
#include <stdio.h>
#include <string.h>

#include "cli/doctor.h"
#include "cli/doctor_facts.h"

void doctor_platform(const struct doctor_facts *facts, struct doctor_finding *finding)
{
	static const char why[] = "Without an SVSM there is neither a TPM that the host cannot "
				  "touch, nor anything else of this software.";
	const struct status *status = &facts->status;

	if (status_is_under_svsm(status) || facts->kernel.has_platform_device) {
		if (status->is_vmpl_known && status->vmpl)
			(void)doctor_find(finding, DOCTOR_OK, "runs under an SVSM, at VMPL %u",
					  status->vmpl);
		else
			(void)doctor_find(finding, DOCTOR_OK, "runs under an SVSM");
		return;
	}
	if (status->is_vmpl_known || facts->kernel.is_snp_guest) {
		(void)doctor_find(finding, DOCTOR_PROBLEM,
				  "an SEV-SNP guest, but at VMPL 0: no SVSM is below it");
		doctor_mend(finding, why, "start the VM with an SVSM (QEMU: an IGVM file of "
			    "COCONUT-SVSM), and a kernel that runs under one (Linux 6.11 or newer)");
		return;
	}
	(void)doctor_find(finding, DOCTOR_PROBLEM, "no SEV-SNP guest, as far as the kernel shows");
	doctor_mend(finding, why, "start the VM as an SEV-SNP guest under an SVSM; "
		    "'dmesg | grep -i -e sev -e svsm' shows what the kernel found");
}

/* Without them there is nothing; the others are wished for. */
static const bool is_option_needed[_DOCTOR_OPTION_MAX] = {
	[DOCTOR_OPTION_AMD_MEM_ENCRYPT] = true,
	[DOCTOR_OPTION_TCG_TPM] = true,
	[DOCTOR_OPTION_SECURITYFS] = true,
};

/* Names of those that are off, those that are needed or the others. */
static size_t name_missing(const struct doctor_kernel *kernel, bool is_needed,
			   char ret[static DOCTOR_TEXT_MAX])
{
	size_t i, used = 0, count = 0;

	ret[0] = '\0';
	for (i = 0; i < _DOCTOR_OPTION_MAX; i++) {
		if (is_option_needed[i] != is_needed ||
		    kernel->options[i].state != KERNEL_OPTION_OFF)
			continue;
		used += (size_t)snprintf(ret + used, DOCTOR_TEXT_MAX - used, "%sCONFIG_%s",
					 count++ ? ", " : "", kernel->options[i].name);
	}
	return count;
}

void doctor_kernel_options(const struct doctor_facts *facts, struct doctor_finding *finding)
{
	const struct doctor_kernel *kernel = &facts->kernel;
	char names[DOCTOR_TEXT_MAX];

	if (!*kernel->config) {
		(void)doctor_find(finding, DOCTOR_UNKNOWN,
				  "the configuration of kernel %s is nowhere to be read",
				  kernel->machine.kernel);
		doctor_mend(finding, NULL, "look for CONFIG_AMD_MEM_ENCRYPT, TCG_TPM and SEV_GUEST "
			    "in the .config that it was built with");
	} else if (name_missing(kernel, true, names)) {
		(void)doctor_find(finding, DOCTOR_PROBLEM, "%s: off: %s", kernel->config, names);
		doctor_mend(finding, "A kernel without them cannot be an SVSM's guest with a TPM and "
			    "its event log.", "boot a kernel that has them, such as Debian's "
			    "linux-image-amd64");
	} else if (name_missing(kernel, false, names)) {
		(void)doctor_find(finding, DOCTOR_WARNING, "%s: off: %s", kernel->config, names);
		doctor_mend(finding, "SEV_GUEST and TSM_REPORTS attest where svsm.ko cannot be "
			    "loaded; DM_CRYPT opens volumes; IMA measures what is run.",
			    "boot a kernel that has them, if you need what they do");
	} else {
		(void)doctor_find(finding, DOCTOR_OK, "%s has what an SVSM's guest needs",
				  kernel->config);
	}
}

/* What keeps this kernel from loading what nobody has signed, or NULL: nothing does. */
static const char *lock_of(const struct doctor_kernel *kernel)
{
	if (*kernel->lockdown && strcmp(kernel->lockdown, "none"))
		return kernel->lockdown;
	return kernel->wants_signatures == DOCTOR_YES ? "module.sig_enforce" : NULL;
}

/* There is a module that is not loaded: why may that be? */
static void judge_absence(const struct doctor_kernel *kernel, struct doctor_finding *finding)
{
	static const char why[] = "Without the driver there are no /dev/svsm and no TPM of the "
				  "SVSM; nothing is sealed to it or attested by it.";
	const char *lock = lock_of(kernel);

	if (kernel->has_module == DOCTOR_NO) {
		(void)doctor_find(finding, DOCTOR_PROBLEM,
				  "svsm.ko is missing: kernel %s has no such module",
				  kernel->machine.kernel);
		doctor_mend(finding, why, "make modules KVER=%s, install it, depmod; or boot the "
			    "kernel that it was built for", kernel->machine.kernel);
	} else if (lock && kernel->is_signed == DOCTOR_NO) {
		(void)doctor_find(finding, DOCTOR_PROBLEM, "%s is there but not signed, and this "
				  "kernel (lockdown: %s) loads none that is not", kernel->module,
				  lock);
		doctor_mend(finding, why, "sign it (scripts/sign-file of the kernel's headers, or "
			    "dkms) with a key that 'mokutil --import' has enrolled; until then the "
			    "kernel's own tpm_svsm serves");
	} else if (lock) {
		(void)doctor_find(finding, DOCTOR_PROBLEM, "%s is there%s but not loaded, and this "
				  "kernel (lockdown: %s) loads only what is signed by a key it knows",
				  kernel->module,
				  kernel->is_signed == DOCTOR_YES ? " and signed" : "", lock);
		doctor_mend(finding, why, "modprobe svsm; if it says 'Key was rejected by service', "
			    "enroll the key: 'modinfo -F signer svsm' names it, 'mokutil --import' "
			    "takes it");
	} else {
		(void)doctor_find(finding, DOCTOR_PROBLEM, "%s%sis there but not loaded",
				  kernel->module, *kernel->module ? " " : "svsm.ko ");
		doctor_mend(finding, why, "modprobe svsm; what it says, and 'dmesg | grep svsm', "
			    "tell why it does not come by itself");
	}
}

void doctor_driver(const struct doctor_facts *facts, struct doctor_finding *finding)
{
	const struct doctor_kernel *kernel = &facts->kernel;

	if (kernel->is_loaded) {
		(void)doctor_find(finding, DOCTOR_OK, "svsm is loaded%s",
				  !strcmp(kernel->holder, "tpm-svsm") ?
				  "; the vTPM is the kernel's own driver's" : "");
		return;
	}
	if (doctor_lacks_svsm(facts, finding))
		return;
	if (kernel->is_kernels_loaded) {
		(void)doctor_find(finding, DOCTOR_WARNING,
				  "only the kernel's own tpm_svsm is loaded");
		doctor_mend(finding, "It has the TPM, but services are not listed, and attestation is "
			    "left to /sys/kernel/config/tsm, whose requests nobody paces.",
			    "modprobe svsm: it leaves the TPM to the other");
		return;
	}
	if (kernel->has_module == DOCTOR_UNTOLD) {
		(void)doctor_find(finding, DOCTOR_UNKNOWN,
				  "no driver is loaded, and modules.dep of kernel %s cannot be read",
				  kernel->machine.kernel);
		doctor_mend(finding, NULL, "modprobe svsm; dmesg | grep svsm");
		return;
	}
	judge_absence(kernel, finding);
}

void doctor_device(const struct doctor_facts *facts, struct doctor_finding *finding)
{
	const struct doctor_kernel *kernel = &facts->kernel;
	const unsigned int mode = kernel->device_mode & 07777;

	if (kernel->has_device != DOCTOR_YES) {
		if (doctor_lacks_svsm(facts, finding))
			return;
		if (strcmp(facts->status.address, SVSM_DEV_DEFAULT) && facts->status.has_device) {
			(void)doctor_find(finding, DOCTOR_OK, "the SVSM is reached by %s",
					  facts->status.address);
			return;
		}
		(void)doctor_find(finding, facts->status.has_device ? DOCTOR_WARNING :
				  DOCTOR_PROBLEM, "/dev/svsm is not there");
		doctor_mend(finding, "It lists the services and paces requests to the secure "
			    "processor, which other guests of the host need as well.",
			    "modprobe svsm; see the check 'driver'");
	} else if (mode & 0022 || kernel->device_owner) {
		(void)doctor_find(finding, DOCTOR_PROBLEM,
				  "/dev/svsm: mode %04o, owner %u: others than root may write",
				  mode, (unsigned int)kernel->device_owner);
		doctor_mend(finding, "Who may write makes the secure processor work, and has evidence "
			    "of this guest signed under challenges of their own.",
			    "chown root /dev/svsm; chmod 0644 /dev/svsm; find the udev rule that "
			    "does otherwise: grep -r svsm /etc/udev/rules.d");
	} else if (!(mode & 0004)) {
		(void)doctor_find(finding, DOCTOR_WARNING,
				  "/dev/svsm: mode %04o: only root may read what is known already",
				  mode);
		doctor_mend(finding, "'svsmctl status' and 'services' of a normal user see no SVSM.",
			    "install udev/60-svsm.rules ('make install-boot'); udevadm control "
			    "--reload; udevadm trigger -c add -y svsm");
	} else {
		(void)doctor_find(finding, DOCTOR_OK, "/dev/svsm: only root may write");
	}
}
