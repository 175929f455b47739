/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Who asks, and for what.
 *
 * The socket's folder lets only root in, so all this is asked of root: what it keeps from
 * happening is that some other program of root's, which was never meant to, has the key
 * (a shell, a backup job, a service that was broken into but is confined).  Root that may
 * do all can read the key elsewhere.
 */
#include "daemon/key_request.h"

#include <errno.h>
#include <string.h>

#include "daemon/key_options.h"
#include "lib/base/buffer.h"
#include "lib/base/fault.h"
#include "lib/format/cryptsetup_peer.h"
#include "lib/sys/file.h"
#include "lib/sys/socket_peer.h"

#define SUFFIX	".key"

/* The volume by the socket's path. */
static int read_volume(int connection, char *ret, size_t size, struct fault *fault)
{
	size_t length;
	int r;

	r = socket_peer_own_name(connection, ret, size, fault);
	if (r < 0)
		return r;
	length = strlen(ret);
	if (length <= strlen(SUFFIX) || strcmp(ret + length - strlen(SUFFIX), SUFFIX))
		return fault_set(fault, -ENOENT, "the socket is not named VOLUME" SUFFIX);
	ret[length - strlen(SUFFIX)] = '\0';
	return 0;
}

static int judge_peer(const struct socket_peer *peer, const char *volume, struct fault *fault)
{
	char unit[CRYPTSETUP_PEER_UNIT_MAX + 1];
	struct cryptsetup_peer_address address;
	struct fault why = FAULT_NONE;

	if (peer->uid)
		return fault_set(fault, -EPERM, "process %d is of user %u, not of root",
				 (int)peer->pid, (unsigned int)peer->uid);
	if (cryptsetup_peer_unit_parse(peer->cgroup, peer->cgroup_size, unit, sizeof(unit),
				       &why) < 0)
		return fault_set(fault, -EPERM, "process %d: %s", (int)peer->pid, why.text);
	if (!cryptsetup_peer_is_unit_of(unit, volume))
		return fault_set(fault, -EPERM, "process %d is of %s, not of the unit that opens "
				 "this volume", (int)peer->pid, unit);
	if (cryptsetup_peer_address_parse(peer->address, peer->address_size, &address,
					  &why) < 0)
		return fault_set(fault, -EPERM, "process %d: %s", (int)peer->pid, why.text);
	if (strcmp(address.volume, volume))
		return fault_set(fault, -EPERM, "process %d: its address is for '%s'",
				 (int)peer->pid, address.volume);
	if (!address.wants_key)
		return fault_set(fault, -EOPNOTSUPP, "asked for what systemd would make a key "
				 "of by a token of its own, since tpm2-device=, pkcs11-uri= or "
				 "fido2-device= is among the volume's options; it asks for the "
				 "key itself when it finds no such token");
	return 0;
}

static int find_volume(const char *config, const char *volume, struct volumes_file_entry *ret,
		       struct fault *fault)
{
	struct buffer text = BUFFER_INIT(VOLUMES_FILE_SIZE_MAX);
	struct fault why = FAULT_NONE;
	int r;

	r = file_read(config, &text, fault);
	if (!r) {
		r = volumes_file_find(text.data, text.size, volume, ret, &why);
		if (r < 0)
			(void)fault_set(fault, r, "%s: %s", config, why.text);
	}
	buffer_deinit(&text);
	return r;
}

int key_request_judge(int connection, const struct key_options *options,
		      struct volumes_file_entry *ret, struct fault *fault)
{
	char volume[VOLUMES_FILE_NAME_MAX + sizeof(SUFFIX)];
	struct fault why = FAULT_NONE;
	struct socket_peer peer;
	int r;

	r = read_volume(connection, volume, sizeof(volume), fault);
	if (r < 0)
		return r;
	r = socket_peer_read(connection, options->proc, &peer, &why);
	if (!r)
		r = judge_peer(&peer, volume, &why);
	if (!r)
		r = find_volume(options->config, volume, ret, &why);
	return r < 0 ? fault_set(fault, r, "volume '%s': %s", volume, why.text) : 0;
}
