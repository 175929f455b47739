/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What prepares the boot, and what this one left behind.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/doctor_facts.h"
#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/sys/file.h"

#define GENERATOR	"systemd/system-generators/svsm-generator"
#define MEASURED	"run/log/systemd/tpm2-measure.log"
#define MEASURED_MAX	(4u << 20)
#define DRACUT_HOOK	"usr/lib/dracut/modules.d/90svsm/module-setup.sh"
#define INITRAMFS_HOOK	"usr/share/initramfs-tools/hooks/svsm"

/* Seconds since 1970; 0: it is not there. */
static int64_t time_of(const char *root, const char *path)
{
	char full[PATH_MAX];
	struct stat found;

	doctor_path(root, path, full);
	return stat(full, &found) < 0 ? 0 : found.st_mtime;
}

static void keep_younger(int64_t *time, int64_t other)
{
	if (other > *time)
		*time = other;
}

static void look_at_initrd(const char *root, const struct doctor_kernel *kernel,
			   struct doctor_boot *boot)
{
	const char *release = kernel->machine.kernel;
	char names[3][MACHINE_TEXT_SIZE + 32], path[PATH_MAX];
	size_t i;

	(void)snprintf(names[0], sizeof(names[0]), "boot/initrd.img-%s", release);
	(void)snprintf(names[1], sizeof(names[1]), "boot/initramfs-%s.img", release);
	(void)snprintf(names[2], sizeof(names[2]), "boot/initrd-%s", release);
	for (i = 0; i < 3 && !boot->initrd_time; i++) {
		boot->initrd_time = time_of(root, names[i]);
		if (boot->initrd_time)
			(void)snprintf(boot->initrd, sizeof(boot->initrd), "/%s", names[i]);
	}
	boot->has_dracut = doctor_has(root, "usr/bin/dracut");
	boot->has_initramfs_tools = doctor_has(root, "usr/sbin/mkinitramfs");
	boot->has_dracut_hook = doctor_has(root, DRACUT_HOOK);
	boot->has_initramfs_hook = doctor_has(root, INITRAMFS_HOOK);
	if (boot->has_dracut || !boot->has_initramfs_tools)
		keep_younger(&boot->driver_time, time_of(root, DRACUT_HOOK));
	if (boot->has_initramfs_tools || !boot->has_dracut)
		keep_younger(&boot->driver_time, time_of(root, INITRAMFS_HOOK));
	(void)snprintf(path, sizeof(path), "lib/modules/%s/%s", release, kernel->module);
	if (*kernel->module)
		keep_younger(&boot->driver_time, time_of(root, path));
}

static void look_at_generator(const char *root, struct doctor_boot *boot)
{
	char path[PATH_MAX], target[sizeof("/dev/null")];
	ssize_t length;

	boot->has_systemd = doctor_has(root, "run/systemd/system");
	boot->has_tpm2_target = doctor_has(root, "usr/lib/systemd/system/tpm2.target");
	boot->has_generator = doctor_has(root, "usr/lib/" GENERATOR) ||
			      doctor_has(root, "etc/" GENERATOR) ? DOCTOR_YES : DOCTOR_NO;
	boot->has_generator_run = doctor_has(root, "run/systemd/generator/tpm2.target.d/"
						   "50-svsm.conf");
	doctor_path(root, "etc/" GENERATOR, path);
	length = readlink(path, target, sizeof(target));
	boot->is_generator_masked = length == sizeof(target) - 1 &&
				    !memcmp(target, "/dev/null", sizeof(target) - 1);
}

static bool has_text(const struct buffer *buffer, const char *text)
{
	return memmem(buffer->data, buffer->size, text, strlen(text));
}

static void look_at_measured(const char *root, struct doctor_boot *boot)
{
	_cleanup_(buffer_deinit) struct buffer log = BUFFER_INIT(MEASURED_MAX);
	char path[PATH_MAX];

	doctor_path(root, MEASURED, path);
	if (file_read(path, &log, NULL) < 0 || !log.size)
		return;
	boot->has_measured = has_text(&log, "\"sysinit\"") || has_text(&log, "\"ready\"");
	boot->has_measured_initrd = has_text(&log, "\"enter-initrd\"");
}

static void look_at_command_line(const char *root, struct doctor_boot *boot)
{
	_cleanup_(buffer_deinit) struct buffer line = BUFFER_INIT(DOCTOR_LINE_MAX - 1);
	char path[PATH_MAX];

	doctor_path(root, "proc/cmdline", path);
	if (file_read(path, &line, NULL) < 0 || !line.size)
		return;
	memcpy(boot->command_line, line.data, line.size);
}

void doctor_look_boot(const char *root, struct doctor_facts *facts)
{
	struct doctor_boot *boot = &facts->boot;

	look_at_command_line(root, boot);
	look_at_generator(root, boot);
	look_at_measured(root, boot);
	look_at_initrd(root, &facts->kernel, boot);
}
