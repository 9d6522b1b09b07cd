"""Makes every page of a visit equally long, so that its size tells nothing about answers.

Whoever watches the line, or a proxy that notes sizes, sees through no encryption but does
see lengths: a closing page with three extra questions is longer than one without.
"""

from __future__ import annotations

from random import Random

# Every closing page and every result of the shipped packs fits in one step, see
# tests/test_trust_pages.py.
STEP = 32 * 1024
# Some proxies compress. What was filled up with one sign would give its length away then, so
# part of the filler is noise: the less, the longer the page, by about what a page of ours and
# noise each shrink to. What that estimate leaves uncertain is hidden by chance.
NOISE = 9 * 1024
NOISE_PER_PAGE = 0.35
CHANCE = 7 * 1024
# No letters and no digits: whoever searches a page for a word does not find it in here.
SIGNS = str.maketrans("0123456789abcdef", "!#$()*+,.:;=?@[]")
OPEN, CLOSE = b"<!--", b"-->\n"


def filled(page: bytes, chance: Random) -> bytes:
    """The page with a comment behind it, so that its length is a multiple of ``STEP`` bytes."""
    taken = len(page) + len(OPEN + CLOSE)
    steps = -(-(taken + CHANCE) // STEP)
    wanted = max(0, steps * NOISE - int(NOISE_PER_PAGE * taken)) + chance.randrange(CHANCE)
    room = steps * STEP - taken
    noise = chance.randbytes(min(wanted, room) // 2).hex().translate(SIGNS).encode()
    return b"".join((page, OPEN, noise, b"." * (room - len(noise)), CLOSE))
