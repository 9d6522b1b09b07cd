"""The practice LMS of all organisations: accounts, the course with the scan, and trainings."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from sqlalchemy import insert, select

from lti_tool.practice.claims import AGS_SCOPES, NRPS_SCOPE
from lti_tool.practice.lti_tables import Activity, Grade, LineItem, Tool
from lti_tool.practice.places import finish
from lti_tool.practice.site import Site
from lti_tool.practice.store import BY_TOOL
from lti_tool.practice.tables import Account, Course, Enrolment, Letter, Town
from questionnaires.model import ThemePack
from tests.simulation.staff import Staff

YEARS = 9


def add_town(site: Site, name: str, staff: Staff, tool_url: str, now: datetime) -> tuple[Tool, int]:
    """A copy of the LMS for one organisation; its tool, and the link of the scan."""
    with site.session() as session:
        session.add(Town(id=staff.place, name=name))
        session.flush()
        tool = _tool(staff.place, tool_url)
        course = Course(
            town_id=staff.place,
            idnumber=f"SCAN-{staff.place}",
            shortname="Scan",
            title="De kwartaalscan",
            kind="scan",
        )
        session.add_all([tool, course])
        session.flush()
        link = Activity(course_id=course.id, tool_id=tool.id, title="Scan", url=tool.launch_url)
        session.add(link)
        everybody = range(staff.size + staff.leaving * YEARS)
        session.execute(insert(Account), [_account(staff, number) for number in everybody])
        seats = [
            {"course_id": course.id, "account_id": staff.account(number), "at": now}
            for number in everybody
        ]
        session.execute(insert(Enrolment), seats)
        session.flush()
        return tool, link.id


def _tool(place: int, url: str) -> Tool:
    return Tool(
        id=place,
        town_id=place,
        client_id=f"client-{place}",
        name="Themascan",
        login_url=f"{url}/lti/login",
        launch_url=f"{url}/lti/launch",
        redirect_urls=[f"{url}/lti/launch"],
        keys_url=f"{url}/lti/jwks.json",
        deep_link_url=f"{url}/lti/launch",
        scopes=[*AGS_SCOPES, NRPS_SCOPE],
    )


def _account(staff: Staff, number: int) -> dict[str, object]:
    return {
        "id": staff.account(number),
        "username": f"s{staff.place}.{number}",
        "given_name": f"Naam{number}",
        "family_name": "Verzonnen",
        "email": staff.email(number),
        "about": "medewerker",
    }


def add_courses(site: Site, place: int, pack: ThemePack, quarter: str) -> dict[str, str]:
    """A course for each short training of a theme in a quarter: offer → how it is found."""
    found: dict[str, str] = {}
    with site.session() as session:
        for offer in pack.offers:
            if offer.kind == "microlearning":
                name = f"{offer.id}-{quarter}-{place}"
                session.add(_course(place, name, offer.title))
                found[offer.id] = f"idnumber:{name}"
    return found


def _course(place: int, name: str, title: str) -> Course:
    return Course(town_id=place, idnumber=name, shortname=name, title=title, kind="microlearning")


def learn(site: Site, account: int, place: int, quarter: str, now: datetime) -> bool:
    """Somebody finishes the first training of a quarter that they are in; False for none."""
    asked = (
        select(Enrolment.course_id)
        .join(Course, Course.id == Enrolment.course_id)
        .where(
            Enrolment.account_id == account,
            Course.idnumber.like(f"%-{quarter}-{place}"),
        )
        .order_by(Course.id)
    )
    with site.session() as session:
        course = session.scalars(asked.limit(1)).first()
        return course is not None and finish(session, account, course, now)


def trainings(site: Site) -> set[tuple[str, int]]:
    """(course, account) of everybody whom the tool enrolled."""
    asked = (
        select(Course.idnumber, Enrolment.account_id)
        .join(Enrolment, Enrolment.course_id == Course.id)
        .where(Enrolment.by == BY_TOOL)
    )
    with site.session() as session:
        return {(name, account) for name, account in session.execute(asked)}


def marks(site: Site) -> set[tuple[str, int, float | None]]:
    """(column, account, mark) of the whole gradebook."""
    asked = select(LineItem.resource_id, Grade.account_id, Grade.score).join(
        Grade, Grade.line_item_id == LineItem.id
    )
    with site.session() as session:
        return {(column, account, score) for column, account, score in session.execute(asked)}


def letters(site: Site, after: int) -> tuple[int, Counter[int]]:
    """Messages inside the LMS since one of them: the id of the last, and how many for whom."""
    with site.session() as session:
        rows = session.execute(
            select(Letter.id, Letter.account_id).where(Letter.id > after).order_by(Letter.id)
        ).all()
    return rows[-1][0] if rows else after, Counter(account for _, account in rows)
