#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Runs a command at a terminal that has a screen, and tells what stands there.

    screen.py ROWS COLUMNS -- COMMAND...

Standard input has one step a line:

    wait TEXT        until TEXT stands on the screen (20 s, else exit status 3)
    show             print the screen
    size ROWS COLS   make the terminal that large
    type TEXT        type it
    signal NAME      send the command that signal
    stopped          wait until the command is stopped (20 s)
    bytes SECONDS    print how many bytes the command writes in that time
    run COMMAND      run it in a shell

Behind the last step the command is waited for.  Then: "screen first" or "screen second" (which
of xterm's screens is shown), "cursor yes|no", "wrap yes|no", "echo yes|no"; exit status as the
command's (128 and the signal's number when one ended it).
"""
import fcntl
import os
import pty
import re
import signal
import struct
import subprocess
import sys
import termios
import time

SEQUENCE = re.compile(r"\033\[(\??)([0-9;]*)([A-Za-z])")


class Screen:
    def __init__(self, rows, columns):
        self.second, self.modes = False, {25: True, 7: True}
        self.resize(rows, columns)
        self.text, self.unknown = "", []

    def resize(self, rows, columns):
        self.rows, self.columns = rows, columns
        self.cells = [[" "] * columns for _ in range(rows)]
        self.row = self.column = 0

    def sequence(self, private, parameters, letter):
        numbers = [int(p or 0) for p in parameters.split(";")]
        if private and letter in "hl":
            if numbers[0] == 1049:
                self.second = letter == "h"
            else:
                self.modes[numbers[0]] = letter == "h"
        elif letter == "H":
            self.row, self.column = numbers[0] - 1, (numbers + [1])[1] - 1
        elif letter == "J" and numbers[0] == 2:
            self.cells = [[" "] * self.columns for _ in range(self.rows)]
        elif letter == "K":
            self.cells[self.row][self.column:] = [" "] * (self.columns - self.column)
        elif letter != "m":
            self.unknown.append(letter)

    def feed(self, text):
        self.text += text
        while self.text:
            if self.text[0] == "\033":
                match = SEQUENCE.match(self.text)
                if not match:
                    if len(self.text) > 20:
                        self.unknown.append(self.text[:20])
                        self.text = self.text[1:]
                        continue
                    return
                self.sequence(*match.groups())
                self.text = self.text[match.end():]
                continue
            letter, self.text = self.text[0], self.text[1:]
            if letter in "\r\n" or not self.second:
                continue
            if self.column < self.columns and self.row < self.rows:
                self.cells[self.row][self.column] = letter
                self.column += 1

    def lines(self):
        return ["".join(line).rstrip() for line in self.cells]


def main():
    rows, columns = int(sys.argv[1]), int(sys.argv[2])
    command = sys.argv[sys.argv.index("--") + 1:]
    terminal, keeper = pty.openpty()

    def resize():
        fcntl.ioctl(keeper, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    resize()
    child = os.fork()
    if child == 0:
        os.close(terminal)
        os.login_tty(keeper)
        for number in (signal.SIGINT, signal.SIGQUIT):
            signal.signal(number, signal.SIG_DFL)
        os.execvp(command[0], command)
    screen, counted = Screen(rows, columns), [0]
    os.set_blocking(terminal, False)

    def read():
        try:
            data = os.read(terminal, 65536)
        except (BlockingIOError, OSError):
            time.sleep(0.02)
            return
        counted[0] += len(data)
        screen.feed(data.decode(errors="replace"))

    for step in sys.stdin.read().splitlines():
        verb, _, rest = step.partition(" ")
        if verb == "wait":
            deadline = time.monotonic() + 20
            while not any(rest in line for line in screen.lines()):
                if time.monotonic() > deadline:
                    print("\n".join(screen.lines()), f"\nnever came: {rest}")
                    os.kill(child, signal.SIGKILL)
                    sys.exit(3)
                read()
        elif verb == "show":
            print("\n".join(screen.lines()))
        elif verb == "size":
            rows, columns = map(int, rest.split())
            screen.resize(rows, columns)
            resize()
        elif verb == "type":
            os.write(terminal, rest.encode())
        elif verb == "signal":
            os.kill(child, getattr(signal, rest))
        elif verb == "stopped":
            deadline = time.monotonic() + 20
            while time.monotonic() < deadline:
                read()
                with open(f"/proc/{child}/stat", encoding="ascii", errors="replace") as stat:
                    if stat.read().rpartition(")")[2].split()[0] == "T":
                        break
        elif verb == "bytes":
            counted[0], end = 0, time.monotonic() + float(rest)
            while time.monotonic() < end:
                read()
            print(counted[0])
        elif verb == "run":
            subprocess.run(rest, shell=True, check=False, stdin=subprocess.DEVNULL)
        sys.stdout.flush()
    deadline = time.monotonic() + 20
    while True:
        read()
        done, code = os.waitpid(child, os.WNOHANG)
        if done:
            break
        if time.monotonic() > deadline:
            os.kill(child, signal.SIGKILL)
            print("it did not end")
    read()
    echoes = termios.tcgetattr(keeper)[3] & termios.ECHO
    print("screen", "second" if screen.second else "first")
    for name, value in (("cursor", screen.modes[25]), ("wrap", screen.modes[7]), ("echo", echoes)):
        print(name, "yes" if value else "no")
    if screen.unknown:
        print("unknown sequences:", screen.unknown)
    sys.stdout.flush()
    sys.exit(128 + os.WTERMSIG(code) if os.WIFSIGNALED(code) else os.WEXITSTATUS(code))


main()
