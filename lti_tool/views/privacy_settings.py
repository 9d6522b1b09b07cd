"""Privacy settings for admins: what each choice reveals, what applies now, and changing it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask import Blueprint, request
from werkzeug.wrappers import Response

from lti_tool.access import allow
from lti_tool.i18n import _
from lti_tool.models import K_FLOOR, POLICIES, db
from lti_tool.services import privacy_settings as settings
from lti_tool.services.faults import Faults
from lti_tool.services.organisations import TARGETED_NEEDS, TERMS
from lti_tool.views.frame import desk, go, page_info, show, visit
from lti_tool.views.promises import lms_sees, participants_see, policy_example, telling_policy

Errors = list[tuple[str, str]]
FIELDS = (*TARGETED_NEEDS, "k", *TERMS)


@dataclass(frozen=True, slots=True)
class Choice:
    """A policy as it is offered: its name, who it suits, and what it tells others."""

    policy: str
    name: str
    says: str
    reveals: tuple[str, ...]
    example: str


def policy_name(policy: str) -> str:
    """What people call an enrolment policy."""
    table = {
        "everyone": _("Iedereen hetzelfde"),
        "self-service": _("Alleen wat iemand zelf kiest"),
        "targeted": _("Alleen wie het nodig heeft"),
    }
    return table[policy]


def _says(policy: str) -> str:
    table = {
        "everyone": _(
            "Wie de scan afrondt, krijgt alle korte trainingen van het kwartaal in het "
            "leerplatform. Dit verklapt niets over een uitslag. Wij raden dit aan."
        ),
        "self-service": _(
            "Niemand wordt ingeschreven. Een collega staat pas bij een training na een eigen klik."
        ),
        "targeted": _(
            "Wie onder het minimum zit, wordt ingeschreven voor die training. Dit is het minste "
            "werk voor mensen en verklapt het meest. Er moet een besluit achter staan, en over "
            "afgeronde trainingen komen dan geen cijfers."
        ),
    }
    return table[policy]


def choices() -> list[Choice]:
    """The policies, the one that reveals least first."""
    return [
        Choice(
            policy,
            policy_name(policy),
            _says(policy),
            (lms_sees(policy), participants_see(policy)),
            policy_example(policy),
        )
        for policy in POLICIES
    ]


def _field_words(wrong: settings.Wrong) -> str:
    missing = {
        "dpia_date": _("Vul in wanneer de DPIA klaar was."),
        "works_council_decision": _("Vul in wat de ondernemingsraad besloot."),
        "decided_by": _("Vul in wie dit besloot."),
    }
    table = {
        "choose": _("Kies een van de drie."),
        "under_way": _(
            "Dit kan alleen voordat er een ronde is gepland. Wacht tot de lopende ronde is "
            "afgerond."
        ),
        "long": _("Deze tekst is te lang."),
        "lines": _("Schrijf dit op één regel."),
        "date": _("Vul een datum in."),
        "future": _("Deze datum is nog niet geweest."),
        "number": _("Vul een heel getal in."),
        "fixed": _("Dit getal ligt vast tot de cijfers van de open ronde zijn gepubliceerd."),
        "floor": _("Vul minstens %(floor)s in.", floor=K_FLOOR),
        "longer": _("Een termijn kan alleen korter worden, en is minstens 1."),
    }
    return missing[wrong.field] if wrong.code == "missing" else table[wrong.code]


def _errors(wrong: Iterable[settings.Wrong]) -> Errors:
    return [(row.field, _field_words(row)) for row in wrong]


@allow("admin")
def privacy_settings() -> str:
    """What applies now, with the forms to change it."""
    return _settings_page([], {})


def _settings_page(errors: Errors, form: Mapping[str, str]) -> str:
    organisation = visit().organisation
    stands = {name: _shown(getattr(organisation, name)) for name in FIELDS}
    now = settings.standing(db.session(), organisation.id)
    policy = organisation.enrolment_policy
    return show(
        "privacy_settings.html",
        page_info("privacy-settings", _("Privacy"), role="admin", errors=errors),
        choices=choices(),
        policy=policy,
        policy_name=policy_name(policy),
        chosen=form.get("enrolment_policy", policy),
        given={**stands, **form},
        standing=now,
        now_k=organisation.k,
        floor=K_FLOOR,
    )


def _shown(value: object) -> str:
    return "" if value is None else str(value)


def _office() -> settings.Office:
    # The log is one for all languages, and holds no names.
    actor = f"admin {visit().person.opaque_id}"
    return settings.Office(db.session(), visit().organisation, actor, desk().now)


def _form() -> dict[str, str]:
    return {name: value.strip() for name, value in request.form.items()}


@allow("admin")
def change_policy() -> str | Response:
    """Choose how people are enrolled."""
    return _answer(settings.change_policy, _form())


@allow("admin")
def change_numbers() -> str | Response:
    """Change from how many there is a figure, and how long things are kept."""
    return _answer(settings.change_numbers, _form())


def _answer(change: settings.Changer, form: Mapping[str, str]) -> str | Response:
    try:
        wrong = change(_office(), form)
    except Faults:
        # Somebody planned or opened a cycle between the question and the change.
        db.session.rollback()
        wrong = [settings.Wrong("enrolment_policy", "under_way")]
    return _settings_page(_errors(wrong), form) if wrong else go("privacy_settings")


@allow("admin")
def privacy_records() -> str:
    """The records behind the choice, to print for the works council."""
    organisation = visit().organisation
    policy = organisation.enrolment_policy
    return show(
        "privacy_records.html",
        page_info("privacy-records", _("Besluit over inschrijven"), role="admin"),
        organisation=organisation,
        choice=next(row for row in choices() if row.policy == policy),
        warning=telling_policy(policy),
        last=settings.last_change_of_policy(db.session(), organisation.id),
    )


def register(pages: Blueprint) -> None:
    """Add the routes of this module."""
    here = "/privacy-settings"
    pages.add_url_rule(here, "privacy_settings", privacy_settings)
    pages.add_url_rule(f"{here}/policy", "privacy_policy", change_policy, methods=["POST"])
    pages.add_url_rule(f"{here}/numbers", "privacy_numbers", change_numbers, methods=["POST"])
    pages.add_url_rule(f"{here}/records", "privacy_records", privacy_records)
