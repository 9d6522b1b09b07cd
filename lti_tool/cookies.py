"""Cookies that survive in an iframe of another site."""

from __future__ import annotations

from werkzeug.wrappers import Response

from lti_tool.toolbox import toolbox


def set_cookie(
    response: Response, name: str, value: str, path: str, max_age: int | None = None
) -> None:
    """Set a cookie for this site inside that LMS only (``Partitioned``).

    Browsers drop a plain ``SameSite=None`` cookie of a third party; a partitioned one
    stays. On plain HTTP, that is in tests and trials, they take neither, and a usual
    cookie is set.
    """
    secure = toolbox().settings.secure
    response.set_cookie(
        name,
        value,
        max_age=max_age,
        path=path,
        httponly=True,
        secure=secure,
        samesite="None" if secure else "Lax",
        partitioned=secure,
    )


def drop_cookie(response: Response, name: str, path: str) -> None:
    """Remove a cookie of :func:`set_cookie`."""
    set_cookie(response, name, "", path, max_age=0)
