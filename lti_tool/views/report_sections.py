"""The sections of a report's page: a heading, some words, and tables with their pictures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lti_tool.i18n import _
from lti_tool.services.report_figures import Shares, taking_table
from lti_tool.services.report_pages import Report, SkillPart
from lti_tool.services.report_tables import Table
from lti_tool.views.charts import Chart, share_chart, taking_chart, trend_chart

Part = tuple[Table, Chart | None]


@dataclass(frozen=True, slots=True)
class Section:
    """``own`` says that the title is text of the theme."""

    key: str
    title: str
    lines: tuple[str, ...]
    parts: tuple[Part, ...]
    own: bool = False


def _pictured(shares: Shares) -> Part:
    return shares.table(), share_chart(shares)


def sections(report: Report) -> list[Section]:
    """All sections that have something to show; together they hold each table but the facts."""
    return [*_people(report), *_learning(report), *_questions(report)]


def _people(report: Report) -> Iterator[Section]:
    taking = (taking_table(report.takings), taking_chart(report.takings))
    yield Section("taking", _("Meedoen"), (_about_taking(),), (taking,))
    if report.overview is not None:
        compared = any(skill.trends for skill in report.skills)
        lines = (*_about_bands(), _about_trends()) if compared else _about_bands()
        yield Section("skills", _("Onderdelen"), lines, (_pictured(report.overview),))
    for number, skill in enumerate(report.skills, start=1):
        yield Section(f"skill-{number}", skill.title, (), tuple(_of_skill(skill)), own=True)


def _of_skill(skill: SkillPart) -> Iterator[Part]:
    for made, picture in zip(skill.tables(), _pictures(skill), strict=True):
        if made.rows:
            yield made, picture


def _pictures(skill: SkillPart) -> Iterator[Chart]:
    yield from (share_chart(skill.places), share_chart(skill.groups))
    yield trend_chart(skill.id, skill.trends)


def _learning(report: Report) -> Iterator[Section]:
    if report.uptake is not None:
        finished = (_pictured(report.uptake),)
        yield Section("learning", _("Leren"), (_about_uptake(),), finished)
    else:
        yield Section("learning", _("Leren"), (_without_uptake(),), ())


def _questions(report: Report) -> Iterator[Section]:
    title = _("De vragen zelf")
    if not report.items.rows:
        yield Section("questions", title, (_without_items(),), ())
        return
    tables = (report.items, report.alpha, report.advice)
    lines = _about_items() if report.advice.rows else (*_about_items(), _nothing_weak())
    yield Section("questions", title, lines, tuple((made, None) for made in tables if made.rows))


def _about_taking() -> str:
    return _(
        "Uitgenodigd is klaar, niet gedaan en hoefde niet bij elkaar. Een afdeling staat erbij "
        "vanaf 5 collega's. Wie na de laatste dag nog meedeed, telt als niet gedaan."
    )


def _about_bands() -> tuple[str, ...]:
    return (
        _(
            "Het deel van de collega's dat onder het minimum zit voor het eigen werk. Voor hen "
            "hoort een korte training bij het werk. We geven een grof deel en geen precies getal: "
            "20 tot 30 procent is meer dan 20 en hooguit 30."
        ),
        _(
            "Een groep staat er alleen bij als die groot genoeg is, en als er geen kleinere groep "
            "uit te rekenen is. Of er een cijfer staat, hangt nooit af van de uitslag."
        ),
    )


def _about_uptake() -> str:
    return _(
        "Van wie meedeed: het deel dat op de laatste dag minstens één training af had. "
        "Of die erbij hoorde of vrij was gekozen, staat hier met opzet niet."
    )


def _without_uptake() -> str:
    return _(
        "Hoeveel collega's een training afmaakten, staat hier niet. Het leerplatform kon dat "
        "niet vertellen, of het beleid voor inschrijven laat het niet toe."
    )


def _about_trends() -> str:
    return _(
        "Dit thema was er al eens. Een groep staat ook naast toen als die twee keer groot genoeg "
        "was en genoeg collega's kwamen of gingen, of niemand. We noemen een verschil pas als de "
        "twee cijfers dat zeker maken."
    )


def _without_items() -> str:
    return _("Over de vragen staat hier niets: daarvoor moeten minstens 50 collega's meedoen.")


def _about_items() -> tuple[str, ...]:
    return (
        _(
            "Over de hele organisatie, vanaf 50 antwoorden. Goed: welk deel van de punten een "
            "vraag gemiddeld opleverde. Samenhang: of wie deze vraag goed heeft, ook de andere "
            "vragen van het onderdeel goed heeft, van 0 tot 1 en vanaf 100 antwoorden."
        ),
        _(
            "Dit valt op bij een vraag: meer dan 90 procent goed, hooguit 20 procent goed, meer "
            "dan 30 procent 'weet ik niet', of een samenhang onder 0,2."
        ),
    )


def _nothing_weak() -> str:
    return _("Er is geen vraag waar iets aan opvalt.")
