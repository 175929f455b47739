/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * One question about disks over a connection, and its answer (lib/format/disks_message.h).
 */
#pragma once

struct disk_places;

/* 0, also where the answer is why there is none; -errno, which was said. */
int disks_server_answer(int connection, const struct disk_places *places);
