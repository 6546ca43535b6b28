"""Files that tell of runs, read as streams: our run records, JUnit XML, and the lines of pytest-reportlog."""
