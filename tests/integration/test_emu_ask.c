/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Asks svsm-emu's local socket for one attestation and writes what it is made of:
 *
 *	test_emu_ask SOCKET FOLDER all|vtpm|GUID [VERSION]
 *
 * makes FOLDER/nonce, report, manifest and certs (each as it came), and prints the
 * result code in hexadecimal; exit 0 when it is 0, 1 when the SVSM refused, 2 when
 * nothing could be asked.  GUID: 32 hexadecimal digits, in the tables' byte order.
 */
#include <openssl/rand.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "lib/sys/emu_wire.h"

#define VTPM_GUID	"ebf176c42301a5459641b4e7dde5bfe3"

static int fail(const char *what)
{
	perror(what);
	return 2;
}

static bool receive(int fd, void *ret_bytes, size_t len)
{
	return len == 0 || recv(fd, ret_bytes, len, MSG_WAITALL) == (ssize_t)len;
}

static bool write_file(const char *folder, const char *name, const void *bytes, size_t len)
{
	char path[4096];
	FILE *file;
	bool ok;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	file = fopen(path, "w");
	if (!file)
		return false;
	ok = fwrite(bytes, 1, len, file) == len;
	return fclose(file) == 0 && ok;
}

static bool parse_guid(const char *text, uint8_t *ret_guid)
{
	unsigned int byte;
	size_t i;

	if (!strcmp(text, "all"))
		return true;
	if (!strcmp(text, "vtpm"))
		text = VTPM_GUID;
	if (strlen(text) != 32)
		return false;
	for (i = 0; i < 16; i++) {
		if (sscanf(text + 2 * i, "%2x", &byte) != 1)
			return false;
		ret_guid[i] = (uint8_t)byte;
	}
	return true;
}

static int ask(const char *path, const struct emu_request *request, struct emu_reply *ret_reply)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
	if (fd < 0 || connect(fd, (const struct sockaddr *)&address, sizeof(address)) < 0 ||
	    send(fd, request, sizeof(*request), MSG_NOSIGNAL) != sizeof(*request) ||
	    !receive(fd, ret_reply, sizeof(*ret_reply)))
		return -1;
	return fd;
}

static bool save(int fd, const char *folder, const char *name, uint32_t len)
{
	static uint8_t bytes[EMU_MANIFEST_MAX];

	return len <= sizeof(bytes) && receive(fd, bytes, len) &&
	       write_file(folder, name, bytes, len);
}

int main(int argc, char **argv)
{
	struct emu_request request = { .magic = EMU_WIRE_MAGIC, .op = EMU_OP_ATTEST };
	struct emu_reply reply;
	int fd;

	if (argc < 4 || argc > 5 || !parse_guid(argv[3], request.guid)) {
		fprintf(stderr, "usage: test_emu_ask SOCKET FOLDER all|vtpm|GUID [VERSION]\n");
		return 2;
	}
	if (argc == 5)
		request.manifest_version = (uint32_t)strtoul(argv[4], NULL, 10);
	if (RAND_bytes(request.nonce, sizeof(request.nonce)) != 1)
		return fail("nonce");
	fd = ask(argv[1], &request, &reply);
	if (fd < 0 || reply.magic != EMU_WIRE_MAGIC)
		return fail(argv[1]);
	printf("0x%llx\n", (unsigned long long)reply.code);
	if (reply.code)
		return 1;
	if (!write_file(argv[2], "nonce", request.nonce, sizeof(request.nonce)) ||
	    !save(fd, argv[2], "report", reply.report_len) ||
	    !save(fd, argv[2], "manifest", reply.manifest_len) ||
	    !save(fd, argv[2], "certs", reply.certs_len))
		return fail(argv[2]);
	close(fd);
	return 0;
}
