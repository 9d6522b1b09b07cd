"""Who may see a route: said beside each view, and checked when the application is made."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, TypeVar

from flask import Flask

Role = Literal["anyone", "employee", "manager", "coordinator", "admin", "picker"]
MARK = "allowed_roles"
View = TypeVar("View", bound=Callable[..., Any])


class RouteWithoutAccess(Exception):
    """A route was added without saying who may see it."""


def allow(*roles: Role) -> Callable[[View], View]:
    """Mark a view with the roles that may open it; "anyone" needs no visit."""

    def mark(view: View) -> View:
        setattr(view, MARK, frozenset(roles))
        return view

    return mark


def roles_of(app: Flask, endpoint: str) -> frozenset[str]:
    """The roles that a route's view names; raises :class:`RouteWithoutAccess`."""
    roles: frozenset[str] | None = getattr(app.view_functions[endpoint], MARK, None)
    if not roles:
        raise RouteWithoutAccess(f"{endpoint}: say who may see it with @allow(...)")
    return roles


def check_access_named(app: Flask) -> None:
    """Refuse to start with a route that nobody thought about."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint != "static":
            roles_of(app, rule.endpoint)
