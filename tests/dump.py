"""Everything that leaves somebody's own pages, caught in words, and a search for results in it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from email.message import EmailMessage
from fractions import Fraction
from pathlib import Path
from typing import Any
from urllib.parse import unquote_plus

from flask import Flask
from sqlalchemy import select

from adapters.http import HttpDoor, Response
from lti_tool.models import Base, db
from questionnaires.model import Outcome, ThemePack
from tests.postbus import Postbus

STATUSES = ("onder", "boven", "grens", "geen_eis", "onbekend")
KEYS = "score|status|answers|outcome|redo|uitslag|niveau|antwoorden"
# The theme itself: questions and minima, the same for everybody and open to all of them.
CONTENT = {"theme_pack.document", "theme_pack.source", "cycle.document"}
# What is published, which is searched by itself.
PUBLISHED = {"snapshot.document", "snapshot.certificate"}
# Two fields of a log line have names that are ours as well: how bad it is, and HTTP's answer.
LEVELS = ("info", "warning", "error")


class Ear(HttpDoor):
    """The one door to the outside, with somebody who writes down what goes through it."""

    def __init__(self) -> None:
        super().__init__(allow_private=("127.0.0.0/8",))
        self.heard: list[str] = []

    def request(self, method: str, url: str, **more: Any) -> Response:
        data = more.get("data") or ""
        text = data.decode() if isinstance(data, bytes) else json.dumps(data, default=str)
        self.heard.append(f"{method} {unquote_plus(url)} {unquote_plus(text)}")
        return super().request(method, url, **more)


@dataclass
class Known:
    """What somebody answered and what came of it: the search looks for just that."""

    pack: ThemePack
    answers: list[Mapping[str, str]] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)

    def add(self, answers: Mapping[str, str], outcome: Outcome) -> None:
        """One person's scan."""
        self.answers.append(answers)
        self.outcomes.append(outcome)

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Every question with an answer that somebody chose."""
        return sorted({pair for given in self.answers for pair in given.items()})

    @property
    def scores(self) -> list[Fraction]:
        """Every score that is no whole number: those would be found everywhere."""
        found = {skill.score for outcome in self.outcomes for skill in outcome.skills}
        return sorted(score for score in found if score is not None and score.denominator > 1)

    def patterns(self, loose: bool = True) -> dict[str, re.Pattern[str]]:
        """What must not be found. ``loose`` takes words as they are, else only quoted ones."""
        skills = "|".join(re.escape(skill.id) for skill in self.pack.skills)
        words = "|".join(STATUSES)
        quoted = rf"""["'](?:{words}|op)["']"""
        told = {
            "answer": "|".join(
                rf"{re.escape(item)}\W{{1,8}}{re.escape(option)}\b" for item, option in self.pairs
            ),
            "score": "|".join(rf"(?<![\d./])(?<!\d:){_written(score)}" for score in self.scores),
            "status": rf"{quoted}|\b(?:{words})\b" if loose else quoted,
            "skill": rf"\b(?:{skills})\W{{1,8}}(?:{words}|op)\b",
            "name": rf"""["'](?:{KEYS})["']\s*[:=,]""",
        }
        if loose:
            told["words"] = "|".join(self._in_words())
            told["skill"] += rf"|\b(?:{skills})\b\W{{1,8}}\d\b"
            told["name"] += rf"""|(?<![\w-])(?:{KEYS}|level)=|["']level["']"""
        return {name: re.compile(pattern) for name, pattern in told.items()}

    def _in_words(self) -> list[str]:
        items = {item.id: item for item in self.pack.items}
        found = []
        for name, option in self.pairs:
            chosen = next(row for row in items[name].options if row.id == option)
            text, answer = re.escape(items[name].text), re.escape(chosen.text)
            found.append(rf"{text}[\s\S]{{1,80}}?{answer}")
        return found


def _written(score: Fraction) -> str:
    """A score as a fraction, and as a decimal of any length, with a point or a comma."""
    whole, rest = divmod(score, 1)
    digits = f"{float(rest):.6f}"[2:]
    short = f"{float(score):.1f}".replace(".", "[.,]")
    fraction = re.escape(f"{score.numerator}/{score.denominator}")
    return rf"(?:{fraction}(?!\d)|{whole}[.,]{digits[:2]}|{short}(?!\d))"


def findings(text: str, patterns: Mapping[str, re.Pattern[str]]) -> list[str]:
    """What the patterns find, with some words around it."""
    return [
        f"{name}: …{text[max(0, hit.start() - 40) : hit.end() + 40]}…"
        for name, pattern in patterns.items()
        for hit in pattern.finditer(text)
    ]


def log_lines(text: str) -> str:
    """The log without the two fields whose names are those of results, once their values fit."""
    return "\n".join(_bare(json.loads(row)) for row in text.splitlines() if row.startswith("{"))


def _bare(row: dict[str, Any]) -> str:
    if row.get("level") in LEVELS:
        del row["level"]
    if isinstance(row.get("status"), int) and 100 <= row["status"] <= 599:
        del row["status"]
    return json.dumps(row)


def rows_of(app: Flask, left_out: set[str]) -> str:
    """Every row of every table, a line each, without the columns that are left out."""
    with app.app_context():
        lines = [line for table in Base.metadata.sorted_tables for line in _rows(table, left_out)]
        db.session.rollback()
    return "\n".join(lines)


def _rows(table: Any, left_out: set[str]) -> Iterator[str]:
    columns = [column for column in table.columns if str(column) not in left_out]
    for row in db.session.execute(select(*columns)):
        values = {column.name: value for column, value in zip(columns, row, strict=True)}
        plain = {k: v.decode() if isinstance(v, bytes) else v for k, v in values.items()}
        yield f"{table.name} {json.dumps(plain, default=str)}"


def published(app: Flask) -> str:
    """What is published, and nothing else."""
    columns = {str(column) for column in Base.metadata.tables["snapshot"].columns}
    assert columns >= PUBLISHED
    with app.app_context():
        found = [
            json.dumps(value)
            for name in sorted(PUBLISHED)
            for value in db.session.scalars(
                select(Base.metadata.tables["snapshot"].columns[name.partition(".")[2]])
            )
        ]
        db.session.rollback()
    return "\n".join(found)


def raw(file: Path) -> str:
    """The bytes of a database and of whatever stands beside it."""
    beside = sorted(file.parent.glob(file.name + "*"))
    return "\n".join(path.read_bytes().decode("latin-1") for path in beside)


def mails(postbus: Postbus) -> str:
    """Every mail as a mail program shows it: headers, text and HTML."""
    return "\n".join(letter(mail) for mail in postbus.mails)


def letter(mail: EmailMessage) -> str:
    """One mail as a mail program shows it."""
    return "\n".join(
        f"{mail.items()}\n{part.get_content()}"
        for part in mail.walk()
        if part.get_content_maintype() == "text"
    )
