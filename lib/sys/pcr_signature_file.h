/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Where signatures over PCRs are found: tpm2-pcr-signature.json, which systemd-stub puts
 * into the initrd from the UKI's section .pcrsig, and which is carried over to /run.
 */
#pragma once

struct fault;
struct pcr_signatures;

/* The first of systemd's places that has the file. */
#define PCR_SIGNATURE_FILE_ROOT	""

/*
 * Reads @path; NULL: the first that is below @root in /etc/systemd, /run/systemd,
 * /usr/local/lib/systemd, /usr/lib/systemd, and in an initrd /.extra.  0; -ENOENT when
 * there is none; as pcr_signatures_parse(); -errno.
 */
int pcr_signature_file_read(const char *root, const char *path, struct pcr_signatures **ret,
			    struct fault *fault);
