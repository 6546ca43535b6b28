"""How pytest and unittest see the code: tests, fixtures, marks, runs, and who uses what."""
