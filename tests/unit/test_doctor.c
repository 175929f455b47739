/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * svsmctl doctor's checks: a guest that is well, and what each change of it makes of each of
 * them.  Every check is seen in every outcome that it has.
 */
#include "tests/unit/unit.h"

#include <stdio.h>
#include <sys/stat.h>

#include "cli/doctor.h"
#include "cli/doctor_facts.h"

#define NOW	1800000000

static struct doctor_facts facts;
static const struct doctor_finding *finding;	/* of the check that was asked last */

static const char *const options[_DOCTOR_OPTION_MAX] = {
	"AMD_MEM_ENCRYPT", "TCG_TPM", "SECURITYFS", "SEV_GUEST", "TSM_REPORTS", "DM_CRYPT", "IMA",
};

static void make_kernel(struct doctor_kernel *kernel)
{
	size_t i;

	strcpy(kernel->machine.kernel, "7.2.1");
	kernel->is_snp_guest = kernel->has_platform_device = kernel->is_loaded = true;
	strcpy(kernel->config, "/boot/config-7.2.1");
	for (i = 0; i < _DOCTOR_OPTION_MAX; i++)
		kernel->options[i] = (struct kernel_option){ options[i], KERNEL_OPTION_MODULE };
	strcpy(kernel->holder, "svsm");
	kernel->has_module = kernel->has_device = DOCTOR_YES;
	strcpy(kernel->module, "updates/svsm.ko");
	kernel->device_mode = S_IFCHR | 0644;
}

static void make_status(struct status *status)
{
	struct tpm_chip *chip = &status->chips.chips[status->chips.count++];

	status->address = "/dev/svsm";
	status->has_device = status->is_vmpl_known = status->has_birth = true;
	status->vmpl = 2;
	*chip = (struct tpm_chip){ .name = "tpm0", .is_svsm = true, .node = "/dev/tpm0",
				   .rm_node = "/dev/tpmrm0" };
	strcpy(status->links[STATUS_LINK_TPM], "tpm0");
	strcpy(status->links[STATUS_LINK_TPMRM], "tpmrm0");
	strcpy(status->log_path, "/log");
	status->log.state = LOG_REPLAYS;
	status->birth.birth.verdict = BIRTH_SAME;
	status->birth.birth.persistence = BIRTH_PERSISTENT;
}

static void make_trust(struct doctor_trust *trust)
{
	trust->now = NOW;
	trust->not_before = trust->certs_begin = NOW - 1;
	trust->is_synchronised = DOCTOR_YES;
	trust->leaves = trust->issuers = trust->roots = 1;
	trust->leaves_end = NOW + 1;
	trust->view.keeper = TRUST_KEEPER_RUNS;
	trust->view.has_state = true;
	strcpy(trust->view.entry.state, "consistent");
	strcpy(trust->view.entry.assurance, "self");
	trust->units[DOCTOR_UNIT_SVSMD] =
		(struct doctor_unit){ "svsmd.service", true, DOCTOR_YES, "active" };
	trust->units[DOCTOR_UNIT_BIRTH] =
		(struct doctor_unit){ "svsm-birth.service", true, DOCTOR_YES, "active" };
}

/* A guest in which nothing is wrong. */
static void make_well(void)
{
	memset(&facts, 0, sizeof(facts));
	make_kernel(&facts.kernel);
	make_status(&facts.status);
	facts.boot.has_systemd = facts.boot.has_tpm2_target = facts.boot.has_generator_run = true;
	facts.boot.has_generator = DOCTOR_YES;
	facts.boot.has_measured = facts.boot.has_measured_initrd = true;
	facts.boot.has_dracut = facts.boot.has_dracut_hook = true;
	facts.tpm.has_ima = DOCTOR_NO;
	make_trust(&facts.trust);
	facts.disks.has_swaps = DOCTOR_NO;
}

static int set_up(void **state)
{
	make_well();
	return 0;
}

/* Asks one check; and what is not well says why or how to know more, in one line each. */
static enum doctor_outcome ask(const char *name)
{
	static struct doctor_finding findings[DOCTOR_CHECKS_MAX];
	size_t i, count = doctor_run(&facts, findings);

