"""The LTI 1.3 edge: login, launch, keys (DESIGN 4)."""
