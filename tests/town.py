"""A municipality for tests: organisation, platform, people, an open cycle, linked offers."""

from __future__ import annotations

import re
import secrets
from datetime import timedelta
from functools import cache
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from lti_tool.models import (
    Cycle,
    Delivery,
    Deployment,
    FunctionGroup,
    OfferLink,
    Organisation,
    Person,
    Platform,
    RosterEntry,
    ThemePackRow,
    db,
)
from lti_tool.toolbox import EXTENSION, Toolbox
from questionnaires.model import Item, ThemePack
from questionnaires.packs import load_pack, pack_document, shipped_packs
from tests.browser import Reply
from tests.clock import Clock
from tests.platform import TestPlatform


@cache
def shipped(theme: str) -> ThemePack:
    """A shipped pack; read once, since nothing of it can change."""
    return load_pack(shipped_packs()[theme])


class Town:
    """Everything that must stand before an employee can launch."""

    def __init__(
        self,
        app: Flask,
        lms: TestPlatform,
        clock: Clock,
        policy: str = "everyone",
        theme: str = "teams-samenwerken",
    ) -> None:
        self.app, self.lms, self.clock = app, lms, clock
        self.pack = shipped(theme)
        self.tools: Toolbox = app.extensions[EXTENSION]
        with app.app_context():
            self._settle(policy)
            db.session.commit()

    def _settle(self, policy: str) -> None:
        now = self.clock()
        organisation = Organisation(name="Voorbeeldstad", enrolment_policy=policy, created_at=now)
        db.session.add(organisation)
        db.session.flush()
        self.organisation_id = organisation.id
        for position, code in enumerate(self.pack.minima):
            db.session.add(
                FunctionGroup(
                    organisation_id=organisation.id, code=code, name=code, position=position
                )
            )
        self.platform_id = self._platform(organisation.id)
        self.cycle_id = self._cycle(organisation.id, policy)

    def _platform(self, organisation_id: int) -> int:
        lms, now = self.lms, self.clock()
        platform = Platform(
            organisation_id=organisation_id,
            issuer=lms.issuer,
            client_id=lms.client_id,
            auth_login_url=lms.auth_url,
            token_url=lms.token_url,
            jwks_url=lms.jwks_url,
            api_options={},
            created_at=now,
        )
        db.session.add(platform)
        db.session.flush()
        db.session.add(
            Deployment(
                platform_id=platform.id,
                issuer=lms.issuer,
                client_id=lms.client_id,
                deployment_id=lms.deployment_id,
            )
        )
        return platform.id

    def _cycle(self, organisation_id: int, policy: str) -> int:
        now, today = self.clock(), self.clock().date()
        row = ThemePackRow(
            organisation_id=organisation_id,
            pack_id=self.pack.id,
            version=self.pack.version,
            title=self.pack.title,
            document=pack_document(self.pack),
            source=shipped_packs()[self.pack.id],
            imported_at=now,
        )
        db.session.add(row)
        db.session.flush()
        cycle = Cycle(
            organisation_id=organisation_id,
            theme_pack_id=row.id,
            quarter="2026-Q4",
            state="open",
            opens=today,
            closes=today + timedelta(days=20),
            scan_url="https://lms.example/scan",
            document=pack_document(self.pack),
            policy=policy,
            k=8,
            planned_at=now,
            opened_at=now,
        )
        db.session.add(cycle)
        db.session.flush()
        self.link_offers(cycle.id, self.pack)
        return cycle.id

    def link_offers(self, cycle_id: int, pack: ThemePack, first: int = 11) -> None:
        """Each microlearning leads to a course; inside a context, the caller commits."""
        courses = [offer for offer in pack.offers if offer.kind == "microlearning"]
        for number, offer in enumerate(courses, start=first):
            db.session.add(
                OfferLink(
                    cycle_id=cycle_id,
                    offer_id=offer.id,
                    course_ref=str(number),
                    course_id=str(number),
                    course_title=offer.title,
                    course_url=f"{self.lms.url}/course/view.php?id={number}",
                    healthy=True,
                    checked_at=self.clock(),
                )
            )

    def add_person(self, sub: str, group: str | None = "beleid", **fields: Any) -> int:
        """Somebody on the frozen roster, known to the LMS as ``sub``."""
        with self.app.app_context():
            person = Person(
                organisation_id=self.organisation_id,
                platform_id=self.platform_id,
                opaque_id=secrets.token_hex(8),
                lms_user_id=sub,
                function_group=group,
                on_roster=True,
                wrapped_key=self.tools.vault.new_person_key(),
                created_at=self.clock(),
                **fields,
            )
            db.session.add(person)
            db.session.flush()
            entry = RosterEntry(cycle_id=self.cycle_id, person_id=person.id, function_group=group)
            db.session.add(entry)
            db.session.commit()
            return person.id

    def deliveries(self) -> list[Delivery]:
        """The outbox, oldest first."""
        with self.app.app_context():
            rows = list(db.session.scalars(select(Delivery).order_by(Delivery.id)))
            db.session.expunge_all()
            db.session.rollback()
            return rows


