/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The way through a certificate's DER to its subject.
 */
#include "lib/format/x509_name.h"

#include <errno.h>
#include <string.h>

#include "lib/base/cursor.h"
#include "lib/format/unicode.h"

#define DER_OID			0x06
#define DER_BMP_STRING		0x1e
#define DER_SEQUENCE		0x30
#define DER_SET			0x31
#define DER_VERSION		0xa0
#define LENGTH_BYTES_MAX	4

static const uint8_t oid_common_name[] = { 0x55, 0x04, 0x03 };
static const uint8_t oid_organisation[] = { 0x55, 0x04, 0x0a };

struct der {
	uint8_t tag;
	struct cursor value;
};

static struct der read_der(struct cursor *cursor)
{
	struct der der = { .tag = cursor_u8(cursor) };
	uint32_t length = cursor_u8(cursor), bytes;

	if (length & 0x80) {
		bytes = length & 0x7f;
		if (bytes > LENGTH_BYTES_MAX)
			cursor->is_broken = true;
		for (length = 0; bytes && cursor_ok(cursor); bytes--)
			length = length << 8 | cursor_u8(cursor);
	}
	der.value = cursor_sub(cursor, length);
	return der;
}

/* Certificate, TBSCertificate, and in it everything before the subject. */
static struct cursor find_subject(struct cursor *certificate)
{
	struct der outer = read_der(certificate), tbs = read_der(&outer.value), field;
	unsigned int before = 4; /* serialNumber, signature, issuer, validity */

	field = read_der(&tbs.value);
	if (field.tag == DER_VERSION)
		field = read_der(&tbs.value);
	for (; before; before--)
		field = read_der(&tbs.value);
	if (outer.tag != DER_SEQUENCE || tbs.tag != DER_SEQUENCE || field.tag != DER_SEQUENCE)
		field.value.is_broken = true;
	return field.value;
}

static void format_value(const struct der *value, char *ret, size_t size)
{
	uint8_t swapped[256];
	size_t i, count = value->value.size / 2 * 2;

	if (value->tag != DER_BMP_STRING) {
		(void)unicode_from_utf8(value->value.data, value->value.size, ret, size);
		return;
	}
	if (count > sizeof(swapped))
		count = sizeof(swapped);
	for (i = 0; i < count; i += 2) {
		swapped[i] = value->value.data[i + 1];
		swapped[i + 1] = value->value.data[i];
	}
	(void)unicode_from_utf16(swapped, count, ret, size);
}

static bool is_oid(const struct der *oid, const uint8_t *expected, size_t size)
{
	return oid->tag == DER_OID && oid->value.size == size &&
	       !memcmp(oid->value.data, expected, size);
}

int x509_name_subject(const uint8_t *der, size_t der_size, char *ret, size_t size)
{
	struct cursor certificate, subject;
	int r = -ENODATA;

	cursor_init(&certificate, der, der_size);
	subject = find_subject(&certificate);
	if (!cursor_ok(&subject))
		return -EBADMSG;
	while (cursor_left(&subject)) {
		struct der set = read_der(&subject), pair = read_der(&set.value);
		struct der oid = read_der(&pair.value), value = read_der(&pair.value);

		if (!cursor_ok(&value.value) || set.tag != DER_SET)
			return -EBADMSG;
		if (is_oid(&oid, oid_common_name, sizeof(oid_common_name))) {
			format_value(&value, ret, size);
			return 0;
		}
		if (is_oid(&oid, oid_organisation, sizeof(oid_organisation))) {
			format_value(&value, ret, size);
			r = 0;
		}
	}
	return r;
}
