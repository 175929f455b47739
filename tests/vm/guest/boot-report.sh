#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# A boot of a systemd that reports about the machine: the reports are signed by the SVSM, and
# whoever verifies the signature's evidence under the report's digest accepts it.  Then what
# holds in every boot.
. /host/guest/test.sh

test_systemd_report_finds_the_signer() {
	systemctl start svsm-report-sign.socket systemd-report-basic.socket
	varlinkctl introspect /run/systemd/report.sign/svsm io.systemd.Report.Signer
}

test_a_report_is_signed_by_the_svsm() {
	/usr/lib/systemd/systemd-report generate --sign=require-one >/tmp/signed
	tr -d '\036' </tmp/signed | jq -r 'select(.mechanism? == "svsm") | .data.bundle' |
		base64 -d >/tmp/bundle
	[ -s /tmp/bundle ] || fail "there is no bundle: $(cut -c1-200 /tmp/signed)"
}

test_the_signature_is_of_that_report() {
	local digest

	digest=$(head -n 1 /tmp/signed | sha256sum | cut -d' ' -f1)
	jq -n '{version: 1, report: {measurements: "any"}, vtpm: {ak_binding: "waived"}}' >/tmp/policy
	svsmctl verify /tmp/bundle --nonce "$digest" --policy /tmp/policy --ark /host/ark.pem
	refused 'REJECTED|nonce' svsmctl verify /tmp/bundle --nonce "${digest//[0-7]/8}" \
		--policy /tmp/policy --ark /host/ark.pem
}

run_tests
exec bash /host/guest/boot.sh
