"""One file for each hazard, named after its slug; its `SEEDS` are the ways of committing it."""
