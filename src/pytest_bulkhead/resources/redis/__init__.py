"""Redis: a number of its own for each worker, or a prefix with a user of its own where the numbers are used up."""
