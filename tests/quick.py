"""What each test would make anew though it comes out the same.

An application compiles its templates, and two functions for each of its addresses; a key takes
the time of thirty requests. All are kept for the process; a test gets each key once, as if new.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from cryptography.hazmat.primitives.asymmetric import rsa
from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.routing import Rule

Key = tuple[Any, ...]
_compile: Callable[[Rule, bool], Any] = Rule._compile_builder
generate_private_key = rsa.generate_private_key
_builders: dict[Key, Any] = {}
_keys: defaultdict[Key, list[rsa.RSAPrivateKey]] = defaultdict(list)
_given: defaultdict[Key, int] = defaultdict(int)


class Templates(BytecodeCache):
    """Compiled templates, by the key of their name, place and text."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], Any] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give what was compiled of this very text."""
        bucket.code = self._kept.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        self._kept[bucket.key, bucket.checksum] = bucket.code


def keep() -> None:
    """From now on, in this process."""
    Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": Templates()}
    Rule._compile_builder = _builder  # type: ignore[method-assign]
    rsa.generate_private_key = _private_key


def as_new() -> None:
    """Another test begins: to it each key is a new one."""
    _given.clear()


def _builder(rule: Rule, append_unknown: bool = True) -> Any:
    # All that the function is made of; converters it finds on its rule when it is called.
    key = (rule.rule, append_unknown, repr(rule.defaults), *rule._trace)
    if key not in _builders:
        _builders[key] = _compile(rule, append_unknown)
    return _builders[key]


def _private_key(*sizes: Any, **named: Any) -> rsa.RSAPrivateKey:
    key = (*sizes, *named.items())
    number, made = _given[key], _keys[key]
    _given[key] += 1
    if number == len(made):
        made.append(generate_private_key(*sizes, **named))
    return made[number]
