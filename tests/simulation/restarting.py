"""A database that is restarted under the jobs: every connection to it is gone at once."""

from __future__ import annotations

import threading
from typing import Any

from tests.databases import cut_off
from tests.simulation.faults import Killing
from tests.simulation.world import World


class Restarting(Killing):
    """As killing, but it is the server of the database that goes, and comes back."""

    def begins(self, there: World) -> None:
        self._url = there.settings.database_url
        super().begins(there)

    def perhaps(self, *_: Any) -> None:
        """A moment at which the database may go; whoever works with it finds out by itself."""
        ours = threading.current_thread() is threading.main_thread()
        if self._armed and ours and self._chance.random() < self._odds:
            self._dead = True
            self.kills += 1
            cut_off(self._url)
