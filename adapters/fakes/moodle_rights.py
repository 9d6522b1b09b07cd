"""What a service account of Moodle gets to see, by the rights that its role holds."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

Row = dict[str, Any]
# Shown of a course to whoever may not enter it.
OF_A_COURSE = ("id", "fullname", "shortname", "categoryid", "enrollmentmethods")
# Shown of a course only with moodle/course:update.
OF_A_MANAGER = frozenset({"idnumber"})
# The front page of a site is a course, which everybody may enter.
FRONT_PAGE: Row = {
    "id": 1,
    "fullname": "Leerplein Voorbeeldstad",
    "shortname": "leerplein",
    "categoryid": 0,
    "enrollmentmethods": [],
    "idnumber": "",
    "visible": 1,
    "groupmode": 0,
}
# Shown of other people only with this right.
NEEDS = {
    "moodle/user:viewalldetails": ("username", "idnumber", "suspended"),
    "moodle/site:viewuseridentity": ("email",),
}


@dataclass(frozen=True, slots=True)
class Sight:
    """The eyes of one account: ``without`` are the rights that were taken from its role.

    ``contacts`` are the teachers of any course: Moodle shows those to everybody.
    """

    account: str
    without: Collection[str] = ()
    contacts: Collection[str] = ()

    def may(self, right: str) -> bool:
        """Whether the role holds a right."""
        return right not in self.without

    def enters(self, course: Row) -> bool:
        """Whether the account may come into a course."""
        if course is FRONT_PAGE:
            return True
        seen = course.get("visible", 1) or self.may("moodle/course:viewhiddencourses")
        return bool(seen) and self.may("moodle/course:view")

    def course(self, row: Row) -> Row | None:
        """A course as the list of courses shows it; None when it is left out."""
        if not row.get("visible", 1) and not self.may("moodle/course:viewhiddencourses"):
            return None
        if not self.enters(row):
            return {name: row[name] for name in OF_A_COURSE if name in row}
        if self.may("moodle/course:update"):
            return row
        return {name: value for name, value in row.items() if name not in OF_A_MANAGER}

    def person(self, row: Row) -> Row | None:
        """An account as Moodle shows it; None when it is left out."""
        key = str(row["id"])
        row = {name: value for name, value in row.items() if name != "idnumber" or value}
        if key == self.account:
            return row
        if not self.may("moodle/user:viewdetails") and key not in self.contacts:
            return None
        hidden = {name for right, names in NEEDS.items() if not self.may(right) for name in names}
        return {name: value for name, value in row.items() if name not in hidden}
