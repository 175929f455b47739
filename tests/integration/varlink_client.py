# SPDX-License-Identifier: LGPL-2.1-or-later
"""Calls a service by Varlink (varlink.org), as written from its specification.

    varlink_client.py SOCKET METHOD [PARAMETERS [more|oneway]]   prints the answer
    varlink_client.py SOCKET raw [BYTES...]     sends bytes (with \\0 and the like), each argument
                                                by itself; prints what comes until the end
"""
import json
import socket
import sys
import time

connection = socket.socket(socket.AF_UNIX)
connection.settimeout(60)
connection.connect(sys.argv[1])


def answer():
    text = b""
    while not text.endswith(b"\0"):
        piece = connection.recv(65536)
        if not piece:
            sys.exit(f"the connection ended after {len(text)} bytes")
        text += piece
    if text.count(b"\0") != 1:
        sys.exit("there is more than one answer")
    return json.loads(text[:-1].decode())


if sys.argv[2] == "raw":
    for piece in sys.argv[3:]:
        connection.sendall(piece.encode().decode("unicode_escape").encode("latin-1"))
        time.sleep(0.05)
    connection.shutdown(socket.SHUT_WR)
    while piece := connection.recv(65536):
        sys.stdout.write(piece.decode().replace("\0", "\n"))
    sys.exit()

call = {"method": sys.argv[2]}
if len(sys.argv) > 3:
    call["parameters"] = json.loads(sys.argv[3])
for flag in sys.argv[4:]:
    call[flag] = True
connection.sendall(json.dumps(call).encode() + b"\0")
if "oneway" in call:
    # What comes next on the connection answers the next call.
    connection.sendall(b'{"method":"org.varlink.service.GetInfo"}\0')
print(json.dumps(answer()))
