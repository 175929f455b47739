/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The initrd's only program: from power-on to the guest's root file system in
 * well under a second, with no interpreter and no libraries.
 *
 * It inserts the modules that /modules names (one a line: path, parameters), in
 * that order, lays a tmpfs over the two read-only images that all test VMs
 * share (virtio disks with the serials "root" and "modules"), mounts the host's
 * 9p share, lets its `prepare` arrange the root, and becomes the real init.
 * Whatever fails ends the VM at once with one line that the harness shows.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define DISK_WAIT_MS	10000
#define DISK_POLL_MS	10

static _Noreturn void die(const char *format, ...) __attribute__((format(printf, 1, 2)));

static void say(const char *format, va_list args)
{
	char line[512];
	int len = vsnprintf(line, sizeof(line) - 1, format, args);
	int fd = open("/dev/kmsg", O_WRONLY | O_CLOEXEC);

	if (fd < 0)
		return;
	if (len > (int)sizeof(line) - 2)
		len = sizeof(line) - 2;
	line[len] = '\n';
	/* Nobody is left to tell when the console fails. */
	(void)!write(fd, line, len + 1);
	close(fd);
}

static void die(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say(format, args);
	va_end(args);
	sync();
	reboot(RB_POWER_OFF);
	for (;;)
		pause();
}

static void mount_or_die(const char *source, const char *target, const char *type,
			 unsigned long flags, const char *options)
{
	if (mkdir(target, 0755) < 0 && errno != EEXIST)
		die("vm-init: cannot make %s: %s", target, strerror(errno));
	if (mount(source, target, type, flags, options) < 0)
		die("vm-init: cannot mount %s (%s) on %s: %s", source, type, target,
		    strerror(errno));
}

static void insert_module(const char *path, const char *parameters)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		die("vm-init: cannot open module %s: %s", path, strerror(errno));
	if (syscall(SYS_finit_module, fd, parameters, 0) < 0 && errno != EEXIST)
		die("vm-init: the kernel refuses module %s: %s", path, strerror(errno));
	close(fd);
}

static void insert_modules(const char *list)
{
	char *line = NULL;
	size_t size = 0;
	ssize_t len;
	FILE *file = fopen(list, "re");

	if (!file)
		die("vm-init: cannot open %s: %s", list, strerror(errno));
	while ((len = getline(&line, &size, file)) > 0) {
		char *parameters;

		line[strcspn(line, "\n")] = '\0';
		parameters = strchr(line, ' ');
		if (parameters)
			*parameters++ = '\0';
		insert_module(line, parameters ? parameters : "");
	}
	free(line);
	fclose(file);
}

static bool disk_has_serial(const char *disk, const char *serial)
{
	char path[300], found[32] = "";
	ssize_t len;
	int fd;

	snprintf(path, sizeof(path), "/sys/block/%s/serial", disk);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	len = read(fd, found, sizeof(found) - 1);
	close(fd);
	return len > 0 && !strcmp(found, serial);
}

static bool disk_find(const char *serial, char *ret_path, size_t size)
{
	bool is_found = false;
	struct dirent *entry;
	DIR *dir = opendir("/sys/block");

	if (!dir)
		return false;
	while (!is_found && (entry = readdir(dir))) {
		if (!disk_has_serial(entry->d_name, serial))
			continue;
		snprintf(ret_path, size, "/dev/%s", entry->d_name);
		is_found = true;
	}
	closedir(dir);
	return is_found;
}

/* Virtio disks appear a moment after their driver. */
static void mount_disk(const char *serial, const char *target)
{
	char path[300];
	int waited;

	for (waited = 0; !disk_find(serial, path, sizeof(path)); waited += DISK_POLL_MS) {
		if (waited >= DISK_WAIT_MS)
			die("vm-init: no disk with the serial '%s' within %d s", serial,
			    DISK_WAIT_MS / 1000);
		usleep(DISK_POLL_MS * 1000);
	}
	mount_or_die(path, target, "erofs", MS_RDONLY, NULL);
}

static void run_prepare(void)
{
	int status;
	pid_t pid = fork();

	if (pid < 0)
		die("vm-init: cannot fork: %s", strerror(errno));
	if (pid == 0) {
		if (chroot("/newroot") < 0 || chdir("/") < 0)
			_exit(127);
		execl("/bin/bash", "bash", "/host/prepare", NULL);
		_exit(127);
	}
	if (waitpid(pid, &status, 0) != pid || status != 0)
		die("vm-init: /host/prepare failed with wait status %#x", status);
}

/* The value of init= on the kernel's command line, or systemd. */
static const char *find_init(char *cmdline)
{
	char *word, *rest = cmdline;

	while ((word = strsep(&rest, " \n")))
		if (!strncmp(word, "init=", 5))
			return word + 5;
	return "/sbin/init";
}

static void become_init(void)
{
	static const char *const moved[] = { "proc", "sys", "dev" };
	static char cmdline[4096];
	char from[16], to[32];
	const char *init;
	size_t i;
	int fd;

	fd = open("/proc/cmdline", O_RDONLY | O_CLOEXEC);
	if (fd < 0 || read(fd, cmdline, sizeof(cmdline) - 1) < 0)
		die("vm-init: cannot read /proc/cmdline: %s", strerror(errno));
	close(fd);
	init = find_init(cmdline);

	for (i = 0; i < sizeof(moved) / sizeof(moved[0]); i++) {
		snprintf(from, sizeof(from), "/%s", moved[i]);
		snprintf(to, sizeof(to), "/newroot/%s", moved[i]);
		mount_or_die(from, to, NULL, MS_MOVE, NULL);
	}
	if (chdir("/newroot") < 0 || mount(".", "/", NULL, MS_MOVE, NULL) < 0 ||
	    chroot(".") < 0 || chdir("/") < 0)
		die("vm-init: cannot enter the new root: %s", strerror(errno));
	execl(init, init, NULL);
	die("vm-init: cannot run %s: %s", init, strerror(errno));
}

int main(void)
{
	mount("devtmpfs", "/dev", "devtmpfs", 0, NULL);
	mount_or_die("proc", "/proc", "proc", 0, NULL);
	mount_or_die("sysfs", "/sys", "sysfs", 0, NULL);
	insert_modules("/modules");

	mount_or_die("tmpfs", "/layers", "tmpfs", 0, "mode=0755,size=60%");
	mount_disk("root", "/layers/root");
	mount_disk("modules", "/layers/modules");
	if (mkdir("/layers/upper", 0755) < 0 || mkdir("/layers/work", 0755) < 0)
		die("vm-init: cannot make the overlay's folders: %s", strerror(errno));
	mount_or_die("overlay", "/newroot", "overlay", 0,
		     "lowerdir=/layers/modules:/layers/root,"
		     "upperdir=/layers/upper,workdir=/layers/work");
	mount_or_die("host", "/newroot/host", "9p", 0,
		     "trans=virtio,version=9p2000.L,msize=262144");
	run_prepare();
	become_init();
	return 1;
}
