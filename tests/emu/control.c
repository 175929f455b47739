/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The control socket.  See control.h.
 */
#include "tests/emu/control.h"

#include <linux/types.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "tests/emu/protocol.h"
#include "tests/emu/stream.h"

static bool obey(struct control *control, const char *spec)
{
	static const char ok[] = "ok\n", refused[] = "not understood\n";

	return fault_set(&control->svsm->fault, spec) ?
	       stream_send(control->client, ok, strlen(ok)) :
	       stream_send(control->client, refused, strlen(refused));
}

/* False: the client takes no answers any more. */
static bool obey_lines(struct control *control)
{
	uint8_t *end;
	size_t len;

	while ((end = memchr(control->line, '\n', control->have))) {
		*end = 0;
		len = (size_t)(end + 1 - control->line);
		if (!obey(control, (const char *)control->line))
			return false;
		control->have -= len;
		memmove(control->line, end + 1, control->have);
	}
	return true;
}

static void hang_up(struct control *control)
{
	loop_remove(control->loop, control->client);
	close(control->client);
	control->client = -1;
}

static void client_readable(void *context, int fd)
{
	struct control *control = context;

	if (!stream_receive(fd, control->line, sizeof(control->line), &control->have) ||
	    !obey_lines(control))
		hang_up(control);
}

static void control_accept(void *context, int listener)
{
	struct control *control = context;

	if (control->client >= 0) {
		stream_refuse(listener);
		return;
	}
	control->client = stream_accept(listener);
	control->have = 0;
	if (control->client < 0)
		return;
	if (loop_add(control->loop, control->client, client_readable, control) < 0) {
		close(control->client);
		control->client = -1;
	}
}

int control_init(struct control *control, struct loop *loop, struct svsm *svsm, const char *path)
{
	int error;

	*control = (struct control){ .loop = loop, .svsm = svsm, .client = -1 };
	control->listener = stream_listen_unix(path);
	if (control->listener < 0)
		return control->listener;
	error = loop_add(loop, control->listener, control_accept, control);
	if (error < 0)
		close(control->listener);
	return error;
}

void control_deinit(struct control *control)
{
	if (control->client >= 0)
		close(control->client);
	close(control->listener);
}
