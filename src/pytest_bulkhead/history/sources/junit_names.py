"""From what JUnit XML calls a test to the id that it has in pytest, so that its past is one, whoever told it."""

from __future__ import annotations

import functools
from collections.abc import Mapping


def node_id(attributes: Mapping[str, str], suite: str) -> str:
    """The id of a test.

    pytest writes `tests.test_a.TestB` for the class of `tests/test_a.py::TestB`; where the module ends is told by the
    attribute `file`, or by the first name that begins like a class after the last one that begins like a test module.

    Args:
        attributes: of the element `testcase`.
        suite: the name of the suite that it stands in.
    """
    name = attributes.get("name", "")
    place = attributes.get("classname", "")
    path = attributes.get("file", "").replace("\\", "/")
    if name and (known := _before_name(place, path)):
        return f"{known}::{name}"
    return _before_name(place, path) or "::".join(filter(None, (path or place or suite, name))) or "unnamed"


@functools.lru_cache(maxsize=4096)
def _before_name(place: str, path: str) -> str:
    """The file and the classes that a test stands in; empty where neither is known for sure."""
    if path.endswith(".py"):
        module = path.removesuffix(".py").strip("/").replace("/", ".")
        inner = place.removeprefix(module).strip(".") if place.startswith(module) else ""
        return "::".join(filter(None, (path, *inner.split("."))))
    words = place.split(".") if place else []
    end = next((at for at in range(len(words), 0, -1) if _is_module(words[at - 1])), 0)
    return "::".join(("/".join(words[:end]) + ".py", *words[end:])) if end else ""


def _is_module(word: str) -> bool:
    """Whether it is a test module for pytest; classes begin with a capital letter."""
    return word.startswith("test_") or word.endswith("_test") or word in ("tests", "test", "conftest")
