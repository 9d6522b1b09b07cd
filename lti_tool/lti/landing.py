"""Where a launch leads: what the placed link asks for, as far as the person may see it."""

from __future__ import annotations

import re
from collections.abc import Collection

from lti_tool.lti.messages import Wish

# What a link may ask for, the page below the visit, and the role that it needs.
PAGES = {
    "scan": ("scan", "employee"),
    "learning": ("learning", "employee"),
    "library": ("library", "employee"),
    "result": ("result", "employee"),
    "progress": ("progress", "employee"),
    "data": ("data", "employee"),
    "privacy": ("privacy", "employee"),
    "team": ("team", "manager"),
    "coordination": ("coordination", "coordinator"),
    "admin": ("admin", "admin"),
}
OFFER, LEARNING = "offer", "learning"
OFFER_ID = re.compile(r"[A-Za-z0-9_-]{1,80}")
ROLE_PAGE = ""
# What somebody asked for on paper goes before what the link asks for.
ON_PAPER = {"export": "data", "erase": "erase"}


def landing(wish: Wish, roles: Collection[str], on_paper: str = "") -> str:
    """The path below the visit; the page of the person's role when nothing better is asked."""
    if on_paper in ON_PAPER and "employee" in roles:
        return ON_PAPER[on_paper]
    if wish.page == OFFER and OFFER_ID.fullmatch(wish.offer) and "employee" in roles:
        return f"open/{wish.offer}"
    if wish.page == LEARNING and OFFER_ID.fullmatch(wish.theme) and "employee" in roles:
        return f"learning/{wish.theme}"
    path, role = PAGES.get(wish.page, (ROLE_PAGE, ""))
    return path if role in roles else ROLE_PAGE
