/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * QR codes by libqrencode.
 */
#include "lib/sys/qr_code.h"

#include <errno.h>
#include <qrencode.h>
#include <stdbool.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/base/secret.h"
#include "lib/sys/library.h"

#define LIBRARY		"libqrencode.so.4"
#define QUIET		4	/* modules around the code (ISO/IEC 18004, section 6.3.8) */
#define LINE_START	"\033[30;47m"
#define LINE_END	"\033[0m\n"

struct library {
	void *handle;
	__typeof__(QRcode_encodeData) *encode;
	__typeof__(QRcode_free) *free;
};

static int open_library(struct library *library, struct fault *fault)
{
	const struct library_function functions[] = {
		{ "QRcode_encodeData", &library->encode },
		{ "QRcode_free", &library->free },
	};

	return library_load(LIBRARY, "QR codes need it (Debian: libqrencode4)", functions,
			    sizeof(functions) / sizeof(functions[0]), &library->handle, fault);
}

static void close_library(struct library *library)
{
	library_unload(&library->handle);
}

static bool is_dark(const QRcode *code, int x, int y)
{
	return x >= 0 && y >= 0 && x < code->width && y < code->width &&
	       code->data[y * code->width + x] & 1;
}

static char *append(char *at, const char *text)
{
	const size_t size = strlen(text);

	memcpy(at, text, size);
	return at + size;
}

/* Two rows of modules are one of characters. */
static int draw(const QRcode *code, struct secret *ret)
{
	static const char *const blocks[2][2] = { { " ", "\u2584" }, { "\u2580", "\u2588" } };
	_cleanup_(secret_deinit) struct secret picture = SECRET_NONE;
	const size_t columns = (size_t)code->width + 2 * QUIET, lines = (columns + 1) / 2;
	char *at;
	int x, y;

	if (lines * (columns * 3 + strlen(LINE_START) + strlen(LINE_END)) > SECRET_SIZE_MAX)
		return -E2BIG;
	if (secret_init(&picture, SECRET_SIZE_MAX) < 0)
		return -ENOMEM;
	at = (char *)picture.bytes;
	for (y = -QUIET; y < code->width + QUIET; y += 2) {
		at = append(at, LINE_START);
		for (x = -QUIET; x < code->width + QUIET; x++)
			at = append(at, blocks[is_dark(code, x, y)][is_dark(code, x, y + 1)]);
		at = append(at, LINE_END);
	}
	if (secret_init(ret, (size_t)(at - (char *)picture.bytes)) < 0)
		return -ENOMEM;
	memcpy(ret->bytes, picture.bytes, ret->size);
	return 0;
}

int qr_code_draw(const struct secret *text, struct secret *ret, struct fault *fault)
{
	_cleanup_(close_library) struct library library = { .handle = NULL };
	QRcode *code;
	int r;

	r = open_library(&library, fault);
	if (r < 0)
		return r;
	code = library.encode((int)text->size, text->bytes, 0, QR_ECLEVEL_L);
	if (!code)
		return fault_set(fault, -EIO, "%s: makes no code of %zu bytes", LIBRARY,
				 text->size);
	r = draw(code, ret);
	/* libqrencode does not wipe what it frees; this much is in our hands. */
	explicit_bzero(code->data, (size_t)code->width * (size_t)code->width);
	library.free(code);
	return r < 0 ? fault_set(fault, r, "QR code: it cannot be drawn") : 0;
}
