"""The platform beside a tool of which only the keys are served."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from tests.keys import public_jwk
from tests.openedx.process import OpenEdx, open_edx, require_environment

KID = "tool-1"


@pytest.fixture
def alone(httpserver: HTTPServer, tmp_path: Path) -> Iterator[OpenEdx]:
    require_environment()
    httpserver.expect_request("/lti/jwks.json").respond_with_json({"keys": [public_jwk(KID)]})
    lti = httpserver.url_for("/lti/")
    with open_edx(lti + "login", lti + "launch", lti + "jwks.json", tmp_path) as running:
        yield running
