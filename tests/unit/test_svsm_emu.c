/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The transport over an emulator's socket, against a child process that sends
 * canned bytes, right ones and wrong ones.
 */
#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/unit/unit.h"

#include "lib/sys/emu_wire.h"
#include "lib/sys/svsm_dev.h"

struct canned {
	struct emu_reply reply;
	size_t reply_size;	/* of it that is sent */
	size_t tail_size;	/* bytes behind it */
};

static char path[64], address[80];
static pid_t server;
static struct svsm_dev *dev;

static const struct svsm_dev_request request = { .nonce = { 0x5a }, .guid = { { 0x77 } } };

static void serve(int listener, const struct canned *canned)
{
	static const char tail[] = "reportmanifestcerts";
	int connection = accept(listener, NULL, NULL);
	struct emu_request received;
	ssize_t done;

	done = recv(connection, &received, sizeof(received), MSG_WAITALL);
	if (done == sizeof(received) && received.magic == EMU_WIRE_MAGIC) {
		done = send(connection, &canned->reply, canned->reply_size, MSG_NOSIGNAL);
		done += send(connection, tail, canned->tail_size, MSG_NOSIGNAL);
	}
	_exit(done < 0);
}

/* An emulator that answers one request with @canned, and a handle on it. */
static void start(const struct canned *canned, enum svsm_dev_access access)
{
	struct sockaddr_un name = { .sun_family = AF_UNIX };
	int listener = socket(AF_UNIX, SOCK_STREAM, 0);

	(void)snprintf(path, sizeof(path), "/tmp/svsm-test-emu-%d", getpid());
	(void)snprintf(address, sizeof(address), "emu:%s", path);
	strcpy(name.sun_path, path);
	(void)unlink(path);
	assert_int_equal(bind(listener, (struct sockaddr *)&name, sizeof(name)), 0);
	assert_int_equal(listen(listener, 1), 0);
	server = fork();
	assert_true(server >= 0);
	if (!server)
		serve(listener, canned);
	(void)close(listener);
	assert_int_equal(svsm_dev_open(address, access, &dev, NULL), 0);
}

static void stop(void)
{
	svsm_dev_close(dev);
	dev = NULL;
	(void)kill(server, SIGKILL);
	assert_int_equal(waitpid(server, NULL, 0), server);
	(void)unlink(path);
}

static struct canned good(void)
{
	return (struct canned){
		.reply = {
			.magic = EMU_WIRE_MAGIC,
			.vmpl = 2,
			.features = 3,
			.report_len = 6,
			.manifest_len = 8,
			.certs_len = 5,
		},
		.reply_size = sizeof(struct emu_reply),
		.tail_size = 19,
	};
}

static void info_comes_from_the_reply(void **state)
{
	struct canned canned = good();
	struct svsm_dev_info info;

	start(&canned, SVSM_DEV_READ);
	assert_int_equal(svsm_dev_info(dev, &info, NULL), 0);
	assert_true(info.can_attest);
	assert_int_equal(info.vmpl, 2);
	assert_string_equal(info.transport, "emu");
	stop();
}

static void the_parts_of_an_answer_are_told_apart(void **state)
{
	struct canned canned = good();
	struct svsm_dev_answer answer;

	start(&canned, SVSM_DEV_REQUEST);
	assert_int_equal(svsm_dev_attest(dev, &request, &answer, NULL), 0);
	assert_memory_equal(answer.report, "report", 6);
	assert_memory_equal(answer.manifest, "manifest", 8);
	assert_memory_equal(answer.certs, "certs", 5);
	assert_int_equal(answer.certs_size, 5);
	svsm_dev_answer_deinit(&answer);
	stop();
}

static void a_wrong_answer_is_refused(void **state)
{
	static const struct {
		const char *what;
		size_t offset;		/* of the member that is wrong */
		uint32_t value;
		size_t reply_size, tail_size;
		int error;
	} cases[] = {
		{ "magic", 0, 1, 48, 19, -EBADMSG },
		{ "report", 32, EMU_REPORT_MAX + 1, 48, 19, -EBADMSG },
		{ "manifest", 36, EMU_MANIFEST_MAX + 1, 48, 19, -EBADMSG },
		{ "certs", 40, EMU_CERTS_MAX + 1, 48, 19, -EBADMSG },
		{ "code", 8, 0x80000006, 48, 19, -EREMOTEIO },
		{ "no such service", 8, 0x80000001, 48, 19, -ENXIO },
		{ "reply cut off", 4, 2, 47, 0, -ECONNRESET },
		{ "bytes cut off", 4, 2, 48, 18, -ECONNRESET },
		{ "hung up", 4, 2, 0, 0, -ECONNRESET },
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct svsm_dev_answer answer = { .report_size = 77 };
		struct fault fault = FAULT_NONE;
		struct canned canned = good();

		memcpy((uint8_t *)&canned.reply + cases[i].offset, &cases[i].value, 4);
		canned.reply_size = cases[i].reply_size;
		canned.tail_size = cases[i].tail_size;
		start(&canned, SVSM_DEV_REQUEST);
		assert_int_equal(svsm_dev_attest(dev, &request, &answer, &fault), cases[i].error);
		assert_int_equal(answer.report_size, 77);
		assert_non_null(strstr(fault.text, address));
		stop();
	}
}

static void a_handle_for_reading_makes_no_requests(void **state)
{
	struct canned canned = good();
	struct svsm_dev_answer answer;
	struct svsm_dev_list list;

	start(&canned, SVSM_DEV_READ);
	assert_int_equal(svsm_dev_attest(dev, &request, &answer, NULL), -EACCES);
	assert_int_equal(svsm_dev_list(dev, &list, NULL), -ENODATA);
	stop();
}

static void nobody_listening_is_said(void **state)
{
	char text[200], long_address[200];
	struct fault fault = FAULT_NONE;

	assert_int_equal(svsm_dev_open("emu:/nowhere/at/all", SVSM_DEV_READ, &dev, &fault),
			 -ENOENT);
	assert_string_equal(fault.text, "emu:/nowhere/at/all: there is no such file");
	assert_int_equal(svsm_dev_open("emu:", SVSM_DEV_READ, &dev, &fault), -ENAMETOOLONG);
	memset(text, 'x', sizeof(text));
	(void)snprintf(long_address, sizeof(long_address), "emu:%.150s", text);
	assert_int_equal(svsm_dev_open(long_address, SVSM_DEV_READ, &dev, &fault), -ENAMETOOLONG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(info_comes_from_the_reply),
		cmocka_unit_test(the_parts_of_an_answer_are_told_apart),
		cmocka_unit_test(a_wrong_answer_is_refused),
		cmocka_unit_test(a_handle_for_reading_makes_no_requests),
		cmocka_unit_test(nobody_listening_is_said),
	};

	return cmocka_run_group_tests_name("svsm_emu", tests, NULL, NULL);
}
