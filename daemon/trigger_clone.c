/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Listening to the kernel.
 */
#include "daemon/trigger_clone.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include "daemon/say.h"
#include "daemon/trigger.h"
#include "lib/base/error.h"
#include "lib/format/svsmd_conf.h"
#include "lib/format/uevent.h"
#include "lib/sys/uevent_socket.h"

struct trigger_clone {
	struct trigger *trigger;
	sd_event *event;
	int fd;			/* -1: it does not listen */
	sd_event_source *source;
};

static void stop(struct trigger_clone *clone)
{
	clone->source = sd_event_source_disable_unref(clone->source);
	if (clone->fd >= 0)
		(void)close(clone->fd);
	clone->fd = -1;
}

/* What was lost may have been the one; what nobody can read is not. */
static int on_message(sd_event_source *source, int fd, uint32_t events, void *user)
{
	struct trigger_clone *clone = user;
	char message[UEVENT_SIZE_MAX];
	struct uevent event;
	int size = uevent_socket_read(fd, message, sizeof(message));

	if (size == -ENOBUFS) {
		trigger_pull(clone->trigger, "messages of the kernel were lost");
	} else if (size < 0 && size != -EAGAIN && size != -EINTR) {
		say(SAY_ERROR, "the kernel's messages cannot be read any more: %s",
		    error_text(size));
		stop(clone);
	} else if (size > 0 && !uevent_parse(message, (size_t)size, &event, NULL) &&
		   uevent_value(&event, "NEW_VMGENID")) {
		trigger_pull(clone->trigger, "the hypervisor says that this guest is a copy");
	}
	return 0;
}

void trigger_clone_configure(struct trigger_clone *clone, const struct svsmd_conf *conf)
{
	int r;

	if (!conf->has_clone_trigger) {
		stop(clone);
		return;
	}
	if (clone->fd >= 0)
		return;
	clone->fd = uevent_socket_open();
	r = clone->fd < 0 ? clone->fd :
	    sd_event_add_io(clone->event, &clone->source, clone->fd, EPOLLIN, on_message, clone);
	if (r >= 0)
		return;
	say(SAY_WARNING, "the kernel's messages are not to be had, so nothing tells of a copy: %s",
	    error_text(r));
	stop(clone);
}

int trigger_clone_new(struct trigger *trigger, sd_event *event, struct trigger_clone **ret)
{
	struct trigger_clone *clone = calloc(1, sizeof(*clone));

	if (!clone)
		return -ENOMEM;
	*clone = (struct trigger_clone){ trigger, sd_event_ref(event), -1, NULL };
	*ret = clone;
	return 0;
}

void trigger_clone_free(struct trigger_clone *clone)
{
	if (!clone)
		return;
	stop(clone);
	sd_event_unref(clone->event);
	free(clone);
}
