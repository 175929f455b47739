#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Runs a command at a terminal of its own and types for it.

    at_terminal.py [--signal NAME] [PROMPT=ANSWER]... -- COMMAND...

Each ANSWER is typed when PROMPT has been read.  What the terminal showed goes to standard
output; the exit status is the command's (128 and the signal's number when one ended it),
3 when a prompt never came.  With --signal, the process gets it in place of an answer, and
the terminal must echo again afterwards.
"""
import os
import pty
import signal
import sys
import termios
import time


def main():
    split = sys.argv.index("--")
    arguments, command = sys.argv[1:split], sys.argv[split + 1:]
    number = None
    if arguments and arguments[0] == "--signal":
        number = getattr(signal, arguments[1])
        arguments = arguments[2:]
    terminal, keeper = pty.openpty()
    child = os.fork()
    if child == 0:
        os.close(terminal)
        os.login_tty(keeper)
        if number:
            signal.signal(number, signal.SIG_DFL)  # what runs in the background ignores some
        os.execvp(command[0], command)
    seen = b""
    waiting = [argument.split("=", 1) for argument in arguments]
    status, deadline = None, time.monotonic() + 60
    while status is None:
        if time.monotonic() > deadline:
            os.kill(child, signal.SIGKILL)
            sys.exit(3)
        os.set_blocking(terminal, False)
        try:
            seen += os.read(terminal, 65536)
        except (BlockingIOError, OSError):
            time.sleep(0.05)
        if waiting and waiting[0][0].encode() in seen and \
                (termios.tcgetattr(keeper)[3] & termios.ECHO == 0 or "yes/no" in waiting[0][0]):
            answer = waiting.pop(0)[1]
            if number:
                os.kill(child, number)
            else:
                os.write(terminal, answer.encode() + b"\n")
        done, code = os.waitpid(child, os.WNOHANG)
        if done:
            status = code
    try:
        seen += os.read(terminal, 65536)
    except (BlockingIOError, OSError):
        pass
    if termios.tcgetattr(keeper)[3] & termios.ECHO == 0:
        seen += b"\nTHE TERMINAL DOES NOT ECHO ANY MORE\n"
    sys.stdout.buffer.write(seen)
    sys.stdout.flush()
    if waiting:
        sys.exit(3)
    sys.exit(128 + os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status))


main()
