"""Overrides of a FastAPI app's dependencies that last as long as a test, and are refused where they would not work."""
