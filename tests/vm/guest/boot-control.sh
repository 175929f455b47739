#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# The same boot with our generator taken out of the initrd, no ACPI table and no
# switch: nobody waits, and the first phase goes unmeasured.  If this boot had
# the phase too, the others would prove nothing.
. /host/guest/test.sh
. /host/guest/tpm.sh
. /host/guest/phases.sh

test_without_the_generator_the_first_phase_is_lost() {
	[[ $(chip_path) = /sys/devices/platform/tpm-svsm/* ]] || fail "the chip is $(chip_path)"
	[[ " $(phases) " != *' enter-initrd '* ]] || fail "the phases are '$(phases)'"
}

run_tests
