"""The stories of the narrator: two short sentences for each message that goes over the line."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from lti_tool.practice.launches import Posted, Wish
from lti_tool.practice.lti_tables import LineItem, Tool
from lti_tool.practice.narrator import Story, tell
from lti_tool.practice.picking import Picked
from lti_tool.practice.rest_stories import REST_STORIES
from lti_tool.practice.store import whole
from lti_tool.practice.tables import Account, Course
from lti_tool.practice.wording import moment

ENROLLED = (
    "Themascan schrijft in: {people} in {course}",
    "Het bericht zegt alleen wie in welke cursus komt. Er staat geen score, niveau of reden bij.",
)


def town_of_course(session: Session, course_id: int) -> int | None:
    """The town that a course belongs to."""
    course = session.get(Course, course_id)
    return course.town_id if course else None


def begun(session: Session, wish: Wish, url: str, fields: Mapping[str, str], now: datetime) -> None:
    """The browser is sent to the tool."""
    what = "de scan" if wish.activity_id else "de kiezer van Themascan"
    story = Story(
        "login",
        f"Het leerplein kondigt iemand aan bij {what}",
        "Het leerplein stuurt de browser naar Themascan met een nummer in plaats van een naam. "
        "Themascan vraagt daarna zelf wie dit is.",
        {"naar": url, **fields},
    )
    tell(session, town_of_course(session, wish.course_id), story, now)


def signed(session: Session, posted: Posted, now: datetime) -> None:
    """The signed message, or the refusal, goes to the tool."""
    if posted.message is None:
        words = "Het leerplein vertrouwt deze vraag niet en zegt dat tegen Themascan. "
        story = Story("login", "De start gaat niet door", words, dict(posted.fields))
        tell(session, None, story, now)
        return
    message = posted.message
    what = "opent Themascan" if message.activity else "kiest een onderdeel voor de cursus"
    story = Story(
        "launch",
        f"{message.account.given_name} {what}",
        "Het leerplein zet zijn handtekening onder wie dit is, in welke rol en in welke cursus. "
        "Themascan controleert die handtekening en opent dan de juiste bladzijde.",
        dict(posted.claims),
    )
    tell(session, message.course.town_id, story, now)


def picked(session: Session, found: Picked, now: datetime) -> None:
    """A teacher's choice came back from the tool."""
    titles = " en ".join(found.titles) or "niets"
    story = Story(
        "picked",
        f"Gekozen: {titles}",
        "De trainer koos in Themascan wat er in de cursus komt. "
        "Het leerplein heeft er een link van gemaakt.",
        dict(found.claims),
        f"/course/view.php?id={found.ticket.course_id}",
    )
    tell(session, found.tool.town_id, story, now)


def rest_called(session: Session, fields: Mapping[str, str], answer: Any, now: datetime) -> None:
    """The tool called a function of the REST API."""
    name = fields.get("wsfunction", "")
    title, told = REST_STORIES.get(name, ("Themascan roept iets aan", ""))
    courses = {value for key, value in fields.items() if key.endswith("[courseid]")}
    course = session.get(Course, whole((courses or {fields.get("courseid", "")}).pop()))
    if name == "enrol_manual_enrol_users":
        count = sum(key.endswith("[userid]") for key in fields)
        people = "1 persoon" if count == 1 else f"{count} mensen"
        title = ENROLLED[0].format(people=people, course=course.title if course else "?")
        told = ENROLLED[1]
    message = {**fields, "antwoord": _short(answer)}
    writes = name == "enrol_manual_enrol_users"
    story = Story("rest", title, told, message, "/my" if writes else "", minor=not writes)
    tell(session, course.town_id if course else None, story, now)


def _short(answer: Any) -> Any:
    if isinstance(answer, list) and len(answer) > 5:
        return [*answer[:5], f"… en nog {len(answer) - 5}"]
    return answer


def column_made(session: Session, item: LineItem, message: dict[str, Any], now: datetime) -> None:
    """The tool made a column in the gradebook."""
    story = Story(
        "ags",
        f"Er is een kolom bij: {item.label}",
        "Themascan maakt één kolom voor deelname aan deze ronde. "
        "Een kolom voor een uitslag bestaat niet.",
        message,
    )
    tell(session, town_of_course(session, item.course_id), story, now)


def score_taken(
    session: Session, item: LineItem, message: dict[str, Any], fault: str, now: datetime
) -> None:
    """The tool posted a mark; ``fault`` is what the gradebook had against it."""
    account = session.get(Account, whole(str(message.get("userId"))))
    name = account.given_name if account else "iemand"
    told = (
        "Iedereen die meedoet krijgt hetzelfde: 1 van 1. "
        "Het teken komt op een willekeurig moment in werktijd, dus het moment zegt niets."
    )
    if fault:
        told = f"Het cijferboek neemt dit niet aan: {fault}. Themascan zoekt uit wat er is."
    title = f"Deelname van {name}: {message.get('scoreGiven')} van {message.get('scoreMaximum')}"
    story = Story("ags", title, told, message, "/grades")
    tell(session, town_of_course(session, item.course_id), story, now)


def members_read(session: Session, course: Course, document: dict[str, Any], now: datetime) -> None:
    """The tool read who takes part in a course."""
    told = (
        "Themascan leest wie er in de cursus zit, honderd mensen per keer. "
        "Zo klopt de lijst van wie meedoet."
    )
    message = {**document, "members": _short(document["members"])}
    title = f"Themascan leest de deelnemers van {course.title}"
    story = Story("nrps", title, told, message, minor=True)
    tell(session, course.town_id, story, now)


def registered(session: Session, tool: Tool, message: dict[str, Any], now: datetime) -> None:
    """A tool has registered itself."""
    story = Story(
        "registration",
        f"{tool.name} meldt zich aan",
        "Het hulpmiddel en het leerplein hebben elkaars adressen en sleutels uitgewisseld. "
        "Een beheerder moet het nog aanzetten.",
        message,
        "/tools",
    )
    tell(session, tool.town_id, story, now)


def clock_forward(session: Session, until: datetime, now: datetime) -> None:
    """A visitor did not want to wait."""
    story = Story(
        "clock",
        f"De klok van Themascan gaat naar {moment(until)}",
        "Themascan bezorgt nu wat tot dat moment moest wachten. Alleen de oefenomgeving kan dit.",
        {"opdracht": f"themascan jobs --once --now {until.isoformat()}"},
    )
    tell(session, None, story, now)
