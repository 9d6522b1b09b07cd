"""The same tool and LMS as the certification's tests have."""

from tests.certification.conftest import browser, lms, tool

__all__ = ["browser", "lms", "tool"]
