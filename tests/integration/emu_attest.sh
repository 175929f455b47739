#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What the emulated secure processor signs, checked by OpenSSL's and tpm2-tools' own
# commands: nothing of ours parses here.
# shellcheck disable=SC2317 # functions are called through check()
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 2
# shellcheck source=tests/integration/emu_lib.sh
. tests/integration/emu_lib.sh

report_data_holds() {
	[ "$(cat "$1/nonce" "$1/manifest" | sha512sum | cut -d ' ' -f 1)" = \
		"$(hex "$1/report" $((0x50)) 64)" ]
}

# A part of the signature, most significant byte first.
signature_part() {
	hex "$1" "$2" 72 | fold -w 2 | tac | tr -d '\n'
}

signature_holds() {
	printf 'asn1=SEQUENCE:sig\n[sig]\nr=INTEGER:0x%s\ns=INTEGER:0x%s\n' \
		"$(signature_part "$1/report" $((0x2a0)))" \
		"$(signature_part "$1/report" $((0x2a0 + 72)))" >sig.cnf
	openssl asn1parse -genconf sig.cnf -noout -out sig.der &&
		head -c $((0x2a0)) "$1/report" >body &&
		openssl x509 -in "$2" -pubkey -noout >leaf.pub &&
		openssl dgst -sha384 -verify leaf.pub -signature sig.der body
}

# The value of an AMD extension, hexadecimal.
extension() {
	openssl asn1parse -in "$1" | grep -A 1 ":1\.3\.6\.1\.4\.1\.3704\.1\.$2\$" |
		sed -n 's/.*HEX DUMP\]://p' | tr 'A-F' 'a-f'
}

