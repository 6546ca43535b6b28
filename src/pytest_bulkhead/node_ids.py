"""The parts of a node id, as pytest writes it: `folder/test_file.py::Class::function[parameters]`.

Brackets may stand in the path, and anything in the parameters: the path ends at the first `::`, the parameters begin
at the first `[` after it. Where there is no `::`, as in some reports of other tools, all is a name.
"""

from __future__ import annotations

_SEPARATOR = "::"


def file_of(test: str) -> str:
    """The path; all of an id that is one."""
    return test.partition(_SEPARATOR)[0]


def names_of(test: str) -> list[str]:
    """The classes, from the outermost in, and the function."""
    return function_of(test).split(_SEPARATOR)[1:]


def function_of(test: str) -> str:
    """The id without its parameters."""
    at = _parameters_at(test)
    return test if at < 0 else test[:at]


def parameters_of(test: str) -> str:
    """What the function's id is followed by, with its brackets; empty if there are none."""
    at = _parameters_at(test)
    return "" if at < 0 else test[at:]


def name_of(test: str) -> str:
    """What people call a test: its function, with the parameters."""
    return function_of(test).rpartition(_SEPARATOR)[2] + parameters_of(test)


def scope_of(test: str) -> str:
    """The id of what a test stands in: its class, or its file."""
    return function_of(test).rpartition(_SEPARATOR)[0] or file_of(test)


def loadscope_of(test: str) -> str:
    """What `--dist loadscope` keeps together: pytest-xdist takes colons in parameters for those before a name."""
    return test.rsplit(_SEPARATOR, 1)[0]


def argument_for(test: str) -> str:
    """What to tell pytest to collect for a test: its id, or the folder above the first that has a bracket in its name.

    On its command line any bracket begins parameters, so that a path that holds one cannot be named there.
    """
    if "[" not in file_of(test):
        return test
    return test.partition("[")[0].rpartition("/")[0] or "."


def _parameters_at(test: str) -> int:
    return test.find("[", test.find(_SEPARATOR) + 1)
