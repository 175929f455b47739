/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The commands of svsmctl, each in a file of its own.
 */
#pragma once

struct command;

/* cmd_status.c */
extern const struct command status_command;

/* cmd_services.c */
extern const struct command services_command;

/* cmd_attest.c */
extern const struct command attest_command;
