# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# The Debian archive as the guest sees it: an apt state of our own per release
# ("view"), beside the machine's.  It resolves metapackages to today's versions,
# which are part of the cache's keys; nothing here names a version.  Mirror,
# proxy and apt's opinion on expired releases come from the machine's apt;
# SVSM_DEBIAN_MIRROR overrides the mirror.  Signatures are always checked.

ARCHIVE_MAX_AGE_HOURS=24
ARCHIVE_KEYRING=/usr/share/keyrings/debian-archive-keyring.gpg

# The machine's mirror of the archive that carries LABEL.
archive_site() {
	apt-get indextargets --format '$(LABEL)|$(SITE)' 'Created-By: Packages' |
		awk -F'|' -v label="$1" '$1 == label { print $2; exit }'
}

# The sources of a view.
archive_sources() {
	local view=$1 main security suite

	main=${SVSM_DEBIAN_MIRROR:-$(archive_site Debian)}
	security=${SVSM_DEBIAN_SECURITY_MIRROR:-$(archive_site Debian-Security)}
	if [ -z "$main" ]; then
		echo "no Debian mirror: the machine's apt lists none; run 'apt-get update'" \
			"or set SVSM_DEBIAN_MIRROR" >&2
		return 1
	fi
	case $view in
	trixie)
		for suite in trixie trixie-updates trixie-backports; do
			echo "deb [signed-by=$ARCHIVE_KEYRING] $main $suite main"
		done
		if [ -n "$security" ]; then
			echo "deb [signed-by=$ARCHIVE_KEYRING] $security trixie-security main"
		fi
		;;
	*)
		echo "deb [signed-by=$ARCHIVE_KEYRING] $main $view main"
		;;
	esac
}

# The machine's settings that decide whether a download works at all.
archive_machine_options() {
	apt-config dump | grep -Ei '^Acquire::(https?::.*proxy|check-valid-until)' || true
}

# archive_create VIEW FOLDER: a fresh apt state.
archive_create() {
	local view=$1 dir=$2

	mkdir -p "$dir/etc/preferences.d" "$dir/etc/apt.conf.d" "$dir/cache/archives/partial" \
		"$dir/lists/partial" "$dir/resolved"
	: >"$dir/status"
	archive_sources "$view" >"$dir/sources.list"
	archive_machine_options >"$dir/machine.conf"
	cat >"$dir/apt.conf" <<-END
		Dir "$dir";
		Dir::State "$dir";
		Dir::State::Lists "$dir/lists";
		Dir::State::status "$dir/status";
		Dir::Cache "$dir/cache";
		Dir::Etc "$dir/etc";
		Dir::Etc::SourceList "$dir/sources.list";
		Dir::Etc::Parts "$dir/etc/apt.conf.d";
		APT::Architecture "amd64";
		APT::Architectures "amd64";
		APT::Install-Recommends "false";
		APT::Sandbox::User "root";
		Acquire::Languages "none";
		Acquire::Retries "3";
	END
	cat "$dir/machine.conf" >>"$dir/apt.conf"
}

# Fetches the lists.  A release that is past its date is a mirror that stands
# still, or an old signed state played back: worth a line, no reason to stop
# for what are test guests; its signature has been checked by then.
archive_fetch() {
	local dir=$1 said rc=0

	said=$(archive_update "$dir") || rc=$?
	echo "$said"
	[ "$rc" -ne 0 ] || return 0
	grep -q 'Release file.*is expired' <<<"$said" || return "$rc"
	echo 'Acquire::Check-Valid-Until "false";' | tee -a "$dir/apt.conf" >>"$dir/machine.conf"
	touch "$dir/expired"
	archive_update "$dir"
}

archive_update() {
	APT_CONFIG=$1/apt.conf apt-get -o APT::Update::Error-Mode=any update 2>&1
}

