"""The static layer: files in, findings out; never imports user code or pytest."""
