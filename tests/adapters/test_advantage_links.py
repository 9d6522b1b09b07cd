"""Addresses from an LMS: what is one, what lies under it, and whether our token may go there."""

from __future__ import annotations

import pytest

from adapters.advantage_links import asking, host_of, same_host, under
from adapters.errors import Refused

LMS = "https://lms.example.nl/mod/lti/services.php/2/lineitems/2/lineitem?type_id=1"

NO_ADDRESSES = ["", "lms", "//lms/x", "ftp://lms/x", "file:///etc/passwd", "javascript:alert(1)"]
NO_ADDRESSES += ["http://", "http://:80/", "http://[::1", "http://lms:0/", "http://lms:99999/"]
NO_ADDRESSES += ["http://a:b@lms/", "http://lms:x/", "https://lms\u2100.nl/"]


@pytest.mark.parametrize("url", NO_ADDRESSES)
def test_what_is_no_web_address_is_refused(url: str) -> None:
    with pytest.raises(Refused, match="bad_address"):
        host_of(url)


def test_a_step_deeper_goes_into_the_path() -> None:
    path, _, query = under(LMS, "scores").partition("?")
    assert path.endswith("/2/lineitem/scores")
    assert query == "type_id=1"
    assert under("https://lms/items/7/", "scores") == "https://lms/items/7/scores"
    assert under("https://lms/items/7#part", "scores") == "https://lms/items/7/scores"


def test_a_query_is_added_to_what_was_there() -> None:
    assert asking(LMS, user_id="a&b c").endswith("?type_id=1&user_id=a%26b+c")
    assert asking("https://lms/x", a="1") == "https://lms/x?a=1"
    assert asking("https://lms/x?A=%20&b", a="1") == "https://lms/x?A=%20&b&a=1"


SAME = {
    "https://lms.example.nl/Other?A=b": "https://lms.example.nl/Other?A=b",
    "https://LMS.example.nl:443/x": "https://LMS.example.nl:443/x",
    # The LMS sits behind a proxy that it does not know of.
    "http://lms.example.nl/x?y": "https://lms.example.nl/x?y",
}


@pytest.mark.parametrize(("other", "read"), SAME.items(), ids=SAME)
def test_addresses_on_the_same_host_are_followed(other: str, read: str) -> None:
    assert same_host(LMS, other) == read


STRANGE = ["https://lms.example.nl:8443/x", "http://lms.example.nl:8080/x"]
STRANGE += ["https://lms.example.nl.evil.example/x", "https://evil.example/lms.example.nl"]


@pytest.mark.parametrize("other", STRANGE)
def test_other_hosts_are_not_followed(other: str) -> None:
    with pytest.raises(Refused, match="strange_address"):
        same_host(LMS, other)


def test_https_is_not_followed_from_http() -> None:
    with pytest.raises(Refused, match="strange_address"):
        same_host("http://lms.example.nl/", "https://lms.example.nl/")
