/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A text as a QR code, to be photographed from a terminal, by libqrencode, which is loaded
 * when one is made.  The picture is of half blocks in UTF-8, dark on light by the
 * terminal's own colours: ANSI black on white.
 */
#pragma once

struct fault;
struct secret;

/*
 * Fills @ret anew with the picture of @text; who can see it can read @text.  0;
 * -EOPNOTSUPP: no libqrencode; -E2BIG; -ENOMEM; -EIO.
 */
int qr_code_draw(const struct secret *text, struct secret *ret, struct fault *fault);
