"""Colours of an organisation: what can be read, the nearest that can, and the scale around it.

Luminance and contrast as WCAG 2.2 defines them (https://www.w3.org/TR/WCAG22/#dfn-relative-luminance
and #dfn-contrast-ratio); 4.5 to 1 is what success criterion 1.4.3 (AA) asks of text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from colorsys import hls_to_rgb, rgb_to_hls

AA = 4.5
STEPS = 512
# What the brand stands on as the text of a link, or bears: style/own/10-theme.css, 15-dark.css.
WHITE, PAPER_AT_NIGHT = "ffffff", "12191c"
# The tool's own: --themascan-brand.
OWN = "0b5a6f"
BY_DAY = (WHITE, "f6f6f3", "eeeeea")
AT_NIGHT = (PAPER_AT_NIGHT, "1b2529", "222e33", "2c3a40")
WRITTEN = re.compile(r"#?([0-9a-f]{6}|[0-9a-f]{3})", re.ASCII)


def read(text: str) -> str:
    """Six hexadecimal digits from ``#0b5a6f``, ``0B5A6F`` or ``#abc``; empty when it is none."""
    found = WRITTEN.fullmatch(text.strip().lower())
    if found is None:
        return ""
    digits = found[1]
    return digits if len(digits) == 6 else "".join(digit * 2 for digit in digits)


def _parts(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return red, green, blue


def _hex(parts: Iterable[float]) -> str:
    return "".join(f"{round(part * 255):02x}" for part in parts)


def luminance(colour: str) -> float:
    """Relative luminance, from 0 (black) to 1 (white)."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in _parts(colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio, from 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def mix(colour: str, into: str, share: float) -> str:
    """``share`` (0 to 1) of a colour in another."""
    pairs = zip(_parts(colour), _parts(into), strict=True)
    return _hex(own * share + other * (1 - share) for own, other in pairs)


def _tint(colour: str) -> str:
    return mix(colour, WHITE, 0.1)


def _tint_at_night(colour: str) -> str:
    return mix(colour, PAPER_AT_NIGHT, 0.15)


def lowest_contrast(colour: str) -> float:
    """The ratio on the ground on which it is hardest to read by day."""
    return min(contrast(colour, ground) for ground in (*BY_DAY, _tint(colour)))


def fits(colour: str) -> bool:
    """Whether it can be the brand: text on each light ground, and white text on it."""
    return lowest_contrast(colour) >= AA


def _fits_at_night(colour: str) -> bool:
    grounds = (*AT_NIGHT, _tint_at_night(colour))
    return all(contrast(colour, ground) >= AA for ground in grounds)


def _lighter(colour: str, share: float) -> str:
    """Of the same hue, ``share`` of the way to white, or to black when it is negative."""
    hue, light, strength = rgb_to_hls(*_parts(colour))
    light = light + (1 - light) * share if share >= 0 else light * (1 + share)
    return _hex(hls_to_rgb(hue, light, strength))


def nearest(colour: str) -> str:
    """The colour itself when it fits, otherwise the first darker one of its hue that does."""
    if fits(colour):
        return colour
    darker = (_lighter(colour, -step / STEPS) for step in range(1, STEPS + 1))
    return next(found for found in darker if fits(found))


def at_night(colour: str) -> str:
    """The first of its hue, from itself to white, that can be read on dark grounds."""
    lighter = (_lighter(colour, step / STEPS) for step in range(STEPS + 1))
    return next(found for found in lighter if _fits_at_night(found))


def scale(colour: str) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """The steps of the brand by day and at night, by the name of their custom property."""
    night = at_night(colour)
    return (
        {
            "brand": colour,
            "brand-strong": _lighter(colour, -0.3),
            "brand-line": mix(colour, WHITE, 0.45),
            "brand-tint": _tint(colour),
            "on-brand": WHITE,
        },
        {
            "brand": night,
            "brand-strong": mix(night, WHITE, 0.6),
            "brand-line": mix(night, PAPER_AT_NIGHT, 0.45),
            "brand-tint": _tint_at_night(night),
            "on-brand": PAPER_AT_NIGHT,
        },
    )


def stylesheet(colour: str) -> str:
    """What comes after the tool's own styles; nothing in it but colours."""
    day, night = (
        "".join(f"--themascan-{name}:#{value};" for name, value in steps.items())
        for steps in scale(colour)
    )
    return f":root{{{day}}}\n@media screen and (prefers-color-scheme:dark){{:root{{{night}}}}}\n"
