"""State of the code under test that lives as long as the process."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pytest_bulkhead.review.changed_file import ChangedFile
from pytest_bulkhead.review.question import Place, added_lines

QUESTION = "The code under test gets state that lives as long as the process. Can a test have it new, or put it back?"
_STATE = re.compile(
    r"^@(?:functools\.)?(?:lru_)?cache\b(?!d_property)|^global \w|\bContextVar\(|^_?instance\s*(?::[^=]+)?=\s*None$"
)
_AT_THE_TOP = re.compile(
    r"^[a-z_]\w*\s*(?::[^=]+)?=\s*(?:\{\}|\[\]|dict\(\)|set\(\)|list\(\)|(?:collections\.)?(?:defaultdict|OrderedDict)\(.*|"
    r"(?:\w+\.)?WeakValueDictionary\(\))\s*(?:#.*)?$|^_\w+\s*(?::[^=]+)?=\s*None\s*(?:#.*)?$"
)


def places(files: Sequence[ChangedFile]) -> Iterator[Place]:
    """The new lines outside of tests that make a cache, a singleton or a global variable."""
    code = [file for file in files if file.is_python and not file.is_test_code]
    yield from added_lines(code, _STATE)
    for file in code:
        for number, line in file.added:
            if _AT_THE_TOP.match(line):  # the line as it stands: only what is not indented is the module's
                yield Place(file.path, number, line.strip())
