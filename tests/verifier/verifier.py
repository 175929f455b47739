#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A verifier that conforms to Documentation/verifier-protocol.md, and one that does not.

Transport and sessions are here, judgement is svsmctl's, that is lib/policy's: it makes and
checks credentials, verifies bundles, and signs verdicts.  The file "mode" in its folder says,
per request, in which way it breaks the protocol; without one it keeps it.  The file "valid"
says how long its verdicts hold.
"""
import argparse
import base64
import hashlib
import http.server
import json
import os
import secrets
import ssl
import subprocess
import sys
import time

EXPIRES = 600
BODY_MAX = 48 << 20
SESSIONS_MAX = 64


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode() + b"\n"


class Refusal(Exception):
    """Said to the guest with status 4xx."""

    def __init__(self, status, reason):
        super().__init__(reason)
        self.status = status


class Verifier:
    """Sessions, each answered in its order, once."""

    def __init__(self, options):
        self.options = options
        self.sessions = {}
        os.makedirs(options.folder, exist_ok=True)

    def path(self, name):
        return os.path.join(self.options.folder, name)

    def told(self, name, otherwise):
        """What a file in the folder says, which whoever tests writes."""
        try:
            with open(self.path(name), encoding="ascii") as file:
                return file.read().strip()
        except FileNotFoundError:
            return otherwise

    def mode(self):
        return self.told("mode", "")

    def svsmctl(self, *arguments):
        return subprocess.run([self.options.svsmctl, *arguments], stdin=subprocess.DEVNULL,
                              stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)

    def challenge(self):
        if len(self.sessions) >= SESSIONS_MAX:
            self.sessions.pop(next(iter(self.sessions)))
        session = secrets.token_urlsafe(16)
        nonce = secrets.token_bytes(32)
        self.sessions[session] = {"nonce": nonce, "step": "evidence",
                                  "until": time.monotonic() + EXPIRES}
        if self.mode() == "session-elsewhere":
            session = "../" + session
        return canonical({"challenge": base64.b64encode(nonce).decode(), "expires": EXPIRES,
                          "format": "svsm-guest/challenge", "session": session, "version": 1})

    def take(self, session, step):
        found = self.sessions.get(session)
        if not found or found["step"] != step or time.monotonic() > found["until"]:
            raise Refusal(404, "there is no such session, or it is over")
        found["step"] = "over"
        return found

    def put(self, session, name, data):
        path = self.path(f"{session}.{name}")
        with open(path, "wb") as file:
            file.write(data)
        return path

    def credential(self, session, bundle):
        found = self.take(session, "evidence")
        path = self.put(session, "bundle", bundle)
        if self.mode() == "known":
            return self.verdict(session, found, self.path("binding"))
        done = self.svsmctl("challenge", "new", "--evidence", path,
                            "--out", self.path(session + ".credential"),
                            "--state", self.path(session + ".state"))
        if done.returncode:
            raise Refusal(422, done.stderr.decode(errors="replace"))
        found["step"] = "response"
        with open(self.path(session + ".credential"), "rb") as file:
            return file.read()

    def response(self, session, response):
        found = self.take(session, "response")
        binding = self.path(session + ".binding")
        done = self.svsmctl("challenge", "accept", "--state", self.path(session + ".state"),
                            "--response", self.put(session, "response", response),
                            "--out", binding)
        if done.returncode:
            raise Refusal(403, done.stderr.decode(errors="replace"))
        os.replace(binding, self.path("binding"))
        return self.verdict(session, found, self.path("binding"))

    def verdict(self, session, found, binding):
        mode, options = self.mode(), self.options
        path = self.path(session + ".verdict")
        nonce = bytes(32) if mode == "other-challenge" else found["nonce"]
        key = options.other_key if mode == "other-key" else options.key
        self.svsmctl("verify", self.path(session + ".bundle"), "--nonce", nonce.hex(),
                     "--policy", options.policy, "--ark", options.ark, "--binding", binding,
                     "--verdict", path, "--sign", key, "--verifier", "bob",
                     "--valid", self.told("valid", "1h"))
        with open(path, "rb") as file:
            text = file.read()
        for name in os.listdir(options.folder):
            if name.startswith(session):
                os.unlink(self.path(name))
        return self.changed(text, mode)

    def changed(self, text, mode):
        """The verdict as a verifier might send it that has it in for the guest."""
        kept = self.path("first-verdict")
        if mode == "replay":
            with open(kept, "rb") as file:
                return file.read()
        if not os.path.exists(kept):
            with open(kept, "wb") as file:
                file.write(text)
        record = json.loads(text)
        if mode == "unsigned":
            del record["signature"]
            return canonical(record)
        if mode == "other-ek":
            del record["signature"]
            record["ek_name"] = "000b" + "5a" * 32
            record["signature"] = self.sign(canonical(record))
            return canonical(record)
        return text

    def sign(self, text):
        message = self.path("message")
        with open(message, "wb") as file:
            file.write(b"svsm-guest/verdict/1" + hashlib.sha256(text).digest())
        done = subprocess.run(["openssl", "pkeyutl", "-sign", "-rawin", "-in", message,
                               "-inkey", self.options.key], capture_output=True, check=True)
        return base64.b64encode(done.stdout).decode()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    verifier = None
    timeout = 30

    def log_message(self, format, *arguments):  # its base class' name
        sys.stderr.write("%s %s\n" % (self.path, format % arguments))

    def answer(self, status, body, content_type, headers=()):
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def endless(self, status, content_type, piece):
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.end_headers()
        while True:
            self.wfile.write(piece)

    def hostile(self, mode, step):
        """Whether that was the answer."""
        if mode == "slow":
            time.sleep(3)
            self.close_connection = True
        elif mode == "slow-body":
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            for _ in range(30):
                self.wfile.write(b" ")
                time.sleep(0.1)
        elif mode == "endless":
            self.endless(200, "application/json", b"{" * 65536)
        elif mode == "endless-refusal":
            self.endless(403, "text/plain", b"never " * 10000)
        elif mode == "endless-headers":
            self.send_response(200)
            while True:
                self.send_header("X-More", "x" * 1000)
                self.flush_headers()
        elif mode == "garbage":
            self.answer(200, secrets.token_bytes(1000), "application/json")
        elif mode == "html":
            self.answer(200, b"<html>", "text/html")
        elif mode == "redirect":
            self.answer(307, b"", "text/plain", [("Location", "https://127.0.0.1:1/elsewhere")])
        elif mode == "busy":
            self.answer(429, b"too many guests", "text/plain", [("Retry-After", "86400")])
        elif mode == "down":
            self.answer(503, b"", "text/plain")
        elif mode == "broken":
            self.answer(500, b"", "text/plain")
        elif mode == "refuses":
            self.answer(403, b"not \x1b[31myou\nnor me", "text/plain")
        elif mode == "closes":
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", "1000")
            self.end_headers()
            self.wfile.write(b'{"chall')
            self.close_connection = True
        elif mode == "huge-credential" and step == "evidence":
            self.answer(200, canonical({"ak_name": "000b" + "00" * 32,
                                        "credential": "A" * 1048576, "version": 1}),
                        "application/json")
        elif mode == "wrong-credential" and step == "evidence":
            zeros = "000b" + "00" * 32
            self.answer(200, canonical({
                "ak_name": zeros, "credential": base64.b64encode(bytes(68)).decode(),
                "ek_name": zeros, "format": "svsm-guest/credential-challenge",
                "seed": base64.b64encode(bytes(256)).decode(), "version": 1}),
                "application/json")
        else:
            return False
        return True

    def do_POST(self):  # its base class' name
        size = int(self.headers.get("Content-Length", "0"))
        if size > BODY_MAX:
            self.answer(413, b"", "text/plain")
            return
        body = self.rfile.read(size)
        _, _, rest = self.path.partition("/v1/")
        step, _, session = rest.partition("/")
        try:
            if self.hostile(self.verifier.mode(), step):
                return
            if self.headers.get("Content-Type") != "application/json":
                raise Refusal(415, "only application/json")
            if step == "challenge" and not session:
                said = self.verifier.challenge()
            elif step == "evidence":
                said = self.verifier.credential(session, body)
            elif step == "response":
                said = self.verifier.response(session, body)
            else:
                raise Refusal(404, "there is no such step")
            self.answer(200, said, "application/json")
        except Refusal as refusal:
            self.answer(refusal.status, str(refusal).encode(), "text/plain; charset=utf-8")
        except (ConnectionError, ssl.SSLError):
            self.close_connection = True  # the guest has had enough


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    contexts = {}  # by name; the first is the right one

    def finish_request(self, request, client_address):
        # In the thread of the connection, so that nobody who is slow holds up the others.
        right = next(iter(self.contexts.values()))
        context = self.contexts.get(Handler.verifier.mode(), right)
        sys.stderr.write("connection\n")
        with context.wrap_socket(request, server_side=True) as connection:
            super().finish_request(connection, client_address)

    def handle_error(self, request, client_address):
        sys.stderr.write("%s: %s\n" % (client_address[0], sys.exc_info()[1]))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("folder", "svsmctl", "policy", "ark", "key", "other-key", "client-ca"):
        parser.add_argument("--" + name, required=True)
    parser.add_argument("--tls", required=True, action="append",
                        help="certificate and key; further ones are for the mode of their name")
    parser.add_argument("--port", type=int, default=0)
    options = parser.parse_args()

    Handler.verifier = Verifier(options)
    for path in options.tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        context.load_verify_locations(options.client_ca)
        context.verify_mode = ssl.CERT_REQUIRED
        Server.contexts[os.path.basename(path)] = context
    server = Server(("127.0.0.1", options.port), Handler)
    ready = os.path.join(options.folder, "port")
    with open(ready + ".new", "w", encoding="ascii") as file:
        file.write(str(server.server_port))
    os.replace(ready + ".new", ready)
    server.serve_forever()


main()
