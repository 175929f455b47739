#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""
A log of IMA (template ima-ng) with one record per NAME, and what extends a TPM as it
tells: one "10:sha256=DIGEST" a line, for tpm2_pcrextend.

usage: make_ima.py LOG NAME...
"""
import hashlib
import struct
import sys


def field(data):
    return struct.pack("<I", len(data)) + data


def main(path, names):
    log = b""
    for name in names:
        data = field(b"sha256:\0" + hashlib.sha256(name.encode()).digest())
        data += field(name.encode() + b"\0")
        log += struct.pack("<I", 10) + hashlib.sha1(data).digest()
        log += field(b"ima-ng") + field(data)
        print("10:sha256=" + hashlib.sha256(data).hexdigest())
    with open(path, "wb") as file:
        file.write(log)


main(sys.argv[1], sys.argv[2:])