	finding = NULL;
	for (i = 0; i < count; i++) {
		assert_true(*findings[i].what);
		assert_null(strpbrk(findings[i].what, "\n\033"));
		assert_null(strpbrk(findings[i].fix, "\n\033"));
		if (findings[i].outcome == DOCTOR_PROBLEM || findings[i].outcome == DOCTOR_WARNING)
			assert_true(findings[i].why && *findings[i].fix);
		if (findings[i].outcome == DOCTOR_OK)
			assert_true(!findings[i].why && !*findings[i].fix);
		if (!strcmp(doctor_checks[i].name, name))
			finding = &findings[i];
	}
	assert_non_null(finding);
	return finding->outcome;
}

static void expect(const char *name, enum doctor_outcome outcome, const char *what,
		   const char *fix)
{
	if (ask(name) != outcome || !strstr(finding->what, what) || !strstr(finding->fix, fix))
		fail_msg("%s is %s: %s: %s", name, doctor_outcome_name(finding->outcome),
			 finding->what, finding->fix);
}

static void a_guest_that_is_well_has_nothing_wrong(void **state)
{
	struct doctor_finding findings[DOCTOR_CHECKS_MAX];
	size_t i, count = doctor_run(&facts, findings);

	for (i = 0; i < count; i++)
		if (findings[i].outcome != DOCTOR_OK)
			fail_msg("%s: %s", doctor_checks[i].name, findings[i].what);
}

static void of_zeros_nothing_is_ok(void **state)
{
	struct doctor_finding findings[DOCTOR_CHECKS_MAX];
	size_t i, count;

	memset(&facts, 0, sizeof(facts));
	facts.status.address = "/dev/svsm";
	count = doctor_run(&facts, findings);
	for (i = 0; i < count; i++)
		if (findings[i].outcome == DOCTOR_OK && strcmp(doctor_checks[i].name, "recovery"))
			fail_msg("%s: %s", doctor_checks[i].name, findings[i].what);
}

static void without_an_svsm_its_checks_are_moot(void **state)
{
	facts.status.has_device = false;
	facts.status.vmpl = 0;
	facts.status.chips.count = 0;
	facts.kernel.has_platform_device = facts.kernel.is_loaded = false;
	facts.kernel.has_device = DOCTOR_NO;
	facts.trust.view.keeper = TRUST_KEEPER_AWAY;
	expect("platform", DOCTOR_PROBLEM, "at VMPL 0", "IGVM");
	expect("driver", DOCTOR_UNKNOWN, "shows no SVSM", "");
	assert_true(finding->is_moot);
	expect("svsmd", DOCTOR_UNKNOWN, "shows no SVSM", "");
	facts.status.is_vmpl_known = facts.kernel.is_snp_guest = false;
	expect("platform", DOCTOR_PROBLEM, "no SEV-SNP guest", "start the VM");
}

static void kernel_options_are_needed_or_wished_for(void **state)
{
	facts.kernel.options[DOCTOR_OPTION_IMA].state = KERNEL_OPTION_OFF;
	facts.kernel.options[DOCTOR_OPTION_TSM_REPORTS].state = KERNEL_OPTION_OFF;
	expect("kernel-options", DOCTOR_WARNING, "off: CONFIG_TSM_REPORTS, CONFIG_IMA", "");
	facts.kernel.options[DOCTOR_OPTION_TCG_TPM].state = KERNEL_OPTION_OFF;
	expect("kernel-options", DOCTOR_PROBLEM, "off: CONFIG_TCG_TPM", "boot a kernel");
	facts.kernel.config[0] = '\0';
	expect("kernel-options", DOCTOR_UNKNOWN, "nowhere to be read", ".config");
}

