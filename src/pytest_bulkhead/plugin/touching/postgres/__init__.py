"""PostgreSQL's client libraries, and what is sent through each of their connections."""
