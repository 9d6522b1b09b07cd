"""Ports for servers that start later than their port is chosen.

A port that the system hands out may be handed out again before the server listens on it:
these lie below the range from which it does.
"""

from __future__ import annotations

import itertools
import os
import socket

FIRST, SIZE = 20_000, 10_000
# Processes that test beside each other begin at other places.
_NEXT = itertools.count(os.getpid() * 97 % SIZE, 2)


def free_port() -> int:
    """A port that is free, and the next one too; never the same twice in a process."""
    for _ in range(SIZE):
        number = FIRST + next(_NEXT) % SIZE
        if _is_free(number) and _is_free(number + 1):
            return number
    raise AssertionError("no two ports beside each other are free")


def _is_free(number: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", number))
        except OSError:
            return False
    return True
