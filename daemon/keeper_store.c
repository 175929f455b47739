/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Keeping state and history.
 */
#include "daemon/keeper_store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "daemon/keeper.h"
#include "daemon/tell.h"
#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/base/error.h"
#include "lib/base/fault.h"
#include "lib/format/trust_entry.h"
#include "lib/sys/boot_id.h"
#include "lib/sys/file.h"
#include "lib/sys/folder.h"
#include "lib/sys/trust_history.h"
#include "lib/sys/whole_file.h"

#define RUNTIME_MODE	0755

static int join(const char *folder, const char *name, char ret[static PATH_MAX],
		struct fault *fault)
{
	if (snprintf(ret, PATH_MAX, "%s/%s", folder, name) >= PATH_MAX)
		return fault_set(fault, -ENAMETOOLONG, "%.100s...: the path is too long", folder);
	return 0;
}

/* Held as long as the process lives, however it ends; whoever asks for it does not take it. */
static int take_lock(struct keeper_store *store, const char *folder, struct fault *fault)
{
	struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	char path[PATH_MAX];
	int r = join(folder, "lock", path, fault);

	if (r < 0)
		return r;
	store->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (store->lock < 0)
		return fault_set(fault, -errno, "%s: cannot be opened: %s", path,
				 error_text(errno));
	if (!fcntl(store->lock, F_OFD_SETLK, &whole))
		return 0;
	if (errno == EAGAIN || errno == EACCES)
		return fault_set(fault, -EBUSY,
				 "%s: another svsmd runs, see 'systemctl status svsmd'", path);
	return fault_set(fault, -errno, "%s: cannot be locked: %s", path, error_text(errno));
}

int keeper_store_open(struct keeper_store *store, const char *state_folder,
		      const char *runtime_folder, struct fault *fault)
{
	int r;

	r = folder_make(runtime_folder, RUNTIME_MODE, fault);
	if (!r)
		r = take_lock(store, runtime_folder, fault);
	if (!r)
		r = join(runtime_folder, "state", store->state, fault);
	if (!r)
		r = join(runtime_folder, "appraisal", store->appraisal, fault);
	if (!r)
		r = join(state_folder, KEEPER_HISTORY_NAME, store->path, fault);
	if (!r)
		r = boot_id_read(BOOT_ID_PATH, store->boot_id, fault);
	if (!r)
		r = trust_history_open(store->path, TRUST_HISTORY_SHARE, &store->history, fault);
	if (!r && trust_history_cut(store->history))
		tell(MESSAGE_HISTORY_CUT, "%s: its last line was not whole, as after a power "
		     "cut, and was taken away", store->path);
	return r;
}

static void make_entry(const struct keeper_store *store, const struct trust *trust,
		       const struct appraisal_record *record, const struct trust_time *now,
		       struct trust_entry *ret)
{
	*ret = (struct trust_entry){
		.time = trust->since,
		.boot_ms = now->boot,
		.is_self_good = trust->is_self_good,
		.lacks_self = trust->lacks_self,
		.lacks_remote = trust->lacks_remote,
		.has_verdict = trust->has_verdict,
		.verdict_until = trust->verdict_until,
		.is_unreachable = trust->is_unreachable,
		.unreachable_since = trust->unreachable_since,
	};
	memcpy(ret->boot_id, store->boot_id, sizeof(ret->boot_id));
	strcpy(ret->state, trust_state_name(trust->state));
	strcpy(ret->assurance, trust_assurance_name(trust->assurance));
	strcpy(ret->event, trust_event_name(trust->event));
	trust_entry_put_cause(ret, trust->cause);
	if (!record->has_identity)
		return;
	memcpy(ret->ak_name, record->ak_name, sizeof(ret->ak_name));
	memcpy(ret->ek_name, record->ek_name, sizeof(ret->ek_name));
	memcpy(ret->report_id, record->report_id, sizeof(ret->report_id));
}

static int take_trust(const struct trust_entry *entry, struct trust *ret)
{
	struct trust trust = {
		.since = entry->time,
		.is_self_good = entry->is_self_good,
		.lacks_self = entry->lacks_self,
		.lacks_remote = entry->lacks_remote,
		.has_verdict = entry->has_verdict,
		.verdict_until = entry->verdict_until,
		.is_unreachable = entry->is_unreachable,
		.unreachable_since = entry->unreachable_since,
	};

	if (trust_state_find(entry->state, &trust.state) < 0 ||
	    trust_assurance_find(entry->assurance, &trust.assurance) < 0 ||
	    trust_event_find(entry->event, &trust.event) < 0)
		return -EBADMSG;
	_Static_assert(sizeof(trust.cause) >= sizeof(entry->cause), "a cause fits");
	strcpy(trust.cause, entry->cause);
	*ret = trust;
	return 0;
}

