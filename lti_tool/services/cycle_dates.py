"""A cycle of the database as the state machine knows it."""

from __future__ import annotations

from lti_tool.models import Cycle
from questionnaires.quarters import CycleDates, Quarter, State


def dates_of(cycle: Cycle) -> CycleDates:
    """Its state, quarter and dates."""
    return CycleDates(State(cycle.state), Quarter.parse(cycle.quarter), cycle.opens, cycle.closes)
