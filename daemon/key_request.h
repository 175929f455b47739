/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A connection to the key socket: whether it is one of systemd-cryptsetup, started by the
 * service manager as root, for the volume that this socket belongs to.
 */
#pragma once

#include "lib/format/volumes_file.h"

struct fault;
struct key_options;

/*
 * The volume that the key is wanted for.  0; -EPERM: the peer may not have it; -EOPNOTSUPP:
 * it asks for something that is no key; -ENOENT, -EBADMSG: the volume is not configured;
 * else -errno.
 */
int key_request_judge(int connection, const struct key_options *options,
		      struct volumes_file_entry *ret, struct fault *fault);
