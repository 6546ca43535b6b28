"""What becomes of FastAPI's overrides when a request is answered: one question a file."""
