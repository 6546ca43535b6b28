"""Recent work on isolation, from the history of git."""
