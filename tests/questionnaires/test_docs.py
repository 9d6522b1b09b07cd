"""What docs/themes.md says is what the checks do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from marshmallow import Schema, fields

from questionnaires.pack_shape import PackShape
from questionnaires.packs import load_pack, shipped_packs
from questionnaires.timing import clock, longest_seconds

THEMES = (Path(__file__).parents[2] / "docs" / "themes.md").read_text(encoding="utf-8")


def keys(schema: Schema) -> Iterator[str]:
    """Every key of a pack file, at every depth."""
    for name, field in schema.fields.items():
        yield field.data_key or name
        inner = field.inner if isinstance(field, fields.List) else field
        if isinstance(inner, fields.Nested):
            yield from keys(inner.schema)


def test_every_key_of_a_pack_is_in_the_docs() -> None:
    found = set(keys(PackShape()))
    assert len(found) > 40
    words = set(re.findall(r"[a-z_]+", THEMES))
    assert found - words == set()


def test_the_times_of_the_shipped_packs_are_in_the_docs() -> None:
    times = [
        longest_seconds(load_pack(text).in_language(language))
        for text in shipped_packs().values()
        for language in ("nl", "en")
    ]
    assert f"{clock(min(times))} to {clock(max(times))}" in THEMES
