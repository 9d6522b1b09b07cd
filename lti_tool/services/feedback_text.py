"""The text that goes back to everybody after a quarter, with the figures of the snapshot.

It says what the bands make certain and no more: skills whose bands leave open which of them is
further are named together, and a skill goes well only when at least half reach the minimum.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from lti_tool.i18n import _
from lti_tool.services.report_figures import Share, has_bands, overview
from lti_tool.services.report_words import Names, band_words
from lti_tool.services.reports import Published

WELL = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class Standing:
    """Skills of which no other is for certain further, or less far; empty when nothing is."""

    furthest: tuple[Share, ...]
    least: tuple[Share, ...]
    rest: tuple[Share, ...]

    @property
    def together(self) -> bool:
        """Whether the bands leave open which skill is further."""
        return not self.furthest


def _surely_fewer(one: Share, other: Share) -> bool:
    # share of one ≤ its high ≤ low of the other < share of the other
    return one.band is not None and other.band is not None and one.band.high <= other.band.low


def standing(shares: Sequence[Share]) -> Standing:
    """Who stands where, among the skills that have a figure."""
    shown = [share for share in shares if share.band is not None]
    first = [s for s in shown if not any(_surely_fewer(o, s) for o in shown)]
    last = [s for s in shown if not any(_surely_fewer(s, o) for o in shown)]
    furthest = tuple(s for s in first if s not in last)
    least = tuple(s for s in last if s not in first)
    if not furthest or not least:
        return Standing((), (), tuple(shown))
    return Standing(furthest, least, ())


def _listed(words: Sequence[str]) -> str:
    if len(words) < 2:
        return "".join(words)
    return _("%(words)s en %(last)s", words=", ".join(words[:-1]), last=words[-1])


def _named(shares: Sequence[Share]) -> str:
    """Each skill with its band: "Vinden (hooguit 20 % heeft nog een training nodig)"."""
    return _listed(
        [
            _(
                "%(skill)s (%(share)s zit onder het minimum)",
                skill=share.name,
                share=band_words(share.band),
            )
            for share in shares
            if share.band is not None
        ]
    )


def _well(shares: Sequence[Share]) -> bool:
    return all(share.band is not None and share.band.high <= WELL for share in shares)


def findings(found: Published, names: Names) -> list[str]:
    """What was found per skill, as sentences; none when only who took part was published."""
    if not has_bands(found):
        return []
    now = standing(overview(found, names).rows)
    if now.together:
        return _together(now.rest)
    best, most = _named(now.furthest), _named(now.least)
    first = (
        _("Wat gaat goed: %(skills)s.", skills=best)
        if _well(now.furthest)
        else _("Het verst zijn we met: %(skills)s.", skills=best)
    )
    return [first, _("Waar groeien we nog: %(skills)s.", skills=most)]


def _together(shares: Sequence[Share]) -> list[str]:
    if not shares:
        return []
    said = _named(shares)
    if len(shares) == 1:
        return [_("Dit weten we nu: %(skills)s.", skills=said)]
    return [_("Deze onderdelen liggen dicht bij elkaar: %(skills)s.", skills=said)]


@dataclass(frozen=True, slots=True)
class Feedback:
    """``subject`` and ``body``; what people fill in themselves stands between brackets."""

    subject: str
    body: str


def feedback(
    found: Published, names: Names, next_theme: str = "", learned: str = "", change: str = ""
) -> Feedback:
    """The text of a quarter; ``next_theme`` is what the year plan says, not a result.

    ``learned`` and ``change`` are what L&D wrote down of this quarter.
    """
    theme = names.pack.title
    whole = found.document["participation"][0]
    paragraphs = [
        _(
            "Bedankt! %(completed)s van de %(invited)s collega's deden mee.",
            completed=whole["completed"],
            invited=whole["invited"],
        ),
        "\n".join([*findings(found, names), *lessons(learned or _gap(), change or _gap())]),
        _("De cijfers gaan over grote groepen. Niemand is eruit te herkennen."),
        "\n".join([_offer(theme), _next(next_theme)]),
    ]
    subject = _("Dit leverde de scan ‘%(theme)s’ ons op", theme=theme)
    return Feedback(subject, "\n\n".join(paragraphs))


def _gap() -> str:
    return _("[vul in]")


def lessons(learned: str, change: str) -> list[str]:
    """A sentence for each of what was written down; none for what is empty."""
    told = []
    if learned:
        told.append(_("Wat hebben we ervan geleerd: %(what)s", what=_ended(learned)))
    if change:
        told.append(_("Wat doen we volgend kwartaal anders: %(what)s", what=_ended(change)))
    return told


def _ended(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _offer(theme: str) -> str:
    return _("Het aanbod bij ‘%(theme)s’ blijft beschikbaar.", theme=theme)


def _next(theme: str) -> str:
    if not theme:
        return _("Volgend kwartaal: %(gap)s.", gap=_gap())
    return _("Volgend kwartaal: ‘%(theme)s’.", theme=theme)
