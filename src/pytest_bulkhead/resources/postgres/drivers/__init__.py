"""The libraries for PostgreSQL, one a file, each with `ERRORS` and `connect`; only the one that is used is imported."""
