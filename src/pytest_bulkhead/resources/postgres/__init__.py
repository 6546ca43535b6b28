"""PostgreSQL: one server for a run, and in it databases, schemas and transactions of a test's own."""
