"""What HR calls a kind of work is mapped once."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from lti_tool.models import (
    FunctionMapping,
)
from tests.services.roster_desk import RosterAdmin, scalar
from tests.town import Town


@pytest.fixture
def admin(town: Town) -> RosterAdmin:
    return RosterAdmin(town)


def test_unknown_functions_are_mapped_once(admin: RosterAdmin) -> None:
    rows = ["5;Medewerker  burgerzaken", "6;medewerker burgerzaken", "7;Stagiair", "8;Xyz"]
    text = "\n".join(["lms_user_id;functie", *rows])
    page = admin.upload(text)
    assert page.count('name="word-') == 4
    assert "Dit is een voorstel." in page
    fields = {f"word-{number}": code for number, code in enumerate(["beleid", "-", "", "beleid"])}
    admin.take(**fields)
    groups = {key: row.function_group for key, row in admin.people().items()}
    assert groups == {"5": "beleid", "6": "beleid", "7": None, "8": None}
    page = admin.upload(text)
    assert page.count('name="word-') == 1, "what has been decided is not asked again"
    assert admin.counts()["Hetzelfde"] == 4
    page = admin.see("/roster/functions")
    assert "Nog te kiezen" in page
    number = page.split("Xyz</label>")[1].split('name="word-')[1].split('"')[0]
    admin.send("/roster/functions", **{f"word-{number}": "buitendienst"})
    admin.load(text)
    assert admin.people()["8"].function_group == "buitendienst"


def test_mapped_words_can_be_changed_and_forgotten(admin: RosterAdmin) -> None:
    admin.load("lms_user_id;functie\n5;Stagiair\n", **{"word-0": "beleid"})
    number = scalar(admin, select(FunctionMapping.id))
    admin.see("/roster/functions")
    admin.send("/roster/functions", **{f"word-{number}": "nergens"})
    assert scalar(admin, select(FunctionMapping.function_group)) is None
    admin.send("/roster/functions", **{f"word-{number}": "beleid", f"forget-{number}": "yes"})
    assert scalar(admin, select(func.count()).select_from(FunctionMapping)) == 0
