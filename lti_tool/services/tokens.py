"""Access tokens of LTI services, kept in the database for all processes (DESIGN 4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lti_tool.models import ServiceToken
from lti_tool.services.inserting import insert_into
from lti_tool.vault import SealBroken, Vault


@dataclass(frozen=True, slots=True)
class TokenShelf:
    """Finds and keeps tokens by key; every call is a transaction of its own."""

    session: Session
    vault: Vault

    def get(self, key: str) -> tuple[str, datetime] | None:
        """The token and when it ends; None when there is none that opens."""
        row = self.session.get(ServiceToken, key, populate_existing=True)
        kept = (row.token_sealed, row.expires_at) if row is not None else None
        # After this the row is not touched: that would begin another transaction, and hold
        # SQLite's lock while the LMS is asked, and asks for our keys.
        self.session.rollback()
        if kept is None:
            return None
        try:
            return self.vault.open_text(kept[0]), kept[1]
        except SealBroken:
            return None

    def put(self, key: str, token: str, expires_at: datetime) -> None:
        """Keep a token in place of the one before; of two fetched at once the last one stays."""
        kept = {"token_sealed": self.vault.seal_text(token), "expires_at": expires_at}
        adding = insert_into(self.session, ServiceToken).values(cache_key=key, **kept)
        self.session.execute(adding.on_conflict_do_update(index_elements=["cache_key"], set_=kept))
        self.session.commit()
