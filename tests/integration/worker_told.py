#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Stands in for a process of svsmd-worker that waits, and says what it is asked to do.

    worker_told.py FILE WORKER wait

Adds the name of the work to FILE, has WORKER do it, and adds that it is over.
"""
import fcntl
import os
import socket
import subprocess
import sys

OUT, INPUT = 3, 4
ABOVE = 16

told, worker, _ = sys.argv[1:]


def tell(text):
    with open(told, "a", encoding="ascii") as file:
        file.write(text + "\n")


def place(descriptors, first):
    """Moves them to FIRST and behind it; returns what they are then."""
    above = [fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, ABOVE) for fd in descriptors]
    for fd in descriptors:
        os.close(fd)
    for number, fd in enumerate(above, first):
        os.dup2(fd, number)
    return range(first, first + len(above))


orders = socket.socket(fileno=0)
while True:
    packet, descriptors, _, _ = socket.recv_fds(orders, 8192, 8)
    arguments = packet[2:].decode().split("\0")[:-1]
    if not packet:
        sys.exit(0)
    if arguments:
        break
tell(arguments[0])
done = subprocess.run([worker, *arguments], stdin=subprocess.DEVNULL, check=False,
                      pass_fds=place(descriptors, OUT if packet[0] else INPUT))
tell(arguments[0] + " is over")
sys.exit(done.returncode)
