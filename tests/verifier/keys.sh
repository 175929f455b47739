# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Certificates for a verifier and those who ask it, in the folder that one is in.  Sourced.

# authority NAME: NAME.pem and its NAME.key.
authority() {
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$1.key" \
		-out "$1.pem" -subj "/CN=$1" -days 2 2>/dev/null
}

# certificate NAME AUTHORITY SAN: NAME.pem has the key too.
certificate() {
	openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$1.key" \
		-subj "/CN=$1" -addext "subjectAltName=$3" -out "$1.csr" 2>/dev/null
	openssl x509 -req -in "$1.csr" -CA "$2.pem" -CAkey "$2.key" -days 2 -copy_extensions copy \
		-out "$1.crt" 2>/dev/null
	(umask 077 && cat "$1.crt" "$1.key" >"$1.pem")
}
