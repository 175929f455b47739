# SPDX-License-Identifier: LGPL-2.1-or-later
"""Plays systemd-journald: each entry of its native protocol becomes a line of JSON.

    fake_journal.py SOCKET FILE

systemd.io/JOURNAL_NATIVE_PROTOCOL: fields of a datagram are lines NAME=VALUE, or where the
value has a newline in it, NAME, a newline, its size in 64 bits and the value.
"""
import json
import os
import socket
import struct
import sys


def fields(datagram):
    while datagram:
        line, _, rest = datagram.partition(b"\n")
        name, equals, value = line.partition(b"=")
        if not equals:
            (size,) = struct.unpack_from("<Q", rest)
            value, rest = rest[8:8 + size], rest[8 + size + 1:]
        yield name.decode(), value.decode()
        datagram = rest


path, out = sys.argv[1:]
journal = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
if os.path.exists(path):
    os.unlink(path)
journal.bind(path)
with open(out, "a", encoding="utf-8", buffering=1) as lines:
    while True:
        print(json.dumps(dict(fields(journal.recv(1 << 20)))), file=lines)
