# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Sums up what ./guest.sh has measured (its lines, sorted): medians, and from where to
# where the middle half goes.  Goals as ./run has them, in "name", "noise" and "load";
# exit 1 when one is missed.

function quantile(values, n, part,   i, j, t) {
	for (i = 2; i <= n; i++)
		for (j = i; j > 1 && values[j - 1] > values[j]; j--) {
			t = values[j]
			values[j] = values[j - 1]
			values[j - 1] = t
		}
	return values[int(part * (n - 1)) + 1]
}

# Sets median, low and high of a list of numbers.
function spread(list,   sorted, n, i) {
	n = split(list, sorted, " ")
	for (i = 1; i <= n; i++)
		sorted[i] += 0
	median = quantile(sorted, n, 0.5)
	low = quantile(sorted, n, 0.25)
	high = quantile(sorted, n, 0.75)
}

function verdict(is_met, text) {
	print (is_met ? "ok" : "not ok") " driver " name ": " text
	missed += !is_met
}

# One driver's send() for a command, and what of it is the driver's own.
function show_layer(driver, command, call,   total) {
	spread(send[driver, command])
	printf "  %-10s %-8s send() %.0f (%.0f..%.0f)", "", driver, median, low, high
	total = median
	spread(own[driver, command])
	printf ", above the call %.0f (%.0f..%.0f), %.1f %%\n", median, low, high,
		100 * median / call
	return total
}

# Returns 1, for a command that both drivers were measured with.
function show_layers(command,   call, ours, theirs) {
	if (!(("svsm", command) in send) || !(("tpm_svsm", command) in send))
		return 0
	spread(bare["svsm", command])
	call = median
	printf "  %-10s the call alone %.0f ns\n", command, call
	ours = show_layer("svsm", command, call)
	theirs = show_layer("tpm_svsm", command, call)
	if (name != "by-instructions") {
		printf "  %-10s ratio of send() %.3f\n", "", ours / theirs
		return 1
	}
	verdict(ours <= noise * theirs,
		sprintf("send() of %s takes %.3f of the kernel's driver's", command, ours / theirs))
	return 1
}

function show_whole(command,   ours, ours_low, text) {
	spread(whole["svsm", command])
	ours = median
	ours_low = low
	text = sprintf("%.1f us (%.1f..%.1f)", median / 1e3, low / 1e3, high / 1e3)
	spread(whole["tpm_svsm", command])
	verdict(ours_low <= high,
		sprintf("%s with the TPM takes %s, the kernel's driver %.1f us (%.1f..%.1f), ratio %.3f",
			command, text, median / 1e3, low / 1e3, high / 1e3, ours / median))
}

function show_loads(   ours, text) {
	spread(loads["svsm"])
	ours = median
	text = sprintf("%.1f ms (%.1f..%.1f)", median, low, high)
	spread(loads["tpm_svsm"])
	text = sprintf("insmod takes %s, the kernel's driver's %.1f ms (%.1f..%.1f), ratio %.3f",
		text, median, low, high, ours / median)
	if (name == "by-instructions")
		verdict(ours <= load * median, text)
	else
		print "  " text
}

$1 == "layer" {
	commands[$3]
	send[$2, $3] = send[$2, $3] " " $4
	bare[$2, $3] = bare[$2, $3] " " $5
	own[$2, $3] = own[$2, $3] " " ($4 - $5)
}
$1 == "whole" {
	wholes[$3]
	whole[$2, $3] = whole[$2, $3] " " $4
}
$1 == "load" { loads[$2] = loads[$2] " " $3 / 1e6 }
$1 == "allocations" { allocations[$2] = $3 }

END {
	for (command in commands)
		measured += show_layers(command)
	if (measured < 4)
		verdict(0, "not every command was measured")
	for (command in wholes)
		show_whole(command)
	# One in thousands is somebody else's, within this process.
	verdict("svsm" in allocations && allocations["svsm"] < 0.001,
		sprintf("%.4f allocations per command, the kernel's driver %.4f", allocations["svsm"],
			allocations["tpm_svsm"]))
	show_loads()
	exit missed > 0
}