/* In the initrd the history was another one: this one lies on a disk that was not there yet. */
static void make_known(struct keeper_store *store, struct trust_entry *entry)
{
	const struct trust_entry *last = trust_history_last(store->history);
	struct fault fault = FAULT_NONE;

	if (last && !memcmp(last->boot_id, store->boot_id, sizeof(last->boot_id)))
		return;
	if (trust_history_append(store->history, entry, &fault) < 0)
		tell(MESSAGE_NOT_KEPT, "%s; the history goes on without", fault.text);
}

static int load_trust(struct keeper_store *store, struct trust *ret, struct fault *fault)
{
	_cleanup_(buffer_deinit) struct buffer text = BUFFER_INIT(TRUST_ENTRY_SIZE_MAX);
	struct trust_entry entry;
	int r;

	r = file_read(store->state, &text, fault);
	if (r < 0)
		return r;
	r = trust_entry_decode(text.data, text.size, &entry, fault);
	if (!r && memcmp(entry.boot_id, store->boot_id, sizeof(entry.boot_id)))
		return fault_set(fault, -ESTALE, "%s: is of another boot", store->state);
	if (!r && take_trust(&entry, ret) < 0)
		r = fault_set(fault, -EBADMSG, "holds a state that is not known");
	if (r < 0)
		return fault_name(fault, r, store->state);
	make_known(store, &entry);
	return 0;
}

static int load_record(const struct keeper_store *store, struct appraisal_record *ret,
		       struct fault *fault)
{
	_cleanup_(buffer_deinit) struct buffer text = BUFFER_INIT(APPRAISAL_RECORD_SIZE_MAX);
	int r;

	r = file_read(store->appraisal, &text, fault);
	if (r < 0)
		return r;
	r = appraisal_record_decode(text.data, text.size, ret, fault);
	return r < 0 ? fault_name(fault, r, store->appraisal) : 0;
}

void keeper_store_load(struct keeper_store *store, struct trust *ret_trust,
		       struct appraisal_record *ret_record)
{
	struct fault fault = FAULT_NONE;
	int r;

	*ret_trust = (struct trust){ .state = TRUST_UNKNOWN };
	*ret_record = (struct appraisal_record){ .outcome = APPRAISED_UNABLE };
	r = load_trust(store, ret_trust, &fault);
	if (!r)
		r = load_record(store, ret_record, &fault);
	if (r < 0 && r != -ENOENT)
		tell(MESSAGE_PASSED_OVER, "%s; passed over", fault.text);
}

static int write_state(const struct keeper_store *store, const struct trust_entry *entry,
		       struct fault *fault)
{
	_cleanup_(buffer_deinit) struct buffer text = BUFFER_INIT(TRUST_ENTRY_SIZE_MAX);
	int r = trust_entry_encode(entry, &text);

	if (r < 0)
		return fault_set(fault, r, "%s: the state cannot be written down", store->state);
	return whole_file_write(store->state, text.data, text.size, fault);
}

void keeper_store_save(struct keeper_store *store, const struct trust *trust,
		       const struct appraisal_record *record, const struct trust_time *now,
		       bool is_changed)
{
	struct fault fault = FAULT_NONE;
	struct trust_entry entry;

	make_entry(store, trust, record, now, &entry);
	if (is_changed && trust_history_append(store->history, &entry, &fault) < 0)
		tell(MESSAGE_NOT_KEPT, "%s; the history goes on without", fault.text);
	if (write_state(store, &entry, &fault) < 0)
		tell(MESSAGE_NOT_KEPT, "%s; a restart would begin anew", fault.text);
}

void keeper_store_save_record(const struct keeper_store *store,
			      const struct appraisal_record *record)
{
	_cleanup_(buffer_deinit) struct buffer text = BUFFER_INIT(APPRAISAL_RECORD_SIZE_MAX);
	struct fault fault = FAULT_NONE;

	if (appraisal_record_encode(record, &text) < 0 ||
	    whole_file_write(store->appraisal, text.data, text.size, &fault) < 0)
		tell(MESSAGE_NOT_KEPT, "%s; a restart would not see PCRs that move meanwhile",
		     fault.text);
}

void keeper_store_close(struct keeper_store *store)
{
	trust_history_close(store->history);
	if (store->lock >= 0)
		(void)close(store->lock);
	*store = KEEPER_STORE_NONE;
}
