/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a vTPM keeps when it has no power.  See vtpm_state.h.
 */
#include "tests/emu/vtpm_state.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/emu/folder.h"

#define CURRENT		"permall"
#define PREVIOUS	"previous"

int vtpm_state_init(struct vtpm_state *state, int state_folder)
{
	*state = (struct vtpm_state){ .folder = -1 };
	if (state_folder < 0)
		return 0;
	state->folder = folder_open(state_folder, "tpm");
	return state->folder < 0 ? state->folder : 0;
}

int vtpm_state_load(const struct vtpm_state *state, uint8_t **ret_bytes, size_t *ret_len)
{
	uint8_t *bytes;

	if (state->folder >= 0)
		return folder_read(state->folder, CURRENT, VTPM_STATE_MAX, ret_bytes, ret_len);
	if (!state->bytes)
		return -ENOENT;
	bytes = malloc(state->len);
	if (!bytes)
		return -ENOMEM;
	memcpy(bytes, state->bytes, state->len);
	*ret_bytes = bytes;
	*ret_len = state->len;
	return 0;
}

int vtpm_state_store(struct vtpm_state *state, const void *bytes, size_t len)
{
	uint8_t *copy;

	if (len == 0 || len > VTPM_STATE_MAX)
		return -EFBIG;
	if (state->folder >= 0)
		return folder_replace(state->folder, CURRENT, bytes, len, 0600);
	copy = malloc(len);
	if (!copy)
		return -ENOMEM;
	memcpy(copy, bytes, len);
	free(state->bytes);
	state->bytes = copy;
	state->len = len;
	return 0;
}

void vtpm_state_forget(struct vtpm_state *state)
{
	free(state->bytes);
	state->bytes = NULL;
	state->len = 0;
}

static int state_copy(int from_folder, const char *from, int to_folder, const char *to)
{
	uint8_t *bytes;
	size_t len;
	int error;

	error = folder_read(from_folder, from, VTPM_STATE_MAX, &bytes, &len);
	if (error < 0)
		return error;
	error = folder_replace(to_folder, to, bytes, len, 0600);
	free(bytes);
	return error;
}

int vtpm_state_keep(struct vtpm_state *state)
{
	if (state->folder < 0)
		return 0;
	return state_copy(state->folder, CURRENT, state->folder, PREVIOUS);
}

int vtpm_state_rollback(struct vtpm_state *state)
{
	return state_copy(state->folder, PREVIOUS, state->folder, CURRENT);
}

int vtpm_state_clone(struct vtpm_state *state, const char *other)
{
	int parent, folder, error;

	parent = open(other, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (parent < 0)
		return -errno;
	folder = openat(parent, "tpm", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	error = folder < 0 ? -errno : 0;
	close(parent);
	if (error < 0)
		return error;
	error = state_copy(folder, CURRENT, state->folder, CURRENT);
	close(folder);
	return error;
}

void vtpm_state_deinit(struct vtpm_state *state)
{
	vtpm_state_forget(state);
	if (state->folder >= 0)
		close(state->folder);
	state->folder = -1;
}
