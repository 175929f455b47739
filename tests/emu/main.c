/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * svsm-emu: the host half of the emulated SVSM.
 *
 * Plays for one QEMU machine, or for programs without one, what on real hardware is
 * below the guest: the SVSM with its vTPM and attestation, and AMD's secure processor.
 * One thread, one loop: see loop.h.
 */
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "tests/emu/bell.h"
#include "tests/emu/control.h"
#include "tests/emu/folder.h"
#include "tests/emu/loop.h"
#include "tests/emu/options.h"
#include "tests/emu/protocol.h"
#include "tests/emu/say.h"
#include "tests/emu/socket.h"
#include "tests/emu/swtpm_ctrl.h"

#define EXIT_USAGE	2

/* What listens; each only where its option was given. */
struct doors {
	struct bell bell;
	struct swtpm_ctrl qemu_tpm;
	struct swtpm_ctrl tcp_tpm;
	struct emu_socket socket;
	struct control control;
	bool has_bell, has_qemu_tpm, has_tcp_tpm, has_socket, has_control;
	uint16_t tpm_port;
};

static void signalled(void *context, int fd)
{
	loop_stop(context);
}

/* SIGTERM and SIGINT end the loop, so that everything is put away in order. */
static int watch_signals(struct loop *loop)
{
	sigset_t signals;
	int fd;

	sigemptyset(&signals);
	sigaddset(&signals, SIGTERM);
	sigaddset(&signals, SIGINT);
	if (sigprocmask(SIG_BLOCK, &signals, NULL) < 0)
		return -errno;
	fd = signalfd(-1, &signals, SFD_CLOEXEC);
	if (fd < 0)
		return -errno;
	return loop_add(loop, fd, signalled, loop) < 0 ? -ENOSPC : fd;
}

/* Two emulators on one folder would write over each other's TPM. */
static int lock_state(const char *path)
{
	int fd = folder_open(AT_FDCWD, path);

	if (fd < 0) {
		say("cannot open the state folder '%s': %s", path, strerror(-fd));
		return fd;
	}
	if (flock(fd, LOCK_EX | LOCK_NB) < 0) {
		say("the state folder '%s' is in use by another svsm-emu", path);
		close(fd);
		return -EBUSY;
	}
	return fd;
}

static int svsm_init(struct svsm *svsm, const struct options *options, int state_folder)
{
	const struct psp_options psp = {
		.state_folder = state_folder,
		.report_version = options->report_version,
		.is_vlek = options->vlek,
		.no_certs = options->no_certs,
		.vmpl = options->report_vmpl,
		.can_debug = options->debug_policy,
		.has_old_tcb = options->old_tcb,
		.is_revoked = options->revoked,
		.measurement = options->has_measurement ? options->measurement : NULL,
	};
	const struct vtpm_options vtpm = {
		.state_folder = state_folder,
		.banks = options->banks,
		.ephemeral = options->ephemeral,
		.rollback = options->rollback,
		.clone_of = options->clone_of,
	};
	int error;

	svsm->vmpl = options->vmpl;
	svsm->fault = options->fault;
	error = guest_init(&svsm->guest, options->ram);
	if (error < 0) {
		say("cannot make %llu bytes of RAM for the guest: %s",
		    (unsigned long long)options->ram, strerror(-error));
		return error;
	}
	error = psp_init(&svsm->psp, &psp);
	if (error < 0)
		goto fail_guest;
	error = vtpm_init(&svsm->vtpm, &vtpm);
	if (error < 0)
		goto fail_psp;
	/* With QEMU's TPM device the machine's power is QEMU's to give. */
	if (!options->tpm_ctrl)
		error = svsm_power_on(svsm);
	if (error < 0)
		goto fail_vtpm;
	return 0;
fail_vtpm:
	vtpm_deinit(&svsm->vtpm);
fail_psp:
	psp_deinit(&svsm->psp);
fail_guest:
	guest_deinit(&svsm->guest);
	return error;
}

static void svsm_deinit(struct svsm *svsm)
{
	vtpm_deinit(&svsm->vtpm);
	psp_deinit(&svsm->psp);
	guest_deinit(&svsm->guest);
}

static bool is_open(const char *what, const char *where, int error)
{
	if (error < 0)
		say("cannot listen for %s on '%s': %s", what, where, strerror(-error));
	return error >= 0;
}

