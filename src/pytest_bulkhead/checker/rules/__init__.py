"""One rule per file: the file's stem is the hazard's slug, its `RULE` is the rule."""
