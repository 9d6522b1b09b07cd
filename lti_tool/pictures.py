"""What kind of picture some bytes are, and how large: read from their first bytes alone.

PNG (https://www.w3.org/TR/png-3/ 5.2 and 11.2.1), JPEG (ITU-T T.81, annex B.1.1 and B.2.2) and
WebP (RFC 9649, 2.4 to 2.7). An SVG is a document that can carry scripts, so it is none of these.
"""

from __future__ import annotations

from dataclasses import dataclass

PNG, PNG_END = b"\x89PNG\r\n\x1a\n", b"IEND\xaeB`\x82"
# Frame headers say the size; these three numbers among them are something else.
FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
ALONE = frozenset((0x01, *range(0xD0, 0xD8)))
KINDS = {"png": "image/png", "jpg": "image/jpeg", "webp": "image/webp"}


class NotAPicture(ValueError):
    """``code`` is ``svg``, ``kind`` (no PNG, JPEG or WebP) or ``broken``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Picture:
    """``kind`` is a key of ``KINDS``; the size is in pixels."""

    kind: str
    width: int
    height: int


def picture_of(content: bytes) -> Picture:
    """The kind and size; raises :class:`NotAPicture`."""
    if content.startswith(PNG):
        kind, size = "png", _png(content)
    elif content.startswith(b"\xff\xd8\xff"):
        kind, size = "jpg", _jpeg(content)
    elif content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        kind, size = "webp", _webp(content)
    else:
        raise NotAPicture("svg" if b"<svg" in content[:4096].lower() else "kind")
    if size is None or 0 in size:
        raise NotAPicture("broken")
    return Picture(kind, *size)


def _png(content: bytes) -> tuple[int, int] | None:
    if content[8:16] != b"\0\0\0\rIHDR" or not content.endswith(PNG_END):
        return None
    return int.from_bytes(content[16:20], "big"), int.from_bytes(content[20:24], "big")


def _jpeg(content: bytes) -> tuple[int, int] | None:
    if not content.endswith(b"\xff\xd9"):
        return None
    at = 2
    while at + 9 < len(content) and content[at] == 0xFF:
        marker, size = content[at + 1], int.from_bytes(content[at + 2 : at + 4], "big")
        if marker in FRAMES:
            high, wide = content[at + 5 : at + 7], content[at + 7 : at + 9]
            return int.from_bytes(wide, "big"), int.from_bytes(high, "big")
        if marker == 0xFF:
            at += 1
        else:
            at += 2 if marker in ALONE else 2 + size
    return None


def _webp(content: bytes) -> tuple[int, int] | None:
    if len(content) < 30 or int.from_bytes(content[4:8], "little") + 8 > len(content) + 1:
        return None
    form, body = content[12:16], content[20:]
    if form == b"VP8X":
        sizes = (int.from_bytes(body[at : at + 3], "little") + 1 for at in (4, 7))
        return next(sizes), next(sizes)
    if form == b"VP8L" and body[0] == 0x2F:
        bits = int.from_bytes(body[1:5], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if form == b"VP8 " and body[3:6] == b"\x9d\x01\x2a":
        sizes = (int.from_bytes(body[at : at + 2], "little") & 0x3FFF for at in (6, 8))
        return next(sizes), next(sizes)
    return None
