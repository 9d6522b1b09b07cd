"""An LMS registered by hand on a page, and keys that an admin changes before their time."""

from __future__ import annotations

from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import select, update

from lti_tool.lti.keys import active_keys, ensure_keys, signing_key
from lti_tool.models import Change, Deployment, Platform, db
from lti_tool.services.organisations import add_organisation
from tests.admin import Admin
from tests.town import Town

HERE = "/platforms/new"
GOOD = {
    "issuer": "https://lms.example.nl",
    "client_id": "client-9",
    "deployment_ids": "1, 2",
    "auth_login_url": "https://lms.example.nl/auth",
    "token_url": "https://lms.example.nl/token",
    "jwks_url": "https://lms.example.nl/jwks",
}


@pytest.fixture
def admin(town: Town) -> Admin:
    return Admin(town)


def lines(town: Town) -> list[str]:
    with town.app.app_context():
        return list(db.session.scalars(select(Change.what).order_by(Change.id)))


def test_what_the_lms_shows_is_taken_over(town: Town, admin: Admin) -> None:
    page = admin.see(HERE)
    assert "/lti/jwks.json" in page
    admin.send(HERE, **GOOD)
    assert 'data-page="platform"' in admin.text
    with town.app.app_context():
        row = db.session.scalars(select(Platform).order_by(Platform.id.desc())).first()
        assert row
        assert (row.organisation_id, row.jwks_url) == (town.organisation_id, GOOD["jwks_url"])
        mine = select(Deployment.deployment_id).where(Deployment.platform_id == row.id)
        assert list(db.session.scalars(mine.order_by(Deployment.id))) == ["1", "2"]
        number = row.id
    assert lines(town) == [f"platform {number} registered by hand: {GOOD['issuer']}"]


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("issuer", "lms.example.nl", "met https:// ervoor"),
        ("client_id", "", "Vul de client-id in"),
        ("deployment_ids", " , ", "Vul de deployment-id in"),
        ("jwks_url", "javascript:alert(1)", "met https:// ervoor"),
        ("token_url", "https://" + "x" * 2000, "met https:// ervoor"),
    ],
)
def test_a_wrong_field_is_named_and_the_rest_stays(
    town: Town, admin: Admin, field: str, value: str, says: str
) -> None:
    admin.see(HERE)
    text = unescape(admin.send(HERE, 200, **{**GOOD, field: value}))
    assert says in text
    assert f'href="#{field}"' in text
    kept = "auth_login_url"
    assert f'value="{GOOD[kept]}"' in text
    assert not lines(town)


def test_the_same_place_twice_and_other_addresses_are_refused(admin: Admin) -> None:
    admin.see(HERE)
    admin.send(HERE, **GOOD)
    admin.see(HERE)
    assert "is al aangemeld" in admin.send(HERE, 200, **GOOD)
    other = {**GOOD, "deployment_ids": "3", "jwks_url": "https://elsewhere.example/jwks"}
    assert "met andere adressen" in admin.send(HERE, 200, **other)
    admin.send(HERE, **{**GOOD, "deployment_ids": "3"})


def test_an_lms_of_another_organisation_cannot_be_claimed(town: Town, admin: Admin) -> None:
    admin.see(HERE)
    admin.send(HERE, **GOOD)
    with town.app.app_context():
        other = add_organisation(db.session(), "Elders", town.clock())
        theirs = update(Platform).where(Platform.client_id == GOOD["client_id"])
        db.session.execute(theirs.values(organisation_id=other))
        db.session.commit()
    admin.see(HERE)
    text = admin.send(HERE, 200, **{**GOOD, "deployment_ids": "77"})
    assert "hoort al bij een andere organisatie" in text


def test_the_key_that_waits_takes_over_and_the_old_one_stays_known(
    town: Town, admin: Admin
) -> None:
    vault = town.tools.vault
    with town.app.app_context():
        made = town.clock() - timedelta(days=3)
        before, waiting = (key.kid for key in ensure_keys(db.session(), vault, made))
    page = admin.see("/platforms")
    assert "Wissel de sleutel nu" in page
    assert "Gewisseld." in admin.send("/platforms/keys")
    with town.app.app_context():
        assert signing_key(db.session(), vault, town.clock())[1] == waiting
        assert before in {key.kid for key in active_keys(db.session())}
    assert lines(town) == ["signing key changed early"]
    assert "Nu kan dit nog niet" in admin.send("/platforms/keys")
    assert len(lines(town)) == 1


def test_a_key_that_was_made_just_now_waits(town: Town, admin: Admin) -> None:
    with town.app.app_context():
        ensure_keys(db.session(), town.tools.vault, town.clock())
    admin.see("/platforms")
    assert "Nu kan dit nog niet" in admin.send("/platforms/keys")
    assert not lines(town)
