"""`python -m lti_tool` is the same as the command `themascan`."""

from lti_tool.cli import main

main()
