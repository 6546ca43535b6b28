"""One more parameter of a function, for a fixture: before what has a default, after what has none."""

from __future__ import annotations

import ast
import io
import itertools
import re
import tokenize
from collections.abc import Iterator

from pytest_bulkhead.checker.fixing.replacing import UNIT, width
from pytest_bulkhead.checker.fixing.sequences import added_after, added_before
from pytest_bulkhead.checker.fixing.spans import (
    Span,
    has_pragma,
    indentation,
    is_first_on_line,
    line_end,
    line_start,
    line_stop,
    span_of,
)
from pytest_bulkhead.checker.source.module import Function, Module
from pytest_bulkhead.findings import Edit

_OPENING = re.compile(r"[^(#]*\(")


def added_parameter(function: Function, name: str, annotation: str = "") -> tuple[Edit, ...] | None:
    """A parameter that pytest can hand a fixture to; nothing to do where it is there already.

    None when the signature is too unusual to be touched.

    Args:
        function: a test or fixture.
        name: of the parameter.
        annotation: used where the function's other parameters have one, or its result where there are none.
    """
    if name in function.parameters:
        return ()
    edits = _added(function, name, annotation)
    return _broken(function, edits) or edits if edits else None


def _added(function: Function, name: str, annotation: str) -> tuple[Edit, ...] | None:
    arguments, module = function.node.args, function.module
    if arguments.posonlyargs:
        return None
    text = f"{name}: {annotation}" if annotation and is_annotated(function) else name
    required = len(arguments.args) - len(arguments.defaults)
    if required:
        return added_after(arguments.args[required - 1], text, module)
    if arguments.args:
        return added_before(arguments.args[0], text, module)
    return _added_first(function, text)


def is_annotated(function: Function) -> bool:
    """Whether the types of a function's parameters are written down, judging by those that it has."""
    arguments = function.node.args
    own = [*arguments.args, *arguments.kwonlyargs]
    if function.owner is not None and own:
        own = own[1:]
    if not own:
        return function.node.returns is not None
    return all(one.annotation for one in own)


def _added_first(function: Function, text: str) -> tuple[Edit, ...] | None:
    """The first parameter, before a star or between empty parentheses."""
    module, arguments = function.module, function.node.args
    at = _after_opening(function)
    if at is None:
        return None
    starred = bool(arguments.vararg or arguments.kwonlyargs or arguments.kwarg)
    if starred and "\n" in module.source.text[at : _first_starred(arguments, module)]:
        return None
    return (Edit(at, at, f"{text}, " if starred else text),)


def _first_starred(arguments: ast.arguments, module: Module) -> int:
    starred = [one for one in (arguments.vararg, *arguments.kwonlyargs, arguments.kwarg) if one]
    return span_of(starred[0], module).start


def _after_opening(function: Function) -> int | None:
    """Where the parameters begin: after the parenthesis that follows the name and its type parameters."""
    node, module = function.node, function.module
    start = span_of(node, module).start
    kinds = getattr(node, "type_params", None)
    if kinds:
        start = span_of(kinds[-1], module).end
    else:
        named = re.compile(rf"(?:async\s+)?def\s+{re.escape(node.name)}").match(module.source.text, start)
        if named is None:
            return None
        start = named.end()
    found = _OPENING.match(module.source.text, start)
    return found.end() if found else None


def _broken(function: Function, edits: tuple[Edit, ...]) -> tuple[Edit, ...] | None:
    """The parameters on lines of their own, where the one line that holds them would grow too long by a new one."""
    module, text = function.module, function.module.source.text
    start, body = _after_opening(function), span_of(function.node.body[0], function.module).start
    inside = None if start is None else _until_closing(text[start:body])
    if start is None or inside is None or "#" in inside or len(inside.strip().splitlines()) > 1:
        return None
    stop, grown = start + len(inside), sum(len(edit.text) for edit in edits)
    first = stop - len(inside.lstrip()) if inside.strip() else start
    row = Span(line_start(first, module), line_stop(first, module))
    if row.end - row.start + grown <= width(module) or body <= line_stop(stop, module) or has_pragma(stop, module):
        return None
    for edit in sorted(edits, key=lambda one: one.start, reverse=True):
        inside = inside[: edit.start - start] + edit.text + inside[edit.end - start :]
    indent, end, inner = indentation(start, module), line_end(module), inside.strip().removesuffix(",")
    if first > row.start and is_first_on_line(first, module) and row.start > start:
        between = f",{end}{indentation(first, module)}"
        last = start + len(text[start:stop].rstrip())
        return (Edit(first, last, between.join(_split(inner)) + ","),)
    unit = "\t" if indent.endswith("\t") else UNIT
    if len(indent) + len(unit) + len(inner) > width(module):
        inner = f",{end}{indent}{unit}".join(_split(inner)) + ","
    return (Edit(start, stop, f"{end}{indent}{unit}{inner}{end}{indent}"),)


def _until_closing(text: str) -> str | None:
    """What stands before the parenthesis that closes one opened before the text."""
    closing = next((at for at, depth in _depths(text) if depth < 0), None)
    return None if closing is None else text[:closing]


def _split(text: str) -> list[str]:
    """The parts of a text between its commas, those in brackets left out."""
    commas = [at for at, depth in _depths(text) if depth == 0 and text[at] == ","]
    bounds = [-1, *commas, len(text)]
    return [text[start + 1 : stop].strip() for start, stop in itertools.pairwise(bounds)]


def _depths(text: str) -> Iterator[tuple[int, int]]:
    """The offset of each operator in a piece of source, and how many brackets are open behind it."""
    depth = 0
    starts = [0, *(found.end() for found in re.finditer(r"\r\n|\r|\n", text))]
    # In brackets, so that neither line ends nor indentation mean anything.
    reader = io.StringIO("(" + text, newline="").readline
    try:
        for token in itertools.islice(tokenize.generate_tokens(reader), 1, None):
            if token.type == tokenize.OP:
                line, column = token.start
                depth += (token.string in "([{") - (token.string in ")]}")
                yield starts[line - 1] + column - (line == 1), depth
                if depth < 0:
                    return
    except (tokenize.TokenError, SyntaxError):
        return
