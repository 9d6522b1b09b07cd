"""Stand-ins for the outside that pass the same contract tests as the real thing."""
