"""What may be sent as a roster, and how long it stays."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select, update

from adapters.fakes.moodle import FakeMoodle, Weather
from lti_tool.models import (
    Platform,
    RosterUpload,
    db,
)
from lti_tool.services.sweeping import sweep
from tests.platform import SYSTEM_ADMIN
from tests.services.roster_desk import FIRST, RosterAdmin, scalar
from tests.town import Town, Walker


@pytest.fixture
def admin(town: Town) -> RosterAdmin:
    return RosterAdmin(town)


def test_faulty_lines_are_all_told_and_nothing_waits(admin: RosterAdmin) -> None:
    page = admin.upload("lms_user_id;excused;email\n5;soms;\n;ja;\n7;;bo\n7;;\n", 200)
    assert "<title>Fout:" in page
    for told in (
        "Regel 2: Bij ‘excused’ staat soms. Schrijf ja of nee.",
        "Regel 3: Er staat niet wie dit is.",
        "Regel 4: Bij ‘email’ staat bo. Dat is geen e-mailadres.",
    ):
        assert told in page
    assert scalar(admin, select(func.count()).select_from(RosterUpload)) == 0


WRONG = {
    "nothing": (b"", "Kies een bestand waar iets in staat."),
    "a workbook": (b"PK\x03\x04rest", "Dit is een Excel-werkmap."),
    "an old workbook": (b"\xd0\xcf\x11\xe0rest", "Dit is een Excel-werkmap."),
    "UTF-16": ("lms_user_id\n5\n".encode("utf-16"), "heeft een andere codering"),
    "a picture": (b"\x89PNG\0\0", "Dit is geen tekst."),
    "another coding": (b"lms_user_id;team\n5;\x81\n", "Regel 2: Dit bestand is niet te lezen."),
    "too much": (b"lms_user_id\n" + b"5\n" * 2_000_000, "hooguit 4 MB"),
    "an unknown column": (b"lms_user_id;colour\n5;x\n", "De kolom ‘colour’ kennen we niet."),
    "a header only": (b"lms_user_id\n", "Er staat niemand in."),
}


@pytest.mark.parametrize(("raw", "says"), WRONG.values(), ids=WRONG)
def test_what_is_no_list_is_refused_in_words(admin: RosterAdmin, raw: bytes, says: str) -> None:
    assert says in admin.upload(raw, 200)


def test_a_file_from_an_older_excel_is_read_with_a_warning(admin: RosterAdmin) -> None:
    text = "personeelsnummer;Afdeling;Voornaam;Leidinggevende van\nP5;Café Zuid;Zoë;Café Zuid\n"
    page = admin.upload(text.encode("cp1252"))
    assert "niet in UTF-8" in page
    assert "Café Zuid" in page
    assert "<td>Zoë</td>" in page, "what the warning asks to look at is there"
    assert "niet in UTF-8" not in admin.upload(text)


def test_a_file_that_is_far_too_large_is_not_read(admin: RosterAdmin) -> None:
    page = admin.upload(b"x" * 5_000_000, 413)
    assert "te groot" in page


def test_a_file_waits_an_hour_sealed_and_for_its_visit_only(admin: RosterAdmin) -> None:
    admin.upload(FIRST)
    sealed = scalar(admin, select(RosterUpload.content_sealed))
    assert isinstance(sealed, bytes)
    assert b"Anna" not in sealed
    assert 'data-page="roster"' in other_visit(admin)
    with admin.town.app.app_context():
        assert sweep(db.session(), admin.town.clock())["uploaded rosters"] == 0
    admin.town.clock.forward(minutes=31)
    admin.see("/roster/preview")
    admin.town.clock.forward(minutes=30)
    assert admin.client.get(admin.base + "/roster/preview").status_code == 303
    admin.see("/roster")
    admin.send("/roster/preview", go="take")
    assert "niet meer bewaard" in admin.text


def test_a_file_that_nobody_takes_over_is_swept_away(admin: RosterAdmin) -> None:
    admin.upload(FIRST)
    admin.town.clock.forward(minutes=61)
    with admin.town.app.app_context():
        assert sweep(db.session(), admin.town.clock())["uploaded rosters"] == 1


def other_visit(admin: RosterAdmin) -> str:
    """What the same admin sees at the preview after launching anew, elsewhere."""
    walker = Walker(admin.town, admin.town.app.test_client())
    walker.client.get("/healthz")
    walker.launch("1", roles=[SYSTEM_ADMIN])
    return walker.get("/roster/preview").text


def test_an_erasure_drops_a_file_that_waits(admin: RosterAdmin) -> None:
    admin.upload(FIRST)
    admin.see("/erase")
    admin.client.post(
        admin.base + "/erase", data={"csrf_token": admin.text.split('csrf_token" value="')[1][:32]}
    )
    assert scalar(admin, select(func.count()).select_from(RosterUpload)) == 0


@pytest.mark.parametrize("weather", ["500", "off"])
def test_an_lms_that_does_not_answer_is_said(admin: RosterAdmin, weather: str) -> None:
    with FakeMoodle() as moodle, admin.town.app.app_context():
        sealed = admin.town.tools.vault.seal_text(moodle.token)
        way = {"api_adapter": "moodle", "api_url": moodle.url, "api_token_sealed": sealed}
        db.session.execute(update(Platform).values(way))
        db.session.commit()
        moodle.add_user("5", idnumber="P5")
        moodle.weather = Weather(weather)
        assert "geeft geen antwoord" in admin.upload("idnumber\nP5\n", 200)
        moodle.weather = None
        assert "Bij ‘idnumber’ staat P6. Zo kent het leerplatform niemand." in admin.upload(
            "idnumber\nP5\nP6\n", 200
        )
        calls = len(moodle.calls)
        admin.load("idnumber\nP5\n")
        assert len(moodle.calls) == calls + 1, "taking over asks nothing anew"
    assert set(admin.people()) == {"5"}
