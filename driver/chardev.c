// SPDX-License-Identifier: GPL-2.0-only
/*
 * /dev/svsm: the ioctls of uapi/linux/svsm.h, whose DOC section is the contract.
 *
 * One table, one copy-in: a handler gets a kernel copy of its structure, whole
 * and size-checked, and touches user memory only to write results.  A descriptor
 * keeps at most one attestation result, for itself alone.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/cleanup.h>
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include <linux/svsm.h>

#include "attest.h"
#include "bus.h"
#include "parts.h"
#include "transport.h"

/* One open descriptor. */
struct svsm_file {
	struct mutex lock;			/* guards @kept, held while attesting */
	struct svsm_attest_result *kept;	/* did not fit into the caller's buffers */
	bool writable;
	const struct file *file;		/* its O_NONBLOCK may be switched any time */
};

static int svsm_ioctl_get_info(struct svsm_file *sfile, void *ucmd)
{
	struct svsm_info *cmd = ucmd;

	cmd->abi = SVSM_ABI_VERSION;
	cmd->features = svsm_transport_features();
	if (svsm_vtpm_bound())
		cmd->features |= SVSM_FEATURE_VTPM;
	cmd->vmpl = svsm_transport_vmpl();
	cmd->services_max = SVSM_SERVICES_MAX;
	cmd->report_max = SVSM_REPORT_LEN;
	cmd->manifest_max = SVSM_MANIFEST_MAX;
	cmd->certs_max = SVSM_CERTS_MAX;
	cmd->reserved = 0;
	strscpy_pad(cmd->transport, svsm_transport_name(), sizeof(cmd->transport));
	return 0;
}

static int list_rescan(struct svsm_file *sfile, struct svsm_list *cmd)
{
	static const struct svsm_attest_request all;
	struct svsm_attest_result *result __free(kvfree) = NULL;
	struct svsm_attest_status status;
	int ret;

	ret = svsm_attest(&all, sfile->file->f_flags & O_NONBLOCK, &result, &status);
	cmd->svsm_code = status.code;
	cmd->retry_ms = status.retry_ms;
	return ret ?: status.listed;
}

static int svsm_ioctl_list_services(struct svsm_file *sfile, void *ucmd)
{
	struct svsm_service *services __free(kvfree) = NULL;
	struct svsm_list *cmd = ucmd;
	u32 room = cmd->count, count = 0;
	int ret;

	if (cmd->flags & ~SVSM_LIST_RESCAN)
		return -EOPNOTSUPP;
	if ((cmd->flags & SVSM_LIST_RESCAN) && !sfile->writable)
		return -EACCES;

	cmd->svsm_code = SVSM_CODE_NONE;
	cmd->retry_ms = 0;
	services = kvcalloc(SVSM_SERVICES_MAX, sizeof(*services), GFP_KERNEL);
	if (!services)
		return -ENOMEM;

	ret = -ENODATA;
	if (!(cmd->flags & SVSM_LIST_RESCAN))
		ret = svsm_bus_list(services, room, &count);
	if (ret == -ENODATA && sfile->writable) {
		ret = list_rescan(sfile, cmd);
		if (!ret)
			ret = svsm_bus_list(services, room, &count);
	}
	cmd->count = count;
	if (ret)
		return ret;

	return copy_to_user(u64_to_user_ptr(cmd->services), services, count * sizeof(*services)) ?
		-EFAULT : 0;
}

static bool attest_same_request(const struct svsm_attest_request *a,
				const struct svsm_attest_request *b)
{
	return !memcmp(a->nonce, b->nonce, sizeof(a->nonce)) && guid_equal(&a->guid, &b->guid) &&
	       a->manifest_version == b->manifest_version;
}

static int attest_copy_out(struct svsm_attest *cmd, const struct svsm_attest_result *result)
{
	bool fits = cmd->report_len >= result->report_len &&
		    cmd->manifest_len >= result->manifest_len &&
		    cmd->certs_len >= result->certs_len;
	const u8 *report = result->data;
	const u8 *manifest = report + result->report_len;
	const u8 *certs = manifest + result->manifest_len;

	cmd->report_len = result->report_len;
	cmd->manifest_len = result->manifest_len;
	cmd->certs_len = result->certs_len;
	if (!fits)
		return -EMSGSIZE;

	if (copy_to_user(u64_to_user_ptr(cmd->report), report, result->report_len) ||
	    copy_to_user(u64_to_user_ptr(cmd->manifest), manifest, result->manifest_len) ||
	    copy_to_user(u64_to_user_ptr(cmd->certs), certs, result->certs_len))
		return -EFAULT;
	return 0;
}

