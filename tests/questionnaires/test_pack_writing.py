"""What a pack is written as reads back as the same pack."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from questionnaires.pack_writing import Unwritable, write_pack
from questionnaires.packs import load_pack, shipped_packs
from questionnaires.yaml_marks import read_marked

PRINTABLE = st.text(
    st.one_of(
        st.characters(exclude_categories=["C", "Z"]), st.sampled_from(" \n\t:#'\"{}-&*!|>%@`")
    )
)
DECIMALS = st.builds(Fraction, st.integers(-999, 999), st.sampled_from([1, 2, 4, 5, 10, 100, 1000]))
VALUES = st.recursive(
    st.one_of(
        PRINTABLE,
        st.integers(-999_999_999, 999_999_999),
        st.booleans(),
        st.none(),
        DECIMALS,
        st.sampled_from(["ja", "no", "null", "~", "1", "0.5", "1e3", "0x1", "2026-11-25", "=", ""]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.one_of(PRINTABLE, st.integers(0, 9)), inner, max_size=4),
    ),
    max_leaves=12,
)


@settings(max_examples=300)
@given(st.dictionaries(st.sampled_from(["a", "titel", "items"]), VALUES, max_size=3))
def test_whatever_a_document_holds_reads_back(document: dict[str, object]) -> None:
    written = write_pack(document)
    assert read_marked(written).document == document


@pytest.mark.parametrize("text", shipped_packs().values(), ids=shipped_packs())
def test_a_shipped_pack_reads_back_as_the_same_pack(text: str) -> None:
    assert load_pack(write_pack(read_marked(text).document)) == load_pack(text)


@pytest.mark.parametrize("value", [Fraction(1, 3), "\x07", "\x85", "\u2028", "\ud800"])
def test_what_no_file_can_hold_is_refused(value: object) -> None:
    with pytest.raises(Unwritable):
        write_pack({"titel": value})
