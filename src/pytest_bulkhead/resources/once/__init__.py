"""What is made once for all workers of a run, and undone when the last of them has gone."""
