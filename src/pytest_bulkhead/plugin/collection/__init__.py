"""What is wrong before any test has run: one check a file, each with the `HAZARDS` that it looks for."""
