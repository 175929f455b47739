/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The doorbell's listening side.  See bell.h.
 */
#include "tests/emu/bell.h"

#include <inttypes.h>
#include <linux/types.h>
#include <stddef.h>
#include <unistd.h>

#include "tests/emu/doorbell.h"
#include "tests/emu/protocol.h"
#include "tests/emu/say.h"
#include "tests/emu/stream.h"
#include "tests/emu/wire.h"

_Static_assert(sizeof(struct doorbell_regs) == 0x38, "doorbell_regs has no padding");
_Static_assert(offsetof(struct doorbell_regs, done) == 4, "done stands where doorbell.h says");

/* A guest that rings wrongly without end must not fill the host's log. */
#define COMPLAINTS_MAX	32

static bool may_complain(struct bell *bell)
{
	if (bell->complaints == COMPLAINTS_MAX)
		return false;
	if (++bell->complaints == COMPLAINTS_MAX)
		say("doorbell: this guest's next mistakes are not told");
	return true;
}

/*
 * Linux sets call_pending before it calls; an SVSM takes it back before it runs the
 * call, and runs nothing where it was not set.
 */
static bool take_call_pending(uint8_t *calling_area)
{
	return __atomic_exchange_n(calling_area, 0, __ATOMIC_SEQ_CST) != 0;
}

static void run_call(struct bell *bell, struct doorbell_regs *regs)
{
	struct svsm *svsm = bell->svsm;
	uint8_t *calling_area = NULL;

	if (regs->ca_gpa % GUEST_PAGE == 0)
		calling_area = guest_at(&svsm->guest, regs->ca_gpa, GUEST_PAGE);
	if (!calling_area) {
		if (may_complain(bell))
			say("doorbell: calling area 0x%" PRIx64 " is no page of the guest's RAM",
			    (uint64_t)regs->ca_gpa);
		regs->rax = SVSM_INVALID_ADDRESS;
		return;
	}
	if (!take_call_pending(calling_area))
		return;
	/* To the guest a call that nobody has run looks as if it were still pending. */
	if (!protocol_call(svsm, regs))
		__atomic_store_n(calling_area, 1, __ATOMIC_SEQ_CST);
}

static void bell_ring(struct bell *bell, uint64_t gpa)
{
	struct guest *guest = &bell->svsm->guest;
	struct doorbell_regs regs;
	uint8_t *page;

	page = gpa % GUEST_PAGE ? NULL : guest_at(guest, gpa, GUEST_PAGE);
	if (!page) {
		if (may_complain(bell))
			say("doorbell: 0x%" PRIx64 " is no page of the guest's RAM, ignoring", gpa);
		return;
	}
	memcpy(&regs, page, sizeof(regs));
	if (regs.magic != DOORBELL_MAGIC) {
		if (may_complain(bell))
			say("doorbell: no registers at 0x%" PRIx64 " (magic 0x%x), ignoring", gpa,
			    regs.magic);
		return;
	}
	run_call(bell, &regs);
	memcpy(page + offsetof(struct doorbell_regs, rax), &regs.rax,
	       sizeof(regs) - offsetof(struct doorbell_regs, rax));
	/* The guest spins on this word: the registers must be there before it is. */
	__atomic_store_n((uint32_t *)(void *)(page + offsetof(struct doorbell_regs, done)), 1,
			 __ATOMIC_RELEASE);
}

static void bell_hang_up(struct bell *bell)
{
	loop_remove(bell->loop, bell->qemu);
	close(bell->qemu);
	bell->qemu = -1;
	bell->have = 0;
	if (bell->once)
		loop_stop(bell->loop);
}

static void bell_readable(void *context, int fd)
{
	struct bell *bell = context;
	uint64_t gpa;

	if (!stream_receive(fd, bell->address, sizeof(bell->address), &bell->have)) {
		bell_hang_up(bell);
		return;
	}
	if (bell->have < sizeof(bell->address))
		return;
	bell->have = 0;
	gpa = get_le64(bell->address);
	bell_ring(bell, gpa);
}

static void bell_accept(void *context, int listener)
{
	struct bell *bell = context;
	int fd;

	/* One machine has one RAM: a second QEMU would be another guest. */
	if (bell->qemu >= 0) {
		stream_refuse(listener);
		return;
	}
	fd = stream_accept(listener);
	if (fd < 0)
		return;
	if (loop_add(bell->loop, fd, bell_readable, bell) < 0) {
		close(fd);
		return;
	}
	bell->qemu = fd;
	bell->complaints = 0;
}

int bell_init(struct bell *bell, struct loop *loop, struct svsm *svsm, const char *path,
	      bool once)
{
	int error;

	*bell = (struct bell){ .loop = loop, .svsm = svsm, .qemu = -1, .once = once };
	bell->listener = stream_listen_unix(path);
	if (bell->listener < 0)
		return bell->listener;
	error = loop_add(loop, bell->listener, bell_accept, bell);
	if (error < 0)
		close(bell->listener);
	return error;
}

void bell_deinit(struct bell *bell)
{
	if (bell->qemu >= 0)
		close(bell->qemu);
	close(bell->listener);
}
