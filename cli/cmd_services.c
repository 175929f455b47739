/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * svsmctl services: what the SVSM offers.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

#include "cli/bus.h"
#include "cli/commands.h"
#include "cli/device.h"
#include "cli/json_print.h"
#include "cli/options.h"
#include "cli/say.h"
#include "cli/services_told.h"
#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/format/service.h"
#include "lib/show/json.h"
#include "lib/sys/svsm_dev.h"

enum { OPTION_JSON };

static void print_json(const struct svsm_dev_info *info, const struct svsm_dev_list *list)
{
	_cleanup_(json_cleanup) struct json_object *document = json_new_object();
	struct json_object *services = json_new_array();
	size_t i;

	for (i = 0; i < list->count; i++)
		json_append(services, json_new_service(&list->services[i].guid,
						       list->services[i].manifest_size));
	json_add(document, "device", json_new_text(info->address));
	json_add(document, "transport", json_new_text(info->transport));
	json_add(document, "services", services);
	json_print(document);
}

/* A line for each service, and last which way the list came. */
static void print_text(const struct svsm_dev_info *info, const struct svsm_dev_list *list)
{
	char guid[GUID_TEXT_SIZE];
	size_t i;

	for (i = 0; i < list->count; i++) {
		const struct svsm_dev_service *service = &list->services[i];

		printf("%-8s %s  %s, manifest of %zu bytes\n", service_name(&service->guid) ?: "-",
		       guid_format(&service->guid, guid),
		       service_description(&service->guid) ?: "not known to svsmctl",
		       service->manifest_size);
	}
	printf("listed by %s (transport %s)\n", info->address, info->transport);
}

static int ask(struct svsm_dev_info *ret_info, struct svsm_dev_list *ret_list,
	       struct fault *fault)
{
	_cleanup_(svsm_dev_cleanup) struct svsm_dev *dev = NULL;
	int r;

	r = svsm_dev_open(device_address(), SVSM_DEV_REQUEST, &dev, fault);
	if (!r)
		r = svsm_dev_info(dev, ret_info, fault);
	return r < 0 ? r : svsm_dev_list(dev, ret_list, fault);
}

/* By svsmd, for who may not ask the SVSM. */
static int ask_svsmd(struct svsm_dev_info *ret_info, struct svsm_dev_list *ret_list,
		     struct fault *fault)
{
	*ret_info = (struct svsm_dev_info){ .transport = "D-Bus", .address = "svsmd" };
	return services_told(ret_list, fault);
}

static int run(const struct command *command, const char *const values[])
{
	struct fault fault = FAULT_NONE;
	struct svsm_dev_info info;
	struct svsm_dev_list list;
	bool is_told = false;
	int r;

	r = ask(&info, &list, &fault);
	if (r == -EACCES && geteuid()) {
		is_told = true;
		r = ask_svsmd(&info, &list, &fault);
	}
	if (r < 0) {
		say_error(command->name, &fault,
			  is_told ? bus_remedy_for_user(r) : device_remedy(r));
		return EXIT_NO;
	}
	if (values[OPTION_JSON])
		print_json(&info, &list);
	else
		print_text(&info, &list);
	return EXIT_DONE;
}

const struct command services_command = {
	.name = "services",
	.summary = "list the services that the SVSM offers",
	.details = "The first listing since the driver was loaded attests the services, so it "
		   "needs root\nand can take seconds; where svsmd runs, it tells others.  Nobody has "
		   "checked the report\nbehind the list: to rely on it, use 'svsmctl attest'.\n",
	.options =
		{
			[OPTION_JSON] = {"json", NULL, "print JSON"},
		},
	.run = run,
};
