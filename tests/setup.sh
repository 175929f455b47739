#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What the project needs from the machine (Debian 12 or newer) to be built and
# tested, each package with its reason.  Installs what is missing: says what,
# asks (YES=1: does not ask; neither does CI=true without a terminal), needs
# root or sudo.  With nothing missing it is done in a fraction of a second.
set -euo pipefail

PACKAGES="
gcc                 the compiler of library, tools and emulator
g++                 the ABI header compiles as C++
libc6-dev           its C library
git                 which files belong to the project
make                the build
pkg-config          finds the libraries below
libssl-dev          report signatures (OpenSSL)
nettle-dev          hashes of event logs
libtss2-dev         the TPM software stack
libjson-c-dev       svsmctl --json
libcurl4-openssl-dev  svsmctl certs fetch, svsm-poster
libargon2-dev       stretches the PIN of a volume
libcryptsetup-dev   svsmctl disk, the token plugin (LUKS2)
libqrencode-dev     svsmctl disk recovery (QR codes)
libzstd-dev         event logs that are kept for svsmctl disk explain
zlib1g-dev          svsmctl doctor: the kernel's configuration in /proc/config.gz
libsystemd-dev      svsmd: D-Bus, events, notifications
libtpms-dev         the emulated SVSM's TPM
libcmocka-dev       unit tests
tpm2-tools          an independent opinion on TPM and event logs
swtpm               a TPM that a host offers, as decoy in the tests
swtpm-tools         speaks the emulated TPM's control protocol in the tests
fdisk               a disk with partitions for the tests' VM
mtools              the file system that the VM's firmware starts from
cryptsetup-bin      LUKS2 volumes, as others make and open them
openssl             certificates, as others see them
mmdebstrap          the guest's Debian
util-linux          namespaces for the build roots
sparse              static checks of the driver
dbus-daemon         a bus of the tests' own for svsmd
dbus-bin            sees svsmd's signals (dbus-monitor)
socat               plays a TPM and a socket in the tests
clevis-tpm2         what our unlocking is measured against
systemd             its token plugin, which ours is measured against; busctl calls svsmd; plays sockets
python3             second opinions, logs for the tests to read, a verifier
strace              sees that attesting starts no process
shellcheck          static checks of the scripts
mandoc              checks of the man pages
python3-prometheus-client  reads our metrics, by both of its readers
jq                  reads svsmctl's JSON in the tests
zstd                frames that our reader must refuse, in the tests
xz-utils            unpacks Debian packages
"

packages() {
	awk 'NF { print $1 }' <<<"$PACKAGES"
}

# Packages of the list that dpkg does not have as installed.
# shellcheck disable=SC2016 # dpkg-query expands these
missing() {
	comm -23 <(packages | sort) \
		<(packages | xargs dpkg-query -W -f '${db:Status-Status} ${Package}\n' 2>/dev/null |
			sed -n 's/^installed //p' | sort)
}

explain() {
	local package

	for package; do
		awk -v package="$package" '$1 == package { print "    " $0 }' <<<"$PACKAGES"
	done
}

agreed() {
	local answer

	[ "${YES:-0}" != 1 ] || return 0
	if [ ! -t 0 ]; then
		[ "${CI:-}" = true ]
		return
	fi
	read -r -p "Install them with apt-get? [y/N] " answer
	[[ $answer = [yY]* ]]
}

main() {
	local -a wanted as_root=()

	if ! command -v apt-get dpkg-query >/dev/null; then
		echo "setup: this machine has no apt; install the equivalents of:" >&2
		echo "$PACKAGES" >&2
		exit 1
	fi
	mapfile -t wanted < <(missing)
	if [ ${#wanted[@]} -eq 0 ]; then
		echo "setup: all $(packages | wc -l) host packages are installed"
		return
	fi
	echo "setup: these host packages are missing:"
	explain "${wanted[@]}"
	if ! agreed; then
		echo "setup: nothing was installed; run again with YES=1, or: apt-get install ${wanted[*]}" >&2
		exit 1
	fi
	if [ "$(id -u)" -ne 0 ]; then
		if ! command -v sudo >/dev/null; then
			echo "setup: installing needs root, and there is no sudo; run 'tests/setup.sh' as root" >&2
			exit 1
		fi
		as_root=(sudo)
	fi
	"${as_root[@]}" apt-get update -q
	"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends \
		"${wanted[@]}"
	echo "setup: installed ${#wanted[@]} packages"
}

main
