"""A fake Moodle that has cohorts too, in the shape of a real Moodle 4.5."""

from __future__ import annotations

from typing import Any

from adapters.fakes.moodle import FakeMoodle
from adapters.fakes.moodle_faults import MoodleError
from adapters.fakes.moodle_store import Fields
from adapters.moodle_cohorts import COHORTS, MEMBERS


class CohortMoodle(FakeMoodle):
    """``cohorts`` holds the ids of the members by the number of the cohort."""

    def __init__(self, role_id: str = "5") -> None:
        super().__init__(role_id)
        self.cohorts: dict[str, list[str]] = {}

    def answer(self, fields: Fields) -> Any:
        """The decoded answer to a call; raises ``MoodleError``."""
        name = fields.get("wsfunction")
        if name not in (COHORTS, MEMBERS):
            return super().answer(fields)
        if fields.get("wstoken") != self.token:
            raise MoodleError("invalidtoken")
        if name in self.site.lacking:
            raise MoodleError("accessexception")
        self.calls.append((str(name), 0))
        numbered = dict(enumerate(self.cohorts.items(), start=1))
        if name == COHORTS:
            return [
                {"id": number, "name": title, "idnumber": title, "description": "", "theme": ""}
                for number, (title, _) in numbered.items()
            ]
        asked = [int(value) for key, value in fields.items() if key.startswith("cohortids[")]
        return [
            {"cohortid": number, "userids": [int(user) for user in numbered[number][1]]}
            for number in asked
        ]
