"""How a request comes to a visit, and whether its address alone is enough to enter."""

from __future__ import annotations

from dataclasses import dataclass

ELSEWHERE = ("cross-site", "same-site")


@dataclass(frozen=True, slots=True)
class Knock:
    """The visit's cookie; ``site`` and ``into`` are what a browser says of where it comes from.

    Both are empty in a browser that says nothing (Sec-Fetch-Site, Sec-Fetch-Dest).
    ``by_itself`` is a page that asks for itself again: nobody need be there.
    """

    cookie: str | None = None
    site: str = ""
    into: str = ""
    by_itself: bool = False

    def may_do_without_cookie(self, first: bool, picks: bool) -> bool:
        """Whether somebody whose browser sends no cookie may come in by the address.

        ``first`` when nobody has entered yet, ``picks`` for a visit that only places a link.
        """
        if (self.site, self.into) == ("none", "document"):
            # Typed, pasted or picked from the history: somebody else at this screen, or a
            # reader of a log. Links, forms, reloads and going back all say otherwise.
            return False
        if self.site in ELSEWHERE:
            # A link in a mail leads into somebody else's visit, and answers would be theirs.
            # Only a launch comes from elsewhere, once, and without a cookie only into a frame,
            # which the LMS alone may hold; a picker harms nobody under a stranger's name.
            return first and (picks or self.into == "iframe")
        return True