static void a_driver_is_missing_unsigned_or_not_loaded(void **state)
{
	struct doctor_kernel *kernel = &facts.kernel;

	kernel->is_loaded = false;
	expect("driver", DOCTOR_PROBLEM, "there but not loaded", "modprobe svsm");
	strcpy(kernel->lockdown, "none");
	expect("driver", DOCTOR_PROBLEM, "updates/svsm.ko is there but not loaded", "dmesg");
	strcpy(kernel->lockdown, "integrity");
	kernel->is_signed = DOCTOR_NO;
	expect("driver", DOCTOR_PROBLEM, "not signed, and this kernel (lockdown: integrity)",
	       "sign-file");
	kernel->is_signed = DOCTOR_YES;
	expect("driver", DOCTOR_PROBLEM, "and signed but not loaded", "Key was rejected");
	kernel->is_signed = DOCTOR_UNTOLD;
	expect("driver", DOCTOR_PROBLEM, "is there but not loaded, and", "Key was rejected");
	strcpy(kernel->lockdown, "none");
	kernel->wants_signatures = DOCTOR_YES;
	kernel->is_signed = DOCTOR_NO;
	expect("driver", DOCTOR_PROBLEM, "not signed", "sign-file");
	kernel->has_module = DOCTOR_NO;
	expect("driver", DOCTOR_PROBLEM, "svsm.ko is missing: kernel 7.2.1", "KVER=7.2.1");
	kernel->has_module = DOCTOR_UNTOLD;
	expect("driver", DOCTOR_UNKNOWN, "modules.dep", "modprobe");
	kernel->is_kernels_loaded = true;
	expect("driver", DOCTOR_WARNING, "tpm_svsm", "modprobe svsm");
	kernel->is_loaded = true;
	strcpy(kernel->holder, "tpm-svsm");
	expect("driver", DOCTOR_OK, "the vTPM is the kernel's own driver's", "");
}

static void only_root_may_write_to_the_device(void **state)
{
	facts.kernel.device_mode = S_IFCHR | 0600;
	expect("device", DOCTOR_WARNING, "mode 0600", "60-svsm.rules");
	facts.kernel.device_mode = S_IFCHR | 0664;
	expect("device", DOCTOR_PROBLEM, "mode 0664", "chmod 0644");
	facts.kernel.device_mode = S_IFCHR | 0644;
	facts.kernel.device_owner = 1000;
	expect("device", DOCTOR_PROBLEM, "owner 1000", "chown root");
	facts.kernel.has_device = DOCTOR_NO;
	expect("device", DOCTOR_WARNING, "is not there", "modprobe");
	facts.status.has_device = false;
	expect("device", DOCTOR_PROBLEM, "is not there", "modprobe");
	facts.status.has_device = true;
	facts.status.address = "emu:/run/emu";
	expect("device", DOCTOR_OK, "emu:/run/emu", "");
}

static void an_initrd_is_judged_by_what_is_known_of_it(void **state)
{
	struct doctor_boot *boot = &facts.boot;

	boot->has_measured_initrd = false;
	expect("initrd", DOCTOR_PROBLEM, "not 'enter-initrd'", "dracut --force");
	boot->has_measured = false;
	expect("initrd", DOCTOR_UNKNOWN, "as with a UKI", "lsinitrd");
	strcpy(boot->initrd, "/boot/initrd.img-7.2.1");
	boot->initrd_time = 100;
	boot->driver_time = 100;
	expect("initrd", DOCTOR_UNKNOWN, "not looked into", "lsinitrd /boot/initrd.img-7.2.1");
	boot->driver_time = 101;
	expect("initrd", DOCTOR_PROBLEM, "is older than the driver", "dracut --force");
	boot->has_dracut = false;
	boot->has_initramfs_tools = true;
	expect("initrd", DOCTOR_PROBLEM, "hook is not installed", "update-initramfs -u");
	boot->has_initramfs_hook = true;
	boot->driver_time = 99;
	boot->has_measured = true; /* which initramfs-tools never does in it */
	expect("initrd", DOCTOR_UNKNOWN, "cannot tell", "lsinitramfs");
	boot->has_dracut = true;
	boot->has_dracut_hook = boot->has_initramfs_hook = false;
	expect("initrd", DOCTOR_PROBLEM, "hook is not installed", "whichever");
}

static void systemd_waits_for_the_tpm_or_does_not(void **state)
{
	struct doctor_boot *boot = &facts.boot;

	boot->has_tpm2_target = false;
	expect("tpm-wait", DOCTOR_WARNING, "no tpm2.target", "systemd 256");
	boot->has_generator_run = false;
	expect("tpm-wait", DOCTOR_WARNING, "told systemd nothing", "daemon-reload");
	boot->has_generator = DOCTOR_NO;
	expect("tpm-wait", DOCTOR_PROBLEM, "not installed", "make install-boot");
	boot->is_generator_masked = true;
	expect("tpm-wait", DOCTOR_WARNING, "switched off", "rm /etc/systemd");
	strcpy(boot->command_line, "quiet systemd.tpm2_wait=0");
	expect("tpm-wait", DOCTOR_WARNING, "systemd.tpm2_wait=0", "take");
	boot->has_systemd = false;
	expect("tpm-wait", DOCTOR_UNKNOWN, "does not run", "");
}

