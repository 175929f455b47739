#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""
A second opinion on an evidence bundle, written from Documentation/evidence-format.md
alone: no code of the verifier's, and no library but Python's own.  Computes every nonce,
name and digest again, replays the firmware's log, and leaves what OpenSSL's and
tpm2-tools' commands need to judge the signatures.

usage: evidence_check.py BUNDLE CHALLENGE-HEX FOLDER      exit 0: all agrees
"""
import base64
import hashlib
import json
import os
import struct
import sys

VTPM = bytes.fromhex("ebf176c4" "2301" "a545" "9641b4e7dde5bfe3")  # mixed byte order
TABLE = bytes.fromhex("bb9e8463" "923d" "7046" "a1ff58f9c94b87bb")
ENDORSEMENT = 0x4000000B


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def name_of(public):
    assert public[2:4] == b"\x00\x0b", "nameAlg is not SHA-256"
    return b"\x00\x0b" + sha256(public)


class Reader:
    """Big-endian as TPMs write, little-endian as firmware does."""

    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, size):
        assert 0 <= size <= len(self.data) - self.at, "cut off"
        self.at += size
        return self.data[self.at - size:self.at]

    def number(self, form):
        return struct.unpack(form, self.take(struct.calcsize(form)))[0]

    def tpm2b(self):
        return self.take(self.number(">H"))


def attest(data):
    r = Reader(data)
    assert r.take(4) == b"\xffTCG" and r.number(">H") == 0x8018
    quote = {"signer": r.tpm2b(), "nonce": r.tpm2b(), "clock": r.number(">Q"),
             "resets": r.number(">I"), "restarts": r.number(">I"), "safe": r.number(">B"),
             "firmware": r.number(">Q"), "selection": []}
    for _ in range(r.number(">I")):
        bank, bits = r.number(">H"), r.take(r.number(">B"))
        quote["selection"].append((bank, [i for i in range(8 * len(bits)) if bits[i // 8] >> i % 8 & 1]))
    quote["digest"] = r.tpm2b()
    assert r.at == len(data)
    return quote


def vtpm_manifest(table):
    assert table[:16] == TABLE and struct.unpack_from("<I", table, 16)[0] == len(table)
    for i in range(struct.unpack_from("<I", table, 20)[0]):
        guid, offset, size = struct.unpack_from("<16sII", table, 24 + 24 * i)
        if guid == VTPM:
            return table[offset:offset + size]
    raise AssertionError("the manifest does not name the vTPM")


def replay(log):
    """The SHA-256 bank of a crypto-agile log."""
    r = Reader(log)
    r.take(4 + 4 + 20)
    spec = Reader(r.take(r.number("<I")))
    assert spec.take(16) == b"Spec ID Event03\0"
    spec.take(4 + 4)
    sizes = {}
    for _ in range(spec.number("<I")):
        algorithm, size = spec.number("<H"), spec.number("<H")
        sizes[algorithm] = size
    pcrs = [bytes(32)] * 17 + [b"\xff" * 32] * 6 + [bytes(32)]
    while r.at < len(log):
        pcr, kind, count = r.number("<I"), r.number("<I"), r.number("<I")
        digests = {}
        for _ in range(count):
            algorithm = r.number("<H")
            digests[algorithm] = r.take(sizes[algorithm])
        data = r.take(r.number("<I"))
        if kind == 3:
            if data.startswith(b"StartupLocality\0"):
                pcrs[0] = bytes(31) + data[16:17]
            continue
        pcrs[pcr] = sha256(pcrs[pcr], digests[11])
    return pcrs


def der(tag, *parts):
    body = b"".join(parts)
    size = len(body)
    if size < 128:
        return bytes([tag, size]) + body
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + body


def der_integer(number):
    return der(2, number.to_bytes(number.bit_length() // 8 + 1, "big"))


P256 = bytes.fromhex("301306072a8648ce3d020106082a8648ce3d030107")
RSA = bytes.fromhex("300d06092a864886f70d0101010500")


def spki(public):
    r = Reader(public)
    kind = r.number(">H")
    r.take(6)
    r.tpm2b()
    assert r.number(">H") == 0x10
    assert r.number(">H") in (0x18, 0x14) and r.number(">H") == 11
    if kind == 0x23:
        assert r.number(">H") == 3 and r.number(">H") == 0x10
        x, y = r.tpm2b().rjust(32, b"\0"), r.tpm2b().rjust(32, b"\0")
        return der(0x30, P256, der(3, b"\0\x04" + x + y))
    assert kind == 1
    r.take(2)
    exponent = r.number(">I") or 65537
    key = der(0x30, der_integer(int.from_bytes(r.tpm2b(), "big")), der_integer(exponent))
    return der(0x30, RSA, der(3, b"\0" + key))


def plain_signature(signature):
    r = Reader(signature)
    kind, _ = r.number(">H"), r.number(">H")
    if kind == 0x14:
        return r.tpm2b()
    assert kind == 0x18
    first, second = r.tpm2b(), r.tpm2b()
    return der(0x30, der_integer(int.from_bytes(first, "big")), der_integer(int.from_bytes(second, "big")))


def main(path, challenge, folder):
    text = open(path, "rb").read()
    bundle = json.loads(text)
    canonical = json.dumps(bundle, sort_keys=True, separators=(",", ":"), ensure_ascii=False) + "\n"
    assert text == canonical.encode(), "the text is not in its one form"
    assert bundle["format"] == "svsm-guest/evidence" and bundle["version"] == 1
    raw = {key: base64.b64decode(bundle[key], validate=True)
           for key in ("ak", "challenge", "manifest", "report", "seal")}
    ephemeral = base64.b64decode(bundle["ephemeral_key"]) if "ephemeral_key" in bundle else b""
    challenge = bytes.fromhex(challenge)
    assert raw["challenge"] == challenge, "another challenge"
    length = struct.pack(">H", len(challenge))

    ak = name_of(raw["ak"])
    nonce = hashlib.sha512(b"svsm-guest/report/1" + length + challenge + ak +
                           (sha256(ephemeral) if ephemeral else b"")).digest()
    assert raw["report"][0x50:0x90] == hashlib.sha512(nonce + raw["manifest"]).digest(), "REPORT_DATA"
    assert struct.unpack_from("<I", raw["report"], 0x30)[0] == 0, "VMPL"

    message = base64.b64decode(bundle["quote"]["attest"])
    quote = attest(message)
    assert quote["nonce"] == sha256(b"svsm-guest/quote/1", length, challenge,
                                    sha256(raw["report"], raw["manifest"])), "qualifyingData"
    assert quote["signer"] == b"\x00\x0b" + sha256(struct.pack(">I", ENDORSEMENT), ak), "signer"
    names = {4: "sha1", 11: "sha256", 12: "sha384", 13: "sha512"}
    values = b"".join(bytes.fromhex(bundle["pcrs"][names[bank]][str(pcr)])
                      for bank, pcrs in quote["selection"] for pcr in pcrs)
    assert quote["digest"] == sha256(values), "PCR digest"
    assert sum(len(v) for v in bundle["pcrs"].values()) == sum(len(p) for _, p in quote["selection"])

    unsealed = dict(bundle)
    del unsealed["seal"]
    inner = json.dumps(unsealed, sort_keys=True, separators=(",", ":"), ensure_ascii=False) + "\n"
    sealed = b"svsm-guest/bundle/1" + sha256(inner.encode())

    replayed = 0
    if "firmware" in bundle["logs"]:
        pcrs = replay(base64.b64decode(bundle["logs"]["firmware"]))
        for pcr in range(8):
            assert pcrs[pcr].hex() == bundle["pcrs"]["sha256"][str(pcr)], f"PCR {pcr}"
            replayed += 1

    parts = {"message": message, "message.sig": plain_signature(base64.b64decode(bundle["quote"]["signature"])),
             "sealed": sealed, "sealed.sig": plain_signature(raw["seal"]), "ak.der": spki(raw["ak"]),
             "ak.tpmt": raw["ak"], "ek.tpmt": vtpm_manifest(raw["manifest"]),
             "quote.tpmt": base64.b64decode(bundle["quote"]["signature"]), "report": raw["report"],
             "qualification": quote["nonce"]}
    for i, cert in enumerate(bundle["certs"]):
        parts[f"cert-{i}.der"] = base64.b64decode(cert)
    for name, data in parts.items():
        with open(os.path.join(folder, name), "wb") as out:
            out.write(data)
    print(f"agrees: ek {name_of(parts['ek.tpmt']).hex()} ak {ak.hex()} resets {quote['resets']} "
          f"replayed {replayed}")


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except (AssertionError, KeyError, ValueError, struct.error) as error:
        sys.exit(f"disagrees: {error!r}")
