"""A copy of the municipality in the tool, made by the services that a command line uses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from adapters.lms import LmsApi
from lti_tool.demo.dates import Round
from lti_tool.demo.people import MadePerson, cast_ids, roster_csv
from lti_tool.demo.wires import Hands
from lti_tool.models import Coordinator, Person, Platform
from lti_tool.practice.lti_tables import Tool
from lti_tool.practice.site import Site
from lti_tool.services.offers import Wish, link_offer
from lti_tool.services.organisations import add_organisation, set_value
from lti_tool.services.planning import plan_cycle
from lti_tool.services.platforms import (
    ApiAccess,
    Registration,
    add_platform,
    lms_of,
    set_api,
)
from lti_tool.services.roster import Office, import_roster, read_roster
from lti_tool.services.themes import import_theme
from lti_tool.toolbox import Toolbox
from questionnaires.packs import shipped_packs

NAME = "Gemeente Voorbeeldstad"
# Made up, as everything here: in life these are real decisions of real people.
DECISIONS = {
    "dpia_date": "2026-01-15",
    "works_council_decision": "Verzonnen besluit van de ondernemingsraad, alleen om te oefenen.",
    "decided_by": "De verzonnen gemeentesecretaris",
}
CONTACT = {
    "contact_name": "Mila Kuijpers (HR)",
    "contact_email": "leren@voorbeeldstad.example",
    "contact_phone": "0000 - 000 000",
    "privacy_email": "privacy@voorbeeldstad.example",
}


@dataclass(frozen=True, slots=True)
class Hall:
    """What a town is made with; ``hands`` are the practice LMS's clock."""

    session: Session
    tools: Toolbox
    site: Site
    hands: Hands


@dataclass(frozen=True, slots=True)
class MadeTown:
    """A town that stands: its ids in the tool."""

    organisation_id: int
    platform_id: int
    policy: str


def make_town(
    hall: Hall, tool: Tool, policy: str, themes: Iterable[str], now: datetime
) -> MadeTown:
    """Organisation, settings, themes, registration and the way to the LMS's REST."""
    name = NAME if policy == "everyone" else f"{NAME} ({policy})"
    organisation = add_organisation(hall.session, name, now)
    decided = DECISIONS if policy == "targeted" else {}
    for key, value in {**CONTACT, **decided, "enrolment_policy": policy}.items():
        set_value(hall.session, organisation, key, value, now)
    packs = shipped_packs()
    for key in themes:
        import_theme(hall.session, organisation, packs[key], f"{key}.yaml", now)
    platform = add_platform(hall.session, organisation, _registration(hall.site, tool), now)
    access = ApiAccess("moodle", hall.site.url, hall.site.rest_token, {})
    set_api(hall.session, hall.tools.vault, platform, access)
    return MadeTown(organisation, platform, policy)


def _registration(site: Site, tool: Tool) -> Registration:
    base = f"{site.url}/mod/lti"
    return Registration(
        issuer=site.url,
        client_id=tool.client_id,
        deployment_ids=[str(tool.id)],
        auth_login_url=f"{base}/auth.php",
        token_url=f"{base}/token.php",
        jwks_url=f"{base}/certs.php",
    )


def load_roster(
    hall: Hall,
    town: MadeTown,
    people: Sequence[MadePerson],
    excused: frozenset[int],
    now: datetime,
) -> None:
    """Import everybody, as from a file."""
    file = read_roster(roster_csv(people, excused), "medewerkers.csv")
    import_roster(Office(hall.session, hall.tools.vault, None, now), town.platform_id, file)


def confirm_coordinator(hall: Hall, town: MadeTown, now: datetime) -> None:
    """What an administrator does once: say who coordinates."""
    account = str(cast_ids()["coordinator"])
    person = hall.session.scalars(
        select(Person).where(Person.platform_id == town.platform_id, Person.lms_user_id == account)
    ).one()
    hall.session.add(Coordinator(person_id=person.id, confirmed_at=now, confirmed_by="Bo Beheer"))
    hall.session.commit()


def api_of(hall: Hall, platform: Platform) -> LmsApi:
    """The way to the practice LMS's REST."""
    found = lms_of(platform, hall.tools.vault, hall.tools.door)
    if found is None:
        raise LookupError("the town has no way to the LMS")
    return found


def plan(
    hall: Hall,
    town: MadeTown,
    theme: str,
    when: Round,
    courses: Mapping[str, int],
    scan_url: str,
    now: datetime,
) -> int:
    """Plan a round and lead its offers to their courses; the id of the cycle."""
    cycle = plan_cycle(
        hall.session,
        town.organisation_id,
        theme,
        str(when.quarter),
        when.opens,
        when.closes,
        scan_url,
        now,
    )
    api = api_of(hall, hall.session.get_one(Platform, town.platform_id))
    for offer, course in courses.items():
        link_offer(hall.session, api, Wish(cycle, offer, str(course)), now)
    return cycle
