"""The port numbers that a call binds, followed through constants, fixtures and the helpers that bind for it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from pytest_bulkhead.checker.flow.cleanup import is_before
from pytest_bulkhead.checker.meaning.names import Where
from pytest_bulkhead.checker.ports.listeners import Listeners
from pytest_bulkhead.checker.source.module import Function, Module
from pytest_bulkhead.checker.source.scopes import Bound, FunctionNode
from pytest_bulkhead.checker.suite.idioms import Role
from pytest_bulkhead.checker.suite.knowledge import Knowledge, where_in

_DEPTH = 2
_LAST_PORT = 65535
# `8000`, or an address: `localhost:8000`, `[::]:8000`.
_WRITTEN_PORT = re.compile(r"(?:(?:[\w.*-]*|\[[0-9a-fA-F:]*\]):)?([0-9]{1,5})")
_THREADS = frozenset({
    "threading.Thread", "multiprocessing.Process", "multiprocessing.context.Process", "asyncio.to_thread",
})  # fmt: skip
_CHILDREN = frozenset({
    "subprocess.Popen", "subprocess.run", "subprocess.call", "subprocess.check_call", "subprocess.check_output",
    "asyncio.create_subprocess_exec", "pexpect.spawn",
})  # fmt: skip
_SERVER_PROGRAMS = (
    "uvicorn",
    "gunicorn",
    "hypercorn",
    "granian",
    "daphne",
    "redis-server",
    "http.server",
    "waitress-serve",
)
_PORT_OPTIONS = ("--port", "-p")
_EXPECTS_FAILURE = frozenset({"pytest.raises"})
_ASSERTS_FAILURE = ("assertRaises", "assertRaisesRegex")

Trail = tuple[tuple[ast.AST, Module, str], ...]


@dataclass(frozen=True, slots=True)
class Source:
    """A port that is bound, and the places that show why."""

    port: int
    verb: str
    trail: Trail = ()


class PortValues:
    """Finds the fixed ports that calls bind."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.names = knowledge.names
        self.listeners = Listeners(knowledge.names)

    def bound_by(self, call: ast.Call, module: Module) -> Iterator[Source]:
        """The fixed ports that a call binds where it stands."""
        where = Where(module, module.scope_at(call))
        found = [
            *self._directly(call, where),
            *self._in_thread(call, where),
            *self._in_container(call, where),
            *self._in_child(call, where),
            *self._through_helper(call, where, _DEPTH),
        ]
        if found and not _is_expected_to_fail(call, where, self) and not _is_patched(call, where, self):
            yield from found

    def _directly(self, call: ast.Call, where: Where) -> Iterator[Source]:
        if self.names.dotted(call.func, where) == "uvicorn.Config":
            if self._is_served(where):
                yield from self._fixed([one.value for one in call.keywords if one.arg == "port"], where, "serves on")
            return
        yield from self._fixed(self.listeners.ports(call, where), where, "binds")

    def _is_served(self, where: Where) -> bool:
        """Whether a configuration gets into a server in the same function or file, which no mock keeps from running."""
        servers = {
            self.names.dotted(node.func, where).rpartition(".")[2]
            for node in where.scope.own
            if isinstance(node, ast.Call) and node.args
        }
        servers = {name for name in servers if name.endswith("Server")}
        function = where.module.function(where.scope.node) if isinstance(where.scope.node, FunctionNode) else None
        patched = {part for text in _patched(function) for part in text.split(".")} if function else set()
        return bool(servers) and patched.isdisjoint((*servers, "Thread", "Process"))

    def _in_thread(self, call: ast.Call, where: Where) -> Iterator[Source]:
        """``Thread(target=uvicorn.run, kwargs={"port": 8000})``."""
        if self.names.dotted(call.func, where) not in _THREADS:
            return
        by_name = {one.arg: one.value for one in call.keywords if one.arg}
        target, arguments, keywords = by_name.get("target"), by_name.get("args"), by_name.get("kwargs")
        if target is None:
            return
        given = list(arguments.elts) if isinstance(arguments, (ast.Tuple, ast.List)) else []
        named: list[ast.keyword] = []
        if isinstance(keywords, ast.Dict):
            for key, value in zip(keywords.keys, keywords.values, strict=True):
                if isinstance(key, ast.Constant) and isinstance(key.value, str):
                    named.append(ast.keyword(key.value, value))
        elif isinstance(keywords, ast.Call) and self.names.dotted(keywords.func, where) == "builtins.dict":
            named = keywords.keywords
        later = ast.copy_location(ast.Call(target, given, named), call)
        yield from self._directly(later, where)
        yield from self._through_helper(later, where, _DEPTH)

    def _in_container(self, call: ast.Call, where: Where) -> Iterator[Source]:
        """``containers.run(ports={"5432/tcp": 5433})`` and ``with_bind_ports(5432, 5433)``."""
        if not isinstance(call.func, ast.Attribute):
            return
        if call.func.attr == "with_bind_ports" and len(call.args) == 2:
            yield from self._fixed([call.args[1]], where, "maps a container to")
        if call.func.attr in ("run", "create") and isinstance(call.func.value, ast.Attribute):
            if call.func.value.attr != "containers":
                return
            for keyword in call.keywords:
                if keyword.arg == "ports" and isinstance(keyword.value, ast.Dict):
                    yield from self._fixed(keyword.value.values, where, "maps a container to")

    def _in_child(self, call: ast.Call, where: Where) -> Iterator[Source]:
        """``Popen(["uvicorn", "app:app", "--port", "8000"])``."""
        if self.names.dotted(call.func, where) not in _CHILDREN:
            return
        words = self._words(call, where)
        texts = [self.knowledge.constants.value(word, where) for word in words]
        if not any(isinstance(text, str) and text.endswith(_SERVER_PROGRAMS) for text in texts):
            return
        for position, text in enumerate(texts):
            if (text in _PORT_OPTIONS and position + 1 < len(words)) or (
                text == "http.server" and position + 1 < len(words)
            ):
                yield from self._fixed([words[position + 1]], where, "starts a server on")

    def _words(self, call: ast.Call, where: Where) -> list[ast.expr]:
        if len(call.args) > 1:
            return call.args
        return self.knowledge.constants.items(call.args[0], where) or [] if call.args else []

    def _through_helper(self, call: ast.Call, where: Where, depth: int) -> Iterator[Source]:
        """A helper of the test code that binds what this call hands to it."""
        if depth == 0 or not (call.args or call.keywords or depth == _DEPTH):
            return
        helper = self.knowledge.helper(call, where)
        if helper is None or self.knowledge.idioms.role(helper) is not Role.HELPER or helper.scope is where.scope:
            return
        given = self.knowledge.inside(helper, call, where)
        for inner in self._calls_with_own_parameters(helper):
            for port in self.listeners.ports(inner, given):
                for found in self._fixed([port], given, "has a helper bind"):
                    yield Source(found.port, found.verb, ((inner, helper.module, "it is bound here"), *found.trail))

    def _calls_with_own_parameters(self, helper: Function) -> list[ast.Call]:
        """The binding calls of a helper whose port comes in through a parameter: fixed ones are its own finding."""
        memo = helper.module.memo
        if ("binding calls", helper) not in memo:
            memo["binding calls", helper] = [
                node
                for node in helper.scope.own
                if isinstance(node, ast.Call) and _always_runs(node, helper)
                for port in self.listeners.ports(node, where_in(helper))
                if _mentions_parameter(port, helper)
            ]
        calls: list[ast.Call] = memo["binding calls", helper]
        return calls

    def _fixed(self, ports: Iterator[ast.expr] | list[ast.expr], where: Where, verb: str) -> Iterator[Source]:
        for port in ports:
            for number, trail in self._numbers(port, where, 0):
                if 0 < number <= _LAST_PORT:
                    yield Source(number, verb, trail)

    def _numbers(self, port: ast.expr, where: Where, depth: int) -> Iterator[tuple[int, Trail]]:
        if isinstance(port, ast.Tuple):
            # Only a host and a port make an address; two numbers are one of another family.
            if len(port.elts) >= 2 and not isinstance(self.knowledge.constants.value(port.elts[0], where), int):
                yield from self._numbers(port.elts[1], where, depth)
            return
        value = self.knowledge.constants.value(port, where)
        if isinstance(value, str) and (written := _WRITTEN_PORT.fullmatch(value)):
            value = int(written[1])
        if isinstance(value, int) and not isinstance(value, bool):
            yield value, self._definition(port, where)
            return
        yield from self._behind(port, where, depth)

    def _behind(self, port: ast.expr, where: Where, depth: int) -> Iterator[tuple[int, Trail]]:
        """An address that a name holds, or what a fixture hands out."""
        referent = self.names.refer(port, where)
        binding = referent.binding if referent else None
        if referent is None or binding is None or referent.where is None or depth > _DEPTH:
            return
        if binding.kind is Bound.VALUE and isinstance(binding.value, ast.Tuple) and not binding.path:
            yield from self._numbers(binding.value, referent.where, depth + 1)
        elif binding.kind is Bound.PARAMETER and isinstance(referent.where.scope.node, FunctionNode):
            function = referent.where.module.function(referent.where.scope.node)
            if self.knowledge.idioms.role(function) not in (Role.TEST, Role.FIXTURE):
                return
            for value, fixture in self.knowledge.provided_values(ast.Name(binding_name(binding.node)), function):
                for number, trail in self._numbers(value, where_in(fixture), depth + 1):
                    yield number, ((value, fixture.module, f"the fixture `{fixture.name}` hands it out"), *trail)

    def _definition(self, port: ast.expr, where: Where) -> Trail:
        referent = self.names.refer(port, where) if isinstance(port, (ast.Name, ast.Attribute)) else None
        if referent and referent.binding and referent.where and referent.binding.node is not port:
            return ((referent.binding.node, referent.where.module, "the number stands here"),)
        return ()


