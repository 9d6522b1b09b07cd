"""What somebody reads whose visit is over: words that are true, whoever it was."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.platform import SYSTEM_ADMIN
from tests.town import Town, Walker, pick

BACK = "https://school.example/mod/lti/return.php?course=2"
NOT_KEPT = "Wat je net invulde, nog niet."
KEPT = "Wat je bewaarde, staat er nog."


@pytest.fixture
def walker(town: Town, client: FlaskClient) -> Walker:
    town.add_person("5")
    return Walker(town, client)


def launch(walker: Walker, **token: object) -> None:
    walker.launch("5", launch_presentation={"locale": "nl", "return_url": BACK}, **token)


def test_what_is_sent_after_the_end_is_not_called_kept(walker: Walker) -> None:
    launch(walker)
    walker.next()
    given = {item.id: pick(item, True) for item in walker.shown()}
    walker.town.clock.forward(hours=2)
    page = walker.next(**given)
    assert page.status == 403
    assert "Open de scan opnieuw" in page.text
    assert NOT_KEPT in page.text
    launch(walker)
    walker.next()
    assert walker.page.page == "questions"
    assert " checked" not in walker.main


def test_who_only_looked_reads_that_what_was_kept_is_there(walker: Walker) -> None:
    launch(walker)
    walker.town.clock.forward(hours=2)
    page = walker.get("/result")
    assert page.status == 403
    assert KEPT in page.text
    assert NOT_KEPT not in page.text


def test_an_admin_is_not_sent_to_the_scan(walker: Walker) -> None:
    launch(walker, roles=[SYSTEM_ADMIN])
    walker.get("/admin")
    walker.town.clock.forward(hours=2)
    page = walker.post("/year/plan/2027-Q1", theme="x")
    assert page.status == 403
    assert "Open deze pagina opnieuw" in page.text
    assert NOT_KEPT in page.text
    assert "Open de scan" not in page.text


def test_of_an_address_that_nobody_knows_nothing_is_said_to_be_kept(walker: Walker) -> None:
    text = walker.client.get("/v/nobody/result").get_data(as_text=True)
    assert "Je bezoek is afgelopen" in text
    assert "staat er nog" not in text


def test_the_way_back_is_that_of_the_lms(walker: Walker) -> None:
    launch(walker)
    page = walker.post("/close", close="1")
    assert f'href="{BACK}"' in page.text
    assert "Gebruiken anderen deze computer ook?" in page.text


def test_on_a_shared_device_the_way_out_cannot_open_the_scan_again(walker: Walker) -> None:
    launch(walker)
    walker.next(shared_device="1")
    page = walker.post("/close", close="1")
    assert "return.php" not in page.text
    assert 'href="https://school.example/"' in page.text
    assert "Log uit in het leerplatform en sluit dit venster." in page.text


def test_the_pages_that_are_counted_are_all_pages_that_come(walker: Walker) -> None:
    launch(walker)
    walker.next()
    seen, last = [], ""
    while walker.page.page in ("questions", "closing"):
        seen.append(walker.main.split('progress-text">')[1].split("<")[0])
        last = walker.page.page
        walker.next(**{item.id: pick(item, False) for item in walker.shown()})
    assert last == "closing"
    assert seen == [f"Pagina {number} van {len(seen)}" for number in range(1, len(seen) + 1)]
