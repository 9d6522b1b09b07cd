"""Connected LMSs on a page: a one-time address to register, a token that nobody sees again."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from adapters.fakes.moodle import FakeMoodle
from lti_tool.models import Change, Platform, RegistrationCode, db
from lti_tool.services.organisations import add_organisation
from tests.admin import Admin
from tests.desk.conftest import moodle
from tests.test_costs import counted
from tests.town import Town

__all__ = ["moodle"]
HERE, SECRET = "/platforms", "a-token-that-nobody-sees"


@pytest.fixture
def admin(town: Town) -> Admin:
    return Admin(town)


def one(town: Town, tail: str = "") -> str:
    return f"{HERE}/{town.platform_id}{tail}"


def platform(town: Town) -> Platform:
    with town.app.app_context():
        found = db.session.get_one(Platform, town.platform_id)
        db.session.expunge(found)
        return found


def lines(town: Town) -> list[str]:
    with town.app.app_context():
        return list(db.session.scalars(select(Change.what).order_by(Change.id)))


def give(admin: Admin, status: int = 303, **fields: str) -> str:
    form = {"adapter": "moodle", "url": "https://lms.example", "token": SECRET, "options": ""}
    admin.see(one(admin.town))
    return admin.send(one(admin.town, "/access"), status, **{**form, **fields})


def test_the_list_says_how_each_is_connected(town: Town, admin: Admin) -> None:
    text = admin.see(HERE)
    for part in (town.lms.issuer, town.lms.client_id, town.lms.deployment_id):
        assert part in text
    assert "nog niet ingesteld" in text


def test_an_address_is_shown_once_kept_as_a_hash_and_logged_without_it(
    town: Town, admin: Admin
) -> None:
    admin.see(HERE)
    found = re.search(r"/lti/register/([\w-]+)", admin.send(f"{HERE}/address", 200))
    assert found
    assert found[1] not in admin.see(HERE)
    with town.app.app_context():
        assert db.session.scalars(select(RegistrationCode)).one().code_hash != found[1]
    assert lines(town) == ["registration address made"]


def test_a_token_is_stored_sealed_and_never_shown_again(town: Town, admin: Admin) -> None:
    assert SECRET not in give(admin, options="role_id=7")
    kept = platform(town)
    assert kept.api_token_sealed is not None
    assert town.tools.vault.open_text(kept.api_token_sealed) == SECRET
    assert SECRET.encode() not in kept.api_token_sealed
    assert kept.api_options == {"role_id": "7"}
    assert lines(town) == [f"platform {town.platform_id}: API access set"]
    assert SECRET not in admin.see(one(town))


def test_without_a_new_token_the_old_one_stays_and_goes_to_no_other_address(
    town: Town, admin: Admin
) -> None:
    give(admin)
    give(admin, token="", options="role_id=9")
    assert platform(town).api_options == {"role_id": "9"}
    assert "Vul de sleutel in" in give(admin, 200, token="", url="https://elsewhere.example")
    assert platform(town).api_url == "https://lms.example"


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("adapter", "blackboard", "Kies wat voor leerplatform"),
        ("url", "lms.example", "Vul het hele adres in"),
        ("token", "", "Vul de sleutel in"),
        ("options", "role_id", "een is-teken"),
        ("options", "rol=5", "Kijk de opties na"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_stored(
    town: Town, admin: Admin, field: str, value: str, says: str
) -> None:
    text = give(admin, 200, **{field: value})
    assert says in text
    assert f'id="{field}-error"' in text
    assert SECRET not in text
    assert platform(town).api_adapter == ""
    assert not lines(town)


def test_the_check_says_what_is_well_and_what_is_not(
    town: Town, moodle: FakeMoodle, admin: Admin
) -> None:
    admin.see(one(town))
    text = admin.send(one(town, "/check"), 200)
    assert "De verbinding met Moodle" in text
    assert moodle.token not in text
    assert moodle.enrolled("11") == set()
    moodle.token = "another"
    text = admin.send(one(town, "/check"), 200)
    assert "Niet in orde" in text
    assert "De sleutel werkt niet meer." in text


def test_the_lms_of_another_organisation_is_not_there(town: Town, admin: Admin) -> None:
    admin.see(one(town))
    with town.app.app_context():
        other = add_organisation(db.session(), "Elders", town.clock())
        row = Platform(
            organisation_id=other,
            issuer="https://other.example",
            client_id="c",
            auth_login_url="https://other.example/a",
            token_url="https://other.example/t",
            jwks_url="https://other.example/j",
            created_at=town.clock(),
        )
        db.session.add(row)
        db.session.commit()
        number = row.id
    for tail in ("/access", "/check"):
        admin.send(f"{HERE}/{number}{tail}", 404, token=SECRET, adapter="moodle")
        admin.see(one(town))
    admin.see(f"{HERE}/{number}", 404)
    assert "other.example" not in admin.see(HERE)


def test_the_list_takes_a_fixed_number_of_statements(town: Town, admin: Admin) -> None:
    with counted(town) as count:
        admin.see(HERE)
    assert len(count.statements) <= 5
