# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# The verifier of tests/verifier on this machine, which a VM with QEMU's user network
# reaches by an address of its own.  The guest says by files in /host/out/verifier whether
# it is "here", and in which "mode".

VERIFIER_ADDRESS=10.0.2.2
VERIFIER_PID=

# shellcheck source=../../verifier/keys.sh
. "$VM/../verifier/keys.sh"

# Keys and certificates, in a folder of the verifier's own; and the guest's share of them.
verifier_keys() {
	local dir=$1 guest=$2 name

	mkdir -p "$dir" "$guest/etc/svsm"
	(
		cd "$dir" || exit
		authority ca
		certificate server ca "IP:$VERIFIER_ADDRESS"
		certificate guest ca DNS:guest
		for name in signer other; do
			openssl genpkey -quiet -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$name.pem"
		done
		openssl pkey -in signer.pem -pubout -out signer.pub
	)
	install -m 0644 "$dir/ca.pem" "$guest/etc/svsm/ca.pem"
	install -m 0600 "$dir/guest.pem" "$guest/etc/svsm/guest.pem"
	install -m 0644 "$dir/signer.pub" "$guest/etc/svsm/verifier.pub"
}

# It is there while the guest wants it there; ends with the shell that has started it.
verifier_keep() {
	local dir=$1 folder=$2 port=$3 here=$2/here pid=

	trap '[ -z "$pid" ] || kill "$pid"' EXIT
	trap 'exit 0' TERM
	while :; do
		if [ -e "$here" ] && [ -z "$pid" ]; then
			"$TOP/tests/verifier/verifier.py" --folder "$folder" --svsmctl "$O/svsmctl" \
				--policy "$dir/policy" --ark "$dir/../svsm/pki/ark.pem" \
				--key "$dir/signer.pem" --other-key "$dir/other.pem" \
				--tls "$dir/server.pem" --client-ca "$dir/ca.pem" --port "$port" &
			pid=$!
		elif [ ! -e "$here" ] && [ -n "$pid" ]; then
			kill "$pid"
			wait "$pid" || true
			pid=
		fi
		sleep 0.2
	done
}

# verifier_start DIR [POLICY]: of the VM in DIR; share/root/etc/svsm gets what svsmd needs of
# it, and share/verifier.conf its address.  Without a policy anything may have been launched.
verifier_start() {
	local dir=$1 policy=${2:-} port

	make --no-print-directory -s -C "$TOP" "O=$O" svsmctl
	verifier_keys "$dir/verifier" "$dir/share/root"
	if [ -n "$policy" ]; then
		cp "$policy" "$dir/verifier/policy"
	else
		echo '{"version":1,"report":{"measurements":"any"}}' >"$dir/verifier/policy"
	fi
	port=$(python3 -c 'import socket
with socket.socket() as s:
	s.bind(("127.0.0.1", 0))
	print(s.getsockname()[1])')
	printf '[Verifier]\nUrl=https://%s:%s/svsm/\n' "$VERIFIER_ADDRESS" "$port" \
		>"$dir/share/verifier.conf"
	verifier_keep "$dir/verifier" "$dir/share/out/verifier" "$port" >"$dir/verifier.log" 2>&1 &
	VERIFIER_PID=$!
}

verifier_stop() {
	[ -n "$VERIFIER_PID" ] || return 0
	kill "$VERIFIER_PID" 2>/dev/null || true
	wait "$VERIFIER_PID" 2>/dev/null || true
	VERIFIER_PID=
}
