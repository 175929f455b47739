// SPDX-License-Identifier: GPL-2.0-only
/*
 * ATTEST_SERVICES and ATTEST_SINGLE_SERVICE.
 *
 * Asking is dangerous.  Behind every request is one to the secure processor
 * under a message key that must never see two messages with one sequence number:
 * in COCONUT-SVSM a second BUSY of the host can wipe that key, after which there
 * is no attestation until the next launch, and some host errors panic an SVSM
 * that was given no certificate buffer.  So the driver:
 *
 *  - owns buffers of the maximum size and always passes all of them, rather than
 *    finding sizes out by asking;
 *  - makes one request per interval for the whole machine, with a small burst;
 *  - never repeats a request by itself;
 *  - holds requests off for minutes once the SVSM has answered INVALID_REQUEST.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/err.h>
#include <linux/io.h>
#include <linux/ktime.h>
#include <linux/mm.h>
#include <linux/moduleparam.h>
#include <linux/mutex.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>

#include "attest.h"
#include "bus.h"
#include "compat.h"
#include "transport.h"
#include "wire.h"

static unsigned int attest_interval_ms = 2000;
module_param(attest_interval_ms, uint, 0644);
MODULE_PARM_DESC(attest_interval_ms, "Milliseconds between attestation requests (default 2000)");

static unsigned int attest_burst = 3;
module_param(attest_burst, uint, 0644);
MODULE_PARM_DESC(attest_burst, "Requests that may follow one another without a wait (default 3)");

static unsigned int attest_holdoff_s = 300;
module_param(attest_holdoff_s, uint, 0644);
MODULE_PARM_DESC(attest_holdoff_s, "Seconds without requests after INVALID_REQUEST (default 300)");

/* No more in a burst: a time that is so far ahead still is one. */
#define SVSM_ATTEST_BURST_MAX	1000U

/*
 * One allocation, every part page-aligned and physically contiguous as the SVSM
 * wants it.  The nonce has a page to itself, as it must not cross one.
 */
struct attest_area {
	u8 report[PAGE_SIZE];
	u8 nonce[PAGE_SIZE];
	u8 manifest[SVSM_MANIFEST_MAX];
	u8 certs[SVSM_CERTS_MAX];
};

/*
 * Guards the area and the two times below.  Held while waiting for a turn: those
 * who come later wait for the lock, interruptibly, in their order.
 */
static DEFINE_MUTEX(attest_lock);
static struct attest_area *area;
static ktime_t next_slot;	/* when the bucket is full again */
static ktime_t held_until;	/* no request before this time */

int svsm_attest_init(void)
{
	/* Cleared for each request, so not here. */
	area = alloc_pages_exact(sizeof(*area), GFP_KERNEL);
	return area ? 0 : -ENOMEM;
}

void svsm_attest_exit(void)
{
	free_pages_exact(area, sizeof(*area));
}

static u32 ms_until(ktime_t when, ktime_t now)
{
	s64 ms = ktime_ms_delta(when, now);

	return clamp_t(s64, ms + 1, 1, U32_MAX);
}

static ktime_t earlier(ktime_t a, ktime_t b)
{
	return ktime_before(a, b) ? a : b;
}

/*
 * Waits for this request's turn and takes it.  @next_slot is the time at which a
 * caller that had come one by one would have been served next; a burst may run
 * ahead of it.  Both times are no later than the parameters make them now, which
 * may have been others when they were set.
 */
static int attest_take_turn(bool nonblock, u32 *ret_retry_ms)
{
	unsigned int interval_ms = READ_ONCE(attest_interval_ms);
	unsigned int burst = clamp(READ_ONCE(attest_burst), 1U, SVSM_ATTEST_BURST_MAX);
	ktime_t interval = ms_to_ktime(interval_ms);
	ktime_t ahead = ms_to_ktime((u64)interval_ms * (burst - 1));
	ktime_t now = ktime_get();
	ktime_t turn;

	lockdep_assert_held(&attest_lock);

	held_until = earlier(held_until,
			       ktime_add(now, ktime_set(READ_ONCE(attest_holdoff_s), 0)));
	next_slot = earlier(next_slot, ktime_add(now, ktime_add(ahead, interval)));
	turn = ktime_sub(next_slot, ahead);

	if (ktime_before(now, held_until)) {
		*ret_retry_ms = ms_until(held_until, now);
		return -EBUSY;
	}

	while (ktime_before(now, turn)) {
		if (nonblock) {
			*ret_retry_ms = ms_until(turn, now);
			return -EAGAIN;
		}
		schedule_timeout_interruptible(msecs_to_jiffies(ms_until(turn, now)));
		if (signal_pending(current))
			return -EINTR;
		now = ktime_get();
	}

	next_slot = ktime_add(ktime_after(now, next_slot) ? now : next_slot, interval);
	return 0;
}

