"""Anything at all sent to the LTI addresses: never a 500, never a visit."""

from __future__ import annotations

from urllib.parse import unquote_to_bytes

from hypothesis import example, given
from hypothesis import strategies as st
from werkzeug.test import EnvironBuilder

from tests.lti.arena import (
    THOROUGH,
    Range,
    forms,
    headers,
    percent,
)


@THOROUGH
@given(
    method=st.sampled_from(["GET", "POST", "HEAD", "PUT", "OPTIONS"]),
    path=st.sampled_from(["/lti/login", "/lti/launch", "/lti/continue", "/lti/register/abc"]),
    query=st.one_of(forms, st.binary(max_size=80).map(percent)),
    body=st.one_of(forms, st.binary(max_size=200)),
    sent=headers,
)
@example("GET", "/lti/login", b"iss=%ed%a0%80&login_hint=5&target_link_uri=%00", b"", {})
def test_any_request(
    arena: Range, method: str, path: str, query: bytes, body: bytes, sent: dict[str, str]
) -> None:
    builder = EnvironBuilder(
        path,
        method=method,
        query_string=query.decode(),
        data=body,
        content_type="application/x-www-form-urlencoded",
        headers=sent,
    )
    arena.assert_no_visit(arena.ask(builder), method)


@THOROUGH
@given(
    tail=st.one_of(st.binary(max_size=40), st.text(max_size=40).map(str.encode)),
    root=st.sampled_from([b"/lti/", b"/v/", b"//lti/login", b"/lti/../v/", b"//evil.example/"]),
)
@example(b"%2e%2e/launch", b"/lti/")
@example(b"", b"//lti/login")
def test_any_address(arena: Range, root: bytes, tail: bytes) -> None:
    builder = EnvironBuilder("/")
    environ = builder.get_environ()
    builder.close()
    environ["PATH_INFO"] = (root + unquote_to_bytes(tail)).decode("latin1")
    environ["HTTP_HOST"] = "hostile.example"
    reply = arena.answer(environ)
    arena.assert_no_visit(reply)
    assert "hostile.example" not in str(reply.headers) + reply.text
    assert not reply.headers.get("Location", "/").startswith("//")
