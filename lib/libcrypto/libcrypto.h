/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * OpenSSL's libcrypto, in the place of which a program is linked with libcrypto.o.
 */
#pragma once

/*
 * For a program that is to be over soon: of all that OpenSSL prepares at its start, half is
 * a table of the names of algorithms as they were called before OpenSSL 3.  Without it
 * nothing finds an algorithm by EVP_get_digestbyname() and the like: no certificate can be
 * verified.  Before anything else calls OpenSSL, libraries included.
 */
void libcrypto_start_without_names(void);

/* Loads it, for a program that has the time before it needs it. */
void libcrypto_prepare(void);

/*
 * The program has it.  The library, or a function of it, is not there: @why, as the loader
 * says it.  Nobody who calls OpenSSL could go on: what has failed is the machine, as if it
 * lacked memory.  So this says so, and ends the program.
 */
void libcrypto_fail(const char *why) __attribute__((__noreturn__));
