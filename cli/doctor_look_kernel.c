/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the kernel is, and what it has loaded.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/doctor_facts.h"
#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/sys/file.h"
#include "lib/sys/gzip.h"

#define MODULES_DEP_MAX	(8u << 20)
#define SMALL_MAX	4096
/* At the end of a module that scripts/sign-file has signed (include/linux/module_signature.h). */
#define SIGNED		"~Module signature appended~\n"

/* The first line of a small file, without its end. */
static bool read_line(const char *root, const char *path, char *ret, size_t room)
{
	_cleanup_(buffer_deinit) struct buffer text = BUFFER_INIT(SMALL_MAX);
	char full[PATH_MAX];

	doctor_path(root, path, full);
	if (file_read(full, &text, NULL) < 0 || buffer_append(&text, "", 1) < 0)
		return false;
	(void)snprintf(ret, room, "%.*s", (int)strcspn((const char *)text.data, "\n"),
		       (const char *)text.data);
	return true;
}

static bool read_config(const char *root, const char *path, struct doctor_kernel *kernel)
{
	_cleanup_(buffer_deinit) struct buffer text = BUFFER_INIT(KERNEL_TEXT_CONFIG_MAX);
	char full[PATH_MAX];

	doctor_path(root, path, full);
	if (gzip_read(full, &text, NULL) < 0 && file_read(full, &text, NULL) < 0)
		return false;
	if (kernel_text_config(text.data, text.size, kernel->options, _DOCTOR_OPTION_MAX) < 0)
		return false;
	(void)snprintf(kernel->config, sizeof(kernel->config), "/%s", path);
	return true;
}

static void look_at_config(const char *root, struct doctor_kernel *kernel)
{
	static const char *const names[] = {
		[DOCTOR_OPTION_AMD_MEM_ENCRYPT] = "AMD_MEM_ENCRYPT",
		[DOCTOR_OPTION_TCG_TPM] = "TCG_TPM",
		[DOCTOR_OPTION_SECURITYFS] = "SECURITYFS",
		[DOCTOR_OPTION_SEV_GUEST] = "SEV_GUEST",
		[DOCTOR_OPTION_TSM_REPORTS] = "TSM_REPORTS",
		[DOCTOR_OPTION_DM_CRYPT] = "DM_CRYPT",
		[DOCTOR_OPTION_IMA] = "IMA",
	};
	static const struct {
		const char *before, *behind;
	} places[] = {
		{ "boot/config-", "" },
		{ "lib/modules/", "/config" },
		{ "usr/lib/modules/", "/config" },
		{ "lib/modules/", "/build/.config" },
	};
	char path[PATH_MAX];
	size_t i;

	for (i = 0; i < _DOCTOR_OPTION_MAX; i++)
		kernel->options[i].name = names[i];
	if (read_config(root, "proc/config.gz", kernel))
		return;
	for (i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		(void)snprintf(path, sizeof(path), "%s%s%s", places[i].before,
			       kernel->machine.kernel, places[i].behind);
		if (read_config(root, path, kernel))
			return;
	}
}

/* One that is compressed was not unpacked. */
static enum doctor_said is_signed(const char *path)
{
	_cleanup_(cleanup_close) int fd = open(path, O_RDONLY | O_CLOEXEC);
	const size_t length = strlen(path);
	char end[sizeof(SIGNED) - 1];
	struct stat stat;

	if (fd < 0 || length < 3 || strcmp(path + length - 3, ".ko") || fstat(fd, &stat) < 0 ||
	    stat.st_size < (off_t)sizeof(end) ||
	    pread(fd, end, sizeof(end), stat.st_size - (off_t)sizeof(end)) != sizeof(end))
		return DOCTOR_UNTOLD;
	return memcmp(end, SIGNED, sizeof(end)) ? DOCTOR_NO : DOCTOR_YES;
}

static void look_at_module(const char *root, struct doctor_kernel *kernel)
{
	_cleanup_(buffer_deinit) struct buffer text = BUFFER_INIT(MODULES_DEP_MAX);
	char folder[PATH_MAX / 2], path[PATH_MAX];

	(void)snprintf(folder, sizeof(folder), "%s/lib/modules/%s", root, kernel->machine.kernel);
	(void)snprintf(path, sizeof(path), "%s/modules.dep", folder);
	if (file_read(path, &text, NULL) < 0)
		return;
	if (!kernel_text_module(text.data, text.size, "svsm", kernel->module)) {
		kernel->has_module = DOCTOR_NO;
		return;
	}
	kernel->has_module = DOCTOR_YES;
	(void)snprintf(path, sizeof(path), "%s/%s", folder, kernel->module);
	kernel->is_signed = is_signed(path);
}

static void look_at_lock(const char *root, struct doctor_kernel *kernel)
{
	char line[SMALL_MAX];

	if (read_line(root, "sys/kernel/security/lockdown", line, sizeof(line)))
		(void)kernel_text_selected(line, strlen(line), kernel->lockdown); /* or empty */
	if (read_line(root, "sys/module/module/parameters/sig_enforce", line, sizeof(line)))
		kernel->wants_signatures = *line == 'Y' ? DOCTOR_YES : DOCTOR_NO;
}

/* The driver's name is that of the folder to which the kernel's link leads. */
static void look_at_holder(const char *root, struct doctor_kernel *kernel)
{
	char path[PATH_MAX], target[PATH_MAX];
	const char *name;
	ssize_t length;

	doctor_path(root, "sys/devices/platform/tpm-svsm/driver", path);
	length = readlink(path, target, sizeof(target) - 1);
	if (length <= 0)
		return;
	target[length] = '\0';
	name = strrchr(target, '/');
	(void)snprintf(kernel->holder, sizeof(kernel->holder), "%.60s", name ? name + 1 : target);
}

static void look_at_device(const char *root, struct doctor_kernel *kernel)
{
	char path[PATH_MAX];
	struct stat found;

	doctor_path(root, "dev/svsm", path);
	if (stat(path, &found) < 0) {
		kernel->has_device = errno == ENOENT ? DOCTOR_NO : DOCTOR_UNTOLD;
		return;
	}
	kernel->has_device = DOCTOR_YES;
	kernel->device_mode = found.st_mode;
	kernel->device_owner = found.st_uid;
}

void doctor_look_kernel(const char *root, struct doctor_facts *facts)
{
	struct doctor_kernel *kernel = &facts->kernel;

	machine_read(root, &kernel->machine);
	(void)read_line(root, "proc/sys/kernel/osrelease", kernel->machine.kernel,
			sizeof(kernel->machine.kernel)); /* else uname's, which is the same */
	kernel->is_snp_guest = doctor_has(root, "sys/devices/platform/sev-guest");
	kernel->has_platform_device = doctor_has(root, "sys/devices/platform/tpm-svsm");
	kernel->is_loaded = doctor_has(root, "sys/module/svsm");
	kernel->is_kernels_loaded = doctor_has(root, "sys/module/tpm_svsm");
	look_at_config(root, kernel);
	look_at_module(root, kernel);
	look_at_lock(root, kernel);
	look_at_holder(root, kernel);
	look_at_device(root, kernel);
}
