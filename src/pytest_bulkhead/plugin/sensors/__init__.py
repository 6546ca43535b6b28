"""One kind of state per file: what changed since the last look."""
