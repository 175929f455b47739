/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The values that a policy's members have, each read into the field that it is for.
 * For policy_file.c only.
 */
#pragma once

#include <stddef.h>

#include "lib/format/json_reader.h"

struct fault;
struct policy_list;

#define POLICY_PATH_MAX		96
#define POLICY_WORDS_MAX	3

struct policy_member;

/* Reads @value into @field; @path names it in a fault.  0; -EBADMSG; -E2BIG; -ENOMEM. */
typedef int (*policy_read)(const struct policy_member *member,
			   const struct json_reader_value *value, void *field, const char *path,
			   struct fault *fault);

/* A member of an object, and where what it says is kept. */
struct policy_member {
	const char *name;
	policy_read take;
	size_t offset;		/* of the field, from the start of what the object fills */
	size_t has_offset;	/* of the bool that says that it was given; 0: there is none */
	size_t size;		/* of a value, in bytes */
	size_t limit;		/* the largest number, or the most values */
	const char *words[POLICY_WORDS_MAX];	/* what may stand there; its index is kept */
	bool is_required;
};

/*
 * Reads an object that has only these members, and comments, each at most once, into
 * @base.  Errors as above.
 */
int policy_read_object(const struct policy_member *members, size_t count,
		       const struct json_reader_value *value, void *base, const char *path,
		       struct fault *fault);

/* The next member that is no comment: 1; 0 at the end; -EBADMSG. */
int policy_next_member(struct cursor *inside, const char *path, struct json_reader_value *ret_key,
		       struct json_reader_value *ret_value, struct fault *fault);

/* Appends ".KEY" to @path, whatever the key holds. */
void policy_path_add(const char *path, const struct json_reader_value *key,
		     char ret[static POLICY_PATH_MAX]);

/* Hexadecimal text of exactly @size bytes.  0 or -EBADMSG. */
int policy_value_hex(const struct json_reader_value *value, void *ret, size_t size);

/* A list of such texts, not empty. */
int policy_value_list(const struct json_reader_value *value, size_t size, size_t limit,
		      struct policy_list *ret, const char *path, struct fault *fault);

/* As policy_read: the fields are uint8_t, uint32_t, bool, int, uint8_t[], policy_list. */
int policy_read_u8(const struct policy_member *member, const struct json_reader_value *value,
		   void *field, const char *path, struct fault *fault);
int policy_read_u32(const struct policy_member *member, const struct json_reader_value *value,
		    void *field, const char *path, struct fault *fault);
int policy_read_switch(const struct policy_member *member, const struct json_reader_value *value,
		       void *field, const char *path, struct fault *fault);
int policy_read_choice(const struct policy_member *member, const struct json_reader_value *value,
		       void *field, const char *path, struct fault *fault);
int policy_read_hex(const struct policy_member *member, const struct json_reader_value *value,
		    void *field, const char *path, struct fault *fault);
int policy_read_list(const struct policy_member *member, const struct json_reader_value *value,
		     void *field, const char *path, struct fault *fault);
/* "sha256:DIGEST": a policy_list of files. */
int policy_read_files(const struct policy_member *member, const struct json_reader_value *value,
		      void *field, const char *path, struct fault *fault);
