// SPDX-License-Identifier: GPL-2.0-only
/*
 * svsm_emu_tsm.ko: reports by the kernel's own interface (configfs-tsm), as sev-guest
 * offers them in a guest under an SVSM, for tests of what works without svsm.ko.
 *
 * It asks the SVSM through the kernel's entry point, as sev-guest does: by the kernel's
 * sizes first, again with larger buffers when the SVSM wants those.  Reports that are
 * not the SVSM's do not exist here.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/cleanup.h>
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/string.h>
#include <linux/tsm.h>

#include "svsm_emu.h"

#define REPORT_SIZE	SZ_4K
#define MANIFEST_SIZE	SZ_4K
#define CERTS_SIZE	SZ_16K
#define ATTEMPTS	3
#define GUEST_VMPL	2

struct pages {
	void *data;
	size_t size;
};

static void pages_free(struct pages *pages)
{
	if (pages->data)
		free_pages_exact(pages->data, pages->size);
	pages->data = NULL;
}

static int pages_alloc(struct pages *pages, size_t size)
{
	pages_free(pages);
	pages->size = PAGE_ALIGN(size);
	pages->data = alloc_pages_exact(pages->size, GFP_KERNEL | __GFP_ZERO);
	return pages->data ? 0 : -ENOMEM;
}

struct answer {
	struct pages report;
	struct pages manifest;
	struct pages certs;
};

static void answer_free(struct answer *answer)
{
	pages_free(&answer->report);
	pages_free(&answer->manifest);
	pages_free(&answer->certs);
}

/* Buffers as long as @op asks for. */
static int answer_alloc(struct answer *answer, struct svsm_attest_call *op)
{
	if (pages_alloc(&answer->report, op->report_buf.len) ||
	    pages_alloc(&answer->manifest, op->manifest_buf.len) ||
	    pages_alloc(&answer->certs, op->certificates_buf.len))
		return -ENOMEM;

	op->report_buf.pa = virt_to_phys(answer->report.data);
	op->report_buf.len = answer->report.size;
	op->manifest_buf.pa = virt_to_phys(answer->manifest.data);
	op->manifest_buf.len = answer->manifest.size;
	op->certificates_buf.pa = virt_to_phys(answer->certs.data);
	op->certificates_buf.len = answer->certs.size;
	return 0;
}

static bool wants_more(const struct answer *answer, const struct svsm_attest_call *op)
{
	return op->report_buf.len > answer->report.size ||
	       op->manifest_buf.len > answer->manifest.size ||
	       op->certificates_buf.len > answer->certs.size;
}

static int answer_get(struct tsm_report_desc *desc, struct answer *answer,
		      struct svsm_attest_call *op)
{
	u64 id = SVSM_ATTEST_CALL(guid_is_null(&desc->service_guid) ?
				  SVSM_ATTEST_SERVICES : SVSM_ATTEST_SINGLE_SERVICE);
	int attempt;

	export_guid(op->service_guid, &desc->service_guid);
	op->service_manifest_ver = desc->service_manifest_version;
	op->nonce.pa = virt_to_phys(desc->inblob);
	op->nonce.len = desc->inblob_len;
	op->report_buf.len = REPORT_SIZE;
	op->manifest_buf.len = MANIFEST_SIZE;
	op->certificates_buf.len = CERTS_SIZE;

	for (attempt = 0; attempt < ATTEMPTS; attempt++) {
		struct svsm_call call = {};

		if (answer_alloc(answer, op))
			return -ENOMEM;
		if (!snp_issue_svsm_attest_req(id, &call, op))
			return 0;
		if (call.rax_out != SVSM_ERR_INVALID_PARAMETER || !wants_more(answer, op)) {
			pr_err_ratelimited("attestation refused (0x%llx)\n", call.rax_out);
			break;
		}
	}
	return -EINVAL;
}

static int blob_copy(const struct pages *pages, u32 len, u8 **ret, size_t *ret_len)
{
	if (len > pages->size)
		return -EINVAL;
	*ret = kvmemdup(pages->data, len, GFP_KERNEL);
	if (!*ret)
		return -ENOMEM;
	*ret_len = len;
	return 0;
}

/* What has been filled in when it fails is freed by the caller. */
static int emu_report_new(struct tsm_report *report, void *data)
{
	struct tsm_report_desc *desc = &report->desc;
	struct svsm_attest_call op = {};
	struct answer answer = {};
	int ret;

	if (!desc->service_provider || strcmp(desc->service_provider, "svsm"))
		return -EINVAL;

	ret = answer_get(desc, &answer, &op);
	if (!ret)
		ret = blob_copy(&answer.report, op.report_buf.len, &report->outblob,
				&report->outblob_len);
	if (!ret)
		ret = blob_copy(&answer.manifest, op.manifest_buf.len, &report->manifestblob,
				&report->manifestblob_len);
	if (!ret && op.certificates_buf.len)
		ret = blob_copy(&answer.certs, op.certificates_buf.len, &report->auxblob,
				&report->auxblob_len);
	answer_free(&answer);
	return ret;
}

static const struct tsm_report_ops emu_report_ops = {
	.name = "sev_guest",
	.privlevel_floor = GUEST_VMPL,
	.report_new = emu_report_new,
};

static int __init emu_tsm_init(void)
{
	return tsm_report_register(&emu_report_ops, NULL);
}

static void __exit emu_tsm_exit(void)
{
	tsm_report_unregister(&emu_report_ops);
}

module_init(emu_tsm_init);
module_exit(emu_tsm_exit);

MODULE_DESCRIPTION("configfs-tsm reports of the emulated SVSM, for tests only");
MODULE_LICENSE("GPL");
