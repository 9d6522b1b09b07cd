"""Rows of the outbox are taken in order, and never more than were asked for."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text

from lti_tool.models import Delivery, db
from lti_tool.services.deliveries import take
from lti_tool.services.outbox import Parcel, Sender, queue
from tests.databases import on_postgresql
from tests.town import Town

# Without these a planner goes through the outbox once for each of its rows.
WAYS = ("hashjoin", "mergejoin", "hashagg", "material", "sort", "bitmapscan")


@pytest.mark.parametrize("left_out", [(), WAYS], ids=["as planned", "row by row"])
def test_no_plan_takes_more_than_asked(town: Town, left_out: tuple[str, ...]) -> None:
    now, vault = town.clock(), town.tools.vault
    sender = Sender(town.organisation_id, town.platform_id, None)
    with town.app.app_context():
        session = db.session()
        queue(session, vault, sender, [Parcel("mail", (n,), {"n": n}, now) for n in range(20)], now)
        session.commit()
        if on_postgresql():
            for way in left_out:
                session.execute(text(f"SET enable_{way} = off"))
            session.execute(text("ANALYZE delivery"))
            session.commit()
        taken = take(session, vault, town.platform_id, "mail", now, 3)
        assert [row.payload for row in taken] == [{"n": 0}, {"n": 1}, {"n": 2}]
        states = session.scalars(select(Delivery.state).order_by(Delivery.id)).all()
        assert states == ["sending"] * 3 + ["waiting"] * 17
