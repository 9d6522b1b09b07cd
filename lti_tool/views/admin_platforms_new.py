"""An LMS registered by hand, for who cannot or may not let it register itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import Blueprint, request
from werkzeug.wrappers import Response

from lti_tool.access import allow
from lti_tool.i18n import _
from lti_tool.models import db
from lti_tool.services import platform_by_hand as service
from lti_tool.toolbox import toolbox
from lti_tool.views.admin_platforms import hand
from lti_tool.views.frame import go, page_info, show

Errors = Sequence[tuple[str, str]]


@allow("admin")
def platform_new() -> str:
    """What to fill in there, and what to fill in here."""
    return _page({}, [])


def _page(given: Mapping[str, str], errors: Errors) -> str:
    site = toolbox().settings.public_url
    ours = {
        _("Tool-URL"): f"{site}/lti/launch",
        _("Adres om aan te melden (login)"): f"{site}/lti/login",
        _("Adres om naar terug te gaan (redirect)"): f"{site}/lti/launch",
        _("Adres van onze sleutels (JWKS)"): f"{site}/lti/jwks.json",
    }
    title = _("Leerplatform met de hand aanmelden")
    page = page_info("platform-new", title, role="admin", errors=errors)
    return show("admin_platform_new.html", page, ours=ours, given=given)


@allow("admin")
def platform_new_send() -> str | Response:
    """Register it, and go on to how it is reached."""
    given = {name: request.form.get(name, "").strip() for name in service.FIELDS}
    wrong = service.faults_of(db.session(), hand(), given)
    if wrong:
        return _page(given, [(row.field, _words(row)) for row in wrong])
    made = service.register(db.session(), hand(), given)
    return go("platform", number=made)


def _words(wrong: service.Wrong) -> str:
    names = {
        "issuer": _("Naam van het leerplatform"),
        "auth_login_url": _("Adres voor inloggen"),
        "token_url": _("Adres voor tokens"),
        "jwks_url": _("Adres van de sleutels"),
        "client_id": _("client-id"),
        "deployment_ids": _("deployment-id"),
    }
    name = names[wrong.field]
    table = {
        "address": _("%(name)s: vul het hele adres in, met https:// ervoor.", name=name),
        "id": _("Vul de %(name)s in, zoals die in het leerplatform staat.", name=name),
        "elsewhere": _(
            "Dit leerplatform hoort al bij een andere organisatie. Vraag het aan wie de server "
            "van Themascan beheert."
        ),
        "known": _("Deze plek (deployment) is al aangemeld."),
        "other": _("Dit leerplatform is al aangemeld, met andere adressen. Kijk ze na."),
    }
    return table[wrong.code]


@allow("admin")
def keys_change() -> Response:
    """The key that waits signs from now on."""
    tools = toolbox()
    done = service.change_key(db.session(), tools.vault, hand())
    return go("platforms", said="keys" if done else "keys-wait")


def register(pages: Blueprint) -> None:
    """Add the routes of this module."""
    post = ["POST"]
    pages.add_url_rule("/platforms/new", "platform_new", platform_new)
    pages.add_url_rule("/platforms/new", "platform_new_send", platform_new_send, methods=post)
    pages.add_url_rule("/platforms/keys", "keys_change", keys_change, methods=post)
