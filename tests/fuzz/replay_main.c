/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A fuzz target without a fuzzer: runs it over the files that are named, for
 * compilers that have no libFuzzer, and under valgrind.
 */
#include <stdio.h>
#include <stdlib.h>

#include "tests/fuzz/fuzz.h"

#define INPUT_MAX	(4u << 20)

int main(int argc, char **argv)
{
	int i;

	for (i = 1; i < argc; i++) {
		FILE *file = fopen(argv[i], "rb");
		uint8_t *whole = malloc(INPUT_MAX), *exact;
		size_t size;

		if (!file || !whole) {
			perror(argv[i]);
			return 1;
		}
		size = fread(whole, 1, INPUT_MAX, file);
		exact = realloc(whole, size ? size : 1); /* a read beyond it is seen */
		if (!exact)
			return 1;
		(void)LLVMFuzzerTestOneInput(exact, size); /* asserts, or is fine */
		free(exact);
		(void)fclose(file);
	}
	printf("%d inputs\n", argc - 1);
	return 0;
}