class Walker:
    """An employee with a browser, who reads pages and fills in forms."""

    def __init__(self, town: Town, client: FlaskClient) -> None:
        self.town, self.client = town, client
        self.reply: Reply | None = None

    @property
    def page(self) -> Reply:
        """The page in view."""
        assert self.reply is not None, "launch first"
        return self.reply

    @property
    def base(self) -> str:
        """The address of the visit."""
        found = re.search(r"/v/[A-Za-z0-9_-]+", self.page.url)
        assert found, self.page.url
        return found.group()

    def launch(self, sub: str, **token: Any) -> Reply:
        """From the LMS to the first page."""
        self.reply = self.town.lms.launch(self.client, sub=sub, **token)
        return self.page

    def get(self, path: str) -> Reply:
        """Another page of the visit."""
        return self._take(self.client.get(self.base + path, follow_redirects=True))

    def post(self, path: str, **fields: str) -> Reply:
        """Send a form of the page in view, with its token."""
        found = re.search(r'name="csrf_token"\s+value="([^"]+)"', self.page.text)
        assert found, f"no form on {self.page.url}"
        form = {"csrf_token": found.group(1), **fields}
        return self._take(self.client.post(self.base + path, data=form, follow_redirects=True))

    def next(self, **fields: str) -> Reply:
        """Send the form of the page in view to its own address with go=next."""
        found = re.search(r'<form[^>]*action="[^"]*?/v/[^/"]+(/[^"]+)"[^>]*>', self.main)
        assert found, self.page.text
        return self.post(found.group(1), go="next", **fields)

    @property
    def main(self) -> str:
        """The page without its header."""
        return self.page.text.split("<main", 1)[-1]

    def shown(self) -> list[Item]:
        """The questions on the page in view."""
        names = re.findall(r'<fieldset[^>]*id="([^"]+)"', self.page.text)
        names += re.findall(r'type="radio"[^>]*name="([^"]+)"', self.page.text)
        items = {item.id: item for item in self.town.pack.items}
        return [items[name] for name in dict.fromkeys(names) if name in items]

    def _take(self, answer: Any) -> Reply:
        self.reply = Reply(
            answer.status_code,
            answer.headers,
            answer.get_data(as_text=True),
            answer.request.path,
        )
        return self.page

    def scan(self, best: bool) -> Reply:
        """From the welcome page to the result, all best or all worst answers."""
        self.next()
        while self.page.page in ("questions", "closing"):
            self.next(**{item.id: pick(item, best) for item in self.shown()})
        return self.page


def pick(item: Item, best: bool) -> str:
    """The id of the best or the worst option of a question."""
    scored = [option for option in item.options if option.points is not None]
    chosen = max if best else min
    return chosen(scored, key=lambda option: option.points or 0).id
