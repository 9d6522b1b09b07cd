"""An organisation with a theme, people and a planned cycle, made by the services themselves."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime

from flask import current_app
from sqlalchemy import event, insert
from sqlalchemy.orm import Session

from lti_tool.models import OfferLink, Organisation, Person, Platform
from lti_tool.services.cycles import plan_cycle
from lti_tool.toolbox import EXTENSION, Toolbox
from lti_tool.vault import Vault
from questionnaires.model import ThemePack

NOW = datetime(2026, 9, 25, 10, tzinfo=UTC)
THEME = "teams-samenwerken"


@dataclass
class Hall:
    """What stands before the quarter: everything is made in the session at hand."""

    session: Session
    organisation_id: int
    platform_id: int
    pack: ThemePack

    def plan(self, scan_url: str = "https://lms.example.nl/scan") -> int:
        """A cycle of 2026-Q4, from 12 October to 8 November."""
        return plan_cycle(
            self.session, self.organisation_id, THEME, "2026-Q4", None, None, scan_url, NOW
        )

    def second_platform(self, **fields: object) -> Platform:
        """Another LMS of the organisation."""
        first = self.session.get_one(Platform, self.platform_id)
        addresses = ("organisation_id", "auth_login_url", "token_url", "jwks_url", "created_at")
        same = {name: getattr(first, name) for name in addresses}
        other = {"issuer": "https://two.example.nl", "client_id": "c2", "api_options": {}}
        second = Platform(**same, **other, **fields)
        self.session.add(second)
        self.session.flush()
        return second

    def add_people(self, count: int, **fields: object) -> None:
        """People on the roster."""
        shared = {
            "organisation_id": self.organisation_id,
            "platform_id": self.platform_id,
            "function_group": "beleid",
            "on_roster": True,
            "created_at": NOW,
        }
        rows = [{**shared, "opaque_id": secrets.token_hex(8), **fields} for _ in range(count)]
        self.session.execute(insert(Person), rows)
        self.session.commit()

    def link_all(self, cycle_id: int, healthy: bool = True, fault: str = "") -> None:
        """Every microlearning leads to a course."""
        offers = [offer for offer in self.pack.offers if offer.kind == "microlearning"]
        for number, offer in enumerate(offers, start=11):
            self.session.add(
                OfferLink(
                    cycle_id=cycle_id,
                    offer_id=offer.id,
                    course_ref=str(number),
                    course_id=str(number),
                    course_title=offer.title,
                    healthy=healthy,
                    fault=fault,
                    checked_at=NOW,
                )
            )
        self.session.commit()


class Statements:
    """Counts SQL statements between ``with`` and its end."""

    def __init__(self, session: Session) -> None:
        self._engine, self.count = session.get_bind(), 0

    def __enter__(self) -> Statements:
        event.listen(self._engine, "before_cursor_execute", self._note)
        return self

    def __exit__(self, *_: object) -> None:
        event.remove(self._engine, "before_cursor_execute", self._note)

    def _note(self, *_: object) -> None:
        self.count += 1


def set_policy(session: Session, organisation_id: int, policy: str, k: int) -> None:
    organisation = session.get_one(Organisation, organisation_id)
    organisation.enrolment_policy, organisation.k = policy, k
    session.commit()


def vault() -> Vault:
    """The vault of the application at hand."""
    tools: Toolbox = current_app.extensions[EXTENSION]
    return tools.vault
