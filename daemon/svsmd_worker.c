/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * svsmd-worker: one piece of work that touches TPM and SVSM, in a process of its own, so
 * that what a TPM that hangs holds up, what a hostile answer breaks and what work leaves
 * behind ends with it.  svsmd has one do work at a time, and one wait for the next.
 *
 *	svsmd-worker wait			for one of these, on descriptor 0
 *	svsmd-worker appraise [POLICY [ARK [CERTIFICATES]]]	"" for what is not given
 *	svsmd-worker look					at PCRs and logs alone
 *	svsmd-worker quote NAME					the same, signed by that AK
 *	svsmd-worker attest CHALLENGE				in hexadecimal digits
 *	svsmd-worker activate					the credential of descriptor 3
 *	svsmd-worker judge KEY					the verdict of descriptor 3
 *	svsmd-worker services					to descriptor 3
 *	svsmd-worker log PCRS SOURCE TYPE OFFSET LIMIT		a page, to descriptor 3
 *	svsmd-worker verify CHALLENGE POLICY BINDING ARK CERTIFICATES
 *								the evidence of descriptor 4;
 *								3 when it is rejected
 *	svsmd-worker disks SOCKET VERB VOLUME			svsm-disks' answer, to descriptor 3
 *
 * Standard output gets one text: the record of the appraisal or look; the SHA-256 of the
 * evidence, which itself goes to descriptor 3; the verdict, where KEY has signed it; nothing
 * of a credential, whose secret takes its place in descriptor 3; or why there is none of
 * these.  Exit status 0, also where an appraisal rejects; 1; 2 when it was
 * called wrongly.
 *
 * The environment names other places than the machine's own, as for svsmctl(8).
 */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "daemon/say.h"
#include "daemon/work.h"
#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/base/error.h"
#include "lib/base/hex.h"
#include "lib/evidence/collect.h"
#include "lib/evidence/credential_answer.h"
#include "lib/evidence/pcr_look.h"
#include "lib/evidence/self_appraisal.h"
#include "lib/format/appraisal_record.h"
#include "lib/format/credential_file.h"
#include "lib/format/verdict_record.h"
#include "lib/policy/hasher.h"
#include "lib/policy/tpm_name.h"
#include "lib/policy/verdict_signature.h"
#include "lib/libcrypto/libcrypto.h"
#include "lib/sys/file.h"
#include "lib/sys/svsm_dev.h"
#include "lib/sys/tpm.h"
#include "lib/sys/vtpm.h"

#define KEY_FILE_MAX	(64u * 1024)

void libcrypto_fail(const char *why)
{
	say(SAY_ERROR, "OpenSSL cannot be used: %s", why);
	exit(EXIT_FAILURE);
}

static const char *given(int argc, char **argv, int index)
{
	return index < argc && *argv[index] ? argv[index] : NULL;
}

static int put_record(const struct appraisal_record *record)
{
	_cleanup_(buffer_deinit) struct buffer line = BUFFER_INIT(APPRAISAL_RECORD_SIZE_MAX);

	if (appraisal_record_encode(record, &line) < 0)
		return EXIT_FAILURE;
	return work_write(STDOUT_FILENO, line.data, line.size) < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}

static int appraise(int argc, char **argv)
{
	const struct self_appraisal_params params = {
		.device = work_device(),
		.tcti = getenv("SVSM_TCTI"),
		.logs = work_log_paths(),
		.birth = { .record = getenv("SVSM_BIRTH"), .boot_id = getenv("SVSM_BOOT_ID") },
		.policy = given(argc, argv, 0),
		.ark = given(argc, argv, 1),
		.certificates = given(argc, argv, 2),
		.notes.take = work_note,
	};
	struct appraisal_record record;

	self_appraisal_make(&params, &record);
	return put_record(&record);
}

/* @signer: NULL for none. */
static int look(const struct tpm_name *signer)
{
	struct appraisal_record record = { .outcome = APPRAISED_UNABLE };
	const struct pcr_look_params params = {
		.device = work_device(),
		.tcti = getenv("SVSM_TCTI"),
		.logs = work_log_paths(),
		.signer = signer,
	};
	struct fault fault = FAULT_NONE;
	int r = pcr_look_make(&params, &record, &fault);

	if (r < 0)
		appraisal_record_put_reason(&record, fault.text);
	if (r == -EKEYREJECTED)
		record.outcome = APPRAISED_BAD;
	else if (!r && signer)
		record.outcome = APPRAISED_GOOD;
	return put_record(&record);
}

static int quote(const char *text)
{
	struct tpm_name name = { .size = APPRAISAL_RECORD_NAME_SIZE };

	if (strlen(text) != 2 * name.size || hex_decode(text, name.bytes, name.size) < 0)
		return 2;
	return look(&name);
}

static int collect_to(int fd, const struct evidence_bytes *challenge,
		      uint8_t ret_digest[static HASHER_SHA256_SIZE], struct fault *fault)
{
	_cleanup_(collection_deinit) struct collection collection = COLLECTION_NONE;
	_cleanup_(svsm_dev_cleanup) struct svsm_dev *dev = NULL;
	int r;

	r = svsm_dev_open(work_device(), SVSM_DEV_REQUEST, &dev, fault);
	if (!r)
		r = work_collect(challenge, dev, &collection, fault);
	if (r < 0)
		return r;
	hasher_sha256(collection.bundle.data, collection.bundle.size, ret_digest);
	r = work_write(fd, collection.bundle.data, collection.bundle.size);
	return r < 0 ? fault_set(fault, r, "evidence: cannot be written: %s", error_text(r)) : 0;
}

