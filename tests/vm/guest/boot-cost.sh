# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What of this project a boot has worked for, by the kernel's own trace of it (BOOT_COST_WORDS
# of the suite: every process, what it ran, every call to the SVSM): the generator with what it
# starts, in the initrd and in the system, and the processes that get the key, from systemd's
# fork to their exit.  The calls to the SVSM meanwhile, which a worker of the kernel's makes
# for them, are the TPM's.
#
# What counts is the time on the CPU: the boot does other things meanwhile.  QEMU counts
# instructions in this boot, so that a nanosecond of it is one of them, whatever it takes to
# translate, and whatever else the host does.  A CPU of 3 GHz that does one in each cycle,
# which is little, does three in a nanosecond: the limit is 50 ms of that.

COST_MAX=$((50000 * 3))
TRACE=/sys/kernel/tracing

# cost_read FILE: lines "WHAT MICROSECONDS" of what the trace says.
cost_read() {
	awk '
	function field(name,  i) {
		for (i = 1; i <= NF; i++)
			if (index($i, name "=") == 1)
				return substr($i, length(name) + 2)
		return ""
	}
	/ sched_stat_runtime: / { ran[field("pid")] += field("runtime") / 1000 }
	/ svsm_call: / { asked += field("ns") / 1000 }
	/ sched_process_fork: / {
		pid = field("child_pid"); parent[pid] = field("comm")
		ran[pid] = 0; run[pid] = ""; asked_before[pid] = asked
		for_whom[pid] = for_whom[field("pid")]
	}
	/ sched_process_exec: / {
		pid = field("pid"); run[pid] = field("filename")
		if (run[pid] ~ /\/svsm-generator$/)
			for_whom[pid] = "generator"
		if (run[pid] ~ /\/svsm-key$/ && parent[pid] == "systemd") {
			for_whom[pid] = "key"
			is_first[pid] = 1
		}
	}
	/ sched_process_exit: / {
		pid = field("pid")
		if (for_whom[pid] != "")
			printf "%s %d\n", for_whom[pid], ran[pid]
		if (is_first[pid])
			printf "tpm %d\n", asked - asked_before[pid]
		delete for_whom[pid]
		delete is_first[pid]
	}' "$1"
}

# cost_of WHAT: the sum, in microseconds.
cost_of() {
	awk -v what="$1" '$1 == what { sum += $2 } END { print sum + 0 }' "$OUT/cost"
}
