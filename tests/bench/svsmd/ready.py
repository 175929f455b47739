# SPDX-License-Identifier: LGPL-2.1-or-later
"""How long a program of the service manager takes until it says that it is ready, in ms,
of several starts the shortest: what other work on the machine adds least to.

    ready.py ROUNDS PROGRAM [ARGUMENT...]
"""
import os
import socket
import subprocess
import sys
import tempfile
import time

best = None
for _ in range(int(sys.argv[1])):
    with tempfile.TemporaryDirectory() as folder, \
            socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        path = os.path.join(folder, "notify")
        listener.bind(path)
        listener.settimeout(60)
        begin = time.monotonic()
        with subprocess.Popen(sys.argv[2:], env=dict(os.environ, NOTIFY_SOCKET=path)) as child:
            while b"READY=1" not in listener.recv(4096):
                pass
            took = (time.monotonic() - begin) * 1000
            child.terminate()
    best = took if best is None or took < best else best
print(f"{best:.1f}")
