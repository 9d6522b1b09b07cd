"""The LTI platform of Open edX (lti-consumer-xblock) as a server of its own.

Run by the Python of .venv-openedx, never imported. Reads one JSON object from the standard input:
`login_url`, `launch_url`, `keyset_url` of the tool, and `directory` for SQLite. Prints one JSON
line when it listens (see `registration`), and stops when its standard input closes.

Besides the platform's own addresses under /api/: `/start` sends a browser to the tool as one of
`PEOPLE` (`user`, `deep_link=1`), `/received` tells what the tool has sent.
"""

from __future__ import annotations

import json
import logging
import socketserver
import sys
import threading
import uuid
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

COURSE = "course-v1:gemeente+digitaal+2026"
BLOCK = "block-v1:gemeente+digitaal+2026+type@lti_consumer+block@themascan"
USAGE_ID = r"(?P<usage_id>(?:i4x://?[^/]+/[^/]+/[^/]+/[^@]+(?:@[^/]+)?)|(?:[^/]+))"
# The role is the platform's own word; its table turns it into LTI roles.
PEOPLE = {
    "teacher": {"id": 1, "role": "staff", "name": "Tess O'Brien & zoon"},
    "student": {"id": 2, "role": "student", "name": "Sam de Vries"},
    "admin": {"id": 3, "role": "global_staff", "name": "Anna Bakker"},
    "second": {"id": 4, "role": "student", "name": "Soufiane El Amrani"},
    "third": {"id": 5, "role": "student", "name": "Jolán Kovács"},
}


def main() -> None:
    asked = json.loads(sys.stdin.readline())
    server = make_server("127.0.0.1", 0, _not_yet, _Server, _QuietHandler)
    url = f"http://127.0.0.1:{server.server_port}"
    configure(url, Path(asked["directory"]) / "openedx.sqlite3")
    server.set_app(application())
    stand_in()
    config = set_up(asked)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    print(json.dumps(registration(url, config)), flush=True)
    sys.stdin.read()
    server.shutdown()


