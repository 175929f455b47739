/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Device paths as text.  A path is a row of nodes, each with its own length of at
 * least four bytes, so reading it always ends.
 */
#include "lib/format/device_path.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

#include "lib/base/cursor.h"
#include "lib/format/guid.h"
#include "lib/format/unicode.h"

#define NODE_HEADER_SIZE	4
#define NODE_TEXT_MAX		320
#define END_TYPE		0x7f
#define END_ENTIRE		0xff

#define EISA_PCI_ROOT		0x0a0341d0u	/* PNP0A03 */
#define EISA_PCIE_ROOT		0x0a0841d0u	/* PNP0A08 */

#define NODE(type, subtype)	((type) << 8 | (subtype))

struct text {
	char *data;
	size_t size;
	size_t used;
};

static void __attribute__((__format__(__printf__, 2, 3))) append(struct text *text,
								 const char *format, ...)
{
	va_list args;
	int length;

	va_start(args, format);
	length = vsnprintf(text->data + text->used, text->size - text->used, format, args);
	va_end(args);
	if (length > 0)
		text->used += (size_t)length < text->size - text->used ?
				      (size_t)length :
				      text->size - text->used - 1;
}

static void append_guid(struct text *text, const char *name, struct cursor *node)
{
	char guid_text[GUID_TEXT_SIZE];
	struct guid guid;

	cursor_copy(node, guid.bytes, sizeof(guid.bytes));
	append(text, "%s(%s)", name, guid_format(&guid, guid_text));
}

static void append_acpi(struct text *text, struct cursor *node)
{
	uint32_t hid = cursor_le32(node), uid = cursor_le32(node);

	if (hid == EISA_PCI_ROOT || hid == EISA_PCIE_ROOT)
		append(text, "PciRoot(0x%x)", uid);
	else
		append(text, "Acpi(0x%08x,0x%x)", hid, uid);
}

/* Partition: number, start, size, signature; its kind is in the last byte. */
static void append_disk(struct text *text, struct cursor *node)
{
	uint32_t number = cursor_le32(node);
	uint64_t start = cursor_le64(node), blocks = cursor_le64(node);
	struct cursor signature = cursor_sub(node, GUID_SIZE);
	uint8_t kind;

	(void)cursor_u8(node); /* MBR or GPT; the signature's kind says it too */
	kind = cursor_u8(node);
	append(text, "HD(%u,", number);
	if (kind == 2)
		append_guid(text, "GPT", &signature);
	else if (kind == 1)
		append(text, "MBR,0x%08x", cursor_le32(&signature));
	else
		append(text, "None");
	append(text, ",0x%llx,0x%llx)", (unsigned long long)start, (unsigned long long)blocks);
}

static void append_file(struct text *text, const struct cursor *node)
{
	char path[NODE_TEXT_MAX];

	(void)unicode_from_utf16(node->data, node->size, path, sizeof(path)); /* escaped */
	append(text, "%s", path);
}

static void append_uri(struct text *text, const struct cursor *node)
{
	char uri[NODE_TEXT_MAX];

	(void)unicode_from_utf8(node->data, node->size, uri, sizeof(uri)); /* escaped */
	append(text, "Uri(%s)", uri);
}

static void append_mac(struct text *text, struct cursor *node)
{
	unsigned int i;

	append(text, "MAC(");
	for (i = 0; i < 6; i++)
		append(text, "%02x", cursor_u8(node));
	append(text, ")");
}

static void append_numbers(struct text *text, const char *name, uint64_t a, uint64_t b)
{
	append(text, "%s(0x%llx,0x%llx)", name, (unsigned long long)a, (unsigned long long)b);
}

static void append_node(struct text *text, uint8_t type, uint8_t subtype, struct cursor *node)
{
	uint64_t a, b;

	switch (NODE(type, subtype)) {
	case NODE(1, 1):
		b = cursor_u8(node);
		append_numbers(text, "Pci", cursor_u8(node), b);
		return;
	case NODE(1, 4):
		append_guid(text, "VenHw", node);
		return;
	case NODE(2, 1):
		append_acpi(text, node);
		return;
	case NODE(3, 2):
		a = cursor_le16(node);
		append_numbers(text, "Scsi", a, cursor_le16(node));
		return;
	case NODE(3, 5):
		a = cursor_u8(node);
		append_numbers(text, "USB", a, cursor_u8(node));
		return;
	case NODE(3, 10):
		append_guid(text, "VenMsg", node);
		return;
	case NODE(3, 11):
		append_mac(text, node);
		return;
	case NODE(3, 12):
		append(text, "IPv4()");
		return;
	case NODE(3, 13):
		append(text, "IPv6()");
		return;
	case NODE(3, 18):
		a = cursor_le16(node);
		append_numbers(text, "Sata", a, cursor_le16(node));
		return;
	case NODE(3, 23):
		a = cursor_le32(node);
		append_numbers(text, "NVMe", a, cursor_le64(node));
		return;
	case NODE(3, 24):
		append_uri(text, node);
		return;
	case NODE(4, 1):
		append_disk(text, node);
		return;
	case NODE(4, 2):
		append(text, "CDROM(0x%x)", cursor_le32(node));
		return;
	case NODE(4, 3):
		append_guid(text, "VenMedia", node);
		return;
	case NODE(4, 4):
		append_file(text, node);
		return;
	case NODE(4, 6):
		append_guid(text, "FvFile", node);
		return;
	case NODE(4, 7):
		append_guid(text, "Fv", node);
		return;
	case NODE(4, 8):
		cursor_skip(node, 4);
		a = cursor_le64(node);
		append_numbers(text, "Offset", a, cursor_le64(node));
		return;
	}
	append(text, "Path(%u,%u)", type, subtype);
}

int device_path_format(const uint8_t *data, size_t data_size, char *ret, size_t size)
{
	struct text text = { ret, size, 0 };
	struct cursor path;
	bool is_first = true;

	ret[0] = '\0';
	cursor_init(&path, data, data_size);
	for (;;) {
		uint8_t type = cursor_u8(&path), subtype = cursor_u8(&path);
		uint16_t length = cursor_le16(&path);
		struct cursor node;

		if (!cursor_ok(&path) || length < NODE_HEADER_SIZE)
			return -EBADMSG;
		node = cursor_sub(&path, length - NODE_HEADER_SIZE);
		if (!cursor_ok(&node))
			return -EBADMSG;
		if (type == END_TYPE && subtype == END_ENTIRE)
			return 0;
		if (type == END_TYPE) {
			append(&text, ",");
			is_first = true;
			continue;
		}
		if (!is_first)
			append(&text, "/");
		is_first = false;
		append_node(&text, type, subtype, &node);
		if (!cursor_ok(&node))
			return -EBADMSG;
	}
}
