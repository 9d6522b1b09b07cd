"""What shows that the browser that brings a token is the one that began the login.

Without that, somebody could send the answer to a login of their own to a colleague's browser
(login CSRF): the colleague would take the scan under a stranger's name, and the stranger
would read the result. Three ways, each used when the one before it fails:

1. **A cookie.** Each login has a secret of its own in a partitioned cookie. With HTTPS its
   name has the ``__Host-`` prefix, so that no neighbour under the same domain can plant one.
   A browser that shows another login's cookie keeps cookies, so this one's absence counts.
2. **The LMS's storage.** The same secret is left with the LMS's page around the frame, and
   asked back from there. Messages go to and are taken from the origin of the LMS's login
   address only; a stranger's page around the frame gets and gives nothing.
3. **A click in a new tab.** Nothing of the login is left, so the launch itself must show it:
   browsers say from which site a form was posted, and scripts cannot change that. A token
   that a page of this LMS posted to us was signed for who is logged in there, in this
   browser. The code that stands for the launch is then taken from our own page only. Where
   the browser hides the site (``null``, or nothing), the person must at least be able to see
   in whose name they go on: no first name in the launch, no way in. In every case they are
   asked, and nothing starts before they say yes.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping

from werkzeug.wrappers import Response

from lti_tool.addresses import origin, origins
from lti_tool.cookies import drop_cookie, set_cookie
from lti_tool.lti.claims import LOGIN_LASTS
from lti_tool.visits import digest

PREFIX = "themascan_login_"
HOST_PREFIX = "__Host-"
TRIAL = "_trial"
HIDDEN = frozenset({"", "null"})


def login_name(state: str) -> str:
    """What a login's secret is called, in the cookie jar and in the LMS's storage."""
    return PREFIX + digest(state)[:12]


def cookie_name(state: str, site: str) -> str:
    """One cookie a login, so that logins side by side do not push each other out."""
    name = login_name(state)
    return HOST_PREFIX + name if site.startswith("https://") else name


def bind(response: Response, state: str, binding: str, site: str) -> None:
    """Give the browser the secret of its login.

    In a trial without TLS it goes twice: browsers take a secure cookie from ``localhost``,
    other programs that speak HTTP give it back to nobody.
    """
    name = cookie_name(state, site)
    set_cookie(response, name, binding, "/", max_age=LOGIN_LASTS)
    if not site.startswith("https://"):
        response.set_cookie(
            name + TRIAL, binding, path="/", max_age=LOGIN_LASTS, httponly=True, samesite="Lax"
        )


def secret_of(cookies: Mapping[str, str], state: str, site: str) -> str | None:
    """The secret that a browser gives back for a login; None when it lost it."""
    name = cookie_name(state, site)
    return cookies.get(name) or cookies.get(name + TRIAL)


def unbind(response: Response, state: str, site: str) -> None:
    """The secret has served."""
    drop_cookie(response, cookie_name(state, site), "/")
    if not site.startswith("https://"):
        response.delete_cookie(cookie_name(state, site) + TRIAL, path="/")


def keeps_cookies(cookies: Mapping[str, str]) -> bool:
    """Whether a browser shows that it keeps our cookies at this place."""
    return any(name.removeprefix(HOST_PREFIX).startswith(PREFIX) for name in cookies)


def is_secret(given: str | None, hashed: str) -> bool:
    """Whether this is the secret that was given out; an empty hash stands for none."""
    return bool(given and hashed) and hmac.compare_digest(digest(given or ""), hashed)


def is_foreign(sender: str, *addresses: str) -> bool:
    """Whether a form was posted by another site than one of these."""
    return sender not in HIDDEN and origin(sender) not in origins(*addresses)


def is_from(sender: str, *addresses: str) -> bool:
    """Whether a form was surely posted by one of these sites."""
    return sender not in HIDDEN and origin(sender) in origins(*addresses)


def is_own_form(fetch_site: str | None, sender: str | None, site: str) -> bool:
    """Whether a form was posted by a page of ours, by ``Sec-Fetch-Site`` and ``Origin``.

    Every browser of the last years sends one of the two with a POST; what sends neither is
    no browser, and nobody else's.
    """
    if fetch_site is not None:
        return fetch_site == "same-origin"
    return sender is None or is_from(sender, site)
