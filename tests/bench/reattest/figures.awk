# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Of lines "PROGRAM KIND BEGIN END", sorted by BEGIN (tests/bench/calls.c), and "- round BEGIN 0"
# before each re-attestation: what it took beside its calls, from when svsmd is asked for it on
# the bus.  Calls that overlap count once; those of svsmd itself are of the bus, and do not count.

function end_round(  own) {
	if (begin && last > begin) {
		own = (last - begin - busy) / 1e6
		n++
		owns[n] = own
		calls[n] = busy / 1e6
		ratios[n] = (last - begin) / busy
		spent[n] = processor
	}
}

function median_of(values,  sorted, i, j, t) {
	for (i = 1; i <= n; i++)
		sorted[i] = values[i]
	for (i = 2; i <= n; i++)
		for (j = i; j > 1 && sorted[j] < sorted[j - 1]; j--) {
			t = sorted[j]; sorted[j] = sorted[j - 1]; sorted[j - 1] = t
		}
	best = sorted[1]
	return sorted[int((n + 1) / 2)]
}

$2 == "round" { end_round(); begin = last = busy = until = processor = 0; is_in = 1; next }
!is_in { next }
$2 == "processor" && $1 == "true" { empty += $4; next }
$2 == "processor" && $1 != "svsmd" { processor += $4; next }
$1 == "svsmd" && $2 == "call" && !begin { begin = $3 }
$1 == "svsmd" && $2 == "rename" { last = $4 }
$1 != "svsmd" && $2 == "call" && begin {
	from = $3 > until ? $3 : until
	if ($4 > from)
		busy += $4 - from
	if ($4 > until)
		until = $4
}
END {
	end_round()
	if (n < rounds) {
		printf "not ok %s: %d of %d rounds were measured\n", name, n, rounds
		exit
	}
	own = median_of(owns); own_best = best
	wait = median_of(calls); wait_best = best
	ratio = median_of(ratios); ratio_best = best
	processes = median_of(spent) / (empty / n)
	printf "%s %s: wall / calls %.2f (median %.2f), at most %.2f; ", \
		ratio_best <= ratio_max ? "ok" : "not ok", name, ratio_best, ratio, ratio_max
	printf "own cost %.1f ms (median %.1f), calls %.1f ms (median %.1f)\n", own_best, own, \
		wait_best, wait
	printf "%s %s: %.1f times an empty process, at most %d\n", \
		processes <= processes_max ? "ok" : "not ok", name, processes, processes_max
}
