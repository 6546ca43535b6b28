"""Check and run as one verdict: what a stranger wants to know of a suite."""
