"""What a person's own data is as JSON: all of it, in words where the database has ids."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from lti_tool.models import Visit
from lti_tool.services.messages import MAIL
from lti_tool.services.own_data import Before, Invitation, OwnData, Round, Workshop
from lti_tool.services.own_deliveries import Sent
from lti_tool.services.sheets import Sheet
from questionnaires.model import SkillOutcome, ThemePack

Document = dict[str, Any]
Words = Callable[[datetime], str]


def iso(moment: datetime) -> str:
    """A moment for machines."""
    return moment.isoformat(timespec="seconds")


def own_document(data: OwnData, organisation: str, lms: str, say: Words = iso) -> Document:
    """The document of a download, and of the page; ``say`` writes moments.

    Scores are from 0 to 100. What only keeps a session secret is left out.
    """
    return {
        "organisation": organisation,
        "person": _person(data, lms, say),
        "invitations": [_invitation(data, row) for row in data.invitations],
        "scans": [_scan(data, row, say) for row in data.rounds],
        "sent_to_lms": [_sent(row, say) for row in data.sent if row.kind != MAIL],
        "messages": [_message(row, say) for row in data.sent if row.kind == MAIL],
        "request_for_a_talk": (
            {"words": data.asked.words, "since": say(data.asked.since)} if data.asked else None
        ),
        "requests_on_paper": [
            {"kind": link.kind, "expires_at": say(link.expires_at)} for link in data.links
        ],
        "workshops": [_workshop(row, say) for row in data.workshops],
        "agenda_address_since": say(data.feed.made_at) if data.feed else None,
        "evaluations_filled_in": [
            {"quarter": quarter, "form": form} for quarter, form in data.looked_back
        ],
        "to_be_enrolled_by_hand": [
            {
                "course": course,
                "since": say(row.created_at),
                "done_at": say(row.done_at) if row.done_at else None,
            }
            for course, row in data.to_enrol
        ],
        "roster_before_its_last_change": [_before(data, row, say) for row in data.before],
        "finished": [row.document() for row in data.learned],
        "visits": [_visit(visit, say) for visit in data.visits],
    }


def _workshop(row: Workshop, say: Words) -> Document:
    session, booking = row.session, row.booking
    return {
        "title": session.title,
        "starts_at": say(session.starts_at),
        "place": session.place,
        "cancelled": session.cancelled_at is not None,
        "state": "left" if booking.left_at else ("placed" if booking.placed else "waiting"),
        "turn": booking.number,
        "asked_at": say(booking.asked_at),
        "left_at": say(booking.left_at) if booking.left_at else None,
        "attended": booking.attended,
        "in_group_of_lms": booking.in_group,
        "name_in_agendas": booking.uid,
        "changes_in_agendas": booking.sequence,
        "told": [{"of": told.kind, "at": say(told.made_at)} for told in row.told],
    }


def _visit(visit: Visit, say: Words) -> Document:
    return {
        "began_at": say(visit.created_at),
        "last_seen_at": say(visit.last_seen_at),
        "roles": visit.roles.split(","),
        "language": visit.locale,
        "shared_device": visit.shared_device,
    }


def _person(data: OwnData, lms: str, say: Words) -> Document:
    person = data.person
    return {
        "id_on_pages": person.opaque_id,
        "lms": lms,
        "lms_user_id": person.lms_user_id,
        "lti_sub": person.lti_sub,
        "recognised_by": person.match_kind,
        "first_name": data.first_name,
        "email": data.email,
        "language_of_mails": person.language,
        "function_group": _group(data, person.function_group),
        "team": data.teams.get(person.team_id or 0),
        "manages": [data.teams[number] for number in data.manages],
        "coordinator": data.coordinator,
        "on_roster": person.on_roster,
        "filled_in_from_lms": [name for name in person.from_lms.split(",") if name],
        "excused": person.excused,
        "known_since": say(person.created_at),
    }


def _group(data: OwnData, code: str | None) -> str | None:
    return data.groups.get(code, code) if code else None


def _before(data: OwnData, before: Before, say: Words) -> Document:
    row = before.row
    return {
        "function_group": _group(data, row.function_group),
        "team": data.teams.get(row.team_id or 0),
        "manages": [data.teams[number] for number in row.manages if number in data.teams],
        "excused": row.excused,
        "first_name": before.first_name,
        "email": before.email,
        "filled_in_from_lms": [name for name in row.from_lms.split(",") if name],
        "replaced_at": say(row.made_at),
    }


def _invitation(data: OwnData, row: Invitation) -> Document:
    return {
        "quarter": row.cycle.quarter,
        "theme": row.theme,
        "function_group": _group(data, row.entry.function_group),
        "team": data.teams.get(row.entry.team_id or 0),
        "excused": row.entry.excused,
        "in_the_figures_of": _group(data, row.entry.counted_as),
    }


def _scan(data: OwnData, row: Round, say: Words) -> Document:
    sheet, scan = row.sheet, row.sheet.scan
    if scan is None:
        raise ValueError("a round without a scan")
    answered, pack = sheet.answered, sheet.pack
    return {
        "quarter": sheet.cycle.quarter,
        "theme": pack.title,
        "language": pack.language,
        "function_group": _group(data, scan.function_group),
        "group_chosen_by_yourself": scan.chosen_group,
        "outside_roster": scan.outside_roster,
        "late": scan.late,
        "order_of_options": scan.seed,
        "started_at": say(scan.started_at),
        "finished_at": say(scan.submitted_at) if scan.submitted_at else None,
        "answers": None if sheet.answers_gone else _answers(pack, answered.answers),
        "second_attempts": [_again(sheet, *way) for way in answered.ways.items()],
        "result": ([_result(pack, skill) for skill in row.outcome.skills] if row.outcome else None),
    }


def _again(sheet: Sheet, skill: str, state: str) -> Document:
    given = sheet.answered.redo.get(skill, {})
    title = sheet.pack.skill(skill).title
    return {"skill": title, "state": state, "answers": _answers(sheet.pack, given)}


def _answers(pack: ThemePack, answers: Mapping[str, str]) -> list[Document]:
    items = [item for item in pack.items if item.id in answers]
    return [
        {
            "skill": pack.skill(item.skill).title,
            "question": item.text,
            "answer": item.option(answers[item.id]).text,
        }
        for item in items
    ]


def _result(pack: ThemePack, outcome: SkillOutcome) -> Document:
    names = {level.id: level.name for level in pack.levels}
    return {
        "skill": pack.skill(outcome.skill).title,
        "score": None if outcome.score is None else round(float(outcome.score), 1),
        "level": names.get(outcome.level) if outcome.level is not None else None,
        "minimum": names.get(outcome.minimum),
        "status": outcome.status,
    }


def _message(row: Sent, say: Words) -> Document:
    return {
        "message": row.title,
        "state": row.state,
        "made_at": say(row.created_at),
        "sent_at": say(row.settled_at) if row.settled_at else None,
    }


def _sent(row: Sent, say: Words) -> Document:
    return {
        "kind": row.kind,
        "course": row.title or None,
        "state": row.state,
        "made_at": say(row.created_at),
        "settled_at": say(row.settled_at) if row.settled_at else None,
    }
