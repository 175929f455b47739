/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The transport over the kernel's own report interface (configfs-tsm, Linux 6.10 and
 * later; ABI document configfs-tsm-report), for machines on which the SVSM driver is
 * not loaded.  Its attestations are the same, but it paces nobody, keeps no list of
 * services, and its errors do not say what the SVSM answered.
 *
 * A folder below the interface's is one request: what is written to its files is
 * the question, what is read from others the answer.  "generation" counts the writes,
 * so that a question that another process has changed is noticed.
 */
#include "lib/sys/svsm_dev.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/base/error.h"
#include "lib/base/fault.h"
#include "lib/sys/file.h"

#define BLOB_MAX	(16u << 20)	/* TSM_REPORT_OUTBLOB_MAX */
#define TEXT_MAX	64
#define VMPL_MAX	3

/* One request: its folder is there as long as this is. */
struct entry {
	char *path;
	unsigned long writes;
};

static void entry_remove(struct entry *entry)
{
	if (entry->path)
		(void)rmdir(entry->path); /* a leftover harms nobody */
	free(entry->path);
}

static int entry_make(struct svsm_dev *dev, const char *folder, struct entry *ret,
		      struct fault *fault)
{
	char *path;

	if (asprintf(&path, "%s/svsm-%d-%p", folder, getpid(), (void *)dev) < 0)
		return fault_set(fault, -ENOMEM, "%s: out of memory", dev->address);
	if (mkdir(path, 0700) < 0) {
		int error = -errno;

		free(path);
		return fault_set(fault, error, "%s: %s", dev->address, error_text(error));
	}
	*ret = (struct entry){ .path = path };
	return 0;
}

static char *entry_file(const struct entry *entry, const char *name)
{
	char *path;

	return asprintf(&path, "%s/%s", entry->path, name) < 0 ? NULL : path;
}

static int entry_write(struct entry *entry, const char *name, const void *data, size_t size,
		       struct fault *fault)
{
	_cleanup_(cleanup_free) char *path = entry_file(entry, name);
	_cleanup_(cleanup_close) int fd = -1;
	ssize_t written;

	if (!path)
		return fault_set(fault, -ENOMEM, "%s: out of memory", name);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return fault_set(fault, -errno, "%s: %s", path, error_text(errno));
	written = write(fd, data, size);
	if (written < 0)
		return fault_set(fault, -errno, "%s: %s", path, error_text(errno));
	if ((size_t)written != size)
		return fault_set(fault, -EIO, "%s: takes %zd of %zu bytes", path, written, size);
	entry->writes++;
	return 0;
}

static int entry_read(const struct entry *entry, const char *name, struct buffer *buffer,
		      struct fault *fault)
{
	_cleanup_(cleanup_free) char *path = entry_file(entry, name);

	if (!path)
		return fault_set(fault, -ENOMEM, "%s: out of memory", name);
	return file_read(path, buffer, fault);
}

static int entry_read_number(const struct entry *entry, const char *name, unsigned long *ret,
			     struct fault *fault)
{
	_cleanup_(buffer_deinit) struct buffer text = BUFFER_INIT(TEXT_MAX);
	unsigned long value;
	char *end;
	int r;

	r = entry_read(entry, name, &text, fault);
	if (!r)
		r = buffer_append(&text, "", 1);
	if (r < 0)
		return r;
	errno = 0;
	value = strtoul((char *)text.data, &end, 10);
	if (errno || end == (char *)text.data || *end != '\n')
		return fault_set(fault, -EBADMSG, "%s/%s: holds no number", entry->path, name);
	*ret = value;
	return 0;
}

/* The question, which for all services has neither GUID nor version. */
static int entry_ask(struct entry *entry, const struct svsm_dev_request *request,
		     struct fault *fault)
{
	char guid[GUID_TEXT_SIZE], version[16];
	int r;

	r = entry_write(entry, "service_provider", "svsm", strlen("svsm"), fault);
	if (!r && !guid_is_null(&request->guid)) {
		guid_format(&request->guid, guid);
		r = entry_write(entry, "service_guid", guid, strlen(guid), fault);
		(void)snprintf(version, sizeof(version), "%u", request->manifest_version);
		if (!r)
			r = entry_write(entry, "service_manifest_version", version,
					strlen(version), fault);
	}
	if (!r)
		r = entry_write(entry, "inblob", request->nonce, sizeof(request->nonce), fault);
	return r;
}

/* Gives @buffer's bytes away. */
static void take_blob(struct buffer *buffer, uint8_t **ret, size_t *ret_size)
{
	*ret_size = buffer->size;
	*ret = TAKE_PTR(buffer->data);
}

