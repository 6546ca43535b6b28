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
from pytest_bulkhead.checker.fixing.spans import Span, indentation, line_end, line_start, line_stop, span_of
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
    """The new parameters on lines of their own, where a signature of one line would grow too long by them."""
    module, text = function.module, function.module.source.text
    start, body = _after_opening(function), span_of(function.node.body[0], function.module).start
    if start is None:
        return None
    head = Span(line_start(start, module), line_stop(start, module))
    grown = head.end - head.start + sum(len(edit.text) for edit in edits)
    parameters = _until_closing(text[start : head.end])
    if grown <= width(module) or body <= head.end or parameters is None:
        return None
    for edit in sorted(edits, key=lambda one: one.start, reverse=True):
        parameters = parameters[: edit.start - start] + edit.text + parameters[edit.end - start :]
    indent, end = indentation(start, module), line_end(module)
    inner = parameters.strip().removesuffix(",")
    if len(indent) + len(UNIT) + len(inner) > width(module):
        inner = f",{end}{indent}{UNIT}".join(_split(inner)) + ","
    stop = start + len(_until_closing(text[start : head.end]) or "")
    return (Edit(start, stop, f"{end}{indent}{UNIT}{inner}{end}{indent}"),)


def _until_closing(text: str) -> str | None:
    """What stands before the parenthesis that closes one opened before the text, if it is on the same line."""
    closing = next((at for at, depth in _depths(text) if depth < 0), None)
    return None if closing is None else text[:closing]


def _split(text: str) -> list[str]:
    """The parts of a text between its commas, those in brackets left out."""
    commas = [at for at, depth in _depths(text) if depth == 0 and text[at] == ","]
    bounds = [-1, *commas, len(text)]
    return [text[start + 1 : stop].strip() for start, stop in itertools.pairwise(bounds)]


def _depths(text: str) -> Iterator[tuple[int, int]]:
    """The offset of each operator in a line, and how many brackets are open behind it."""
    depth = 0
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type == tokenize.OP:
                depth += (token.string in "([{") - (token.string in ")]}")
                yield token.start[1], depth
                if depth < 0:
                    return
    except (tokenize.TokenError, SyntaxError):
        return
