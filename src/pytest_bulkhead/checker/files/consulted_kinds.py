"""The kinds of what answers depend on besides contents of files, by the first character of their names.

No path that is absolute begins with one.
"""

from __future__ import annotations

ASKED = "?"  # whether certain names are in a folder
LISTED = "*"  # all names in a folder
SHAPED = "#"  # which folders, Python files and settings are in a folder
PLACE = "@"  # where the imports of a folder's files lead
SUITE = "%"  # which files pytest would collect from a folder
MENTIONED = "="  # which of them speak of something
SETTINGS = "!"  # what the project's own settings tell pytest
KINDS = frozenset({ASKED, LISTED, SHAPED, PLACE, SUITE, MENTIONED, SETTINGS})
