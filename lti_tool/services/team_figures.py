"""What was published of a quarter, for somebody who leads a team or department (DESIGN 6.5).

It comes from the snapshot and nothing else. A manager gets the figures of the own places, those
of the departments above them and of the whole organisation, and of nobody else's team.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lti_tool.services.reports import Published
from lti_tool.services.team_places import OwnPlace, Taken, counts_by_path
from questionnaires.disclosure import FULL
from questionnaires.disclosure_bands import Band, band_from_document
from questionnaires.disclosure_people import ORGANISATION, Path

Rows = Sequence[Mapping[str, Any]]
# Why an own place has no figure: fewer than k took part there; too few of them are asked
# something, or a figure would tell of a small group beside it; nothing of places was published.
FEW, CLOSE, LEVEL = "few", "close", "level"


@dataclass(frozen=True, slots=True)
class Figure:
    """A share of ``size`` people as a band, of the place at ``path``."""

    path: Path
    size: int
    band: Band


@dataclass(frozen=True, slots=True)
class Before:
    """The band of an earlier quarter beside the one of now."""

    quarter: str
    then: Band
    now: Band

    @property
    def change(self) -> int:
        """-1 when it is less now, 1 when it is more, 0 when the bands leave both possible."""
        if self.now.high <= self.then.low:
            return -1
        return int(self.now.low >= self.then.high)


@dataclass(frozen=True, slots=True)
class Shown:
    """One figure for a manager: of the own place, or the nearest above that has one.

    ``hidden`` says why it is not the own place's: one of FEW, CLOSE and LEVEL, or None.
    ``whole`` is the organisation's, unless that is the nearest already.
    """

    key: str
    nearest: Figure | None
    whole: Figure | None
    hidden: str | None
    before: Before | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """A published quarter as the manager of one place sees it; ``counts`` are those of all."""

    counts: Mapping[Path, Taken]
    taken: Taken | None
    everybody: Taken | None
    skills: tuple[Shown, ...]
    uptake: Shown | None

    @property
    def hidden(self) -> str | None:
        """Why nothing of the place itself is shown; None when something is."""
        reasons = [shown.hidden for shown in self.skills]
        return reasons[0] if reasons and len(set(reasons)) == 1 else None


def picture(found: Published, place: OwnPlace) -> Picture:
    """What was published of a quarter, for who leads this place; asks the database nothing."""
    path, above = _stood(found, place)
    counts = counts_by_path(found.document["participation"])
    taken = counts.get(path) if path is not None else None
    here = _Place(found, path, above, taken)
    uptake = found.document["uptake"]
    return Picture(
        counts=counts,
        taken=taken,
        everybody=counts.get(ORGANISATION),
        skills=tuple(
            here.shown(skill, figures["places"], trends=True)
            for skill, figures in found.document["skills"].items()
            if figures["places"]
        ),
        uptake=here.shown("uptake", uptake["places"]) if uptake and uptake["places"] else None,
    )


def _stood(found: Published, place: OwnPlace) -> tuple[Path | None, Path]:
    """Where a place stood then, None when it was too small, and what was above it."""
    path = found.path_of(place.id)
    if path is not None:
        return path, path[:-1]
    above = found.path_of(place.above) if place.above is not None else None
    return None, above or ORGANISATION


@dataclass(frozen=True, slots=True)
class _Place:
    found: Published
    path: Path | None
    above: Path
    taken: Taken | None

    def shown(self, key: str, rows: Rows, trends: bool = False) -> Shown:
        figures = {figure.path: figure for figure in map(_figure, rows)}
        own = figures.get(self.path) if self.path is not None else None
        nearest = own or self._above(figures)
        whole = figures.get(ORGANISATION)
        return Shown(
            key=key,
            nearest=nearest,
            whole=whole if whole != nearest else None,
            hidden=None if own else self._why(),
            before=self._before(key, nearest) if trends and nearest else None,
        )

    def _above(self, figures: Mapping[Path, Figure]) -> Figure | None:
        steps = (self.above[:depth] for depth in range(len(self.above), -1, -1))
        return next((figures[path] for path in steps if path in figures), None)

    def _why(self) -> str:
        if self.found.document["level"] != FULL:
            return LEVEL
        done = self.taken.completed if self.taken else 0
        return FEW if done < self.found.document["k"] else CLOSE

    def _before(self, skill: str, figure: Figure) -> Before | None:
        rows = [
            row
            for row in self.found.document["trends"]
            if row["skill"] == skill and row.get("path") == list(figure.path)
        ]
        if not rows:
            return None
        last = max(rows, key=lambda row: str(row["quarter"]))
        return Before(str(last["quarter"]), band_from_document(last["then"]), figure.band)


def _figure(row: Mapping[str, Any]) -> Figure:
    return Figure(tuple(row["path"]), int(row["n"]), band_from_document(row["band"]))