static int attest_ask(struct svsm_file *sfile, struct svsm_attest *cmd,
		      const struct svsm_attest_request *request)
{
	struct svsm_attest_result *result __free(kvfree) = NULL;
	struct svsm_attest_status status;
	int ret;

	lockdep_assert_held(&sfile->lock);

	kvfree(sfile->kept);
	sfile->kept = NULL;

	ret = svsm_attest(request, sfile->file->f_flags & O_NONBLOCK, &result, &status);
	cmd->svsm_code = status.code;
	cmd->retry_ms = status.retry_ms;
	if (ret)
		return ret;

	ret = attest_copy_out(cmd, result);
	if (ret == -EMSGSIZE)
		sfile->kept = no_free_ptr(result);
	return ret;
}

static int attest_copy(struct svsm_file *sfile, struct svsm_attest *cmd,
		       const struct svsm_attest_request *request)
{
	int ret;

	lockdep_assert_held(&sfile->lock);

	cmd->svsm_code = SVSM_CODE_NONE;
	cmd->retry_ms = 0;
	if (!sfile->kept || !attest_same_request(&sfile->kept->request, request))
		return -ENODATA;

	ret = attest_copy_out(cmd, sfile->kept);
	if (!ret) {
		kvfree(sfile->kept);
		sfile->kept = NULL;
	}
	return ret;
}

static int svsm_ioctl_attest(struct svsm_file *sfile, void *ucmd)
{
	struct svsm_attest *cmd = ucmd;
	struct svsm_attest_request request = { .manifest_version = cmd->manifest_version };

	memcpy(request.nonce, cmd->nonce, sizeof(request.nonce));
	import_guid(&request.guid, cmd->guid);

	if (cmd->flags & ~SVSM_ATTEST_COPY)
		return -EOPNOTSUPP;
	if (cmd->reserved || (guid_is_null(&request.guid) && cmd->manifest_version))
		return -EINVAL;

	scoped_cond_guard(mutex_intr, return -EINTR, &sfile->lock) {
		if (cmd->flags & SVSM_ATTEST_COPY)
			return attest_copy(sfile, cmd, &request);
		return attest_ask(sfile, cmd, &request);
	}
	return -EINTR;
}

static int svsm_ioctl_vtpm_query(struct svsm_file *sfile, void *ucmd)
{
	struct svsm_vtpm_query *cmd = ucmd;
	int ret;

	if (cmd->reserved)
		return -EINVAL;
	if (!(svsm_transport_features() & SVSM_FEATURE_VTPM_QUERY))
		return -EOPNOTSUPP;

	ret = svsm_call_vtpm_query(&cmd->commands, &cmd->features, &cmd->svsm_code);
	if (!ret || ret == -EOPNOTSUPP)
		return ret;
	pr_warn_ratelimited("VTPM_QUERY failed (code 0x%llx)\n", cmd->svsm_code);
	return -EREMOTEIO;
}

/* One command. */
struct svsm_ioctl_op {
	unsigned int cmd;
	unsigned int size;	/* of its structure as this kernel knows it */
	unsigned int min_size;	/* of the structure's first version */
	bool needs_write;
	int (*execute)(struct svsm_file *sfile, void *ucmd);
};

#define IOCTL_OP(_cmd, _fn, _struct, _last, _needs_write) \
	[_IOC_NR(_cmd)] = { \
		.cmd = _cmd, \
		.size = sizeof(struct _struct), \
		.min_size = offsetofend(struct _struct, _last), \
		.needs_write = _needs_write, \
		.execute = _fn, \
	}

