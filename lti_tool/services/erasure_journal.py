"""Who had everything erased, for after a restore: a file that no backup takes along.

A line is a keyed digest and tells nothing by itself, not even a moment. The first line shows
with which ``SECRET_KEY`` the file was written: under another one nobody would be found in it.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from lti_tool.models import Person
from lti_tool.services.faults import Faults
from lti_tool.vault import Vault

LINE = re.compile(r"[0-9a-f]{64}")


class ErasureJournal:
    """Appends, and reads back; raises ``OSError`` when the file cannot be written."""

    def __init__(self, file: Path, vault: Vault) -> None:
        self._file, self._vault = file, vault

    def note(self, person: Person) -> None:
        """Write down that this person is gone; on the disk when it returns."""
        handle = os.open(self._file, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            before = os.read(handle, os.fstat(handle).st_size).decode("ascii", "replace")
            # A line that a crash broke off must not swallow this one.
            text = "" if before.endswith("\n") or not before else "\n"
            if self._head() not in before:
                text += self._head() + "\n"
            os.write(handle, f"{text}{self.line_of(person)}\n".encode())
            os.fsync(handle)
        finally:
            os.close(handle)

    def _head(self) -> str:
        return self._vault.fingerprint("erasure journal")

    def line_of(self, person: Person) -> str:
        """What stands in the file for a person: for this one alone, not for whoever comes back.

        Somebody who launches again after having had everything erased is a person anew.
        """
        return self._vault.fingerprint("erased", person.opaque_id)

    def lines(self) -> frozenset[str]:
        """All lines; raises :class:`Faults` when the file is not there or not ours."""
        try:
            text = self._file.read_text(encoding="ascii", errors="replace")
        except FileNotFoundError as fault:
            raise Faults(
                f"{self._file} is not there: put the erasure journal back (THEMASCAN_ERASURE_"
                "JOURNAL); if nobody ever had anything erased, make an empty file of that name"
            ) from fault
        found = frozenset(line for line in text.splitlines() if LINE.fullmatch(line))
        if found and self._head() not in found:
            raise Faults(
                f"{self._file} was written with another THEMASCAN_SECRET_KEY: put that key back"
            )
        return found - {self._head()}
