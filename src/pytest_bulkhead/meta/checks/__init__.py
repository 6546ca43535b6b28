"""One check a file: `WHY` it matters, and `look`, which yields what is wrong with a project."""
