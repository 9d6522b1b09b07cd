"""What ties the answer of the LMS to the browser that began the login.

Without a tie somebody could send the answer to a login of their own to a colleague's browser
(login CSRF): the colleague would take the scan under a stranger's name. So each login has a
secret of its own, kept by the browser in a cookie. With HTTPS the cookie has the ``__Host-``
prefix: no other site of the same domain can plant one.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping

from werkzeug.wrappers import Response

from lti_tool.cookies import drop_cookie, set_cookie
from lti_tool.lti.claims import LOGIN_LASTS
from lti_tool.models import LoginRecord
from lti_tool.visits import digest

PREFIX = "themascan_login_"
HOST_PREFIX = "__Host-"


def cookie_name(state: str, site: str) -> str:
    """One cookie a login, so that logins side by side do not push each other out."""
    name = PREFIX + digest(state)[:12]
    return HOST_PREFIX + name if site.startswith("https://") else name


def bind(response: Response, state: str, binding: str, site: str) -> None:
    """Give the browser the secret of its login."""
    set_cookie(response, cookie_name(state, site), binding, "/", max_age=LOGIN_LASTS)


def unbind(response: Response, state: str, site: str) -> None:
    """The secret has served."""
    drop_cookie(response, cookie_name(state, site), "/")


def keeps_cookies(cookies: Mapping[str, str]) -> bool:
    """Whether a browser shows that it keeps our cookies at this place."""
    return any(name.removeprefix(HOST_PREFIX).startswith(PREFIX) for name in cookies)


def is_bound(record: LoginRecord, given: str | None) -> bool:
    """Whether this is the secret of that login."""
    return given is not None and hmac.compare_digest(digest(given), record.binding_hash)
