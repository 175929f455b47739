/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What svsmctl calls of libsystemd, loaded by the first call: linked, it and the libraries
 * that it brings would make every other command of svsmctl begin later.
 *
 * Each function is defined here under its own name, as lib/libcrypto does for OpenSSL, and
 * calls the one of the library.  Unlike there, a program can go on where there is none: then
 * what returns an errno returns -EOPNOTSUPP, the rest NULL.
 */
#include <dlfcn.h>
#include <errno.h>
#include <stdarg.h>
#include <string.h>
#include <systemd/sd-bus.h>

#define LIBRARY	"libsystemd.so.0"

/* The library's function of that name, or NULL. */
static void *find(const char *name)
{
	static void *library;	/* stays until the program ends, as if linked; one thread */

	if (!library)
		library = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);
	return library ? dlsym(library, name) : NULL;
}

#define CALL(name, absent, ...) ({						\
		static __typeof__(name) *function_;				\
		void *symbol_;							\
										\
		if (!function_) {						\
			symbol_ = find(#name);					\
			/* C has no cast of one into the other. */		\
			memcpy(&function_, &symbol_, sizeof(function_));	\
		}								\
		function_ ? function_(__VA_ARGS__) : (absent);			\
	})

#define FUNCTION_1(type, absent, name, A)					\
	type name(A a) { return CALL(name, absent, a); }
#define FUNCTION_2(type, absent, name, A, B)					\
	type name(A a, B b) { return CALL(name, absent, a, b); }
#define FUNCTION_3(type, absent, name, A, B, C)					\
	type name(A a, B b, C c) { return CALL(name, absent, a, b, c); }
#define FUNCTION_4(type, absent, name, A, B, C, D)				\
	type name(A a, B b, C c, D d) { return CALL(name, absent, a, b, c, d); }
#define FUNCTION_5(type, absent, name, A, B, C, D, E)				\
	type name(A a, B b, C c, D d, E e) { return CALL(name, absent, a, b, c, d, e); }
#define FUNCTION_6(type, absent, name, A, B, C, D, E, F)			\
	type name(A a, B b, C c, D d, E e, F f)					\
	{									\
		return CALL(name, absent, a, b, c, d, e, f);			\
	}

FUNCTION_5(int, -EOPNOTSUPP, sd_bus_call, sd_bus *, sd_bus_message *, uint64_t, sd_bus_error *,
	   sd_bus_message **)
FUNCTION_5(int, -EOPNOTSUPP, sd_bus_add_match, sd_bus *, sd_bus_slot **, const char *,
	   sd_bus_message_handler_t, void *)
FUNCTION_1(void, (void)0, sd_bus_error_free, sd_bus_error *)
FUNCTION_1(sd_bus *, NULL, sd_bus_flush_close_unref, sd_bus *)
FUNCTION_1(int, -EOPNOTSUPP, sd_bus_get_events, sd_bus *)
FUNCTION_1(int, -EOPNOTSUPP, sd_bus_get_fd, sd_bus *)
FUNCTION_2(int, -EOPNOTSUPP, sd_bus_get_timeout, sd_bus *, uint64_t *)
FUNCTION_3(int, -EOPNOTSUPP, sd_bus_message_appendv, sd_bus_message *, const char *, va_list)
FUNCTION_4(int, -EOPNOTSUPP, sd_bus_message_append_array, sd_bus_message *, char, const void *,
	   size_t)
FUNCTION_3(int, -EOPNOTSUPP, sd_bus_message_enter_container, sd_bus_message *, char, const char *)
FUNCTION_1(int, -EOPNOTSUPP, sd_bus_message_exit_container, sd_bus_message *)
FUNCTION_6(int, -EOPNOTSUPP, sd_bus_message_new_method_call, sd_bus *, sd_bus_message **,
	   const char *, const char *, const char *, const char *)
FUNCTION_3(int, -EOPNOTSUPP, sd_bus_message_peek_type, sd_bus_message *, char *, const char **)
FUNCTION_4(int, -EOPNOTSUPP, sd_bus_message_read_array, sd_bus_message *, char, const void **,
	   size_t *)
FUNCTION_3(int, -EOPNOTSUPP, sd_bus_message_readv, sd_bus_message *, const char *, va_list)
FUNCTION_2(int, -EOPNOTSUPP, sd_bus_message_set_allow_interactive_authorization,
	   sd_bus_message *, int)
FUNCTION_2(int, -EOPNOTSUPP, sd_bus_message_set_auto_start, sd_bus_message *, int)
FUNCTION_2(int, -EOPNOTSUPP, sd_bus_message_skip, sd_bus_message *, const char *)
FUNCTION_1(sd_bus_message *, NULL, sd_bus_message_unref, sd_bus_message *)
FUNCTION_1(int, -EOPNOTSUPP, sd_bus_open_system, sd_bus **)
FUNCTION_2(int, -EOPNOTSUPP, sd_bus_process, sd_bus *, sd_bus_message **)
