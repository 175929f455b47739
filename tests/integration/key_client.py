#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Plays systemd-cryptsetup at a key socket.

    key_client.py SOCKET [--address TEXT] [--cgroup PROC UNIT] [--user UID]

Writes what it reads, up to the end, to standard output, and how long that took to
standard error: "SECONDS".  --cgroup says in the folder PROC, which stands for /proc, that
this process is in the unit UNIT.
"""
import argparse
import os
import socket
import sys
import time

parser = argparse.ArgumentParser()
parser.add_argument("socket")
parser.add_argument("--address")
parser.add_argument("--cgroup", nargs=2)
parser.add_argument("--user", type=int)
arguments = parser.parse_args()

if arguments.cgroup:
    proc, unit = arguments.cgroup
    folder = os.path.join(proc, str(os.getpid()))
    os.makedirs(folder)
    with open(os.path.join(folder, "cgroup"), "w", encoding="ascii") as file:
        file.write(f"0::/system.slice/system-systemd\\x2dcryptsetup.slice/{unit}\n")
if arguments.user is not None:
    os.setresuid(arguments.user, arguments.user, arguments.user)
connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
if arguments.address:
    connection.bind("\0" + arguments.address)
begun = time.monotonic()
connection.connect(arguments.socket)
while piece := connection.recv(4096):
    sys.stdout.buffer.write(piece)
print(f"{time.monotonic() - begun:.1f}", file=sys.stderr)
