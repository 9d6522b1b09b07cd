"""Two years of organisations that never were, day by day, with everything around them real."""
