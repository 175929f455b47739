#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""
A small firmware event log, and what extends a TPM as it tells: one "PCR:sha256=DIGEST"
a line, for tpm2_pcrextend.  Words after LOG change it: "insecure" turns Secure Boot off,
"CMDLINE=TEXT" is what a UKI's command line holds, "OPTIONS=TEXT" what a boot loader adds to it.

usage: make_log.py LOG [WORD...]
"""
import hashlib
import struct
import sys

EV_NO_ACTION, EV_SEPARATOR, EV_S_CRTM_VERSION, EV_IPL = 3, 4, 8, 13
EV_EFI_VARIABLE_DRIVER_CONFIG = 0x80000001
GLOBAL = bytes.fromhex("61dfe48bca93d211aa0d00e098032b8c")
SHA256 = 11


def variable(name, value):
    return GLOBAL + struct.pack("<QQ", len(name), len(value)) + name.encode("utf-16-le") + value


def main(path, words):
    secure = b"\0" if "insecure" in words else b"\1"
    command_line = next((w[8:] for w in words if w.startswith("CMDLINE=")), "quiet")
    spec = b"Spec ID Event03\0" + struct.pack("<IBBBBIHHB", 0, 0, 2, 105, 2, 1, SHA256, 32, 0)
    events = [(0, EV_S_CRTM_VERSION, "emulated firmware\0".encode("utf-16-le"), None)]
    for name, value in (("SecureBoot", secure), ("PK", b"key"), ("KEK", b"key"), ("db", b""), ("dbx", b"")):
        events.append((7, EV_EFI_VARIABLE_DRIVER_CONFIG, variable(name, value), None))
    for pcr in range(8):
        events.append((pcr, EV_SEPARATOR, bytes(4), None))
    # As systemd-stub: the section's name with its zero, then what is in it.
    events.append((11, EV_IPL, ".cmdline\0".encode("utf-16-le"), b".cmdline\0"))
    events.append((11, EV_IPL, ".cmdline\0".encode("utf-16-le"), command_line.encode()))
    for text in (w[8:] for w in words if w.startswith("OPTIONS=")):
        events.append((12, EV_IPL, (text + "\0").encode("utf-16-le"), None))
    with open(path, "wb") as log:
        log.write(struct.pack("<II20sI", 0, EV_NO_ACTION, b"", len(spec)) + spec)
        for pcr, kind, data, hashed in events:
            digest = hashlib.sha256(data if hashed is None else hashed).digest()
            log.write(struct.pack("<IIIH", pcr, kind, 1, SHA256) + digest + struct.pack("<I", len(data)) + data)
            print(f"{pcr}:sha256={digest.hex()}")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
