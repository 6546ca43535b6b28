"""How the files of a check are worked through: planned, shared out among processes, remembered."""
