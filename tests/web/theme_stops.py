"""The shelf of themes, with files that come and go."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page

from lti_tool.models import db
from lti_tool.services.hand import Hand
from lti_tool.services.theme_arriving import arrived, keep
from questionnaires.drafting import Document
from questionnaires.pack_writing import write_pack
from questionnaires.packs import shipped_packs
from questionnaires.yaml_marks import read_marked
from tests.web.admin_stops import at
from tests.web.tour import Tour


def of_another(tour: Tour, version: str) -> str:
    """The theme of the town as a colleague elsewhere changed it."""
    made: Document = dict(read_marked(shipped_packs()[tour.town.pack.id]).document)
    made.update(versie=version, titel="Samen in Teams", auteurs=["Gemeente Voorbeeld"])
    gone = made["aanbod"].pop()
    made["vertalingen"]["en"]["aanbod"].pop(gone["id"], None)
    made["items"][0]["tekst"] = "Hoe deel jij een document met een collega?"
    made["items"].insert(1, made["items"].pop(2))
    return write_pack(made)


def shelf(tour: Tour) -> Page:
    """A shelf with two versions of a theme."""
    keep_another(tour)
    return at("/themes")(tour)


def keep_another(tour: Tour) -> None:
    hand = Hand(tour.town.organisation_id, "admin elders", tour.town.clock())
    with tour.town.app.app_context():
        keep(db.session(), hand, arrived(of_another(tour, "0.9.0")))


def side_by_side(tour: Tour) -> Page:
    """Two versions."""
    keep_another(tour)
    return at(f"/themes/{tour.town.pack.id}/compare")(tour)


def sent(source: Callable[[Tour], str]) -> Callable[[Tour], Page]:
    """The page after a file was sent."""

    def way(tour: Tour) -> Page:
        page = at("/themes")(tour)
        content = source(tour).encode()
        file = {"name": "thema.yaml", "mimeType": "application/yaml", "buffer": content}
        page.locator("#file").set_input_files(file)
        page.locator('button[value="upload"]').click()
        page.wait_for_load_state()
        return page

    return way


def with_faults(tour: Tour) -> str:
    """A file in which a key and a number are wrong."""
    text = shipped_packs()["veilig-digitaal"]
    return text.replace("taal: nl", "taaal: nl").replace("niveau: 1", "niveau: 7", 1)


THEME_STOPS: dict[str, Callable[[Tour], Page]] = {
    "themes": shelf,
    "themes-error": sent(with_faults),
    "theme-compare": side_by_side,
    "theme-incoming": sent(lambda tour: of_another(tour, "0.9.0")),
}
