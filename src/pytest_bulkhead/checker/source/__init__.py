"""One file of Python: its text, its tree, and the names that it binds."""
