"""Servers that tests talk to: what connects to one, whether all workers share it, and what is written to it."""