/* Reading the report is what makes the request; the others belong to that one. */
static int entry_answer(struct svsm_dev *dev, const struct entry *entry,
			struct svsm_dev_answer *ret, struct fault *fault)
{
	_cleanup_(buffer_deinit) struct buffer report = BUFFER_INIT(BLOB_MAX);
	_cleanup_(buffer_deinit) struct buffer manifest = BUFFER_INIT(BLOB_MAX);
	_cleanup_(buffer_deinit) struct buffer certs = BUFFER_INIT(BLOB_MAX);
	unsigned long generation;
	int r;

	r = entry_read(entry, "outblob", &report, NULL);
	if (r == -EINVAL || r == -EIO || r == -ENXIO)
		return fault_set(fault, -EREMOTEIO,
				 "%s: the SVSM refused the request; this interface does not say "
				 "why, the kernel log may", dev->address);
	if (r < 0)
		return fault_set(fault, r, "%s: %s", dev->address, error_text(r));
	r = entry_read(entry, "manifestblob", &manifest, fault);
	if (!r)
		r = entry_read(entry, "auxblob", &certs, fault);
	if (!r)
		r = entry_read_number(entry, "generation", &generation, fault);
	if (r < 0)
		return r;
	if (generation != entry->writes)
		return fault_set(fault, -EBADMSG,
				 "%s: the request was changed while it was made", entry->path);
	take_blob(&report, &ret->report, &ret->report_size);
	take_blob(&manifest, &ret->manifest, &ret->manifest_size);
	take_blob(&certs, &ret->certs, &ret->certs_size);
	return 0;
}

static const char *folder_of(const struct svsm_dev *dev)
{
	return dev->address + strlen(SVSM_DEV_TSM_PREFIX);
}

static int tsm_attest(struct svsm_dev *dev, const struct svsm_dev_request *request,
		      struct svsm_dev_answer *ret, struct fault *fault)
{
	_cleanup_(entry_remove) struct entry entry = { NULL, 0 };
	int r;

	if (dev->access != SVSM_DEV_REQUEST)
		return fault_set(fault, -EACCES, "%s: permission denied", dev->address);
	r = entry_make(dev, folder_of(dev), &entry, fault);
	if (!r)
		r = entry_ask(&entry, request, fault);
	if (!r)
		r = entry_answer(dev, &entry, ret, fault);
	return r;
}

static int tsm_list(struct svsm_dev *dev, struct svsm_dev_list *ret, struct fault *fault)
{
	_cleanup_(svsm_dev_answer_deinit) struct svsm_dev_answer answer = { 0 };
	struct svsm_dev_request all = { .guid = GUID_NULL };
	int r;

	if (dev->access != SVSM_DEV_REQUEST)
		return fault_set(fault, -ENODATA, "%s: keeps no list of services", dev->address);
	r = tsm_attest(dev, &all, &answer, fault);
	if (!r)
		r = svsm_dev_list_of(&answer, ret, fault);
	return r;
}

static int tsm_info(struct svsm_dev *dev, struct svsm_dev_info *ret, struct fault *fault)
{
	_cleanup_(entry_remove) struct entry entry = { NULL, 0 };
	unsigned long floor;
	int r;

	r = entry_make(dev, folder_of(dev), &entry, fault);
	if (!r)
		r = entry_read_number(&entry, "privlevel_floor", &floor, fault);
	if (r < 0)
		return r;
	*ret = (struct svsm_dev_info){
		.can_attest = true,
		.vmpl = floor <= VMPL_MAX ? (unsigned int)floor : 0,
		.transport = "configfs-tsm",
		.services_max = SVSM_DEV_SERVICES_MAX,
		.report_max = BLOB_MAX,
		.manifest_max = BLOB_MAX,
		.certs_max = BLOB_MAX,
	};
	return 0;
}

static const struct svsm_dev_ops tsm_ops = {
	.info = tsm_info,
	.list = tsm_list,
	.attest = tsm_attest,
};

/*
 * Other technologies have this interface too, and so has an SNP guest without an
 * SVSM: only where there is one can the request name a service provider.
 */
int svsm_tsm_open(struct svsm_dev *dev, struct fault *fault)
{
	_cleanup_(entry_remove) struct entry entry = { NULL, 0 };
	_cleanup_(cleanup_free) char *path = NULL;
	int r;

	r = entry_make(dev, folder_of(dev), &entry, fault);
	if (r < 0)
		return r;
	path = entry_file(&entry, "service_provider");
	if (!path)
		return fault_set(fault, -ENOMEM, "%s: out of memory", dev->address);
	if (access(path, F_OK) < 0)
		return fault_set(fault, -ENODEV, "%s: this machine's reports have no service "
				 "provider, so there is no SVSM", dev->address);
	dev->ops = &tsm_ops;
	return 0;
}