static void attest_fill(const struct svsm_attest_request *request, struct svsm_attest_call *op)
{
	/* Whatever is not written now must not be what another caller was given. */
	memset(area, 0, sizeof(*area));
	memcpy(area->nonce, request->nonce, SVSM_NONCE_LEN);

	op->report_buf.pa = virt_to_phys(area->report);
	op->report_buf.len = sizeof(area->report);
	op->nonce.pa = virt_to_phys(area->nonce);
	op->nonce.len = SVSM_NONCE_LEN;
	op->manifest_buf.pa = virt_to_phys(area->manifest);
	op->manifest_buf.len = sizeof(area->manifest);
	op->certificates_buf.pa = virt_to_phys(area->certs);
	op->certificates_buf.len = sizeof(area->certs);
	export_guid(op->service_guid, &request->guid);
	op->service_manifest_ver = request->manifest_version;
}

/*
 * What a refusal means to the caller.  INVALID_PARAMETER stands for a buffer that
 * is too short (then a length above ours has come back) and for a manifest
 * version that the service does not have; nothing else of the request is the
 * caller's to get wrong.
 */
static int attest_refusal(const struct svsm_attest_request *request,
			  const struct svsm_attest_call *op, u64 code)
{
	switch (code) {
	case SVSM_RESULT_INVALID_PARAMETER:
		if (op->manifest_buf.len > SVSM_MANIFEST_MAX ||
		    op->certificates_buf.len > SVSM_CERTS_MAX)
			return -EOVERFLOW;
		return request->manifest_version ? -EPROTONOSUPPORT : -EREMOTEIO;
	case SVSM_RESULT_UNSUPPORTED_PROTOCOL:
		return guid_is_null(&request->guid) ? -EREMOTEIO : -ENXIO;
	case SVSM_RESULT_INVALID_REQUEST:
		held_until = ktime_add(ktime_get(), ktime_set(attest_holdoff_s, 0));
		pr_warn_ratelimited("INVALID_REQUEST: attestation may be lost until the next launch, none for %u s\n",
				    attest_holdoff_s);
		return -EREMOTEIO;
	default:
		return -EREMOTEIO;
	}
}

/* The lengths are the SVSM's and, for the certificates, the host's word. */
static int attest_collect(const struct svsm_attest_request *request,
			  const struct svsm_attest_call *op, struct svsm_attest_result **ret_result)
{
	u32 report_len = op->report_buf.len;
	u32 manifest_len = op->manifest_buf.len;
	u32 certs_len = op->certificates_buf.len;
	struct svsm_attest_result *result;

	if (manifest_len > SVSM_MANIFEST_MAX || certs_len > SVSM_CERTS_MAX)
		return -EOVERFLOW;
	if (report_len != SVSM_REPORT_LEN)
		return -EBADMSG;

	result = kvmalloc(struct_size(result, data, report_len + manifest_len + certs_len),
			  GFP_KERNEL);
	if (!result)
		return -ENOMEM;

	result->request = *request;
	result->report_len = report_len;
	result->manifest_len = manifest_len;
	result->certs_len = certs_len;
	memcpy(result->data, area->report, report_len);
	memcpy(result->data + report_len, area->manifest, manifest_len);
	memcpy(result->data + report_len + manifest_len, area->certs, certs_len);

	*ret_result = result;
	return 0;
}

/* The SVSM's fault rather than the caller's, and not yet told. */
static bool attest_is_fault(int ret, u64 code)
{
	return ret == -EBADMSG || ret == -EOVERFLOW ||
	       (ret == -EREMOTEIO && code != SVSM_RESULT_INVALID_REQUEST);
}

/**
 * svsm_attest() - ask the SVSM for an attestation
 * @request: what to attest
 * @nonblock: fail with -EAGAIN instead of waiting for a turn
 * @ret_result: the answer, to be freed with kvfree(); untouched on failure
 * @ret_status: always set
 *
 * Makes at most one request.  Sleeps while it waits for its turn.  An answer for
 * all services also renews the list of services on the bus.
 *
 * Return: 0 or -errno as uapi/linux/svsm.h has it.
 */
int svsm_attest(const struct svsm_attest_request *request, bool nonblock,
		struct svsm_attest_result **ret_result, struct svsm_attest_status *ret_status)
{
	bool single = !guid_is_null(&request->guid);
	struct svsm_attest_result *result;
	struct svsm_attest_call op = {};
	int ret;

	*ret_status = (struct svsm_attest_status){ .code = SVSM_CODE_NONE };

	if (nonblock && !mutex_trylock(&attest_lock)) {
		ret_status->retry_ms = attest_interval_ms;
		return -EAGAIN;
	}
	if (!nonblock && mutex_lock_interruptible(&attest_lock))
		return -EINTR;

	ret = attest_take_turn(nonblock, &ret_status->retry_ms);
	if (!ret) {
		attest_fill(request, &op);
		ret = svsm_call_attest(single, &op, &ret_status->code);
		if (ret)
			ret = attest_refusal(request, &op, ret_status->code);
		else
			ret = attest_collect(request, &op, &result);
	}
	mutex_unlock(&attest_lock);
	if (attest_is_fault(ret, ret_status->code))
		pr_warn_ratelimited("attestation failed: %pe (code 0x%llx; report %u, manifest %u, certificates %u bytes)\n",
				    ERR_PTR(ret), ret_status->code, op.report_buf.len,
				    op.manifest_buf.len, op.certificates_buf.len);
	if (ret)
		return ret;

	if (!single)
		ret_status->listed = svsm_bus_update(svsm_attest_manifest(result),
						     result->manifest_len);
	*ret_result = result;
	return 0;
}
