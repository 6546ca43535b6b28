"""While the suite runs: a test in, leaks out."""
