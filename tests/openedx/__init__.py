"""The tool against the LTI platform of Open edX, which we did not write."""
