"""The hall of these tests, under its old address."""

from tests.hall import NOW, THEME, Hall, Statements, set_policy

__all__ = ["NOW", "THEME", "Hall", "Statements", "set_policy"]
