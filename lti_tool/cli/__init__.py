"""The command `themascan`: exit 0 done, 1 refused with a line per fault, 2 wrong use."""

from __future__ import annotations

from lti_tool.cli.root import root

__all__ = ["main"]


def main() -> None:
    """The console entry point."""
    root(prog_name="themascan")
