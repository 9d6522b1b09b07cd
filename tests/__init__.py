"""Tests; a package so that tests/platform.py never shadows the standard library."""
