"""A platform's roster: reading it, matching people, writing all or nothing (docs/roster.md)."""

from lti_tool.services.roster.importing import Imported, Office, import_roster
from lti_tool.services.roster.reading import read_roster

__all__ = ["Imported", "Office", "import_roster", "read_roster"]