static int attest(const char *text)
{
	const size_t digits = strlen(text);
	uint8_t challenge[EVIDENCE_CHALLENGE_MAX], digest[HASHER_SHA256_SIZE];
	char digest_text[HEX_TEXT_SIZE(HASHER_SHA256_SIZE)];
	struct fault fault = FAULT_NONE;

	if (digits % 2 || digits < 2 * EVIDENCE_CHALLENGE_MIN ||
	    digits > 2 * EVIDENCE_CHALLENGE_MAX || hex_decode(text, challenge, digits / 2) < 0)
		return 2;
	if (collect_to(WORK_OUT_FD, &(struct evidence_bytes){ challenge, digits / 2 }, digest,
		       &fault) < 0)
		return work_say(fault.text, EXIT_FAILURE);
	return work_say(hex_encode(digest, sizeof(digest), digest_text), EXIT_SUCCESS);
}

static int activate_in(int fd, struct fault *fault)
{
	_cleanup_(credential_answer_wipe) struct buffer answer =
		BUFFER_INIT(CREDENTIAL_FILE_SIZE_MAX);
	_cleanup_(buffer_deinit) struct buffer text = BUFFER_INIT(CREDENTIAL_FILE_SIZE_MAX);
	struct credential_challenge challenge;
	struct vtpm vtpm;
	int r;

	r = file_read("/dev/fd/3", &text, fault);
	if (!r)
		r = credential_file_decode_challenge(text.data, text.size, &challenge, fault);
	if (!r)
		r = vtpm_choose(getenv("SVSM_TCTI"), work_device(), &vtpm, fault);
	if (!r)
		r = credential_answer_make(&challenge, vtpm.tcti, &answer, fault);
	if (r < 0)
		return r;
	if (ftruncate(fd, 0) < 0 || lseek(fd, 0, SEEK_SET) < 0)
		r = -errno;
	else
		r = work_write(fd, answer.data, answer.size);
	return r < 0 ? fault_set(fault, r, "response: cannot be written: %s", error_text(r)) : 0;
}

static int activate(void)
{
	struct fault fault = FAULT_NONE;

	return activate_in(WORK_OUT_FD, &fault) < 0 ? work_say(fault.text, EXIT_FAILURE) :
						      EXIT_SUCCESS;
}

static int judge_text(const char *key_path, struct buffer *text, struct fault *fault)
{
	_cleanup_(buffer_deinit) struct buffer key = BUFFER_INIT(KEY_FILE_MAX);
	struct verdict_record record;
	int r;

	r = file_read("/dev/fd/3", text, fault);
	if (!r)
		r = verdict_record_decode(text->data, text->size, &record, fault);
	if (!r)
		r = file_read(key_path, &key, fault);
	if (!r)
		r = verdict_signature_check(&record, key.data, key.size, fault);
	return r;
}

static int judge(const char *key_path)
{
	_cleanup_(buffer_deinit) struct buffer text = BUFFER_INIT(VERDICT_RECORD_SIZE_MAX);
	struct fault fault = FAULT_NONE;

	if (judge_text(key_path, &text, &fault) < 0)
		return work_say(fault.text, EXIT_FAILURE);
	return work_write(STDOUT_FILENO, text.data, text.size) < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}

static const struct {
	const char *name;
	int (*run)(int argc, char **argv);
} works[] = {
	{ "services", work_services },
	{ "log", work_log },
	{ "verify", work_verify },
	{ "disks", work_disks },
};

static int work(int argc, char **argv)
{
	size_t i;

	if (argc >= 2 && argc <= 5 && !strcmp(argv[1], "appraise"))
		return appraise(argc - 2, argv + 2);
	if (argc == 2 && !strcmp(argv[1], "look"))
		return look(NULL);
	if (argc == 3 && !strcmp(argv[1], "quote"))
		return quote(argv[2]);
	if (argc == 3 && !strcmp(argv[1], "attest"))
		return attest(argv[2]);
	if (argc == 2 && !strcmp(argv[1], "activate"))
		return activate();
	if (argc == 3 && !strcmp(argv[1], "judge"))
		return judge(argv[2]);
	for (i = 0; argc >= 2 && i < sizeof(works) / sizeof(works[0]); i++)
		if (!strcmp(argv[1], works[i].name))
			return works[i].run(argc - 2, argv + 2);
	say(SAY_ERROR, "svsmd-worker is started by svsmd");
	return 2;
}

static bool is_ordered(void)
{
	struct pollfd orders = { .fd = STDIN_FILENO, .events = POLLIN };

	return poll(&orders, 1, 0) > 0;
}

/* While there is none, what most of them need is loaded. */
static int wait_for_order(char *name)
{
	char packet[WORK_ORDER_SIZE_MAX], *argv[1 + WORK_ORDER_ARGUMENTS_MAX + 1] = { name };
	struct fault fault = FAULT_NONE;
	struct work_order order;
	int argc, r;

	if (!is_ordered())
		tpm_prepare();
	for (;;) {
		r = work_socket_receive(STDIN_FILENO, packet, &order, &fault);
		if (r <= 0)
			break;
		for (argc = 1; order.arguments[argc - 1]; argc++)
			argv[argc] = (char *)order.arguments[argc - 1];
		if (argc > 1)
			return work(argc, argv);
		if (!is_ordered())
			libcrypto_prepare();
	}
	if (r < 0)
		say(SAY_ERROR, "svsmd-worker: %s", fault.text);
	return r < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
	if (argc == 2 && !strcmp(argv[1], "wait"))
		return wait_for_order(argv[0]);
	return work(argc, argv);
}