archive_build() {
	archive_create "$1" "$2"
	archive_fetch "$2"
	cat "$2"/lists/*Release | sha256sum | cut -c1-16 >"$2/state"
}

# archive_open VIEW: makes the view young enough, sets ARCHIVE to its folder.
# When the network is away an old view still serves.
archive_open() {
	local view=$1 lock

	ARCHIVE=$CACHE/archive/$view
	mkdir -p "$CACHE/archive" "$CACHE/lock"
	exec {lock}>"$CACHE/lock/archive-$view"
	flock "$lock"
	if [ ! -f "$ARCHIVE/state" ]; then
		rm -rf "$ARCHIVE"
		step "Debian $view: reading the package lists" "$CACHE/log/archive-$view.log" \
			archive_build "$view" "$ARCHIVE"
	elif [ -n "${SVSM_REFRESH:-}" ] ||
		[ -n "$(find "$ARCHIVE/state" -mmin +$((ARCHIVE_MAX_AGE_HOURS * 60)))" ]; then
		archive_refresh "$view"
	fi
	if [ -f "$ARCHIVE/expired" ]; then
		say "Debian $view: the mirror's release file is past its date (signature good); going on"
	fi
	exec {lock}>&-
}

archive_refresh() {
	local view=$1 log=$CACHE/log/archive-$1.log

	say "Debian $view: the package lists are older than $ARCHIVE_MAX_AGE_HOURS h, refreshing"
	if (set -eu; archive_fetch "$ARCHIVE") >"$log" 2>&1 </dev/null; then
		cat "$ARCHIVE"/lists/*Release | sha256sum | cut -c1-16 >"$ARCHIVE/state"
	else
		say "Debian $view: no refresh ($(tail -n 1 "$log")); going on with the old lists"
	fi
}

# archive_resolve PACKAGE...: every package that installing these brings, with
# its version.  A leading -tSUITE prefers that suite.  Kept per state of the
# archive: resolving takes a second.
archive_resolve() {
	local memo
	memo=$ARCHIVE/resolved/$(cache_hash "$(cat "$ARCHIVE/state")" "$*")

	if [ ! -s "$memo" ]; then
		APT_CONFIG=$ARCHIVE/apt.conf apt-get --simulate install "$@" |
			sed -n 's/^Inst \([^ ]*\) (\([^ ]*\) .*/\1 \2/p' | sort >"$memo.new"
		mv "$memo.new" "$memo"
	fi
	cat "$memo"
}

# archive_release KIND [SUITE]: the kernel release that the metapackage
# linux-KIND-amd64 stands for today.
archive_release() {
	archive_resolve ${2:+"-t$2"} "linux-$1-amd64" |
		sed -n "s/^linux-$1-\([0-9].*-amd64\) .*/\1/p" | head -n 1
}

# archive_download FOLDER PACKAGE...: the .deb files themselves.
archive_download() {
	local into=$1
	shift

	(cd "$into" && APT_CONFIG=$ARCHIVE/apt.conf apt-get download "$@")
}

# archive_bootstrap VIEW TARGET PACKAGE...: a root of these packages, made from
# exactly the lists that the key was computed from.  Its mounts are in a namespace
# that ends with it: what is left of a killed one can be removed without harm.
archive_bootstrap() {
	local view=$1 target=$2
	shift 2

	"${AS_ROOT[@]}" unshare --mount --propagation private -- \
		mmdebstrap --variant=minbase --mode=auto --architectures=amd64 \
		--aptopt="$ARCHIVE/machine.conf" \
		--aptopt='Acquire::Languages "none"' --aptopt='Acquire::Retries "3"' \
		--dpkgopt='path-exclude=/usr/share/doc/*' \
		--dpkgopt='path-exclude=/usr/share/man/*' \
		--dpkgopt='path-exclude=/usr/share/locale/*' \
		--setup-hook="sync-in '$ARCHIVE/lists' /var/lib/apt/lists" --skip=update \
		--include="$(IFS=,; echo "$*")" "$view" "$target" "$ARCHIVE/sources.list"
}
