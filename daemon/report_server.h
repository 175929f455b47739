/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * One connection of somebody who wants reports signed, by Varlink, from its first call to
 * its end.
 */
#pragma once

/*
 * Answers calls until the caller is done, silent for a minute, or says what is no call.
 * 0; -errno, which was said.
 */
int report_server_answer(int connection);
