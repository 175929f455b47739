/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Writes down what became of an attempt, where `svsmctl disk explain` finds it.
 *
 * A note that cannot be written costs nobody a disk: it is for whoever calls to say so,
 * and to go on.
 */
#pragma once

#include "lib/format/unlock_record.h"

struct fault;
struct seal_outlook;

/* Fills the branches of @attempt from what unlock_key() said of them. */
void unlock_note_outlook(struct unlock_attempt *attempt, const struct seal_outlook *outlook);

/*
 * Adds @attempt, with the time of now, to the record of the volume @uuid in @folder (NULL:
 * UNLOCK_RECORD_FOLDER), which is made when it is not there.  A record that is damaged is
 * begun anew.  0; -EINVAL: @uuid is none; else -errno.
 */
int unlock_note_write(const char *folder, const char *uuid, const struct unlock_attempt *attempt,
		      struct fault *fault);