def configure(url: str, database: Path) -> None:
    """Django's settings: what the platform reads, and nothing more."""
    import django
    from django.conf import settings

    middleware = ["django.contrib.sessions.middleware.SessionMiddleware"]
    middleware += ["django.contrib.auth.middleware.AuthenticationMiddleware"]
    apps = ["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions"]
    apps += ["config_models", "rest_framework", "django_filters", "lti_consumer"]
    sqlite = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(database)}
    templates = {"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}
    settings.configure(
        SECRET_KEY=uuid.uuid4().hex,
        ALLOWED_HOSTS=["127.0.0.1"],
        INSTALLED_APPS=apps,
        MIDDLEWARE=middleware,
        DATABASES={"default": {**sqlite, "OPTIONS": {"timeout": 20}}},
        TEMPLATES=[templates],
        CACHES={"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}},
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        ROOT_URLCONF=addresses(),
        USE_TZ=True,
        USAGE_ID_PATTERN=USAGE_ID,
        LMS_ROOT_URL=url,
        PLATFORM_NAME="Open edX",
        OPENEDX_TELEMETRY=[],
        LOGGING_CONFIG=None,
    )
    logging.basicConfig(level=logging.ERROR)
    django.setup()


def addresses() -> str:
    """The name of a module with the URL patterns; its list is filled by `application`."""
    module = ModuleType("openedx_addresses")
    sys.modules[module.__name__] = module
    vars(module)["urlpatterns"] = []
    return module.__name__


def application() -> Any:
    from django.core.management import call_command
    from django.core.wsgi import get_wsgi_application
    from django.urls import include, path

    call_command("migrate", verbosity=0)
    patterns = sys.modules["openedx_addresses"].urlpatterns
    patterns += [path("start", start), path("received", received)]
    patterns += [path("api/", include("lti_consumer.plugin.urls"))]
    return get_wsgi_application()


def stand_in() -> None:
    """The functions of edx-platform that the package calls; one line each."""
    from lti_consumer.plugin import compat

    compat.get_external_config_waffle_flag = _off
    compat.get_database_config_waffle_flag = _off
    compat.get_external_multiple_launch_urls_waffle_flag = _off
    compat.load_enough_xblock = lambda location: None
    compat.load_block_as_user = lambda location: SimpleNamespace(has_score=False)
    compat.user_has_studio_write_access = lambda user, course: True
    compat.get_course_members = lambda course: {p["id"]: _member(n) for n, p in PEOPLE.items()}
    compat.batch_get_or_create_externalids = lambda users: {
        p["id"]: SimpleNamespace(external_user_id=external_id(n)) for n, p in PEOPLE.items()
    }


def set_up(asked: dict[str, str]) -> Any:
    """One course with one LTI block, all services on; returns its configuration."""
    from lti_consumer.models import (
        CourseAllowPIISharingInLTIFlag,
        Lti1p3Passport,
        LtiConfiguration,
    )
    from opaque_keys.edx.keys import CourseKey, UsageKey

    course = CourseKey.from_string(COURSE)
    CourseAllowPIISharingInLTIFlag.objects.create(course_id=course, enabled=True)
    passport = Lti1p3Passport.objects.create(lti_1p3_tool_keyset_url=asked["keyset_url"])
    assert passport.lti_1p3_public_jwk  # made here once, not by two requests at a time
    return LtiConfiguration.objects.create(
        version=LtiConfiguration.LTI_1P3,
        config_store=LtiConfiguration.CONFIG_ON_DB,
        location=UsageKey.from_string(BLOCK),
        lti_1p3_passport=passport,
        lti_1p3_oidc_url=asked["login_url"],
        lti_1p3_launch_url=asked["launch_url"],
        lti_1p3_redirect_uris=[asked["launch_url"]],
        lti_advantage_enable_nrps=True,
        lti_advantage_deep_linking_enabled=True,
        lti_advantage_deep_linking_launch_url=asked["launch_url"],
        lti_advantage_ags_mode=LtiConfiguration.LTI_ADVANTAGE_AGS_PROGRAMMATIC,
    )


def registration(url: str, config: Any) -> dict[str, Any]:
    """What the tool's administrator types over, and who the platform knows."""
    from lti_consumer import utils

    return {
        "url": url,
        "issuer": utils.get_lti_api_base(),
        "client_id": config.lti_1p3_client_id,
        "deployment_id": "1",
        "auth_login_url": utils.get_lms_lti_launch_link(),
        "token_url": utils.get_lms_lti_access_token_link(config.passport_id),
        "jwks_url": utils.get_lms_lti_keyset_link(config.passport_id),
        "members_url": utils.get_lti_nrps_context_membership_url(config.id),
        "lineitems_url": utils.get_lti_ags_lineitems_url(config.id),
        "people": {name: external_id(name) for name in PEOPLE},
    }


def start(request: Any) -> Any:
    """A click on the activity: the browser goes to the tool's login address."""
    from django.shortcuts import redirect
    from lti_consumer.api import get_lti_1p3_launch_start_url
    from lti_consumer.data import Lti1p3LaunchData
    from lti_consumer.models import LtiConfiguration

    name = request.GET["user"]
    launch = Lti1p3LaunchData(
        user_id=PEOPLE[name]["id"],
        user_role=PEOPLE[name]["role"],
        config_id=LtiConfiguration.objects.get().config_id,
        resource_link_id=BLOCK,
        external_user_id=external_id(name),
        name=PEOPLE[name]["name"],
        email=f"{name}@gemeente.example",
        launch_presentation_document_target="iframe",
        context_id=COURSE,
        context_type=["course_offering"],
        context_title="Digitaal vaardig",
        custom_parameters={"page": request.GET["page"]} if "page" in request.GET else {},
    )
    return redirect(get_lti_1p3_launch_start_url(launch, "deep_link" in request.GET))


def received(request: Any) -> Any:
    """Line items, scores and deep-link choices as the platform has stored them."""
    from django.http import JsonResponse
    from lti_consumer.models import LtiAgsLineItem, LtiAgsScore, LtiDlContentItem

    fields = ["user_id", "score_given", "score_maximum", "activity_progress", "grading_progress"]
    items = LtiAgsLineItem.objects.values("label", "resource_id", "score_maximum")
    choices = LtiDlContentItem.objects.values("content_type", "attributes")
    scores = LtiAgsScore.objects.values(*fields, "timestamp")
    return JsonResponse({"items": [*items], "scores": [*scores], "choices": [*choices]})


def external_id(name: str) -> str:
    """What the tool sees as `sub`: stable, and not the platform's own number."""
    return str(uuid.uuid5(uuid.NAMESPACE_DNS, f"{name}.gemeente.example"))


def _member(name: str) -> dict[str, Any]:
    person = PEOPLE[name]
    contact = {"username": name, "email": f"{name}@gemeente.example", "name": person["name"]}
    return {"id": person["id"], "roles": [person["role"]], **contact}


def _off() -> SimpleNamespace:
    return SimpleNamespace(is_enabled=lambda course: False)


def _not_yet(environ: Any, answer: Any) -> list[bytes]:
    answer("503 Service Unavailable", [])
    return []


class _Server(socketserver.ThreadingMixIn, WSGIServer):
    # A launch makes the tool and the platform ask each other at the same time.
    daemon_threads = True


class _QuietHandler(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


if __name__ == "__main__":
    main()
