"""One file for each way of catching a violation; its `EXAMINER` is called with the bench."""
