"""The LTI 1.3 edge: login, launch, keys (DESIGN 4)."""

from lti_tool.lti.views import init_lti

__all__ = ["init_lti"]
