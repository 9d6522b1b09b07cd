"""The schedule, and the one process that runs it."""
