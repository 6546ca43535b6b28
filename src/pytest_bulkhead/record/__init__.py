"""The run record: versioned JSON lines, the one thing a run leaves behind."""
