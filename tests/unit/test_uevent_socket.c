/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The kernel's messages and nobody else's: who sent one is what the kernel says of it, here
 * a recvfrom() of the tests'.
 */
#include "tests/unit/unit.h"

#include <linux/netlink.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lib/sys/uevent_socket.h"

static struct sockaddr_nl sender;
static socklen_t sender_size;
static ssize_t result;

ssize_t __wrap_recvfrom(int fd, void *data, size_t size, int flags, struct sockaddr *address,
			socklen_t *address_size);

ssize_t __wrap_recvfrom(int fd, void *data, size_t size, int flags, struct sockaddr *address,
			socklen_t *address_size)
{
	memcpy(address, &sender, sizeof(sender));
	*address_size = sender_size;
	if (result < 0)
		errno = ENOBUFS;
	return result;
}

static int set_up(void **state)
{
	sender = (struct sockaddr_nl){ .nl_family = AF_NETLINK, .nl_groups = 1 };
	sender_size = sizeof(sender);
	result = 40;
	return 0;
}

static void what_the_kernel_sends_is_taken(void **state)
{
	char data[64];

	assert_int_equal(uevent_socket_read(-1, data, sizeof(data)), 40);
}

static void what_a_process_sends_is_dropped(void **state)
{
	char data[64];

	sender.nl_pid = 4711;
	assert_int_equal(uevent_socket_read(-1, data, sizeof(data)), 0);
	sender.nl_pid = 0;
	sender.nl_family = AF_UNIX;
	assert_int_equal(uevent_socket_read(-1, data, sizeof(data)), 0);
	sender.nl_family = AF_NETLINK;
	sender_size = 2;
	assert_int_equal(uevent_socket_read(-1, data, sizeof(data)), 0);
}

static void what_was_lost_is_told(void **state)
{
	char data[64];

	result = -1;
	assert_int_equal(uevent_socket_read(-1, data, sizeof(data)), -ENOBUFS);
}

static void the_kernel_takes_the_filter(void **state)
{
	int fd = uevent_socket_open();

	assert_true(fd >= 0);
	assert_int_equal(close(fd), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(what_the_kernel_sends_is_taken, set_up),
		cmocka_unit_test_setup(what_a_process_sends_is_dropped, set_up),
		cmocka_unit_test_setup(what_was_lost_is_told, set_up),
		cmocka_unit_test(the_kernel_takes_the_filter),
	};

	return cmocka_run_group_tests_name("uevent_socket", tests, NULL, NULL);
}
