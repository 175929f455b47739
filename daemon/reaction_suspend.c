/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Having volumes suspended.
 */
#include "daemon/reaction_suspend.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "daemon/reaction_once.h"
#include "daemon/systemd_manager.h"
#include "daemon/tell.h"
#include "lib/base/error.h"
#include "lib/base/fault.h"
#include "lib/format/svsmd_conf.h"
#include "lib/policy/trust.h"
#include "lib/sys/suspend_guard.h"

#define MARK		"reacted-suspend"
#define UNIT_FORMAT	"svsm-suspend@%s.service"
#define UNIT_SIZE	(SVSMD_CONF_VOLUME_MAX + sizeof(UNIT_FORMAT))

struct reaction_suspend {
	sd_bus *bus;
	char volumes[SVSMD_CONF_VOLUMES_MAX + 1][SVSMD_CONF_VOLUME_MAX + 1];
	char state_folder[PATH_MAX], folder[PATH_MAX];
	struct reaction_once once;
};

static int check(const struct reaction_suspend *suspend, const char *name, struct fault *fault)
{
	const char *const files[] = { "/proc/self/exe", suspend->state_folder, suspend->folder,
				      NULL };

	return suspend_guard_check(&SUSPEND_GUARD_LIVE(files), name, fault);
}

static int on_asked(sd_bus_message *reply, void *user, sd_bus_error *unused)
{
	const sd_bus_error *error = sd_bus_message_get_error(reply);

	if (error)
		tell(MESSAGE_REACTION_FAILED, "%s: is not suspended: systemd says: %s",
		     (const char *)user, error->message);
	return 0;
}

static void ask(struct reaction_suspend *suspend, char *name)
{
	struct fault fault = FAULT_NONE;
	char unit[UNIT_SIZE];
	int r;

	if (check(suspend, name, &fault) < 0) {
		tell(MESSAGE_REACTION_FAILED, "Suspend=: %s", fault.text);
		return;
	}
	(void)snprintf(unit, sizeof(unit), UNIT_FORMAT, name); /* it has room for any */
	tell(MESSAGE_REACTION, "%s: suspending it; 'cryptsetup luksResume %s' takes it up again",
	     name, name);
	r = sd_bus_call_method_async(suspend->bus, NULL, SYSTEMD_SERVICE, SYSTEMD_PATH,
				     SYSTEMD_MANAGER, "StartUnit", on_asked, name, "ss", unit,
				     "replace");
	if (r < 0)
		tell(MESSAGE_REACTION_FAILED, "%s: is not suspended: systemd cannot be asked: %s",
		     name, error_text(r));
}

void reaction_suspend_take(struct reaction_suspend *suspend, const struct trust *trust)
{
	size_t i;

	if (trust->state != TRUST_FAILED) {
		reaction_once_forget(&suspend->once);
		return;
	}
	if (!*suspend->volumes[0] || suspend->once.is_done)
		return;
	reaction_once_mark(&suspend->once);
	for (i = 0; *suspend->volumes[i]; i++)
		ask(suspend, suspend->volumes[i]);
}

/*
 * Pages that are there stay there.  Those that are not yet come from files, none of which
 * lies on a volume that is suspended; so nothing more is read in than is used anyway.
 */
static void stay_in_memory(void)
{
	if (mlockall(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT) < 0)
		tell(MESSAGE_REACTION_FAILED, "memory cannot be locked: %s; swap on a volume "
		     "that is suspended later would stop svsmd", error_text(errno));
}

void reaction_suspend_configure(struct reaction_suspend *suspend, const struct svsmd_conf *conf)
{
	struct fault fault = FAULT_NONE;
	size_t i;
	int r;

	memcpy(suspend->volumes, conf->volumes, sizeof(suspend->volumes));
	for (i = 0; *suspend->volumes[i]; i++) {
		r = check(suspend, suspend->volumes[i], &fault);
		if (r < 0) /* one that is not open may be later */
			tell(MESSAGE_REACTION_FAILED, "Suspend=: %s", fault.text);
	}
	if (*suspend->volumes[0])
		stay_in_memory();
}

int reaction_suspend_new(sd_bus *bus, const char *state_folder, const char *folder,
			 const struct svsmd_conf *conf, struct reaction_suspend **ret)
{
	struct reaction_suspend *suspend = calloc(1, sizeof(*suspend));
	int r;

	if (!suspend)
		return -ENOMEM;
	suspend->bus = sd_bus_ref(bus);
	r = reaction_once_init(&suspend->once, folder, MARK);
	if (!r && (strlen(state_folder) >= PATH_MAX || strlen(folder) >= PATH_MAX))
		r = -ENAMETOOLONG;
	if (r < 0) {
		reaction_suspend_free(suspend);
		return r;
	}
	strcpy(suspend->state_folder, state_folder);
	strcpy(suspend->folder, folder);
	reaction_suspend_configure(suspend, conf);
	*ret = suspend;
	return 0;
}

void reaction_suspend_free(struct reaction_suspend *suspend)
{
	if (!suspend)
		return;
	sd_bus_unref(suspend->bus);
	free(suspend);
}
