"""Lines of the log of changes in words; the log itself is in one language for all.

How many things did not arrive is left out: for small numbers that could tell something.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from re import Match

from flask_babel import format_date

from lti_tool.i18n import _
from lti_tool.views.admin_log_setup import contact_names, setup_words
from lti_tool.views.admin_log_texts import text_words
from lti_tool.views.admin_log_themes import theme_words
from lti_tool.views.wording import quarter_name

Quarters = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Words:
    """``text`` as far as it can be said; ``who`` is somebody it is about, by opaque id."""

    text: str
    who: str = ""
    own: bool = True


Say = Callable[[Match[str], Quarters], Words]


def words(what: str, quarters: Quarters) -> Words:
    """A line in words, or as it stands when nobody wrote words for it."""
    for pattern, say in SENTENCES:
        found = pattern.fullmatch(what)
        if found is not None:
            return say(found, quarters)
    told = setup_words(what, quarters) or theme_words(what) or text_words(what)
    return Words(told) if told else Words(what, own=False)


def _quarter(number: str, quarters: Quarters) -> str:
    quarter = quarters.get(number)
    return quarter_name(quarter) if quarter else _("ronde %(number)s", number=number)


def _cycle(found: Match[str], quarters: Quarters) -> Words:
    name, did = _quarter(found["cycle"], quarters), found["did"]
    table = {
        "opened": _("De scan ging open: %(quarter)s.", quarter=name),
        "closed": _("De scan ging dicht: %(quarter)s.", quarter=name),
        "published": _("De resultaten zijn gepubliceerd: %(quarter)s.", quarter=name),
        "archived": _("De ronde is afgerond: %(quarter)s.", quarter=name),
        "planned": _("De ronde is gepland: %(quarter)s.", quarter=name),
        "proposed": _("De ronde is voorgesteld: %(quarter)s.", quarter=name),
        "confirmed": _("De ronde is bevestigd: %(quarter)s.", quarter=name),
    }
    more = found["more"]
    if more and did == "opened":
        more = _("Reden: %(reason)s", reason=more)
    return Words(f"{table[did]} {more or ''}".strip())


def _dates(found: Match[str], quarters: Quarters) -> Words:
    first, last = (format_date(date.fromisoformat(day), "d MMMM yyyy") for day in found.group(2, 3))
    name = _quarter(found[1], quarters)
    return Words(
        _(
            "Nieuwe datums voor %(quarter)s: %(first)s tot en met %(last)s.",
            quarter=name,
            first=first,
            last=last,
        )
    )


def _session(found: Match[str], _quarters: Quarters) -> Words:
    table = {
        "planned": _("Workshopmoment gepland: %(offer)s.", offer=found["offer"]),
        "changed": _("Workshopmoment gewijzigd: %(offer)s.", offer=found["offer"]),
        "cancelled": _("Workshopmoment afgelast: %(offer)s.", offer=found["offer"]),
    }
    return Words(table[found["did"]])


def _moved(found: Match[str], _quarters: Quarters) -> Words:
    offer = found["offer"]
    table = {
        "into the LMS": _("Een moment van %(offer)s gaat in het leerplatform.", offer=offer),
        "out of the LMS": _("Een moment van %(offer)s gaat uit het leerplatform.", offer=offer),
        "into a group of the LMS": _(
            "Een moment van %(offer)s gaat in een groep van L&D.", offer=offer
        ),
    }
    own = _("Een moment van %(offer)s gaat in een groep van de tool.", offer=offer)
    return Words(table.get(found["where"], own))


def _offer(found: Match[str], _quarters: Quarters) -> Words:
    offer, course = found["offer"], found["course"]
    if course is None:
        return Words(_("Aanbod %(offer)s leidt niet meer naar een cursus.", offer=offer))
    return Words(_("Aanbod %(offer)s leidt naar cursus %(course)s.", offer=offer, course=course))


def _coordinator(found: Match[str], _quarters: Quarters) -> Words:
    if found["did"] == "confirmed":
        return Words(_("Iemand is coördinator gemaakt"), found["who"])
    return Words(_("Iemand is geen coördinator meer"), found["who"])


def _setting(found: Match[str], _quarters: Quarters) -> Words:
    table = {
        "enrolment_policy": _("wie wordt ingeschreven"),
        "k": _("vanaf hoeveel collega's een groep een cijfer krijgt"),
        "keep_answers_days": _("hoe lang antwoorden blijven"),
        "keep_outcomes_months": _("hoe lang uitslagen blijven"),
        "keep_changes_months": _("hoe lang dit logboek blijft"),
        "dpia_date": _("datum van de DPIA"),
        "works_council_decision": _("besluit van de ondernemingsraad"),
        "decided_by": _("wie besloot"),
        "brand_colour": _("kleur van de organisatie"),
        **contact_names(),
    }
    return Words(_("Instelling gewijzigd: %(name)s.", name=table.get(found[1], found[1])))


def _roster(found: Match[str], _quarters: Quarters) -> Words:
    came, changed, left = found.group("came", "changed", "left")
    return Words(
        _(
            "Personeelslijst bijgewerkt: %(came)s nieuw, %(changed)s gewijzigd, %(left)s weg.",
            came=came,
            changed=changed,
            left=left,
        )
    )


def _given_up(found: Match[str], _quarters: Quarters) -> Words:
    return Words(_("Wat niet aankwam, hoeft niet meer. Reden: %(reason)s", reason=found[1]))


def _simple(say: Callable[[Match[str]], str]) -> Say:
    return lambda found, _quarters: Words(say(found))


_ROUND = (
    r"cycle (?P<cycle>\d+) (?P<did>opened|closed|published|archived|planned|proposed|confirmed)"
)
SENTENCES: tuple[tuple[re.Pattern[str], Say], ...] = tuple(
    (re.compile(pattern, re.DOTALL), say)
    for pattern, say in (
        (_ROUND + r"(?: for \S+)?(?:: (?P<more>.*))?", _cycle),
        (r"cycle (\d+) from (\d{4}-\d\d-\d\d) to (\d{4}-\d\d-\d\d)", _dates),
        (r"session \d+ of (?P<offer>\S+) (?P<did>planned|changed|cancelled)", _session),
        (
            r"offer (?P<offer>\S+) of cycle \d+ leads to (?:course (?P<course>.+)|no .*)",
            _offer,
        ),
        (
            r"offer (\S+) of cycle \d+: days and address set",
            _simple(lambda m: _("Bij %(offer)s zijn de datums of het adres gezet.", offer=m[1])),
        ),
        (r"session \d+ of (?P<offer>\S+) goes (?P<where>.+)", _moved),
        (r"coordinator (?P<who>\w+) (?P<did>confirmed|taken back)", _coordinator),
        (r"(\w+) set", _setting),
        (
            r"roster of .*: (?P<came>\d+) new, (?P<changed>\d+) changed, (?P<left>\d+) left",
            _roster,
        ),
        (r"rehearsal until (\S+)", _simple(lambda _m: _("Oefenen met testaccounts staat aan."))),
        (r"rehearsal ended", _simple(lambda _m: _("Oefenen met testaccounts staat uit."))),
        (
            r"rehearsal: \d+ test accounts cleaned up",
            _simple(lambda _m: _("De testaccounts zijn opgeruimd.")),
        ),
        (r"roster of .*: one step back", _simple(lambda _m: _("Vorige lijst teruggezet."))),
        (
            r"roster of .*: source \w+",
            _simple(lambda _m: _("Gekozen waar de personeelslijst vandaan komt.")),
        ),
        (r"(?:\d+|few) deliveries given up \([^)]*\): (.*)", _given_up),
        (
            r"a card of the helpdesk was opened",
            _simple(lambda _m: _("Een kaart van de helpdesk geopend.")),
        ),
        (
            r"platform \d+ registered itself: (.+)",
            _simple(lambda m: _("Leerplatform aangemeld: %(issuer)s.", issuer=m[1])),
        ),
        (
            r"registration address made",
            _simple(lambda _m: _("Adres gemaakt om een leerplatform aan te melden.")),
        ),
        (
            r"platform (\d+): API access set",
            _simple(lambda m: _("Toegang tot leerplatform %(number)s ingesteld.", number=m[1])),
        ),
        (
            r"calendar address (made|ended)",
            _simple(
                lambda m: {
                    "made": _("Adres van de jaarplan-agenda gemaakt."),
                    "ended": _("Adres van de jaarplan-agenda ingetrokken."),
                }[m[1]]
            ),
        ),
        (
            r"(\d{4}-Q\d) is skipped",
            _simple(lambda m: _("Kwartaal overgeslagen: %(quarter)s.", quarter=quarter_name(m[1]))),
        ),
        (
            r"(\d{4}-Q\d) is not skipped any more",
            _simple(
                lambda m: _(
                    "Kwartaal toch niet overgeslagen: %(quarter)s.", quarter=quarter_name(m[1])
                )
            ),
        ),
    )
)
