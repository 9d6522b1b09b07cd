"""A tool and an LMS kept over many made-up examples, and what such examples are made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote_from_bytes

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from werkzeug.test import EnvironBuilder, run_wsgi_app

from tests.browser import Reply
from tests.certification.conftest import Tool
from tests.platform import TestPlatform

THOROUGH = settings(
    max_examples=120,
    suppress_health_check=list(HealthCheck),
)
FIELDS = ["iss", "login_hint", "target_link_uri", "client_id", "lti_deployment_id"]
FIELDS += ["lti_message_hint", "lti_storage_target", "id_token", "state", "error", "code", "proof"]
HEADERS = ["Host", "Origin", "Referer", "Cookie", "X-Forwarded-For", "X-Forwarded-Host"]
HEADERS += ["X-Forwarded-Proto", "Accept-Language", "Sec-Fetch-Site", "Content-Type"]
REQUIRED = ["iss", "aud", "sub", "nonce", "iat", "exp", "message_type", "version"]
REQUIRED += ["deployment_id", "target_link_uri", "resource_link", "roles"]
OPTIONAL = ["azp", "nbf", "context", "custom", "ags", "nrps", "launch_presentation", "name", "lis"]
OPTIONAL += ["given_name", "email", "locale", "tool_platform", "ext", "deep_linking_settings"]
SURROGATE = "\ud800"


class OddKeys(TestPlatform):
    """An LMS in whose key set anything may stand."""

    __test__ = False
    odd: Sequence[object] = ()

    def jwks(self) -> dict[str, Any]:
        return {"keys": [*self.odd, *super().jwks()["keys"]]}


@dataclass
class Range:
    """The tool and its LMS, kept over many examples."""

    tool: Tool
    lms: OddKeys
    seen: int = field(default=0)

    def ask(self, builder: EnvironBuilder) -> Reply:
        environ = builder.get_environ()
        builder.close()
        return self.answer(environ)

    def answer(self, environ: dict[str, Any]) -> Reply:
        """Without a test client in between: it would tidy up what is hostile."""
        body, status, sent = run_wsgi_app(self.tool.app, environ, buffered=True)
        text = b"".join(body).decode()
        return Reply(int(status.split()[0]), sent, text, environ["PATH_INFO"])

    def assert_no_visit(self, reply: Reply, method: str = "GET") -> None:
        assert reply.status < 500, reply.text[:400]
        assert "themascan_visit" not in str(reply.headers)
        assert "Traceback" not in reply.text
        assert self.tool.visits() == self.seen
        if reply.status >= 400 and method != "HEAD":
            assert any(reference in reply.text for reference in self.tool.references())
        self.tool.log.seek(0)
        self.tool.log.truncate()


def percent(raw: bytes) -> bytes:
    return quote_from_bytes(raw).encode()


words = st.one_of(
    st.text(max_size=60).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.binary(max_size=60),
    st.sampled_from([b"", b"\x00", b"https://localhost/lti/launch", b"' OR 1=1", b"9" * 5000]),
)
forms = st.lists(st.tuples(st.sampled_from(FIELDS), words), max_size=9).map(
    lambda pairs: b"&".join(name.encode() + b"=" + percent(value) for name, value in pairs)
)
header_values = st.text(
    st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"), max_size=80
)
headers = st.dictionaries(st.sampled_from(HEADERS), header_values, max_size=4)
numbers = st.one_of(st.integers(), st.floats(), st.sampled_from([10**400, -(2**70), 1e308]))
texts = st.one_of(st.text(max_size=20), st.sampled_from([SURROGATE, "\x00", "x" * 3000, ""]))
values = st.recursive(
    st.one_of(st.none(), st.booleans(), numbers, texts),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(texts, inner, max_size=4)),
    max_leaves=12,
)
