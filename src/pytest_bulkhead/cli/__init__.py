"""The command line: one file per command, each of which parses, calls, formats, and gives an exit status."""
