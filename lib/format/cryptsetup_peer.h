/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * systemd-cryptsetup as the key socket sees it: the address that it binds before it
 * connects, an abstract one,
 *
 *	HEX "/cryptsetup" [ "-tpm2" | "-pkcs11" | "-fido2" ] "/" VOLUME
 *
 * and the unit that it runs in, by the control group of its process (crypttab(5), "AF_UNIX
 * KEY FILES"; systemd.unit(5), "String Escaping for Inclusion in Unit Names").  Anybody can
 * bind such an address; nobody but the service manager puts a process into such a unit.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct fault;

#define CRYPTSETUP_PEER_VOLUME_MAX	96	/* an address has 107 bytes */
#define CRYPTSETUP_PEER_UNIT_MAX	255

struct cryptsetup_peer_address {
	bool wants_key;		/* not what a TPM, smart card or FIDO2 token makes a key of */
	char volume[CRYPTSETUP_PEER_VOLUME_MAX + 1];
};

/* @name: the bytes of sun_path.  0; -EBADMSG: it is none of systemd-cryptsetup. */
int cryptsetup_peer_address_parse(const void *name, size_t size,
				  struct cryptsetup_peer_address *ret, struct fault *fault);

/*
 * The unit of the system's manager that a process is in, by its /proc/PID/cgroup; @size
 * bytes at @ret.  0; -ENOENT: it is in none; -EBADMSG.
 */
int cryptsetup_peer_unit_parse(const void *cgroup, size_t size, char *ret, size_t ret_size,
			       struct fault *fault);

/* @volume as an instance's name: "data-1" as "data\x2d1".  0; -EMSGSIZE. */
int cryptsetup_peer_escape(const char *volume, char *ret, size_t size);

/* Whether @unit is the one that opens @volume. */
bool cryptsetup_peer_is_unit_of(const char *unit, const char *volume);
