"""Commands that stop the containers of a compose file, for whoever uses them at that moment."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from pytest_bulkhead.checker.meaning.names import Where
from pytest_bulkhead.checker.sameness.sameness import Likeness, Sameness

COMMANDS = frozenset({"run", "call", "check_call", "check_output", "Popen", "system"})
_STOPS = frozenset({"down", "stop", "kill", "rm"})


def stops_containers(call: ast.Call, where: Where, likeness: Likeness) -> bool:
    """Whether a call runs ``docker compose down`` for a project whose name all workers share."""
    if not likeness.names.dotted(call.func, where).startswith(("subprocess.", "os.system")):
        return False
    pieces = list(_pieces(call.args[0], where, likeness))
    words = [word for text, _ in pieces for word in text.split()]
    if not any(word.endswith(("docker-compose", "compose")) for word in words) or _STOPS.isdisjoint(words):
        return False
    environment = [keyword.value for keyword in call.keywords if keyword.arg in ("env", "cwd")]
    told = [sameness for _, sameness in pieces] + [likeness.of(one, where) for one in environment]
    return not any(sameness in (Sameness.OWN, Sameness.UNKNOWN) for sameness in told)


def _pieces(command: ast.expr, where: Where, likeness: Likeness) -> Iterator[tuple[str, Sameness]]:
    """The words of a command, with how far each is shared."""
    for node, home in likeness.origins.of(command, where):
        match node:
            case ast.List(elts=items) | ast.Tuple(elts=items):
                for item in items:
                    inner = item.value if isinstance(item, ast.Starred) else item
                    if isinstance(item, ast.Starred):
                        yield from _pieces(inner, home, likeness)
                    else:
                        yield _text(inner, home, likeness), likeness.of(inner, home)
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                yield from _pieces(left, home, likeness)
                yield from _pieces(right, home, likeness)
            case ast.Call(func=ast.Attribute(value=text, attr="split")):
                yield from _pieces(text, home, likeness)
            case _:
                yield _text(node, home, likeness), likeness.of(node, home)


def _text(node: ast.expr, where: Where, likeness: Likeness) -> str:
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "?" for part in node.values)
    value = likeness.knowledge.constants.value(node, where)
    return value if isinstance(value, str) else ""
