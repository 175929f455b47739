/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The road that a volume is enrolled for.
 */
#pragma once

struct disk_road;
struct fault;
struct luks;

/*
 * As disk_road_look(), where the user may say what to do: @road, "plugin" or "socket", and
 * @name; NULL: not said.  -EINVAL when that makes no sense, or when a key socket has no name.
 */
int disk_way_choose(struct luks *luks, const char *road, const char *name,
		    struct disk_road *ret, struct fault *fault);

/* What @source says against it, on standard error, as command @command. */
void disk_way_warn(const char *command, struct luks *luks, const struct disk_road *road);
