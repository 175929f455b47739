#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# The page of 'svsmctl eventlog show --html': whole, alone, with all that is in the log, and
# whatever the log says only ever text.  Where a Chromium is installed, it draws the page
# and finds the same there.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 2
SVSMCTL=$(realpath -e "${O:-build}/svsmctl") || exit 2
TESTS=$(realpath -e tests/integration) || exit 2
# shellcheck source=tests/integration/emu_lib.sh
. tests/integration/emu_lib.sh

python3 "$TESTS/make_log.py" log >/dev/null || exit 2
# As long as what it stands in for, the firmware's version: the lengths stay.
hostile='</td><script>&lt;'
python3 - "$hostile" <<'END' || exit 2
import sys
log = open("log", "rb").read()
open("hostile", "wb").write(log.replace("emulated firmware".encode("utf-16-le"), sys.argv[1].encode("utf-16-le")))
END
events=$("$SVSMCTL" eventlog show --json log | jq '.events | length')

check "a page is written" "$SVSMCTL" eventlog show --html page.html log
check "it is whole and alone, and tells of every event" \
	python3 "$TESTS/page_check.py" page.html "$events" "emulated firmware" "Secure Boot" .cmdline
check "so is one of a hostile log" "$SVSMCTL" eventlog show --html hostile.html hostile
check "what a log says is only ever text" python3 "$TESTS/page_check.py" hostile.html "$events" "$hostile"
head -c 900 log >torn
check_not "a log that breaks off is told by the exit status" "$SVSMCTL" eventlog show --html torn.html torn
check "and shown as far as it goes" python3 "$TESTS/page_check.py" torn.html \
	"$("$SVSMCTL" eventlog show --json torn | jq '.events | length')" "emulated firmware"
check_not "a page that cannot be written is an error" "$SVSMCTL" eventlog show --html no/page log
check "a page is written whole or not at all" [ ! -e no/page ]

browser=$(command -v chromium || command -v chromium-browser)
if [ -n "$browser" ]; then
	timeout 120 "$browser" --headless --no-sandbox --disable-gpu --no-first-run --disable-sync \
		--disable-background-networking --disable-component-update --disable-extensions \
		--user-data-dir="$scratch/browser" \
		--dump-dom "file://$scratch/hostile.html" >drawn 2>/dev/null
	check "a browser draws it" grep -q '<svg' drawn
	check "and sees what the parser sees" python3 "$TESTS/page_check.py" drawn "$events" "$hostile"
else
	echo "skip a browser draws it: there is no Chromium"
fi
finish
