"""Theme packs on the command line: checking, importing, listing, sharing."""

from __future__ import annotations

from pathlib import Path

import pytest

from questionnaires.packs import shipped_packs
from tests.cli.desk import Command

PACK = shipped_packs()["teams-samenwerken"]


def write(tmp_path: Path, *changes: tuple[str, str]) -> Path:
    """The pack about Teams with texts replaced, as a file."""
    text = PACK
    for before, after in changes:
        assert before in text
        text = text.replace(before, after, 1)
    file = tmp_path / "pack.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def line_of(text: str) -> int:
    """The line of the pack on which a text stands."""
    return PACK[: PACK.index(text)].count("\n") + 1


def test_the_shipped_packs_are_good(bare: Command, tmp_path: Path) -> None:
    for name, text in shipped_packs().items():
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    files = sorted(tmp_path.glob("*.yaml"))
    answer = bare.done("theme", "check", *files)
    assert len(files) == 4
    assert [line for line in answer.out.splitlines() if line.endswith(": good")] == [
        f"{file}: good" for file in files
    ]


WRONG = {
    "shape": ("versie: 0.2.0", "verzie: 0.2.0", "verzie"),
    "meaning": ("vaardigheden: [overleg]", "vaardigheden: [vliegen]", "vliegen"),
    "a minimum": (
        "{vinden: 2, bestanden: 1, overleg: 1}",
        "{vinden: 3, bestanden: 1, overleg: 1}",
        "",
    ),
}


@pytest.mark.parametrize(("before", "after", "names"), WRONG.values(), ids=WRONG)
def test_a_fault_has_its_line(
    bare: Command, tmp_path: Path, before: str, after: str, names: str
) -> None:
    file = write(tmp_path, (before, after))
    faults = bare.refused("theme", "check", file)
    where = f"{file}:{line_of(before)}: "
    assert any(fault.startswith(where) and names in fault for fault in faults), faults


def test_yaml_that_cannot_be_read_has_its_line(bare: Command, tmp_path: Path) -> None:
    file = write(tmp_path, ("versie: 0.2.0", "versie: [0.2.0"))
    assert bare.refused("theme", "check", file)[0].startswith(f"{file}:")


def test_one_bad_file_of_two_is_refused(bare: Command, tmp_path: Path) -> None:
    bad = write(tmp_path, ("versie: 0.2.0", "verzie: 0.2.0"))
    good = tmp_path / "good.yaml"
    good.write_text(PACK, encoding="utf-8")
    answer = bare("theme", "check", bad, good)
    assert answer.code == 1
    assert f"{good}: good" in answer.out
    assert all(fault.startswith(f"{bad}:") for fault in answer.faults)


def test_another_encoding_has_its_line(bare: Command, tmp_path: Path) -> None:
    file = tmp_path / "latin.yaml"
    file.write_bytes("schema: x\ntitel: één\n".encode("latin-1"))
    assert bare.refused("theme", "check", file) == [
        f"{file}:2: this is not UTF-8: save the file as UTF-8"
    ]


def test_a_file_that_is_not_there_is_wrong_use(bare: Command) -> None:
    assert bare("theme", "check", "nowhere.yaml").code == 2
    assert bare("theme", "check").code == 2


@pytest.mark.parametrize("name", shipped_packs())
def test_a_shipped_pack_is_imported_by_its_id(cli: Command, organisation: int, name: str) -> None:
    assert cli.done("theme", "import", "--organisation", organisation, name).made == name
    [line] = cli.done("theme", "list", "--organisation", organisation).out.splitlines()
    assert line.split("  ")[:2] == [name, "0.2.0"]


def test_a_file_is_imported_twice_without_harm(
    cli: Command, organisation: int, tmp_path: Path
) -> None:
    word = ("theme", "import", "--organisation", organisation, write(tmp_path))
    assert cli.done(*word).made == cli.done(*word).made == "teams-samenwerken"
    assert len(cli.done("theme", "list", "--organisation", organisation).out.splitlines()) == 1


def test_what_was_imported_does_not_change(cli: Command, organisation: int, tmp_path: Path) -> None:
    word = ("theme", "import", "--organisation", organisation)
    cli.done(*word, "teams-samenwerken")
    other = ("titel: Samenwerken in Microsoft Teams", "titel: Samenwerken")
    [fault] = cli.refused(*word, write(tmp_path, other))
    assert "stays as it is: give this one a higher version" in fault
    cli.done(*word, write(tmp_path, other, ("versie: 0.2.0", "versie: 0.3.0")))
    listed = cli.done("theme", "list", "--organisation", organisation).out.splitlines()
    assert [line.split("  ")[1] for line in listed] == ["0.2.0", "0.3.0"]
    [fault] = cli.refused(*word, write(tmp_path, other))
    assert "0.3.0 was imported before" in fault


def test_a_bad_pack_is_not_imported(cli: Command, organisation: int, tmp_path: Path) -> None:
    file = write(tmp_path, ("vaardigheden: [overleg]", "vaardigheden: [vliegen]"))
    faults = cli.refused("theme", "import", "--organisation", organisation, file)
    assert all(fault.startswith(f"{file}:") for fault in faults)
    assert cli.done("theme", "list", "--organisation", organisation).out == ""


def test_what_is_no_pack_and_no_file_names_the_choices(cli: Command, organisation: int) -> None:
    [fault] = cli.refused("theme", "import", "--organisation", organisation, "teams")
    assert fault.startswith("teams: cannot be read: give a file, or one of ai-geletterdheid, ")


@pytest.mark.parametrize("command", ["list", "import teams-samenwerken"])
def test_an_unknown_organisation_is_refused(cli: Command, command: str) -> None:
    [fault] = cli.refused("theme", *command.split(), "--organisation", 9)
    assert "there is no organisation 9" in fault


def test_a_pack_is_shared_as_it_was(cli: Command, organisation: int, tmp_path: Path) -> None:
    cli.done("theme", "import", "--organisation", organisation, "teams-samenwerken")
    word = ("theme", "export", "--organisation", organisation, "teams-samenwerken")
    assert cli.done(*word).out == PACK
    cli.done(*word, "--output", tmp_path / "shared.yaml")
    assert (tmp_path / "shared.yaml").read_text(encoding="utf-8") == PACK
    [fault] = cli.refused(*word, "--output", tmp_path / "no" / "folder.yaml")
    assert "cannot be written" in fault
    [fault] = cli.refused("theme", "export", "--organisation", organisation, "nope")
    assert "has no theme nope" in fault
