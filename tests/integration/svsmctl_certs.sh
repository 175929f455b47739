#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# svsmctl certs against a key service of the test's own on 127.0.0.1: what is asked for,
# what is kept, and that nothing is which is not proven, whatever the service answers.
# shellcheck disable=SC2317 # functions are called through check()
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 2
SVSMCTL=$(realpath -e "${O:-build}/svsmctl") || exit 2
# shellcheck source=tests/integration/emu_lib.sh
. tests/integration/emu_lib.sh

export SVSM_CERT_CACHE=$scratch/cache
server=

# The service: one process a request, which finds its answers in files.
cat >answer <<'END'
#!/bin/bash
read -r _ path _
while read -r line && [ "$line" != $'\r' ]; do :; done
echo "$path" >>requests
reply() {
	printf 'HTTP/1.1 %s\r\nContent-Length: %d\r\n%sConnection: close\r\n\r\n' "$1" \
		"$(stat -c %s "$2")" "${3-}"
	cat "$2"
}
[ ! -e busy ] || {
	mv busy was-busy
	reply "429 Too Many Requests" /dev/null $'Retry-After: 1\r\n'
	exit
}
[ ! -e moved ] || {
	reply "302 Found" /dev/null $'Location: /elsewhere\r\n'
	exit
}
case $path in
*/cert_chain) reply "200 OK" chain ;;
*/crl) reply "200 OK" crl ;;
/vcek/*) [ -e leaf ] && reply "200 OK" leaf || reply "404 Not Found" /dev/null ;;
*) reply "404 Not Found" /dev/null ;;
esac
END
chmod +x answer

serve() {
	socat -d -d TCP-LISTEN:0,bind=127.0.0.1,fork,reuseaddr EXEC:./answer 2>socat.log &
	server=$!
	trap 'kill $server 2>/dev/null; emu_stop; rm -rf "$scratch"' EXIT
	local i
	for ((i = 0; i < 100; i++)); do
		kds=http://127.0.0.1:$(sed -n 's/.*listening on .*:\([0-9]*\)$/\1/p' socat.log)
		[ "$kds" = http://127.0.0.1: ] || return 0
		sleep 0.1
	done
	not_ok "the service listens" "$(tail -n 1 socat.log)"
	return 1
}

# fetches STATUS TEXT OPTION...: how it ends, and a text of what it prints or says.
fetches() {
	local wanted=$1 text=$2 status=0
	shift 2

	: >requests
	timeout 60 "$SVSMCTL" certs fetch --kds "$kds" "$@" >out 2>err || status=$?
	[ "$status" = "$wanted" ] && grep -qF -- "$text" out err && return
	echo "exit status $status: $(cat out err)"
	return 1
}

# No turn has to be waited for: the tests' own pace.
at_once() {
	rm -f cache/.next-request
}

kept() {
	find cache -name '*.der' 2>/dev/null | wc -l
}

asked_as_amd_wants() {
	local hwid

	hwid=$(hex all/report $((0x1a0)) 64)
	cmp requests - <<END
/vcek/v1/Genoa/cert_chain
/vcek/v1/Genoa/crl
/vcek/v1/Genoa/$hwid?blSPL=10&teeSPL=0&snpSPL=23&ucodeSPL=84
END
}

# refuses NAME TEXT: with what the service has now; and nothing more is kept.
refuses() {
	local before
	before=$(kept)

	at_once
	check "$1" fetches 1 "$2" --report all/report --ark Genoa/pki/ark.pem
	check "$1: nothing is kept" [ "$(kept)" = "$before" ]
}

tpm2_started() {
	tpm2_startup -c && ask all all
}

emu_start Genoa --socket socket --tpm-port 0 || finish
check "there is a report" tpm2_started
emu_stop
serve || finish
cat Genoa/pki/ask.pem Genoa/pki/ark.pem >chain
cp Genoa/pki/crl.der crl
cp Genoa/pki/vcek.der leaf

check "a root that is neither pinned nor named" \
	fetches 1 "does not lead to a root of AMD's that is pinned here" --report all/report
check "a root that is neither pinned nor named: nothing is kept" [ "$(kept)" = 0 ]

check "fetches all" fetches 0 "leaf     SEV-VCEK           fetched" \
	--report all/report --ark Genoa/pki/ark.pem
check "asks as AMD's service wants to be asked" asked_as_amd_wants
check "keeps root, CA, leaf and list" [ "$(kept)" = 4 ]
check "what is kept is what came" cmp leaf cache/leaf-"$(sha256sum <leaf | cut -d ' ' -f 1)".der
check "fetches the list alone again" fetches 0 "kept already" \
	--report all/report --ark Genoa/pki/ark.pem
check "asks for the list alone" [ "$(cat requests)" = /vcek/v1/Genoa/crl ]
check "lists them" [ "$("$SVSMCTL" certs list | grep -c "^[A-Z]")" = 4 ]
check "lists them as JSON" [ "$("$SVSMCTL" certs list --json |
	jq -r '[.certificates[].kind, .crls[].issuer] | sort | join(" ")')" = \
	"ARK ARK-Genoa ASK VCEK" ]

rm -rf cache
touch busy
check "is told to wait, and waits" fetches 0 "trying again in 1 s" \
	--product Genoa --ark Genoa/pki/ark.pem
check "fetches without a report: no leaf" [ "$(kept)" = 3 ]

mkdir -p cache && date -d '3 seconds' +%s | tr -d '\n' >cache/.next-request
check "takes its turn" fetches 0 "waiting for" --report all/report --ark Genoa/pki/ark.pem
check "the next turn is later" [ "$(cat cache/.next-request)" -gt "$(date +%s)" ]
rm -f cache/leaf-*

touch moved
refuses "a redirect" "HTTP status 302"
check "a redirect is not followed" [ "$(grep -c elsewhere requests)" = 0 ]
rm -f moved
rm -f leaf
refuses "no such VCEK" "there is no such thing (404)"
head -c 100 Genoa/pki/vcek.der >leaf
refuses "a leaf that is cut short" "not X.509 in DER"
state_like Other Genoa && rm -f Other/pki/{chip_id,vcek.*}
emu_start Other --socket socket || finish
emu_stop
cp Other/pki/vcek.der leaf
refuses "another chip's leaf" "the report is not verified by what came"
head -c 100000 /dev/zero >leaf
refuses "an endless answer" "more than 65536 bytes"
cp Genoa/pki/vcek.der leaf
cp Genoa/pki/vcek.der crl
refuses "a list that is none" "neither DER nor PEM of one"
emu_start Milan --report-version 2 --socket socket || finish
emu_stop
cp Milan/pki/crl.der crl
refuses "another root's list" "the revocation list is of 'ARK-Milan'"
cp Genoa/pki/crl.der crl
rm -rf cache && cat Milan/pki/ask.pem Milan/pki/ark.pem >chain
refuses "another root's chain" "does not lead to the root that was named"
kill "$server"
wait "$server" 2>/dev/null
refuses "nobody answers" "$kds"

check "usage: plain http to another machine" \
	[ "$("$SVSMCTL" certs fetch --product Milan --kds http://192.0.2.1 2>&1 |
		grep -c "plain http is for this machine alone")" = 1 ]
check "usage: a product that is not known" \
	[ "$("$SVSMCTL" certs fetch --product Rome >/dev/null 2>&1; echo $?)" = 2 ]

rm -rf cache
check "imports PEM, DER, lists" "$SVSMCTL" certs import Genoa/pki/{ask.pem,ark.pem,vcek.der,crl.pem}
check "has imported them" [ "$(kept)" = 4 ]
rm -rf cache
check "imports a host's table" "$SVSMCTL" certs import all/certs
check "has imported its three" [ "$(kept)" = 3 ]
rm -rf cache
check_not "imports nothing when one file is none" "$SVSMCTL" certs import Genoa/pki/ark.pem answer
check "has imported nothing" [ ! -e cache ]
mkdir cache && echo damaged >cache/ca-damaged.der
check "a damaged file is passed over, and told" [ "$("$SVSMCTL" certs list 2>&1 |
	grep -c '1 files are damaged')" = 1 ]
finish
