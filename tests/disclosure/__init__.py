"""What others may see of a quarter, and that nobody can be worked out from it."""
