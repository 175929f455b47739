#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""
Writes firmware event logs that tempt a reader to say what no digest proves, each into a
file of its name in the current folder, where "certificate" is one in DER.

usage: make_tales.py
"""
import hashlib
import json
import struct

EV_NO_ACTION, EV_SEPARATOR, EV_ACTION, EV_IPL = 3, 4, 5, 13
EV_EFI_VARIABLE_DRIVER_CONFIG = 0x80000001
EV_EFI_BOOT_SERVICES_APPLICATION = 0x80000003
EV_EFI_VARIABLE_AUTHORITY = 0x800000E0
SHA1, SHA256 = 4, 11
HASHES = {SHA1: hashlib.sha1, SHA256: hashlib.sha256}
GLOBAL = bytes.fromhex("61dfe48bca93d211aa0d00e098032b8c")
SEPARATOR = bytes(4)


def log(name, events, banks=(SHA256,)):
    """Each event: PCR, type, data, and what was hashed where that is something else."""
    spec = b"Spec ID Event03\0" + struct.pack("<IBBBBI", 0, 0, 2, 105, 2, len(banks))
    for bank in banks:
        spec += struct.pack("<HH", bank, HASHES[bank]().digest_size)
    spec += b"\0"
    with open(name, "wb") as file:
        file.write(struct.pack("<II20sI", 0, EV_NO_ACTION, b"", len(spec)) + spec)
        for pcr, kind, data, *hashed in events:
            file.write(struct.pack("<III", pcr, kind, len(banks)))
            for bank in banks:
                digest = HASHES[bank](*(hashed or [data])).digest()
                file.write(struct.pack("<H", bank) + (bytes(len(digest)) if kind == EV_NO_ACTION else digest))
            file.write(struct.pack("<I", len(data)) + data)


def phases(name, records):
    """A log of systemd's, of PCR, text, and what was hashed."""
    with open(name, "w", encoding="ascii") as file:
        for pcr, text, hashed in records:
            digest = hashlib.sha256(hashed.encode()).hexdigest()
            record = {"pcr": pcr, "digests": [{"hashAlg": "sha256", "digest": digest}],
                      "content_type": "systemd", "content": {"string": text, "eventType": "phase"}}
            file.write("\x1e" + json.dumps(record) + "\n")


def variable(name, value, guid=GLOBAL):
    return guid + struct.pack("<QQ", len(name), len(value)) + name.encode("utf-16-le") + value


def secure_boot(value, pcr=7, guid=GLOBAL):
    return (pcr, EV_EFI_VARIABLE_DRIVER_CONFIG, variable("SecureBoot", value, guid))


def locality(number):
    return (0, EV_NO_ACTION, b"StartupLocality\0" + bytes([number]))


def image(hashed):
    return (4, EV_EFI_BOOT_SERVICES_APPLICATION, bytes(32), hashed)


def main():
    off, on, end = secure_boot(b"\0"), secure_boot(b"\1"), (7, EV_SEPARATOR, SEPARATOR)
    log("on", [on, end])
    log("off", [off, end])
    log("on-behind-separator", [off, end, on])
    # A type is in no digest: the separator is told by what was hashed.
    log("on-behind-relabelled-separator", [(7, EV_ACTION, b"\1\2", SEPARATOR), on])
    log("on-in-another-pcr", [end, secure_boot(b"\1", pcr=16)])
    log("on-of-another-vendor", [secure_boot(b"\1", guid=bytes(16)), end])
    with open("certificate", "rb") as file:
        authority = variable("db", bytes(16) + file.read())
    log("signer", [end, (7, EV_EFI_VARIABLE_AUTHORITY, authority)])
    log("signer-contradicted", [end, (7, EV_EFI_VARIABLE_AUTHORITY, authority, b"other")])
    log("signer-in-another-pcr", [end, (16, EV_EFI_VARIABLE_AUTHORITY, authority)])
    phases("phase", [(11, "ready", "ready")])
    phases("phase-contradicted", [(11, "ready", "sysinit")])
    phases("phase-in-another-pcr", [(16, "ready", "ready")])

    line = [(8, EV_IPL, b"kernel_cmdline: " + text + b"\0", text) for text in (b"quiet", b"debug")]
    log("command-line", line[:1])
    log("two-command-lines", line)
    log("command-line-in-pcr-16", line[:1] + [(16, *line[1][1:])])

    separators = [(pcr, EV_SEPARATOR, SEPARATOR) for pcr in range(8)]
    log("locality-0", separators)
    log("locality-3", [locality(3)] + separators)
    log("locality-late", separators + [locality(3)])
    log("image-of-two-banks", [image(b"image")], banks=(SHA1, SHA256))
    log("image-of-sha1", [image(b"image")], banks=(SHA1,))
    log("other-image-of-sha1", [image(b"other image")], banks=(SHA1,))
    log("image-of-sha256", [image(b"image")])
    with open("locality-0", "rb") as whole, open("cut", "wb") as cut:
        cut.write(whole.read()[:-10])


if __name__ == "__main__":
    main()
