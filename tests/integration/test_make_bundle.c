/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Evidence that 'svsmctl attest' would not make, for 'svsmctl verify' to judge: all of it
 * true and sealed by its AK, but for the VMPL that the report was asked for at.  Somebody
 * who has the guest's kernel can make it: every level may ask AMD's processor.
 *
 *	test_make_bundle VMPL	writes "bundle" and "ark.der" to the working folder
 *
 * The guest, its TPM and its AMD are the unit tests' own, as of WORLD_NOW.
 */
#include <stdio.h>
#include <stdlib.h>

#include "tests/unit/evidence_world.h"

#define AT_VMPL		0x30	/* of a report */
#define ARK		2	/* of the certificates */

static void write_file(const char *path, const void *data, size_t size)
{
	FILE *file = fopen(path, "we");

	if (!file || fwrite(data, 1, size, file) != size || fclose(file)) {
		perror(path);
		exit(1);
	}
}

int main(int argc, char **argv)
{
	static struct evidence_world world;
	struct buffer text = BUFFER_INIT(EVIDENCE_SIZE_MAX);

	if (argc != 2) {
		fputs("usage: test_make_bundle VMPL\n", stderr);
		return 2;
	}
	evidence_world_make_keys(&world);
	evidence_world_init(&world);
	world.amd.report.data[AT_VMPL] = (uint8_t)atoi(argv[1]);
	evidence_world_put_report(&world);
	evidence_world_put_quote(&world);
	evidence_world_write(&world, &text);
	write_file("bundle", text.data, text.size);
	write_file("ark.der", world.certs[ARK], world.evidence.certs[ARK].size);
	buffer_deinit(&text);
	evidence_world_deinit(&world);
	evidence_world_free_keys(&world);
	return 0;
}