static void links_lead_to_the_svsms_tpm(void **state)
{
	strcpy(facts.status.links[STATUS_LINK_TPMRM], "tpmrm1");
	expect("tpm-links", DOCTOR_PROBLEM, "/dev/tpmrm-svsm leads to tpmrm1", "grep");
	facts.status.links[STATUS_LINK_TPM][0] = '\0';
	expect("tpm-links", DOCTOR_PROBLEM, "/dev/tpm-svsm is missing", "udevadm trigger");
	facts.status.chips.count = 0;
	expect("tpm-links", DOCTOR_UNKNOWN, "no TPM", "");
}

static void a_tpm_of_the_host_is_in_the_way(void **state)
{
	struct tpm_chips *chips = &facts.status.chips;

	chips->chips[1] = (struct tpm_chip){ .name = "tpm1", .number = 1 };
	chips->count = 2;
	expect("host-tpm", DOCTOR_WARNING, "tpm1 is the host's", "crb_acpi_driver_init");
	strcpy(facts.boot.auto_volume, "data");
	expect("crypttab", DOCTOR_PROBLEM, "'data' has tpm2-device=auto", "/dev/tpmrm-svsm");
	chips->chips[0].number = 2;
	strcpy(facts.boot.command_line, "initcall_blacklist=crb_acpi_driver_init");
	expect("host-tpm", DOCTOR_PROBLEM, "comes before", "by another driver");
	chips->count = 1;
	expect("crypttab", DOCTOR_WARNING, "'data'", "/etc/crypttab");
}

static void the_vtpm_is_there_or_somebody_holds_it(void **state)
{
	facts.status.chips.count = 0;
	expect("vtpm", DOCTOR_OK, "was named", "");
	facts.status.has_birth = false;
	expect("vtpm", DOCTOR_PROBLEM, "held by driver 'svsm'", "dmesg");
	facts.kernel.holder[0] = '\0';
	expect("vtpm", DOCTOR_PROBLEM, "no driver has its device", "modprobe");
	facts.kernel.has_platform_device = false;
	expect("vtpm", DOCTOR_WARNING, "no device 'tpm-svsm'", "Linux 6.16");
}

static void a_log_replays_or_not(void **state)
{
	struct log_check *log = &facts.status.log;

	log->state = LOG_DIFFERS;
	(void)fault_set(&log->fault, 0, "event log: the TPM has none of its banks");
	expect("event-log", DOCTOR_PROBLEM, "none of its banks", "eventlog verify");
	log->bank_count = 1;
	log->banks[0].algorithm = 0x000b;
	log->banks[0].differing = 1u << 4 | 1u << 7;
	expect("event-log", DOCTOR_PROBLEM, "PCR 4 7 (sha256)", "eventlog verify");
	log->state = LOG_ABSENT;
	expect("event-log", DOCTOR_PROBLEM, "/log: there is none", "OVMF");
	log->state = LOG_MALFORMED;
	expect("event-log", DOCTOR_PROBLEM, "banks", "eventlog show /log");
	log->state = LOG_NOT_COMPARED;
	log->error = -EACCES;
	expect("event-log", DOCTOR_UNKNOWN, "not compared", "run as root");
	log->state = LOG_UNREADABLE;
	log->error = -EIO;
	expect("event-log", DOCTOR_UNKNOWN, "not compared", "");
	facts.status.log_path[0] = '\0';
	expect("event-log", DOCTOR_UNKNOWN, "no TPM", "");
}

static void a_vtpm_lasts_or_nobody_knows(void **state)
{
	struct birth_view *view = &facts.status.birth;

	view->birth.persistence = BIRTH_PERSISTENCE_UNKNOWN;
	expect("persistence", DOCTOR_WARNING, "is unknown", "launch the VM anew");
	view->birth.verdict = BIRTH_NO_RECORD;
	expect("persistence", DOCTOR_WARNING, "no birth record", "svsm-birth.service");
	view->birth.verdict = BIRTH_REMADE;
	strcpy(view->birth.reason, "made \033[31msince");
	strcpy(view->birth.remedy, "accept it");
	expect("persistence", DOCTOR_PROBLEM, "remade: made ?[31msince", "accept it");
	view->error = -EACCES;
	expect("persistence", DOCTOR_UNKNOWN, "not compared", "run as root");
	facts.status.has_birth = false;
	view->error = 0;
	expect("persistence", DOCTOR_UNKNOWN, "no TPM", "");
}

