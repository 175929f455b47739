/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Banks and PCRs as they are given on a command line: "sha256:0-23+sha384:0,1,7".
 */
#pragma once

struct fault;
struct tpm_ak_selection;

#define PCR_SELECTION_DEFAULT	"sha256:0-23"

/*
 * 0; -EINVAL, with @fault, when it is no selection: an unknown bank, one that stands
 * twice, a PCR above 23, or none at all.
 */
int pcr_selection_parse(const char *text, struct tpm_ak_selection *ret, struct fault *fault);
