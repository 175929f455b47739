/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Going through signature lists.
 */
#include "lib/format/signature_list.h"

#include <errno.h>

#define LIST_HEADER_SIZE	(GUID_SIZE + 3 * 4)

static const struct {
	struct guid type;
	enum signature_kind kind;
} kinds[] = {
	{ GUID_INIT(0xa5c059a1, 0x94e4, 0x4aa7, 0x87, 0xb5, 0xab, 0x15, 0x5c, 0x2b, 0xf0, 0x72),
	  SIGNATURE_X509 },
	{ GUID_INIT(0xc1c41626, 0x504c, 0x4092, 0xac, 0xa9, 0x41, 0xf9, 0x36, 0x93, 0x43, 0x28),
	  SIGNATURE_SHA256 },
	{ GUID_INIT(0x826ca512, 0xcf10, 0x4ac9, 0xb1, 0x87, 0xbe, 0x01, 0x49, 0x66, 0x31, 0xbd),
	  SIGNATURE_OTHER_HASH },
	{ GUID_INIT(0xff3e5307, 0x9fd0, 0x48c9, 0x85, 0xf1, 0x8a, 0xd5, 0x6c, 0x70, 0x1e, 0x01),
	  SIGNATURE_OTHER_HASH },
	{ GUID_INIT(0x093e0fae, 0xa6c4, 0x4f50, 0x9f, 0x1b, 0xd4, 0x1e, 0x2b, 0x89, 0xc1, 0x9a),
	  SIGNATURE_OTHER_HASH },
	{ GUID_INIT(0x3bd2a492, 0x96c0, 0x4079, 0xb4, 0x20, 0xfc, 0xf9, 0x8e, 0xf1, 0x03, 0xed),
	  SIGNATURE_CERT_HASH },
	{ GUID_INIT(0x7076876e, 0x80c2, 0x4ee6, 0xaa, 0xd2, 0x28, 0xb3, 0x49, 0xa6, 0x86, 0x5b),
	  SIGNATURE_CERT_HASH },
	{ GUID_INIT(0x446dbf63, 0x2502, 0x4cda, 0xbc, 0xfa, 0x24, 0x65, 0xd2, 0xb0, 0xfe, 0x9d),
	  SIGNATURE_CERT_HASH },
	{ GUID_INIT(0x3c5766e8, 0x269c, 0x4e34, 0xaa, 0x14, 0xed, 0x77, 0x6e, 0x85, 0xb3, 0xb6),
	  SIGNATURE_RSA2048 },
};

#define KINDS_COUNT	(sizeof(kinds) / sizeof(kinds[0]))

static enum signature_kind find_kind(const struct guid *type)
{
	size_t i;

	for (i = 0; i < KINDS_COUNT; i++)
		if (guid_is_equal(&kinds[i].type, type))
			return kinds[i].kind;
	return SIGNATURE_UNKNOWN;
}

void signature_list_init(struct signature_list *list, const uint8_t *data, size_t size)
{
	*list = (struct signature_list){ .entry_size = 0 };
	cursor_init(&list->lists, data, size);
	cursor_init(&list->entries, NULL, 0);
}

static int open_list(struct signature_list *list)
{
	uint32_t list_size, header_size;

	cursor_copy(&list->lists, list->type.bytes, GUID_SIZE);
	list_size = cursor_le32(&list->lists);
	header_size = cursor_le32(&list->lists);
	list->entry_size = cursor_le32(&list->lists);
	if (!cursor_ok(&list->lists) || list_size < LIST_HEADER_SIZE ||
	    list->entry_size <= GUID_SIZE)
		return -EBADMSG;
	list->entries = cursor_sub(&list->lists, list_size - LIST_HEADER_SIZE);
	cursor_skip(&list->entries, header_size);
	if (!cursor_ok(&list->entries) || cursor_left(&list->entries) % list->entry_size)
		return -EBADMSG;
	return 0;
}

int signature_list_next(struct signature_list *list, struct signature *ret)
{
	struct signature signature;
	struct cursor entry;

	while (!cursor_left(&list->entries)) {
		if (!cursor_left(&list->lists))
			return 0;
		if (open_list(list) < 0)
			return -EBADMSG;
	}
	entry = cursor_sub(&list->entries, list->entry_size);
	signature.type = list->type;
	signature.kind = find_kind(&list->type);
	cursor_copy(&entry, signature.owner.bytes, GUID_SIZE);
	signature.size = cursor_left(&entry);
	signature.data = cursor_bytes(&entry, signature.size);
	*ret = signature;
	return 1;
}