static void ima_is_anchored_or_not(void **state)
{
	facts.tpm.has_ima = DOCTOR_YES;
	expect("ima", DOCTOR_UNKNOWN, "cannot be seen", "run as root");
	facts.tpm.is_ima_in_tpm = DOCTOR_YES;
	expect("ima", DOCTOR_OK, "go into", "");
	facts.tpm.is_ima_in_tpm = DOCTOR_NO;
	expect("ima", DOCTOR_WARNING, "not into", "CONFIG_TCG_SVSM=y");
	facts.tpm.has_ima = DOCTOR_UNTOLD;
	expect("ima", DOCTOR_UNKNOWN, "cannot be seen", "run as root");
}

static void a_clock_is_wrong_or_nobody_synchronises_it(void **state)
{
	facts.trust.is_synchronised = DOCTOR_UNTOLD;
	expect("clock", DOCTOR_OK, "not before", "");
	facts.trust.is_synchronised = DOCTOR_NO;
	expect("clock", DOCTOR_WARNING, "what the host says", "set-ntp");
	facts.trust.certs_begin = NOW + 1;
	expect("clock", DOCTOR_PROBLEM, "not valid before 2027-01-15", "set-ntp");
	facts.trust.not_before = NOW + 86400;
	expect("clock", DOCTOR_PROBLEM, "2027-01-15, but this system is of 2027-01-16", "set-ntp");
	facts.trust.now = 0;
	expect("clock", DOCTOR_UNKNOWN, "not looked at", "");
}

static void certificates_are_kept_or_come_with_a_report(void **state)
{
	struct doctor_trust *trust = &facts.trust;

	trust->leaves_end = NOW - 1;
	expect("certificates", DOCTOR_WARNING, "ended on", "certs fetch");
	trust->leaves = 0;
	expect("certificates", DOCTOR_WARNING, "no whole chain", "certs fetch");
	trust->issuers = trust->roots = 0;
	expect("certificates", DOCTOR_UNKNOWN, "only a report shows", "doctor --attest");
	trust->damaged = 2;
	expect("certificates", DOCTOR_WARNING, "2 of those", "certs list");
	trust->is_attested = true;
	strcpy(trust->why_not, "no report can be made");
	expect("certificates", DOCTOR_PROBLEM, "no report can be made", "certs fetch");
	trust->has_leaf = true;
	expect("certificates", DOCTOR_PROBLEM, "no report can be made", "report verify");
	trust->is_verified = true;
	expect("certificates", DOCTOR_OK, "up to AMD's root", "");
}

static void svsmd_keeps_watch_or_does_not(void **state)
{
	struct doctor_trust *trust = &facts.trust;

	strcpy(trust->view.entry.state, "degraded");
	strcpy(trust->view.entry.cause, "the verdict ran out");
	expect("svsmd", DOCTOR_WARNING, "degraded: the verdict ran out", "trust history");
	strcpy(trust->view.entry.state, "failed");
	expect("svsmd", DOCTOR_PROBLEM, "failed: the verdict", "trust history");
	trust->view.has_state = false;
	expect("svsmd", DOCTOR_WARNING, "nothing was shown yet", "journalctl");
	trust->view.keeper = TRUST_KEEPER_AWAY;
	expect("svsmd", DOCTOR_WARNING, "does not run", "systemctl enable --now svsmd");
	trust->units[DOCTOR_UNIT_SVSMD].is_installed = false;
	expect("svsmd", DOCTOR_WARNING, "does not run", "make install");
	trust->view.keeper = TRUST_KEEPER_UNSEEN;
	trust->units[DOCTOR_UNIT_SVSMD].active[0] = '\0';
	expect("svsmd", DOCTOR_UNKNOWN, "not for this user", "run as root");
	strcpy(trust->units[DOCTOR_UNIT_SVSMD].active, "failed");
	expect("svsmd", DOCTOR_PROBLEM, "it has failed", "journalctl -u svsmd");
	trust->view_error = -EBADMSG;
	expect("svsmd", DOCTOR_PROBLEM, "cannot be read", "trust show");
}

