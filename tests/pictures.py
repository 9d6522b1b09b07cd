"""Pictures for tests, made of a few bytes."""

from __future__ import annotations

import struct
import zlib


def png(width: int = 120, height: int = 40, colour: bytes = b"\x8a\x15\x38") -> bytes:
    """A PNG of one colour."""
    rows = (b"\0" + colour * width) * height
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows)),
        (b"IEND", b""),
    )
    chunks = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def jpeg(width: int = 120, height: int = 40) -> bytes:
    """The segments of a JPEG around no picture."""
    app = b"\xff\xe0" + struct.pack(">H", 16) + b"JFIF\0" + bytes(9)
    frame = struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\x00"
    return b"\xff\xd8" + app + b"\xff\xc2" + struct.pack(">H", 2 + len(frame)) + frame + b"\xff\xd9"


def webp(form: bytes, width: int = 120, height: int = 40) -> bytes:
    """The head of a WebP: ``VP8 ``, ``VP8L`` or ``VP8X``."""
    bodies = {
        b"VP8 ": b"\x30\x01\x00\x9d\x01\x2a" + struct.pack("<HH", width, height),
        b"VP8L": b"\x2f" + struct.pack("<I", (width - 1) | (height - 1) << 14),
        b"VP8X": b"\x10\0\0\0"
        + b"".join((side - 1).to_bytes(3, "little") for side in (width, height)),
    }
    body = bodies[form] + bytes(20)
    head = form + struct.pack("<I", len(body)) + body
    return b"RIFF" + struct.pack("<I", 4 + len(head)) + b"WEBP" + head
