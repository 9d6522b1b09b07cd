"""Everything that is wrong in a file of HR is said at once, in the words of the file."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import update

from adapters.fakes.moodle import FakeMoodle, Weather
from lti_tool.models import Platform, db
from lti_tool.services.roster.columns import COLUMNS, DUTCH
from lti_tool.services.roster.reading import read_text, scan_text
from tests.services.roster_desk import RosterAdmin
from tests.town import Town

FAULTY = """Personeelsnummer;Kleur;Afdeling;Team;Leidinggevende van;Doet niet mee;E-mail
P1;rood;Stad;Groen;Nergens;misschien;henk@@voorbeeld
;rood;Stad;Groen;;;
P3;rood;Stad;Groen
P4;rood;Stad;Groen;Weg;;piet@voorbeeld
P1;rood;Stad;Groen;Groen;;
"""
SAID = [
    ("1", "De kolom ‘Kleur’ kennen we niet."),
    ("2", "Bij ‘Doet niet mee’ staat misschien. Schrijf ja of nee."),
    ("2", "Bij ‘E-mail’ staat henk@@voorbeeld. Dat is geen e-mailadres."),
    ("2", "Bij ‘Leidinggevende van’ staat Nergens. Zo heet geen team of afdeling."),
    ("3", "Er staat niet wie dit is. Vul dit in: Personeelsnummer, E-mail."),
    ("4", "Hier staan 4 cellen en in de eerste regel 7."),
    ("5", "Bij ‘E-mail’ staat piet@voorbeeld. Dat is geen e-mailadres."),
    ("5", "Bij ‘Leidinggevende van’ staat Weg. Zo heet geen team of afdeling."),
    ("6", "Dit is dezelfde collega als op regel 2. Laat er een staan."),
]


@pytest.fixture
def admin(town: Town) -> RosterAdmin:
    return RosterAdmin(town)


def told(page: str) -> list[tuple[str, str]]:
    """The lines that are wrong, as the page lists them."""
    return re.findall(r"Regel (\d+): ([^<]*)", page)


def test_columns_cells_and_teams_are_told_together_by_row(admin: RosterAdmin) -> None:
    first, *rest = told(admin.upload(FAULTY, 200))
    assert first[1].startswith(SAID[0][1])
    assert "Kies uit: nummer in het leerplatform, personeelsnummer, " in first[1]
    assert rest == SAID[1:]


def test_a_column_that_may_be_the_one_of_teams_makes_no_name_of_a_team_wrong(
    admin: RosterAdmin,
) -> None:
    page = admin.upload("lms_user_id;Tem;manages_team\n5;Groen;Groen\n", 200)
    assert [text[:16] for _, text in told(page)] == ["De kolom ‘Tem’ k"]


def test_faults_are_told_also_while_the_lms_is_away(admin: RosterAdmin) -> None:
    with FakeMoodle() as moodle, admin.town.app.app_context():
        sealed = admin.town.tools.vault.seal_text(moodle.token)
        way = {"api_adapter": "moodle", "api_url": moodle.url, "api_token_sealed": sealed}
        db.session.execute(update(Platform).values(way))
        db.session.commit()
        moodle.add_user("5", idnumber="P5")
        both = "idnumber;doet niet mee\nP5;soms\nP6;\n"
        assert [line for line, _ in told(admin.upload(both, 200))] == ["2", "3"]
        moodle.weather = Weather("off")
        assert [line for line, _ in told(admin.upload(both, 200))] == ["2"]


ADDRESSES = {
    "anna@stad.example": True,
    "anna.de-wit+hr@mail.stad.example": True,
    "henk@@voorbeeld.nl": False,
    "henk@voor@beeld.nl": False,
    "henk@voorbeeld": False,
    "henk@voorbeeld.": False,
    "henk@.nl": False,
    "@stad.example": False,
    "stad.example": False,
}


@pytest.mark.parametrize(("address", "good"), ADDRESSES.items())
def test_an_address_has_one_at_sign_and_a_dot_in_its_domain(address: str, good: bool) -> None:
    file = scan_text(f"lms_user_id;email\n5;{address}\n", "hr.csv")
    assert [wrong.code for wrong in file.wrongs] == ([] if good else ["no_address"])


def test_the_help_names_columns_as_hr_does_and_each_name_is_read(admin: RosterAdmin) -> None:
    page = admin.see("/roster")
    for name in DUTCH.values():
        assert f">{name}</code>" in page
    file = read_text(";".join(DUTCH.values()) + "\n5;;;;;;;;;\n", "hr.csv")
    assert file.columns == set(COLUMNS)
