/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Addresses of AMD's key distribution service.
 */
#include "lib/format/kds_url.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/fault.h"
#include "lib/base/hex.h"
#include "lib/format/snp_extensions.h"

#define HTTPS	"https://"
#define HTTP	"http://"

static bool is_loopback(const char *host, size_t length)
{
	static const char *const names[] = { "127.0.0.1", "[::1]", "localhost" };
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strlen(names[i]) == length && !strncmp(names[i], host, length))
			return true;
	return false;
}

/* The length of "HOST" in "HOST[:PORT]", 0 when it is not of that form. */
static size_t host_length(const char *host)
{
	static const char of_names[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				       "0123456789.-";
	size_t length, port;

	if (*host == '[') {
		length = 1 + strspn(host + 1, "0123456789abcdefABCDEF:");
		if (host[length] != ']')
			return 0;
		length++;
	} else {
		length = strspn(host, of_names);
	}
	if (!host[length])
		return length;
	port = host[length] == ':' ? strspn(host + length + 1, "0123456789") : 0;
	return port && port <= 5 && !host[length + 1 + port] ? length : 0;
}

int kds_url_check(const char *base, struct fault *fault)
{
	const bool is_plain = !strncmp(base, HTTP, strlen(HTTP));
	const char *host = base + (is_plain ? strlen(HTTP) : strlen(HTTPS));
	size_t length;

	if (!is_plain && strncmp(base, HTTPS, strlen(HTTPS)))
		return fault_set(fault, -EINVAL, "'%.100s' does not begin with " HTTPS, base);
	length = host_length(host);
	if (!length)
		return fault_set(fault, -EINVAL, "'%.100s' is not of the form " HTTPS
				 "HOST[:PORT]", base);
	if (is_plain && !is_loopback(host, length))
		return fault_set(fault, -EPROTONOSUPPORT, "'%.100s': plain http is for this "
				 "machine alone", base);
	return 0;
}

static int finish(int length)
{
	return length < 0 || length >= KDS_URL_MAX ? -EMSGSIZE : 0;
}

int kds_url_vcek(const char *base, enum snp_product product, const uint8_t *hwid, size_t size,
		 const struct tcb *tcb, char ret[static KDS_URL_MAX])
{
	char id[HEX_TEXT_SIZE(SNP_EXTENSIONS_HWID_MAX)], fmc[16] = "";

	if (product == SNP_PRODUCT_UNKNOWN || size > SNP_EXTENSIONS_HWID_MAX)
		return -EOPNOTSUPP;
	if (product == SNP_PRODUCT_TURIN)
		(void)snprintf(fmc, sizeof(fmc), "fmcSPL=%u&", tcb->fmc); /* 11 at most */
	return finish(snprintf(ret, KDS_URL_MAX,
			       "%s/vcek/v1/%s/%s?%sblSPL=%u&teeSPL=%u&snpSPL=%u&ucodeSPL=%u", base,
			       snp_product_name(product), hex_encode(hwid, size, id), fmc,
			       tcb->bootloader, tcb->tee, tcb->snp, tcb->microcode));
}

int kds_url_chain(const char *base, enum snp_product product, int is_vlek,
		  char ret[static KDS_URL_MAX])
{
	if (product == SNP_PRODUCT_UNKNOWN)
		return -EOPNOTSUPP;
	return finish(snprintf(ret, KDS_URL_MAX, "%s/%s/v1/%s/cert_chain", base,
			       is_vlek ? "vlek" : "vcek", snp_product_name(product)));
}

int kds_url_crl(const char *base, enum snp_product product, char ret[static KDS_URL_MAX])
{
	if (product == SNP_PRODUCT_UNKNOWN)
		return -EOPNOTSUPP;
	return finish(snprintf(ret, KDS_URL_MAX, "%s/vcek/v1/%s/crl", base,
			       snp_product_name(product)));
}
