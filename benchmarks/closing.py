"""How long it takes to close a cycle and to publish it, sealed scans in a database included.

Makes a fresh SQLite database with an open cycle in which everybody has taken part, with the
people, teams and answers of `benchmarks.audit`, closes it and publishes it by the services
that the job calls. One process; the time is that of the wall.

    python -m benchmarks.closing [--people 350 10000]
"""

from __future__ import annotations

import argparse
import resource
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from time import perf_counter

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from benchmarks.audit import staff
from benchmarks.bench import bench
from lti_tool.models import Person, Platform, Scan, Team
from lti_tool.services.cycles import close_cycle, open_cycle, publish_cycle
from lti_tool.services.organisations import add_organisation
from lti_tool.services.planning import plan_cycle
from lti_tool.services.sealed import Answered, seal_answers, seal_outcome
from lti_tool.services.themes import import_theme
from lti_tool.vault import Vault
from questionnaires.answering import core_items
from questionnaires.grading import grade, outcome_document
from questionnaires.packs import shipped_packs
from tests.disclosure.town import Post, pack

THEME = "teams-samenwerken"
PLATFORM = {
    "issuer": "https://lms.example.nl",
    "client_id": "bench",
    "auth_login_url": "https://lms.example.nl/auth",
    "token_url": "https://lms.example.nl/token",
    "jwks_url": "https://lms.example.nl/jwks",
}
OPENING = datetime(2026, 10, 12, tzinfo=UTC)
CLOSING = OPENING + timedelta(weeks=4)


def teams(session: Session, organisation: int, posts: Sequence[Post]) -> dict[tuple[str, ...], int]:
    """The ids of all departments and teams."""
    made: dict[tuple[str, ...], int] = {}
    for path in sorted({post.path[:depth] for post in posts for depth in (1, 2)}, key=len):
        team = Team(organisation_id=organisation, parent_id=made.get(path[:-1]), name=path[-1])
        session.add(team)
        session.flush()
        made[path] = team.id
    return made


def sealed(vault: Vault, key: bytes, group: str, chance: Random) -> dict[str, bytes]:
    """The blobs of somebody who answers by chance."""
    items = core_items(pack(), group)
    answers = {item.id: chance.choice(item.options).id for item in items}
    outcome = grade(pack(), group, answers, pack().minima[group])
    return {
        "answers_sealed": seal_answers(vault, key, Answered(answers)),
        "outcome_sealed": seal_outcome(vault, key, outcome_document(outcome)),
    }


def people(session: Session, platform: Platform, vault: Vault, posts: Sequence[Post]) -> None:
    """Everybody on the roster, with a key of their own."""
    nodes = teams(session, platform.organisation_id, posts)
    rows = [
        {
            "organisation_id": platform.organisation_id,
            "platform_id": platform.id,
            "opaque_id": secrets.token_hex(8),
            "function_group": post.group,
            "team_id": nodes[post.path],
            "on_roster": True,
            "wrapped_key": vault.new_person_key(),
            "created_at": OPENING,
        }
        for post in posts
    ]
    session.execute(insert(Person), rows)
    session.commit()


def scans(session: Session, vault: Vault, cycle: int, chance: Random) -> None:
    """Everybody on the frozen roster takes part."""
    rows = []
    for person in session.scalars(select(Person).order_by(Person.id)).all():
        group, key = str(person.function_group), person.wrapped_key or b""
        rows.append(
            {
                "cycle_id": cycle,
                "person_id": person.id,
                "function_group": group,
                "seed": "",
                "started_at": OPENING,
                "submitted_at": OPENING,
                **sealed(vault, key, group, chance),
            }
        )
    session.execute(insert(Scan), rows)
    session.commit()


def measure(session: Session, vault: Vault, size: int) -> None:
    """Make, close and publish a cycle of so many people; print what the last two took."""
    chance = Random(size)
    organisation = add_organisation(session, "Meetstad", OPENING)
    import_theme(session, organisation, shipped_packs()[THEME], THEME, OPENING)
    platform = Platform(
        organisation_id=organisation, api_options={}, created_at=OPENING, **PLATFORM
    )
    session.add(platform)
    session.flush()
    people(session, platform, vault, staff(size, chance))
    cycle = plan_cycle(session, organisation, THEME, "2026-Q4", None, None, "", OPENING)
    open_cycle(session, cycle, OPENING)
    scans(session, vault, cycle, chance)
    began = perf_counter()
    close_cycle(session, vault, cycle, CLOSING)
    closed = perf_counter()
    publish_cycle(session, vault, cycle, CLOSING)
    took = perf_counter() - closed
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{size} people: closed in {closed - began:.1f} s, published in {took:.1f} s")
    print(f"  peak of the whole process {peak:.0f} MB")


def main() -> None:
    """Read the arguments and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, nargs="+", default=[350, 10_000])
    for size in parser.parse_args().people:
        with bench() as (session, vault):
            measure(session, vault, size)


if __name__ == "__main__":
    main()
