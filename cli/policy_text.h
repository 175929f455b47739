/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a policy asks for, in words.
 */
#pragma once

struct policy;

/* On standard output, a line for each demand. */
void policy_print(const struct policy *policy);
