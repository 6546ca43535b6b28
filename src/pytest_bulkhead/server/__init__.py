"""The live store over HTTP: the report's page, an interface for programs, metrics, and a door for new runs."""
