"""Pictures of published figures as data for an SVG; the table beside each says the same.

Sizes are in em and percent, not in pixels of a picture that is scaled: so text stays as large as
the text around it, at 320 px and at twice the size. Nothing is said by colour alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from lti_tool.i18n import _
from lti_tool.services.report_figures import Share, Shares, Taking
from lti_tool.services.report_tables import Kind
from lti_tool.services.report_trends import Trend, change_words
from lti_tool.services.report_words import band_words, no_figure
from questionnaires.disclosure_bands import Band

# In em: a line of text and below it a bar.
STEP, TEXT_AT, BAR_AT, BAR_HIGH = 2.75, 1.1, 1.5, 0.75
# What still fits beside a value at 320 px; the table has the whole name.
LONGEST = 20


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a bar; ``look`` is the class that draws it."""

    look: str
    x: str
    width: str
    y: str
    height: str


@dataclass(frozen=True, slots=True)
class Line:
    """A name, its value in words, and the bar below them."""

    label: str
    value: str
    text_y: str
    bar_y: str
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """``legend`` is (look, words); ``kind`` tells in which language the labels are."""

    key: str
    title: str
    says: str
    kind: Kind
    lines: tuple[Line, ...]
    legend: tuple[tuple[str, str], ...]
    percent: bool

    @property
    def height(self) -> str:
        """Of the whole picture."""
        return _em(len(self.lines) * STEP + (1.6 if self.percent else 0.4))

    @property
    def ticks_y(self) -> str:
        """Where the numbers below the lines stand."""
        return _em(len(self.lines) * STEP + 1.1)

    @property
    def grid_high(self) -> str:
        """How far the lines of the grid go down."""
        return _em(len(self.lines) * STEP)


def _em(value: float) -> str:
    return f"{round(value, 3):g}em"


def _share(value: Fraction) -> str:
    return f"{round(float(value) * 100, 2):g}%"


def _short(name: str) -> str:
    return name if len(name) <= LONGEST else name[: LONGEST - 1].rstrip() + "…"


def _segment(look: str, at: float, low: Fraction, high: Fraction, high_em: float) -> Segment:
    return Segment(look, _share(low), _share(high - low), _em(at), _em(high_em))


def _line(number: int, label: str, value: str, parts: Iterable[Segment]) -> Line:
    top = number * STEP
    return Line(_short(label), value, _em(top + TEXT_AT), _em(top + BAR_AT), tuple(parts))


def _bar(number: int, band: Band) -> Segment:
    return _segment("now", number * STEP + BAR_AT, band.low, band.high, BAR_HIGH)


def _share_line(number: int, row: Share) -> Line:
    if row.band is None:
        return _line(number, row.name, no_figure(), ())
    return _line(number, row.name, band_words(row.band), [_bar(number, row.band)])


def _how_to_read() -> str:
    return _(
        "Elke balk loopt van het laagste tot het hoogste deel dat mogelijk is. "
        "De tabel ernaast zegt hetzelfde in woorden."
    )


def share_chart(shares: Shares) -> Chart:
    """Bars from the least to the most that a band leaves possible."""
    return Chart(
        key=shares.key,
        title=f"{shares.title}: {shares.says.lower()}",
        says=_how_to_read(),
        kind=shares.names.kind,
        lines=tuple(_share_line(number, row) for number, row in enumerate(shares.rows)),
        legend=(),
        percent=True,
    )


def _taking_line(number: int, row: Taking) -> Line:
    parts, begin = [], Fraction(0)
    for look, count in (("done", row.completed), ("open", row.open), ("excused", row.excused)):
        width = Fraction(count, row.invited) if row.invited else Fraction(0)
        if width:
            at = number * STEP + BAR_AT
            parts.append(_segment(look, at, begin, begin + width, BAR_HIGH))
        begin += width
    value = _("%(completed)s van %(invited)s", completed=row.completed, invited=row.invited)
    return _line(number, row.name, value, parts)


def taking_chart(rows: Sequence[Taking]) -> Chart:
    """Of everybody invited: done, not done, did not have to."""
    return Chart(
        key="participation",
        title=_("Wie deed mee"),
        says=_(
            "Elke balk is iedereen die was uitgenodigd. De tabel ernaast zegt hetzelfde in woorden."
        ),
        kind="name",
        lines=tuple(_taking_line(number, row) for number, row in enumerate(rows)),
        legend=(
            ("done", _("klaar")),
            ("open", _("niet gedaan")),
            ("excused", _("hoefde niet")),
        ),
        percent=False,
    )


def _trend_line(number: int, row: Trend) -> Line:
    top = number * STEP + BAR_AT
    then = _segment("then", top, row.then.low, row.then.high, BAR_HIGH)
    now = _segment("now", top + BAR_HIGH / 3, row.now.low, row.now.high, BAR_HIGH / 3)
    return _line(number, row.name, change_words(row), [then, now])


def trend_chart(skill: str, rows: Sequence[Trend]) -> Chart:
    """The band of now over that of then."""
    return Chart(
        key=f"trends-{skill}",
        title=_("Onder het minimum, nu en eerder"),
        says=_how_to_read(),
        kind="name",
        lines=tuple(_trend_line(number, row) for number, row in enumerate(rows)),
        legend=(("then", _("toen")), ("now", _("nu"))),
        percent=True,
    )