static const struct svsm_ioctl_op svsm_ioctl_ops[] = {
	IOCTL_OP(SVSM_IOC_GET_INFO, svsm_ioctl_get_info, svsm_info, transport, false),
	IOCTL_OP(SVSM_IOC_LIST_SERVICES, svsm_ioctl_list_services, svsm_list, svsm_code, false),
	IOCTL_OP(SVSM_IOC_ATTEST, svsm_ioctl_attest, svsm_attest, svsm_code, true),
	IOCTL_OP(SVSM_IOC_VTPM_QUERY, svsm_ioctl_vtpm_query, svsm_vtpm_query, svsm_code, true),
};

union svsm_ucmd {
	struct svsm_info info;
	struct svsm_list list;
	struct svsm_attest attest;
	struct svsm_vtpm_query vtpm_query;
};

/* The errors with which output members mean something. */
static bool svsm_errno_reports(int ret)
{
	switch (ret) {
	case 0:
	case -EMSGSIZE:
	case -EBUSY:
	case -EAGAIN:
	case -ENXIO:
	case -EPROTONOSUPPORT:
	case -EREMOTEIO:
	case -EBADMSG:
	case -EOVERFLOW:
		return true;
	default:
		return false;
	}
}

static long svsm_ioctl(struct file *file, unsigned int ioctl_cmd, unsigned long arg)
{
	struct svsm_file *sfile = file->private_data;
	void __user *ubuf = (void __user *)arg;
	unsigned int nr = _IOC_NR(ioctl_cmd);
	const struct svsm_ioctl_op *op;
	union svsm_ucmd ucmd;
	u32 size, usize;
	int ret;

	if (nr >= ARRAY_SIZE(svsm_ioctl_ops) || svsm_ioctl_ops[nr].cmd != ioctl_cmd)
		return -ENOTTY;
	op = &svsm_ioctl_ops[nr];

	if (op->needs_write && !sfile->writable)
		return -EACCES;
	if (get_user(usize, (u32 __user *)ubuf))
		return -EFAULT;
	if (usize < op->min_size)
		return -EINVAL;
	if (usize > PAGE_SIZE)
		return -E2BIG;

	ret = copy_struct_from_user(&ucmd, op->size, ubuf, usize);
	if (ret)
		return ret;

	ret = op->execute(sfile, &ucmd);
	if (!svsm_errno_reports(ret))
		return ret;

	/* All but the size, which is the caller's: it may have changed there since. */
	size = min(usize, op->size);
	if (copy_to_user(ubuf + sizeof(u32), (u8 *)&ucmd + sizeof(u32), size - sizeof(u32)))
		return -EFAULT;
	return ret;
}

static int svsm_open(struct inode *inode, struct file *file)
{
	struct svsm_file *sfile;

	sfile = kzalloc(sizeof(*sfile), GFP_KERNEL);
	if (!sfile)
		return -ENOMEM;

	mutex_init(&sfile->lock);
	sfile->writable = file->f_mode & FMODE_WRITE;
	sfile->file = file;
	file->private_data = sfile;
	return nonseekable_open(inode, file);
}

static int svsm_release(struct inode *inode, struct file *file)
{
	struct svsm_file *sfile = file->private_data;

	kvfree(sfile->kept);
	mutex_destroy(&sfile->lock);
	kfree(sfile);
	return 0;
}

static const struct file_operations svsm_fops = {
	.owner = THIS_MODULE,
	.open = svsm_open,
	.release = svsm_release,
	.unlocked_ioctl = svsm_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
};

static ssize_t transport_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%s\n", svsm_transport_name());
}
static DEVICE_ATTR_RO(transport);

static ssize_t vmpl_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%u\n", svsm_transport_vmpl());
}
static DEVICE_ATTR_RO(vmpl);

static struct attribute *svsm_misc_attrs[] = {
	&dev_attr_transport.attr,
	&dev_attr_vmpl.attr,
	NULL
};
ATTRIBUTE_GROUPS(svsm_misc);

/* Root only until udev says otherwise. */
static struct miscdevice svsm_misc = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "svsm",
	.fops = &svsm_fops,
	.groups = svsm_misc_groups,
	.mode = 0600,
};

int svsm_chardev_init(void)
{
	return misc_register(&svsm_misc);
}

void svsm_chardev_exit(void)
{
	misc_deregister(&svsm_misc);
}
