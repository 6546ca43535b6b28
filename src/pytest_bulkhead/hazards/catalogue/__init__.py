"""One hazard (or a family of codes that share a slug) per file; a file here is all it takes to add one."""
