"""One output format per file: the file's name is the format's name, its `render` makes the text."""
