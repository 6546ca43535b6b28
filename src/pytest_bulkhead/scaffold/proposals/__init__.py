"""One file for each part that is written into a project: `PART`, `ORDER` and `propose`; found by where it stands."""
