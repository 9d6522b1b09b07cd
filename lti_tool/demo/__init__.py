"""The demo: a made-up municipality, and the processes in which it can be visited."""