static bool doors_open(struct doors *doors, struct loop *loop, struct svsm *svsm,
		       const struct options *options)
{
	char port[16];

	*doors = (struct doors){ 0 };
	if (options->doorbell)
		doors->has_bell = is_open("the doorbell", options->doorbell,
			bell_init(&doors->bell, loop, svsm, options->doorbell, options->once));
	if (options->tpm_ctrl)
		doors->has_qemu_tpm = is_open("QEMU's TPM", options->tpm_ctrl,
			swtpm_ctrl_init_unix(&doors->qemu_tpm, loop, svsm, options->tpm_ctrl));
	if (options->socket)
		doors->has_socket = is_open("clients", options->socket,
			socket_init(&doors->socket, loop, svsm, options->socket));
	if (options->control)
		doors->has_control = is_open("control", options->control,
			control_init(&doors->control, loop, svsm, options->control));
	snprintf(port, sizeof(port), "%u", options->tpm_port);
	if (options->has_tpm_port)
		doors->has_tcp_tpm = is_open("TPM commands", port,
			swtpm_ctrl_init_tcp(&doors->tcp_tpm, loop, svsm, options->tpm_port,
					    &doors->tpm_port));
	return doors->has_bell == !!options->doorbell &&
	       doors->has_qemu_tpm == !!options->tpm_ctrl &&
	       doors->has_socket == !!options->socket &&
	       doors->has_control == !!options->control &&
	       doors->has_tcp_tpm == options->has_tpm_port;
}

static void doors_close(struct doors *doors)
{
	if (doors->has_bell)
		bell_deinit(&doors->bell);
	if (doors->has_qemu_tpm)
		swtpm_ctrl_deinit(&doors->qemu_tpm);
	if (doors->has_socket)
		socket_deinit(&doors->socket);
	if (doors->has_control)
		control_deinit(&doors->control);
	if (doors->has_tcp_tpm)
		swtpm_ctrl_deinit(&doors->tcp_tpm);
}

/* Lines of NAME=VALUE, for scripts that start QEMU. */
static int write_ready(const char *path, const struct svsm *svsm, const struct doors *doors)
{
	char text[256], folder_name[PATH_MAX], file_name[PATH_MAX];
	int folder, error, len;

	if (strlen(path) >= PATH_MAX)
		return -ENAMETOOLONG;
	len = snprintf(text, sizeof(text), "pid=%d\n", getpid());
	if (svsm->guest.size)
		len += snprintf(text + len, sizeof(text) - (size_t)len, "ram=/proc/%d/fd/%d\n",
				getpid(), svsm->guest.fd);
	if (doors->has_tcp_tpm)
		len += snprintf(text + len, sizeof(text) - (size_t)len, "tpm-port=%u\n",
				doors->tpm_port);
	strcpy(folder_name, path);
	strcpy(file_name, path);
	folder = open(dirname(folder_name), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (folder < 0)
		return -errno;
	error = folder_replace(folder, basename(file_name), text, (size_t)len, 0644);
	close(folder);
	return error;
}

static int serve(struct svsm *svsm, struct loop *loop, const struct options *options)
{
	struct doors doors;
	int error = -EIO;

	if (doors_open(&doors, loop, svsm, options)) {
		error = options->ready ? write_ready(options->ready, svsm, &doors) : 0;
		if (error < 0)
			say("cannot write '%s': %s", options->ready, strerror(-error));
		else
			error = loop_run(loop);
	}
	doors_close(&doors);
	return error;
}

int main(int argc, char **argv)
{
	struct options options;
	struct svsm svsm;
	struct loop loop;
	int state, signals, error;

	error = options_parse(&options, argc, argv);
	if (error)
		return error < 0 ? EXIT_USAGE : EXIT_SUCCESS;
	loop_init(&loop);
	signals = watch_signals(&loop);
	if (signals < 0) {
		say("cannot watch for signals: %s", strerror(-signals));
		return EXIT_FAILURE;
	}
	state = lock_state(options.state);
	if (state < 0)
		return EXIT_FAILURE;
	error = svsm_init(&svsm, &options, state);
	if (!error) {
		error = serve(&svsm, &loop, &options);
		svsm_deinit(&svsm);
	}
	close(state);
	close(signals);
	return error < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
