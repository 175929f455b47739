/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The one way in which bytes from outside are read: a position in a buffer that
 * the caller owns, which never moves past its end.
 *
 * The error is sticky: a read that does not fit moves nothing, yields zero or
 * NULL, and makes every later read fail too.  So a record is read in one go and
 * checked once, by cursor_ok() before anything of it is used, or cursor_end().
 * Nothing here logs, allocates or keeps a copy.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct cursor {
	const uint8_t *data;
	size_t size;
	size_t position;	/* next byte to read, from @data */
	size_t base;		/* where @data starts in the outermost buffer */
	bool is_broken;
};

/* Starts at byte 0 of @size bytes at @data, which must outlive the cursor. */
void cursor_init(struct cursor *cursor, const void *data, size_t size);

uint8_t cursor_u8(struct cursor *cursor);
uint16_t cursor_le16(struct cursor *cursor);
uint32_t cursor_le32(struct cursor *cursor);
uint64_t cursor_le64(struct cursor *cursor);
uint16_t cursor_be16(struct cursor *cursor);
uint32_t cursor_be32(struct cursor *cursor);
uint64_t cursor_be64(struct cursor *cursor);

/* The next @size bytes, inside the caller's buffer; NULL when there are fewer. */
const uint8_t *cursor_bytes(struct cursor *cursor, size_t size);

/* Copies the next @size bytes to @ret; fills it with zeros when there are fewer. */
void cursor_copy(struct cursor *cursor, void *ret, size_t size);

void cursor_skip(struct cursor *cursor, size_t size);

/* Moves to @position, counted from the cursor's own start. */
void cursor_seek(struct cursor *cursor, size_t position);

/* A cursor over the next @size bytes alone; @cursor moves behind them. */
struct cursor cursor_sub(struct cursor *cursor, size_t size);

/* Whether all that is left consists of @byte, at least one of it. Moves nothing. */
bool cursor_is_filled_with(const struct cursor *cursor, uint8_t byte);

/* Bytes not read yet; 0 once broken. */
size_t cursor_left(const struct cursor *cursor);

/* Position from the start of the outermost buffer, for a fault's offset. */
size_t cursor_offset(const struct cursor *cursor);

bool cursor_ok(const struct cursor *cursor);

/* 0 when everything was read and nothing is left, else -EBADMSG. */
int cursor_end(const struct cursor *cursor);
