/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * One connection to the key socket, answered within the limit whatever happens: with the
 * key, or with zero bytes, after which systemd-cryptsetup asks for a passphrase.
 */
#pragma once

struct key_options;

/*
 * 0: the key was given, or it was not the key that systemd asked for; -errno: it was not
 * given, and what is wrong has been said.
 */
int key_server_answer(int connection, const struct key_options *options);
