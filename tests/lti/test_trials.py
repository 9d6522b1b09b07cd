"""In a trial on plain http a program that speaks HTTP gets in as a browser does."""

from __future__ import annotations

from pathlib import Path

import pytest
import requests

from tests.installation import Installation
from tests.platform import TestPlatform
from tests.ports import free_port


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_a_client_that_keeps_secure_cookies_back_gets_in(tmp_path: Path, host: str) -> None:
    url = f"http://{host}:{free_port()}"
    made = Installation.make(tmp_path)
    tool = Installation(url, {**made.environment, "THEMASCAN_PUBLIC_URL": url})
    with TestPlatform(tool_url=url) as lms:
        tool.run("db", "upgrade")
        tool.run(*lms.add_arguments(tool.made("organisation", "add", "Voorbeeldstad")))
        with tool.served(tmp_path / "serve.log"), requests.Session() as client:
            reply = lms.launch(client, url, sub="5")
    assert (reply.status, reply.page) == (200, "none")
