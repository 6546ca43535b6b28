"""Whether an object gets into hands that cannot be followed, so that anybody may end what was begun with it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field

from pytest_bulkhead.checker.flow.holdings import ADDS, Place, holdings
from pytest_bulkhead.checker.flow.makers import ITEMS_OF, ONE_OF, SAME_ITEMS, IsMaker, Traced
from pytest_bulkhead.checker.meaning.names import Where
from pytest_bulkhead.checker.restoring.effects import REGISTER
from pytest_bulkhead.checker.source.module import Function, Module
from pytest_bulkhead.checker.source.scopes import FunctionNode
from pytest_bulkhead.checker.suite.idioms import Role
from pytest_bulkhead.checker.suite.import_time import is_conftest
from pytest_bulkhead.checker.suite.knowledge import Knowledge

# What looks at an object and lets it go.
_LOOKS = frozenset({
    "print", "len", "isinstance", "id", "repr", "str", "bool", "hasattr", "type", "all", "any", "issubclass", "format",
})  # fmt: skip
_PASSED_ON = (
    ast.List, ast.Tuple, ast.Set, ast.Dict, ast.IfExp, ast.BoolOp, ast.Await, ast.BinOp, ast.ListComp, ast.SetComp,
    ast.GeneratorExp, ast.DictComp, ast.Starred,
)  # fmt: skip
_LOOKED_AT = (
    ast.Expr, ast.Compare, ast.UnaryOp, ast.If, ast.While, ast.Assert, ast.FormattedValue, ast.Delete, ast.Match,
)  # fmt: skip
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass
class Following:
    """What is still to be looked at, and what was found.

    Args:
        seen_from: the module in which calls of helpers are looked for.
        lost: the object gets somewhere that cannot be followed.
        fixtures: those that hand it to whoever asks for them.
        ended: where what was begun with it is ended.
        attributes: other attributes of it that are read or set.
    """

    seen_from: Module
    nodes: list[tuple[ast.AST, Module]]
    seen: set[ast.AST] = field(default_factory=set)
    places: set[tuple[Module, Place]] = field(default_factory=set)
    lost: bool = False
    fixtures: list[Function] = field(default_factory=list)
    ended: list[tuple[ast.Attribute, Module]] = field(default_factory=list)
    attributes: list[ast.Attribute] = field(default_factory=list)


class Escapes:
    """Follows objects of one kind from where they are made.

    Args:
        ends: the methods that end what was begun; a bound one that is handed on may be called by anybody.
        takes: answers whether a call takes an object without ever ending anything.
    """

    def __init__(self, knowledge: Knowledge, ends: frozenset[str], takes: IsMaker = lambda call, where: False) -> None:
        self.knowledge = knowledge
        self.ends = ends
        self.takes = takes

    def follow(self, traced: Traced, module: Module) -> Following:
        """Where objects get to, seen from a module: what helpers return is followed to their calls in it."""
        following = Following(module, [(made.call, made.where.module) for made in traced.made.values()])
        for module, place in traced.places:
            self._held(place, module, following)
        while following.nodes and not following.lost:
            node, module = following.nodes.pop()
            if node not in following.seen:
                following.seen.add(node)
                self._used(node, module, following)
        if following.fixtures and any(one.function_at(end) not in following.fixtures for end, one in following.ended):
            following.lost = True  # one of those who are given it ends it
        return following

    def _held(self, place: Place, module: Module, following: Following) -> None:
        if (module, place) not in following.places:
            following.places.add((module, place))
            following.nodes.extend((node, module) for node in holdings(module, self.knowledge.names).uses(place))

    def _into(self, target: ast.AST, module: Module, following: Following) -> None:
        """The object is put into a name, an attribute or a collection."""
        if isinstance(target, (ast.Tuple, ast.List)):
            for item in target.elts:
                self._into(item, module, following)
        elif isinstance(target, (ast.Subscript, ast.Starred)):
            self._into(target.value, module, following)
        elif isinstance(target, (ast.Name, ast.Attribute)):
            place = holdings(module, self.knowledge.names).place(target)
            if place is None or _is_of_other_object(target, place):
                following.lost = True
            else:
                self._held(place, module, following)

    def _used(self, node: ast.AST, module: Module, following: Following) -> None:
        parent = module.parent(node)
        match parent:
            case ast.Attribute():
                self._attribute(parent, module, following)
            case ast.Subscript():
                if parent.value is node and isinstance(parent.ctx, ast.Load):
                    following.nodes.append((parent, module))
            case ast.Call():
                self._argument(node, parent, module, following)
            case ast.keyword():
                call = module.parent(parent)
                if isinstance(call, ast.Call):
                    self._argument(node, call, module, following, parent.arg)
            case ast.Assign(targets=targets):
                for target in targets:
                    self._into(target, module, following)
            case ast.AnnAssign(target=target) | ast.AugAssign(target=target):
                self._into(target, module, following)
            case ast.NamedExpr(target=target):
                self._into(target, module, following)
                following.nodes.append((parent, module))
            case ast.For(target=target) | ast.AsyncFor(target=target) | ast.comprehension(target=target):
                self._into(target, module, following)
            case ast.Return() | ast.Yield() | ast.YieldFrom():
                self._handed_out(parent, module, following)
            case _ if isinstance(parent, _PASSED_ON):
                following.nodes.append((parent, module))
            case _ if not isinstance(parent, _LOOKED_AT):
                following.lost = True

    def _attribute(self, attribute: ast.Attribute, module: Module, following: Following) -> None:
        call = module.parent(attribute)
        is_called = isinstance(call, ast.Call) and call.func is attribute
        if attribute.attr in self.ends:
            following.ended.append((attribute, module))
            # A bound method that is handed on, or a function within the function, is called by nobody knows whom.
            if _is_nested(attribute, module) if is_called else not _is_registered(call):
                following.lost = True
        elif call is not None and is_called and attribute.attr in ITEMS_OF | ONE_OF:
            following.nodes.append((call, module))
        elif not is_called:
            following.attributes.append(attribute)

    def _argument(
        self, node: ast.AST, call: ast.Call, module: Module, following: Following, name: str | None = None
    ) -> None:
        called = call.func
        if isinstance(called, ast.Name) and called.id in SAME_ITEMS | {"next"}:
            following.nodes.append((call, module))
        elif isinstance(called, ast.Attribute) and called.attr in ADDS:
            self._into(called.value, module, following)
        elif isinstance(called, ast.Name) and called.id == "setattr" and isinstance(call.args[1], ast.Constant):
            named = ast.Attribute(call.args[0], str(call.args[1].value), ast.Store())
            self._into(named, module, following)
        elif not (isinstance(called, ast.Name) and called.id in _LOOKS):
            self._parameter(node, call, module, following, name)

    def _parameter(self, node: ast.AST, call: ast.Call, module: Module, following: Following, name: str | None) -> None:
        """The object is given to a function: it goes on as that one's parameter, if that is one of the test code."""
        where = Where(module, module.scope_at(call))
        if self.takes(call, where):
            return
        helper = self.knowledge.helper(call, where)
        inside = self.knowledge.inside(helper, call, where) if helper else None
        for (scope, parameter), (value, _) in (inside.given or {}).items() if inside else ():
            if value is node:
                self._held(Place(parameter, scope), inside.module, following)  # type: ignore[union-attr]
                return
        following.lost = True

    def _handed_out(self, node: ast.AST, module: Module, following: Following) -> None:
        function = module.function_at(node)
        if function is None or (isinstance(node, (ast.Yield, ast.YieldFrom)) and not self._is_fixture(function)):
            following.lost = True
        elif self._is_fixture(function):
            self._handed_to_users(function, following)
        elif self.knowledge.idioms.role(function) is Role.HELPER:
            following.nodes.extend(self._calls_of(function, following.seen_from))

    def _handed_to_users(self, fixture: Function, following: Following) -> None:
        """A fixture hands the object to whoever asks for it: of a conftest that can be anybody."""
        made = self.knowledge.idioms.fixture(fixture)
        following.fixtures.append(fixture)
        following.lost = following.lost or made is None or is_conftest(fixture.module)
        for node in fixture.module.nodes if made else ():
            if isinstance(node, FunctionNode) and made and made.name in fixture.module.function(node).parameters:
                user = fixture.module.function(node)
                self._held(Place(made.name, user.scope), fixture.module, following)

    def _is_fixture(self, function: Function) -> bool:
        return self.knowledge.idioms.role(function) is Role.FIXTURE

    def _calls_of(self, function: Function, seen_from: Module) -> Iterator[tuple[ast.AST, Module]]:
        """The calls of a helper in its own module, and in the one that is looked at."""
        for module in {function.module: None, seen_from: None}:
            for call in holdings(module, self.knowledge.names).calls(function.name):
                helper = self.knowledge.helper(call, Where(module, module.scope_at(call)))
                if helper is not None and helper.node is function.node:
                    yield call, module


def _is_of_other_object(target: ast.Name | ast.Attribute, place: Place) -> bool:
    """Whether something is made an attribute of an object that is neither the test's own nor a class or module."""
    if not isinstance(target, ast.Attribute) or place.owner is not None:
        return False
    return isinstance(target.value, ast.Name) and target.value.id != "module"


def _is_registered(call: ast.AST | None) -> bool:
    return isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in REGISTER


def _is_nested(node: ast.AST, module: Module) -> bool:
    scope = module.scope_at(node)
    return scope.parent is not None and isinstance(scope.parent.node, (*_FUNCTIONS, ast.Lambda))
