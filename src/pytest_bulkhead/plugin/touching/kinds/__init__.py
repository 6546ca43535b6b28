"""One kind of resource a file; each is found by where it stands."""
