#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# dracut module: svsmd-initrd, which appraises the guest before its root is switched to, and
# keeps watch over the PCRs until then.  For initrds that run systemd, where it is asked for:
# add_dracutmodules+=" svsmd ".  See svsmd(8).

# systemd logs what it measures, its own phases among it, since this version; what no log
# speaks of is tampering to svsmd.
SYSTEMD_MIN=255

# Only by name: it adds libraries to the initrd, and the time of an appraisal to the boot.
check() {
	local version

	version=$(systemctl --version | sed -n '1s/^systemd \([0-9]*\).*/\1/p')
	if [ "${version:-0}" -lt $SYSTEMD_MIN ]; then
		dinfo "svsmd: systemd ${version:-(none)} does not log what it measures, $SYSTEMD_MIN does"
		return 1
	fi
	return 255
}

depends() {
	echo svsm systemd
}

# What svsmd-worker loads when it needs it, nobody finds by looking at it.
install() {
	# shellcheck disable=SC2154 # dracut's
	inst_multiple /usr/lib/svsm/svsmd-initrd /usr/lib/svsm/svsmd-worker \
		"$systemdsystemunitdir/svsmd-initrd.service"
	inst_libdir_file 'libcrypto.so.*' 'libtss2-esys.so.*' 'libtss2-sys.so.*' 'libtss2-mu.so.*' \
		'libtss2-rc.so.*' 'libtss2-tctildr.so.*' 'libtss2-tcti-device.so.*'
	install_configuration
	$SYSTEMCTL -q --root "${initdir:?}" add-wants initrd.target svsmd-initrd.service
}

# The files of svsmd.conf, and what they name that a self-appraisal is made with.  Not what
# lies beside it: keys of the verifier's clients are there, and an initrd keeps no secret.
install_configuration() {
	local root=${dracutsysrootdir-} file certificates
	local -a files=() named

	for file in "$root"{/etc,/usr/lib}/svsm/{svsmd.conf,svsmd.conf.d/*.conf}; do
		[ ! -f "$file" ] || files+=("$file")
	done
	[ "${#files[@]}" = 0 ] || inst_multiple "${files[@]#"$root"}"
	mapfile -t named < <(values_of 'Policy\|Ark' "${files[@]}")
	certificates=$(values_of Certificates "${files[@]}" | tail -n 1)
	for file in "${named[@]/#/"$root"}" "$root${certificates:-/var/cache/svsm/certs}"/*; do
		[ ! -f "$file" ] || inst_simple "${file#"$root"}"
	done
}

# values_of KEYS FILE...: what stands behind them.
values_of() {
	sed -n "s/^[[:space:]]*\\($1\\)[[:space:]]*=[[:space:]]*\\(.*[^[:space:]]\\)[[:space:]]*\$/\\2/p" \
		"${@:2}" </dev/null
}
