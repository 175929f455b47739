/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The peer of a connection: a child of this process, and one that has ended.
 */
#include "tests/unit/unit.h"

#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/sys/socket_peer.h"

struct world {
	char folder[32];	/* stands for /proc, and has the socket */
	int listener;
};

static void put_cgroup(const struct world *world, pid_t pid, const char *text)
{
	char path[128];
	FILE *file;

	(void)snprintf(path, sizeof(path), "%s/%d", world->folder, (int)pid);
	assert_int_equal(mkdir(path, 0755), 0);
	strcat(path, "/cgroup");
	file = fopen(path, "w");
	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

static struct sockaddr_un address_of(const struct world *world)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };

	(void)snprintf(address.sun_path, sizeof(address.sun_path), "%s/root.key", world->folder);
	return address;
}

static int setup(void **state)
{
	static struct world world;
	struct sockaddr_un address;

	world = (struct world){ .folder = "/tmp/svsm-test-XXXXXX" };
	assert_non_null(mkdtemp(world.folder));
	address = address_of(&world);
	world.listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(world.listener, (struct sockaddr *)&address, sizeof(address)), 0);
	assert_int_equal(listen(world.listener, 4), 0);
	*state = &world;
	return 0;
}

static int teardown(void **state)
{
	struct world *world = *state;
	char command[64];

	(void)close(world->listener);
	(void)snprintf(command, sizeof(command), "rm -r %s", world->folder);
	return system(command);
}

/* A child that connects, from that abstract name (or none), and waits to be ended. */
static int connected(const struct world *world, const char *name, pid_t *ret_child)
{
	const struct sockaddr_un address = address_of(world);
	int fd;

	*ret_child = fork();
	if (!*ret_child) {
		struct sockaddr_un own = { .sun_family = AF_UNIX };

		fd = socket(AF_UNIX, SOCK_STREAM, 0);
		if (name) {
			strcpy(own.sun_path + 1, name);
			(void)bind(fd, (struct sockaddr *)&own,
				   (socklen_t)(sizeof(sa_family_t) + 1 + strlen(name)));
		}
		(void)connect(fd, (const struct sockaddr *)&address, sizeof(address));
		(void)pause();
		_exit(0);
	}
	fd = accept(world->listener, NULL, NULL);
	assert_true(fd >= 0);
	return fd;
}

static void end_child(pid_t child)
{
	assert_int_equal(kill(child, SIGKILL), 0);
	assert_int_equal(waitpid(child, NULL, 0), child);
}

static void test_a_peer_is_known_by_user_address_and_control_group(void **state)
{
	struct world *world = *state;
	struct socket_peer peer;
	char name[32];
	pid_t child;
	int fd;

	(void)snprintf(name, sizeof(name), "%x/cryptsetup/root", (unsigned int)getpid());
	fd = connected(world, name, &child);
	put_cgroup(world, child, "0::/system.slice/x.service\n");
	assert_int_equal(socket_peer_read(fd, world->folder, &peer, NULL), 0);
	assert_int_equal(peer.uid, getuid());
	assert_int_equal(peer.pid, child);
	assert_int_equal(peer.address_size, strlen(name) + 1);
	assert_memory_equal(peer.address + 1, name, strlen(name));
	assert_int_equal(peer.cgroup_size, 27);
	end_child(child);
	(void)close(fd);
}

static void test_a_peer_that_has_bound_no_name_has_none(void **state)
{
	struct world *world = *state;
	struct socket_peer peer;
	pid_t child;
	int fd = connected(world, NULL, &child);

	put_cgroup(world, child, "0::/\n");
	assert_int_equal(socket_peer_read(fd, world->folder, &peer, NULL), 0);
	assert_int_equal(peer.address_size, 0);
	end_child(child);
	(void)close(fd);
}

/* Its number may be another process' by now, and so may be what /proc says of it. */
static void test_a_peer_that_has_ended_is_nobody(void **state)
{
	struct world *world = *state;
	struct socket_peer peer = { .pid = 7 };
	struct fault fault = FAULT_NONE;
	pid_t child;
	int fd = connected(world, NULL, &child);

	put_cgroup(world, child, "0::/system.slice/systemd-cryptsetup@root.service\n");
	end_child(child);
	assert_int_equal(socket_peer_read(fd, world->folder, &peer, &fault), -ESRCH);
	assert_true(fault.text[0]);
	assert_int_equal(peer.pid, 7);
	(void)close(fd);
}

static void test_what_is_no_local_connection_is_refused(void **state)
{
	struct socket_peer peer;
	char name[16];
	int ends[2];

	assert_int_equal(pipe(ends), 0);
	assert_int_equal(socket_peer_read(ends[0], "/proc", &peer, NULL), -ENOTSOCK);
	assert_int_equal(socket_peer_own_name(ends[0], name, sizeof(name), NULL), -ENOTSOCK);
	(void)close(ends[0]);
	(void)close(ends[1]);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	assert_int_equal(socket_peer_own_name(ends[0], name, sizeof(name), NULL), -ENOENT);
	(void)close(ends[0]);
	(void)close(ends[1]);
}

static void test_a_connection_knows_the_socket_that_it_came_by(void **state)
{
	struct world *world = *state;
	char name[9], small[8];
	pid_t child;
	int fd = connected(world, NULL, &child);

	assert_int_equal(socket_peer_own_name(fd, name, sizeof(name), NULL), 0);
	assert_string_equal(name, "root.key");
	assert_int_equal(socket_peer_own_name(fd, small, sizeof(small), NULL), -EMSGSIZE);
	end_child(child);
	(void)close(fd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			test_a_peer_is_known_by_user_address_and_control_group, setup, teardown),
		cmocka_unit_test_setup_teardown(test_a_peer_that_has_bound_no_name_has_none, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_a_peer_that_has_ended_is_nobody, setup,
						teardown),
		cmocka_unit_test(test_what_is_no_local_connection_is_refused),
		cmocka_unit_test_setup_teardown(test_a_connection_knows_the_socket_that_it_came_by,
						setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
