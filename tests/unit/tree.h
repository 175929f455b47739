/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A folder in /tmp that stands in for /sys and /dev in a test.
 */
#pragma once

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/unit/unit.h"

struct tree {
	char root[64];
};

static inline void tree_init(struct tree *tree)
{
	strcpy(tree->root, "/tmp/svsm-test-tree-XXXXXX");
	assert_non_null(mkdtemp(tree->root));
}

static inline void tree_path(const struct tree *tree, const char *path, char ret[static 512])
{
	(void)snprintf(ret, 512, "%s/%s", tree->root, path);
}

/* Makes the folders above @path. */
static inline void tree_parents(const struct tree *tree, const char *path)
{
	char full[512], *slash;

	tree_path(tree, path, full);
	for (slash = full + strlen(tree->root) + 1; (slash = strchr(slash, '/')); slash++) {
		*slash = '\0';
		(void)mkdir(full, 0755); /* most exist */
		*slash = '/';
	}
}

static inline void tree_file(const struct tree *tree, const char *path, const char *text)
{
	char full[512];
	FILE *file;

	tree_parents(tree, path);
	tree_path(tree, path, full);
	file = fopen(full, "w");
	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

static inline void tree_link(const struct tree *tree, const char *path, const char *target)
{
	char full[512];

	tree_parents(tree, path);
	tree_path(tree, path, full);
	assert_int_equal(symlink(target, full), 0);
}

static inline void tree_deinit(struct tree *tree)
{
	char command[128];

	(void)snprintf(command, sizeof(command), "rm -rf '%s'", tree->root);
	assert_int_equal(system(command), 0);
}
