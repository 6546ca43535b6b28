"""A project in, and what it wants to be kept apart out: proposals, one for each file, shown before they are written."""