def binding_name(node: ast.AST) -> str:
    return node.arg if isinstance(node, ast.arg) else ""


def _mentions_parameter(port: ast.expr, helper: Function) -> bool:
    names = set(helper.parameters)
    return any(isinstance(node, ast.Name) and node.id in names for node in ast.walk(port))


def _always_runs(call: ast.Call, helper: Function) -> bool:
    """Whether a helper gets to a call whatever it is given: under no condition, and after no return."""
    returns = (node for node in helper.scope.own if isinstance(node, ast.Return))
    if any(is_before(node, call) and node.end_lineno != call.end_lineno for node in returns):
        return False
    for outer in helper.module.ancestors(call):
        if isinstance(outer, (ast.If, ast.IfExp, ast.ExceptHandler, ast.match_case)):
            return False
        if outer is helper.node:
            return True
    return True


def _is_expected_to_fail(call: ast.Call, where: Where, values: PortValues) -> bool:
    """Whether the call stands in ``with pytest.raises``: it is there because it does not get the port."""
    for outer in where.module.ancestors(call):
        if isinstance(outer, (ast.With, ast.AsyncWith)):
            heads = (item.context_expr.func for item in outer.items if isinstance(item.context_expr, ast.Call))
            if any(
                values.names.dotted(head, where) in _EXPECTS_FAILURE
                or (isinstance(head, ast.Attribute) and head.attr in _ASSERTS_FAILURE)
                for head in heads
            ):
                return True
        if isinstance(outer, FunctionNode):
            return False
    return False


def _is_patched(call: ast.Call, where: Where, values: PortValues) -> bool:
    """Whether the function, or a decorator, puts a mock in the place of what is called."""
    function = where.module.function_at(call)
    if function is None:
        return False
    named = values.names.dotted(call.func, where)
    last = {part for part in named.split(".") if part} or {ast.unparse(call.func).split(".")[-1]}
    return any(text.rpartition(".")[2] in last for text in _patched(function))


def _patched(function: Function) -> list[str]:
    """The names of what a function and its decorators put mocks in the place of."""
    return [
        argument.value
        for node in (*function.node.decorator_list, *function.scope.own)
        for inner in ast.walk(node)
        if isinstance(node, ast.expr)
        if isinstance(inner, ast.Call) and "patch" in ast.unparse(inner.func)
        for argument in inner.args[:1]
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    ]
