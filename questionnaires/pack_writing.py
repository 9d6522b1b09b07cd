"""A pack document back to the YAML of a pack file, so that reading it gives the same document."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import yaml

MOST_DIGITS = 9
WIDTH = 100


class Unwritable(ValueError):
    """A value that a pack file cannot hold."""


class _Writer(yaml.SafeDumper):
    """No aliases, which no pack may hold; fractions as decimals; long texts in a row of lines."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _fraction(writer: _Writer, value: Fraction) -> yaml.Node:
    return writer.represent_scalar("tag:yaml.org,2002:float", decimal(value))


_Writer.add_representer(Fraction, _fraction)


def write_pack(document: Mapping[Any, Any]) -> str:
    """YAML of which :func:`questionnaires.yaml_marks.read_marked` gives the same document.

    Raises :class:`Unwritable` for a fraction such as 1/3 and for control characters.
    """
    text: str = yaml.dump(
        _writable(document), Dumper=_Writer, allow_unicode=True, sort_keys=False, width=WIDTH
    )
    return text


def decimal(value: Fraction) -> str:
    """A fraction as a decimal of at most nine digits; raises :class:`Unwritable` for 1/3."""
    digits = next((n for n in range(1, MOST_DIGITS + 1) if value * 10**n % 1 == 0), None)
    if digits is None:
        raise Unwritable(f"{value} is no decimal")
    return f"{float(value):.{digits}f}"


def _writable(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {_writable(key): _writable(below) for key, below in value.items()}
    if isinstance(value, list | tuple):
        return [_writable(below) for below in value]
    if isinstance(value, str) and not all(sign.isprintable() or sign in "\n\t" for sign in value):
        raise Unwritable("a text holds a character that is no text")
    return value
