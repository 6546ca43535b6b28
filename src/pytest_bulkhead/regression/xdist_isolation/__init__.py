"""What workers of pytest-xdist share although nobody meant it, and what they do not although one did."""
