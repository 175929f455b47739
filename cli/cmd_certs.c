/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * svsmctl certs: the commands about the certificates that are kept on this machine.
 */
#include "cli/commands.h"
#include "cli/options.h"

static const struct command *const commands[] = {
	&certs_list_command,
	&certs_import_command,
	&certs_fetch_command,
	NULL,
};

const struct command certs_command = {
	.name = "certs",
	.summary = "keep AMD's certificates and revocation lists for verification",
	.details = "They are kept in $SVSM_CERT_CACHE, else in /var/cache/svsm/certs (root) or\n"
		   "~/.cache/svsm/certs.  To be kept makes none trusted: roots are pinned or "
		   "named, the\nrest is proven by signatures.\n",
	.commands = commands,
};