# The DER of a short IA5String, hexadecimal.
ia5string() {
	printf '16%02x%s' ${#1} "$(printf %s "$1" | od -An -v -tx1 | tr -d ' \n')"
}

# level CERTIFICATE OID: a patch level as two hexadecimal digits.
level() {
	local der
	der=$(extension "$1" "$2") && printf '%s' "${der: -2}"
}

# tcb_holds TCB CERTIFICATE PRODUCT: byte by byte; Turin's begins with the FMC.
tcb_holds() {
	local oid expected='' oids="3.1 3.2 3.4 3.5 3.6 3.7 3.3 3.8"

	[ "$3" != Turin ] || oids="3.9 3.1 3.2 3.3 3.4 3.5 3.6 3.8"
	for oid in $oids; do
		expected+=$(level "$2" "$oid")
	done
	[ "$1" = "$expected" ]
}

# table_entry_holds TABLE INDEX GUID DER
table_entry_holds() {
	local table=$1 guid=$3 der=$4 at=$((24 * $2))

	[ "$(hex "$table" "$at" 16)" = "$guid" ] &&
		cmp "$der" <(tail -c "+$(($(u32 "$table" $((at + 16))) + 1))" "$table" |
			head -c "$(u32 "$table" $((at + 20)))")
}

attested_ek_is_the_tpms() {
	tpm2_createek -G rsa -c ek.ctx -u ek.pub && cmp "$1/manifest" <(tail -c +3 ek.pub)
}

# signed_as_amd_signs CERTIFICATE: RSASSA-PSS with SHA-384 and a salt of 48 bytes.
signed_as_amd_signs() {
	openssl x509 -in "$1" -noout -text >text &&
		grep -q 'Signature Algorithm: rsassaPss' text &&
		grep -q 'Hash Algorithm: sha384' text &&
		grep -q 'Salt Length: 0x30' text
}

# The vTPM's entry is the table's first: its data start behind header and two entries.
manifests_agree() {
	cmp <(tail -c +73 all/manifest | head -c 314) one/manifest
}

attest_both() {
	tpm2_startup -c && ask all all && ask one vtpm
}

# One secure processor: its reports and certificates against one another.
check_product() {
	local name=$1 version=$2 cpuid=$3 hwid_len=$4 label=$5 certificate
	local pki=$1/pki leaf=$1/pki/vcek.pem

	emu_start "$name" --report-version "$version" --socket socket --tpm-port 0 || return
	check "$name: attests all services and one" attest_both
	check "$name: report version $version" [ "$(u32 all/report 0)" = "$version" ]
	check "$name: CPUID $cpuid" [ "$(hex all/report $((0x188)) 3)" = "$cpuid" ]
	check "$name: VMPL 0" [ "$(u32 all/report $((0x30)))" = 0 ]
	check "$name: policy without debug" [ "$(hex all/report 8 8)" = 0000030000000000 ]
	check "$name: signed by a VCEK" [ "$(u32 all/report $((0x48)))" = 0 ]
	check "$name: REPORT_DATA is SHA-512(nonce || manifest), all services" report_data_holds all
	check "$name: REPORT_DATA is SHA-512(nonce || manifest), one service" report_data_holds one
	check "$name: OpenSSL verifies the signature" signature_holds all "$leaf"
	check "$name: OpenSSL verifies the chain" openssl verify \
		-CAfile "$pki/ark.pem" -untrusted "$pki/ask.pem" "$leaf"
	for certificate in ark ask vcek; do
		check "$name: ${certificate^^} is signed as AMD signs" \
			signed_as_amd_signs "$pki/$certificate.pem"
	done
	check "$name: the reported TCB is the certificate's" \
		tcb_holds "$(hex all/report $((0x180)) 8)" "$leaf" "$name"
	check "$name: the chip id is the certificate's HWID" \
		[ "$(hex all/report $((0x1a0)) "$hwid_len")" = "$(extension "$leaf" 4)" ]
	check "$name: the product extension says $label" \
		[ "$(extension "$leaf" 2)" = "$(ia5string "$label")" ]
	check "$name: the table's 1st certificate is the VCEK" \
		table_entry_holds all/certs 0 63da758de6644564adc5f4b93be8accd "$pki/vcek.der"
	check "$name: the table's 2nd certificate is the ASK" \
		table_entry_holds all/certs 1 4ab7b379bbac4fe4a02f05aef327c782 "$pki/ask.der"
	check "$name: the table's 3rd certificate is the ARK" \
		table_entry_holds all/certs 2 c0b406a4a803495297433fb6014cd0ae "$pki/ark.der"
	check "$name: the table ends with zeros" [ -z "$(hex all/certs 72 24 | tr -d 0)" ]
	check "$name: one service's manifest is what the table holds" manifests_agree
	check "$name: the attested EK is what tpm2_createek makes" attested_ek_is_the_tpms one
	emu_stop
}

check_vlek() {
	emu_start Genoa --vlek --socket socket --tpm-port 0 || return
	check "VLEK: attests all services and one" attest_both
	check "VLEK: the report says so" [ "$(u32 all/report $((0x48)))" = 4 ]
	check "VLEK: OpenSSL verifies the signature" signature_holds all Genoa/pki/vlek.pem
	check "VLEK: OpenSSL verifies the chain over the ASVK" openssl verify \
		-CAfile Genoa/pki/ark.pem -untrusted Genoa/pki/asvk.pem Genoa/pki/vlek.pem
	check "VLEK: no HWID" [ -z "$(extension Genoa/pki/vlek.pem 4)" ]
	check "VLEK: a cloud provider" [ -n "$(extension Genoa/pki/vlek.pem 5)" ]
	check "VLEK: the table's 1st certificate is the VLEK" \
		table_entry_holds all/certs 0 a8074bc2a25a483eaae639c045a0b8a1 Genoa/pki/vlek.der
	check "VLEK: the table's 2nd certificate is the ASVK" \
		table_entry_holds all/certs 1 4ab7b379bbac4fe4a02f05aef327c782 Genoa/pki/asvk.der
	emu_stop
}

# Refusals over the socket, and what must change from launch to launch.
check_socket() {
	local id measurement

	emu_start Genoa --no-certs --socket socket --tpm-port 0 || return
	check "socket: attestation before TPM2_Startup is INVALID_REQUEST" \
		[ "$(ask early all)" = 0x80000006 ]
	check "socket: attests all services and one" attest_both
	check "socket: a host without certificates" [ ! -s all/certs ]
	check "socket: an unknown service is UNSUPPORTED_PROTOCOL" \
		[ "$(ask bad 00112233445566778899aabbccddeeff)" = 0x80000001 ]
	check "socket: manifest version 1 is INVALID_PARAMETER" \
		[ "$(ask bad vtpm 1)" = 0x80000005 ]
	id=$(hex all/report $((0x140)) 32)
	measurement=$(hex all/report $((0x90)) 48)
	check "one launch has one report id" [ "$(hex one/report $((0x140)) 32)" = "$id" ]
	emu_stop
	emu_start Genoa --socket socket --tpm-port 0 || return
	check "after a restart: attests all services and one" attest_both
	check_not "another launch has another report id" \
		[ "$(hex all/report $((0x140)) 32)" = "$id" ]
	check "another launch has the same measurement" \
		[ "$(hex all/report $((0x90)) 48)" = "$measurement" ]
	emu_stop
}

# How a guest may be launched otherwise, and what its report then says.
check_launches() {
	local wanted

	wanted=$(printf 'ab%.0s' {1..48})
	emu_start Genoa --debug-policy --report-vmpl 2 --measurement "$wanted" --socket socket \
		--tpm-port 0 || return
	check "launches: attests all services and one" attest_both
	check "launches: the policy allows debugging" [ "$(hex all/report 8 8)" = 00000b0000000000 ]
	check "launches: the report tells VMPL 2" [ "$(u32 all/report $((0x30)))" = 2 ]
	check "launches: the measurement is the one given" \
		[ "$(hex all/report $((0x90)) 48)" = "$wanted" ]
	check "launches: OpenSSL verifies the signature" signature_holds all Genoa/pki/vcek.pem
	emu_stop
	emu_start Genoa --old-tcb --socket socket --tpm-port 0 || return
	check "old TCB: attests all services and one" attest_both
	check "old TCB: it is reported" \
		tcb_holds "$(hex all/report $((0x180)) 8)" Genoa/pki/vcek-old.pem Genoa
	check_not "old TCB: it is not that of today" \
		tcb_holds "$(hex all/report $((0x180)) 8)" Genoa/pki/vcek.pem Genoa
	check "old TCB: OpenSSL verifies the signature" signature_holds all Genoa/pki/vcek-old.pem
	check "old TCB: OpenSSL verifies the chain" openssl verify -CAfile Genoa/pki/ark.pem \
		-untrusted Genoa/pki/ask.pem Genoa/pki/vcek-old.pem
	emu_stop
	check "usage: a measurement of 47 bytes" emu_exits 2 --state Genoa --socket s \
		--measurement "${wanted:2}"
	check "usage: report VMPL 4" emu_exits 2 --state Genoa --socket s --report-vmpl 4
}

# ask_is_good PKI: whether OpenSSL takes the ASK under the ARK and its list.
ask_is_good() {
	openssl verify -crl_check -CAfile "$1/ark.pem" -CRLfile "$1/crl.pem" "$1/ask.pem"
}

check_revocation() {
	emu_start Genoa --socket socket || return
	check "CRL: an ARK's that lists nothing" ask_is_good Genoa/pki
	emu_stop
	emu_start Genoa --revoked --socket socket || return
	check_not "CRL: the ASK is revoked" ask_is_good Genoa/pki
	check "CRL: OpenSSL says so" grep -q 'certificate revoked' <(ask_is_good Genoa/pki 2>&1)
	emu_stop
	emu_start Genoa --socket socket || return
	check "CRL: the next start makes a new one" ask_is_good Genoa/pki
	emu_stop
}

check_product Milan 2 000000 64 Milan-B0
check_product Genoa 3 191101 64 Genoa-B1
state_like Genoa-4 Genoa
check_product Genoa-4 4 191101 64 Genoa-B1
check_product Turin 5 1a0201 8 Turin-C1
check "a patch level above 127 is a positive DER INTEGER" \
	[ "$(extension Milan/pki/vcek.pem 3.8)" = 020200db ]
check_vlek
check_launches
check_revocation
check_socket
check "a state folder serves one product" \
	emu_exits 1 --state Milan --report-version 5 --socket socket
finish