static void units_start_with_each_boot(void **state)
{
	struct doctor_unit *birth = &facts.trust.units[DOCTOR_UNIT_BIRTH];

	birth->is_enabled = DOCTOR_NO;
	expect("units", DOCTOR_WARNING, "svsm-birth.service is not enabled", "enable --now");
	facts.trust.units[DOCTOR_UNIT_SVSMD].is_enabled = DOCTOR_NO;
	expect("units", DOCTOR_WARNING, "svsmd.service is not enabled", "enable --now");
	strcpy(birth->active, "failed"); /* which is worse */
	expect("units", DOCTOR_PROBLEM, "svsm-birth.service has failed", "journalctl");
	birth->is_installed = false;
	expect("units", DOCTOR_PROBLEM, "svsm-birth.service is missing", "make install");
	facts.boot.has_systemd = false;
	expect("units", DOCTOR_UNKNOWN, "does not run", "");
}

static void a_volume_opens_without_the_tpm_too(void **state)
{
	struct doctor_disks *disks = &facts.disks;

	disks->volumes[0] = (struct doctor_volume){ "root", "/dev/vda2", 0, true, true };
	disks->volumes[1] = (struct doctor_volume){ "data", "/dev/vdb", -EACCES, false, false };
	disks->volume_count = 1;
	expect("recovery", DOCTOR_OK, "each of the 1 volumes", "");
	disks->volume_count = 2;
	expect("recovery", DOCTOR_UNKNOWN, "'data' (/dev/vdb) cannot be read", "run as root");
	disks->volumes[1].error = -EIO;
	expect("recovery", DOCTOR_UNKNOWN, "'data' (/dev/vdb) cannot be read", "disk list /dev/vdb");
	disks->volumes[0].is_recoverable = false;
	expect("recovery", DOCTOR_PROBLEM, "'root' (/dev/vda2)", "disk recovery /dev/vda2");
	disks->volumes[0].is_sealed = false;
	disks->volume_count = 1;
	expect("recovery", DOCTOR_OK, "no volume", "");
}

static void swap_is_encrypted(void **state)
{
	struct doctor_disks *disks = &facts.disks;

	disks->has_swaps = DOCTOR_YES;
	disks->swaps[0] = (struct doctor_swap){ { "/dev/dm-1", false }, DOCTOR_YES };
	disks->swaps[1] = (struct doctor_swap){ { "/swap", true }, DOCTOR_UNTOLD };
	disks->swaps[2] = (struct doctor_swap){ { "/dev/vdc", false }, DOCTOR_NO };
	disks->swap_count = 1;
	expect("swap", DOCTOR_OK, "all of it is encrypted", "");
	disks->swap_count = 2;
	expect("swap", DOCTOR_UNKNOWN, "whether /swap", "findmnt -T /swap");
	disks->swap_count = 3;
	expect("swap", DOCTOR_PROBLEM, "/dev/vdc is not encrypted", "swapoff /dev/vdc");
	disks->has_swaps = DOCTOR_UNTOLD;
	expect("swap", DOCTOR_UNKNOWN, "/proc/swaps", "");
}

#define TEST(name)	cmocka_unit_test_setup(name, set_up)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_guest_that_is_well_has_nothing_wrong),
		TEST(of_zeros_nothing_is_ok),
		TEST(without_an_svsm_its_checks_are_moot),
		TEST(kernel_options_are_needed_or_wished_for),
		TEST(a_driver_is_missing_unsigned_or_not_loaded),
		TEST(only_root_may_write_to_the_device),
		TEST(an_initrd_is_judged_by_what_is_known_of_it),
		TEST(systemd_waits_for_the_tpm_or_does_not),
		TEST(links_lead_to_the_svsms_tpm),
		TEST(a_tpm_of_the_host_is_in_the_way),
		TEST(the_vtpm_is_there_or_somebody_holds_it),
		TEST(a_log_replays_or_not),
		TEST(a_vtpm_lasts_or_nobody_knows),
		TEST(ima_is_anchored_or_not),
		TEST(a_clock_is_wrong_or_nobody_synchronises_it),
		TEST(certificates_are_kept_or_come_with_a_report),
		TEST(svsmd_keeps_watch_or_does_not),
		TEST(units_start_with_each_boot),
		TEST(a_volume_opens_without_the_tpm_too),
		TEST(swap_is_encrypted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
