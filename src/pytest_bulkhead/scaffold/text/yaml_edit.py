"""Puts an item into a sequence of a YAML file, or a mapping at its end, and says of each key what it holds."""

from __future__ import annotations

import itertools
import re
from typing import Any

from pytest_bulkhead.scaffold.text.insertion import Insertion, NotEditableError, at_end, line_end
from pytest_bulkhead.scaffold.text.yaml_lines import Line, block_lines

_DOCUMENT_END = re.compile(r"(?m)^\.\.\.\s*$")


def top_level(text: str) -> dict[str, list[Line]]:
    """The keys of the outermost mapping, each with its line and those below it.

    Raises:
        NotEditableError: it is no mapping in block style, or holds what is not followed here.
    """
    sections: dict[str, list[Line]] = {}
    current: list[Line] = []
    for line in block_lines(text):
        if line.indent == 0 and not line.dashes:
            if not line.key:
                raise NotEditableError("is no mapping in block style")
            if line.key in sections:
                raise NotEditableError(f"has the key {line.key!r} twice")
            current = sections[line.key] = []
        elif not sections or (line.indent == 0 and current[0].written):
            raise NotEditableError("is no mapping in block style")
        current.append(line)
    return sections


def append_item(text: str, key: str, item: str, flow: str) -> Insertion:
    r"""An item put at the end of a sequence that stands under a key of the outermost mapping.

    Args:
        text: of the file.
        key: of the sequence.
        item: in block style, from its dash on, indented by nothing, its lines ended by ``\n``.
        flow: the same in flow style, on one line.

    Raises:
        NotEditableError: there is no such sequence, or it is written so that nothing can be put into it safely.
    """
    section = top_level(text).get(key)
    if section is None:
        raise NotEditableError(f"has no key {key!r}")
    head, *rest = section
    if head.written:
        return _into_flow(head, flow)
    items = [line for line in rest if line.dashes]
    if rest and (not items or rest[0] is not items[0]):
        raise NotEditableError(f"has no sequence under {key!r}")
    indent = items[0].indent if items else 2
    lines = "".join(" " * indent + line if line.strip() else line for line in item.splitlines(keepends=True))
    offset = section[-1].end
    end = line_end(text)
    before = "" if text[:offset].endswith("\n") else end
    return Insertion(offset, before + lines.replace("\n", end))


def _into_flow(head: Line, flow: str) -> Insertion:
    if not head.written.startswith("[") or head.written[1:-1].strip():
        raise NotEditableError(f"has something else than a sequence in block style under {head.key!r}")
    return Insertion(head.value + 1, flow)


def append_mapping(text: str, lines: str) -> Insertion:
    """Further keys of the outermost mapping, put at the end of a file.

    Raises:
        NotEditableError: it is no mapping in block style, or holds what is not followed here.
    """
    sections = top_level(text)
    last = next(reversed(sections.values()), [None])[-1]
    if _DOCUMENT_END.search(text):
        raise NotEditableError("ends with the end of a document")
    return at_end(text, lines, apart=last is None or not last.keeps)


def listed(section: list[Line]) -> list[str]:
    """The plain and quoted scalars of a sequence, as far as it is one of scalars.

    Args:
        section: of a key, as `top_level` gives it.
    """
    head, *items = section
    if head.written.startswith("["):
        return [one.strip().strip("'\"") for one in head.written[1:-1].split(",") if one.strip()]
    return [line.written.strip("'\"") for line in items if line.dashes and not line.key and line.written]


def parsed(text: str) -> Any:
    """What a YAML library says that a text holds, for a second opinion; None where none is installed.

    Raises:
        NotEditableError: the text is no YAML.
    """
    try:
        import yaml
    except ImportError:
        return None
    try:
        return yaml.load(text, Loader=_loader(yaml))  # noqa: S506 - a safe one, see below
    except (yaml.YAMLError, ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        problem = " ".join(str(error).split())
        raise NotEditableError(f"is no valid YAML: {problem[:200]}") from None


def _loader(yaml: Any) -> Any:
    """A safe loader that takes any tag, such as GitLab's ``!reference``, for the value that it stands before."""

    class Tolerant(yaml.SafeLoader):  # type: ignore[misc]
        pass

    def construct(loader: Any, suffix: str, node: Any) -> Any:
        if isinstance(node, yaml.MappingNode):
            return loader.construct_mapping(node, deep=True)
        if isinstance(node, yaml.SequenceNode):
            return loader.construct_sequence(node, deep=True)
        return loader.construct_scalar(node)

    Tolerant.add_multi_constructor("!", construct)
    return Tolerant


def confirm(before: str, after: str, key: str, added: int) -> None:
    """Have a YAML library, where one is installed, look at an edit.

    Args:
        before: the text as it was.
        after: as it would be.
        key: the one under which a sequence has grown; empty where keys have been added.
        added: by how much.

    Raises:
        NotEditableError: more has changed than was meant to.
    """
    old, new = parsed(before), parsed(after)
    if new is None:
        return
    old = old or {}
    if key:
        grown = [*(old.get(key) or [])]
        kept = new.get(key, [])[: len(grown)] == grown and len(new.get(key, [])) == len(grown) + added
        same = {k: v for k, v in old.items() if k != key} == {k: v for k, v in new.items() if k != key}
    else:
        kept = len(new) == len(old) + added
        same = dict(itertools.islice(new.items(), len(old))) == old
    if not (kept and same):
        raise NotEditableError("would mean something else afterwards")
