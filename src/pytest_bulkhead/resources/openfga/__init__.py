"""OpenFGA: a store of its own for each worker, with the authorization model in it and no tuples."""
