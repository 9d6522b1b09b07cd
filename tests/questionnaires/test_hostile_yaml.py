"""Whatever a file holds, checking it ends soon, in faults, and never in an exception."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from questionnaires.packs import PackInvalid, check_pack, load_pack
from questionnaires.yaml_marks import DEEPEST, LARGEST, Unreadable, read_marked
from tests.questionnaires.tiny import TEXT, faults, line_of

BOMB = "a0: &a0 [x, x]\n" + "".join(
    f"a{number}: &a{number} [*a{number - 1}, *a{number - 1}]\n" for number in range(1, 60)
)
HOSTILE = {
    "nothing": ("", 1, "this is no theme pack"),
    "a word": ("woord", 1, "this is no theme pack"),
    "a list": ("- a\n- b", 1, "this is no theme pack"),
    "an alias": ("a: &x 1\nb: *x", 2, "instead of the alias"),
    "a bomb": (BOMB, 2, "instead of the alias"),
    "a merge key": ("a: &x {b: 1}\n<<: *x", 2, "instead of the alias"),
    "an alias to itself": ("a: &x\n  - *x", 2, "instead of the alias"),
    "a key twice": ("a: 1\nb: 2\na: 3", 3, "a stands here twice: keep one"),
    "a number as a key twice": ("a: {1: x, 01: y}", 1, "1 stands here twice"),
    "a list as a key": ("? [a, b]\n: 1", 1, "a key is a word or a whole number"),
    "no key": ("a: 1\n? \n: 2", 2, "a key is a word or a whole number"),
    "null as a key": ("a: 1\n~: 2", 2, "a key is a word or a whole number"),
    "a python tag": ("a: !!python/object/apply:os.system [id]", 1, "take out the tag"),
    "a bool tag": ("a: 1\nb: !!bool woord", 2, "take out the tag"),
    "a timestamp tag": ("a: !!timestamp woord", 1, "take out the tag"),
    "an int tag": ("a: !!int ''", 1, "take out the tag"),
    "a set": ("a: !!set {b}", 1, "take out the tag"),
    "a local tag": ("a: !x 1", 1, "take out the tag"),
    "NUL": ("a: 1\nb: \0", 2, "a character here is no text"),
    "a bell": ("a: 1\nb: 2\nc: \a", 3, "a character here is no text"),
    "half a character": ("a: \ud800", 1, "a character here is no text"),
    "a character beyond all": ('a: "\\UFFFFFFFF"', 1, "a number that is too large"),
    "a version beyond all": (f"%YAML {'9' * 5000}.1\n---\na: 1", 1, "a number that is too large"),
    "deep brackets": ("[" * 100_000, 1, f"more than {DEEPEST} levels deep"),
    "deep braces": ("{a: " * 40_000, 1, f"more than {DEEPEST} levels deep"),
    "deep dashes": ("- " * 90_000, 1, f"more than {DEEPEST} levels deep"),
    "deep keys": ("? " * 90_000, 1, f"more than {DEEPEST} levels deep"),
    "too much": ("a: " + "x" * LARGEST, 1, "the file is larger than"),
    "an open quote": ("a: 'b\nc: d", 2, "this is no YAML"),
    "an open brace": ("a: {b: c", 1, "this is no YAML"),
    "two documents": ("a: 1\n---\nb: 2", 2, "this is no YAML"),
    "a tab": ("a: 1\n\tb: 2", 2, "this is no YAML"),
    "two colons": ("a: 1\nb: c: d", 2, "this is no YAML"),
    "a bad address": ("a: !%zz b", 1, "this is no YAML"),
    "only a percent sign": ("%", 1, "this is no YAML"),
}


@pytest.mark.parametrize(("text", "line", "says"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_is_one_fault_on_its_line(text: str, line: int, says: str) -> None:
    (fault,) = check_pack(text, "evil.yaml")
    assert fault.line == line
    assert says in fault.message
    assert ": " in fault.message or "out" in fault.message
    with pytest.raises(PackInvalid):
        load_pack(text, "evil.yaml")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"),
        ("ja", "ja"),
        ("1_000", "1_000"),
        ("10:30", "10:30"),
        ("2026-10-12", "2026-10-12"),
        (".inf", ".inf"),
        ("1e400", "1e400"),
        ("0x10", "0x10"),
        ("9" * 30, "9" * 30),
        ("'12'", "12"),
        ("'null'", "null"),
        ("True", True),
        ("12", 12),
        ("~", None),
        ("", None),
    ],
)
def test_what_looks_like_a_text_stays_a_text(text: str, value: object) -> None:
    found = read_marked(f"a: {text}").document["a"]
    assert found == value
    assert type(found) is type(value)


def test_a_decimal_number_is_exact() -> None:
    numbers = read_marked("a: 0.67\nb: 0.1\nc: -1.5").document
    assert [str(numbers[key]) for key in "abc"] == ["67/100", "1/10", "-3/2"]


def test_every_value_knows_its_line() -> None:
    marked = read_marked("a:\n  - b: 1\n  - {c: 2,\n     d: 3}\ne: |\n  f\n1: x\n")
    paths = {("a",): 1, ("a", 0, "b"): 2, ("a", 1, "d"): 4, ("e",): 5, (1,): 7}
    assert {path: marked.line(path) for path in paths} == paths
    assert marked.line(("a", 1, "none", 0)) == 3
    assert marked.line(("none",)) == 1


def test_a_file_from_windows_with_a_mark_in_front_is_read() -> None:
    assert faults("\ufeff" + TEXT.replace("\n", "\r\n")) == []


VALUES = ["null", "1", "-1.5", "true", "woord", "[]", "{}", "[[a]]", "{a: {b: c}}", "''", "nvt"]


def changed(number: int, value: str) -> str:
    """The small pack with another value behind the last colon of a line."""
    lines = TEXT.splitlines()
    start, _, _ = lines[number].rpartition(":")
    lines[number] = f"{start or '-'}: {value}"
    return "\n".join(lines)


def ends_in_faults(text: str) -> None:
    """Checking raises nothing, and names lines that are there."""
    found = check_pack(text, "tiny.yaml")
    assert all(1 <= fault.line <= text.count("\n") + 1 for fault in found)
    assert all(fault.message.isprintable() for fault in found)
    if not any(fault.severity == "error" for fault in found):
        load_pack(text)


@settings(max_examples=100)
@given(st.integers(0, TEXT.count("\n") - 1), st.sampled_from(VALUES))
def test_another_value_anywhere_ends_in_faults(number: int, value: str) -> None:
    ends_in_faults(changed(number, value))


@pytest.mark.long
@pytest.mark.parametrize("value", VALUES)
def test_another_value_everywhere_ends_in_faults(value: str) -> None:
    for number in range(TEXT.count("\n")):
        ends_in_faults(changed(number, value))


@settings(max_examples=100)
@given(st.data())
def test_a_damaged_file_ends_in_faults(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(TEXT)))
    length = data.draw(st.integers(0, 80))
    middle = data.draw(st.text(max_size=20))
    ends_in_faults(TEXT[:start] + middle + TEXT[start + length :])


@settings(max_examples=200)
@given(st.text(alphabet="ab:-{}[],?!&*#|>%@`'\"\\ \n\t0.~<=", max_size=60))
def test_any_signs_at_all_end_in_a_fault_or_in_values(text: str) -> None:
    try:
        values = read_marked(text).document
    except Unreadable as fault:
        line = fault.line
    else:
        line = 1
        assert isinstance(values, dict)
    assert 1 <= line <= text.count("\n") + 1


def test_the_line_of_a_fault_is_the_line_in_the_file() -> None:
    text = TEXT.replace("soort: tip", "soort: folder")
    (fault,) = faults(text)
    assert fault == f"tiny.yaml:{line_of(text, 'soort: folder')}: soort: choose " + (
        "microlearning, workshop, tip, inloop, masterclass"
    )
