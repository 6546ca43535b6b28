"""One thing that is looked at a file: `TITLE`, and `look`, which yields lines."""

FIRST = ("interpreter", "plugin", "settings", "workers", "servers", "hooks", "ci")
"""Those that others depend on, or that most people ask for."""
