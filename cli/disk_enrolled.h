/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What an enrollment has made, shown.
 */
#pragma once

struct disk_enrolled;
struct disk_gate;
struct disk_road;
struct luks;

void disk_enrolled_print(const struct disk_road *road, const struct disk_enrolled *enrolled);

void disk_enrolled_print_json(struct luks *luks, const struct disk_gate *gate,
			      const struct disk_road *road, const struct disk_enrolled *enrolled);

/* What is left to do, on standard error, as command @command. */
void disk_enrolled_note(const char *command, const struct disk_road *road,
			const struct disk_enrolled *enrolled);
