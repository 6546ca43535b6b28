"""Questions about pytest and unittest code: what a function is for, and how long what it does may last."""

from __future__ import annotations

import ast
import enum
from dataclasses import dataclass

from pytest_bulkhead.checker.meaning.names import Names, Referent, Where
from pytest_bulkhead.checker.source.module import Function, Module
from pytest_bulkhead.checker.source.scopes import FunctionNode
from pytest_bulkhead.checker.source.tree import reachable

SCOPES = ("function", "class", "module", "package", "session")
_FIXTURE_DECORATORS = frozenset({"pytest.fixture", "pytest.yield_fixture", "pytest_asyncio.fixture"})
_CONTEXT_MANAGERS = frozenset({"contextlib.contextmanager", "contextlib.asynccontextmanager"})
_SKIPS = frozenset({"pytest.mark.skip", "unittest.skip", "unittest.case.skip"})

# Each set-up with the teardown that follows it.
PARTNERS = {
    "setUp": ("tearDown", "asyncTearDown"),
    "asyncSetUp": ("asyncTearDown", "tearDown"),
    "setup_method": ("teardown_method",),
    "setup": ("teardown",),
    "setUpClass": ("tearDownClass",),
    "setup_class": ("teardown_class",),
    "setup_module": ("teardown_module",),
    "setUpModule": ("tearDownModule",),
    "setup_function": ("teardown_function",),
    "pytest_runtest_setup": ("pytest_runtest_teardown",),
    "pytest_runtest_call": ("pytest_runtest_teardown",),
    "pytest_runtest_protocol": ("pytest_runtest_teardown",),
}
TEARDOWNS = frozenset(name for names in PARTNERS.values() for name in names)
_OF_MODULE = frozenset({"setup_module", "setUpModule", "setup_function", "teardown_module", "tearDownModule"})
_OF_METHOD = ("tearDown", "asyncTearDown", "teardown_method", "teardown")
_OF_TEST_IN_MODULE = ("teardown_function",)
_OF_CLASS_AND_MODULE = ("tearDownClass", "teardown_class", "teardown_module", "tearDownModule")
# Set-ups that run before any fixture of a single test.
WIDE_SETUPS = frozenset({"setUpClass", "setup_class", "setup_module", "setUpModule"})
_HOOKS_AROUND_TESTS = frozenset({"pytest_runtest_setup", "pytest_runtest_call", "pytest_runtest_protocol"})
# Base classes that are known to put nothing back by themselves.
_PLAIN_BASES = frozenset({
    "builtins.object",
    "abc.ABC",
    "typing.Generic",
    "typing.Protocol",
    "unittest.TestCase",
    "unittest.case.TestCase",
    "unittest.IsolatedAsyncioTestCase",
    "unittest.async_case.IsolatedAsyncioTestCase",
    "django.test.TestCase",
    "django.test.SimpleTestCase",
    "django.test.TransactionTestCase",
    "rest_framework.test.APITestCase",
    "twisted.trial.unittest.TestCase",
    "aiounittest.AsyncTestCase",
})  # fmt: skip


class Role(enum.Enum):
    """What a function is for."""

    TEST = "test"
    FIXTURE = "fixture"
    SETUP = "setup"
    TEARDOWN = "teardown"
    HOOK = "hook"
    HELPER = "helper"


@dataclass(frozen=True, slots=True)
class Fixture:
    """A function that pytest calls for whoever asks for its name.

    Args:
        scope: empty when it is computed.
    """

    function: Function
    name: str
    scope: str
    autouse: bool

    @property
    def width(self) -> int:
        """How far down the list of scopes it stands, 0 for a single test."""
        return SCOPES.index(self.scope) if self.scope in SCOPES else 0


class Idioms:
    """Recognises the ways in which tests are written."""

    def __init__(self, names: Names) -> None:
        self.names = names

    def role(self, function: Function) -> Role:
        """What a function is for; whoever is called by nobody but other code is a helper."""
        memo = function.module.memo
        if ("role", function) not in memo:
            memo["role", function] = self._role(function)
        role: Role = memo["role", function]
        return role

    def fixture(self, function: Function) -> Fixture | None:
        """The fixture that a function is, if it is one."""
        memo = function.module.memo
        if ("fixture", function) not in memo:
            memo["fixture", function] = self._fixture(function)
        fixture: Fixture | None = memo["fixture", function]
        return fixture

    def fixtures(self, module: Module) -> list[Fixture]:
        """The fixtures that stand at the level of a module."""
        found = (self.fixture(function) for node in module.source.tree.body for function in _functions(module, node))
        return [fixture for fixture in found if fixture]

    def is_context_manager(self, function: Function) -> bool:
        return any(self._dotted(decorator, function) in _CONTEXT_MANAGERS for decorator in function.node.decorator_list)

    def is_skipped(self, function: Function) -> bool:
        """Whether a decorator says without any condition that the test does not run."""
        decorators = list(function.node.decorator_list)
        if function.owner:
            decorators += function.owner.decorator_list
        return any(self._dotted(decorator, function) in _SKIPS for decorator in decorators)

    def marks(self, function: Function) -> list[ast.expr]:
        """The decorators of a function and its class, and for a test the marks that its module puts on all."""
        marks = list(function.node.decorator_list)
        if function.owner:
            marks.extend(function.owner.decorator_list)
        if self.role(function) is Role.TEST:
            for binding in function.module.scope.bindings.get("pytestmark", ()):
                held = binding.value
                marks.extend(held.elts if isinstance(held, (ast.List, ast.Tuple)) else [held] if held else [])
        return marks

    def parametrized(self, function: Function) -> set[str]:
        """The parameters of a test that a ``parametrize`` gives values to."""
        found: set[str] = set()
        for mark in self.marks(function):
            match mark:
                case ast.Call(func=ast.Attribute(attr="parametrize"), args=[ast.Constant(value=str(names)), *_]):
                    found.update(name.strip() for name in names.split(","))
                case ast.Call(func=ast.Attribute(attr="parametrize"), args=[ast.Tuple() | ast.List() as listed, *_]):
                    found.update(str(one.value) for one in listed.elts if isinstance(one, ast.Constant))
        return found

    def test_class(self, function: Function) -> Referent | None:
        """The class that a method belongs to."""
        if function.owner is None:
            return None
        module = function.module
        scope = module.scope_of(function.owner)
        return Referent(f"{module.dotted}.{module.qualname(function.owner)}", Where(module, scope), function.owner)

    def has_unknown_base(self, cls: Referent) -> bool:
        """Whether a base class is neither in the project nor known: it may put back anything."""
        outside = [base.dotted for base in self.names.bases(cls) if not isinstance(base.node, ast.ClassDef)]
        return any(base not in _PLAIN_BASES for base in outside)

    def teardowns(self, function: Function) -> list[Function]:
        """The functions that pytest or unittest runs after a test or set-up method of this place."""
        wanted = self._teardown_names(function)
        module = function.module
        found = [
            module.function(node)
            for node in module.source.tree.body
            if isinstance(node, FunctionNode) and node.name in wanted
        ]
        cls = self.test_class(function)
        for one in self.names.bases(cls) if cls else ():
            if one.where and isinstance(one.node, ast.ClassDef):
                methods = one.where.module.methods(one.node)
                found.extend(method for name, method in methods.items() if name in wanted)
        return found

    def setups(self, function: Function) -> list[Function]:
        """The set-up methods that have run, in its class or a base, when a method runs."""
        cls = self.test_class(function)
        found: list[Function] = []
        for one in self.names.bases(cls) if cls else ():
            if one.where and isinstance(one.node, ast.ClassDef):
                methods = one.where.module.methods(one.node)
                found.extend(method for name, method in methods.items() if name in PARTNERS)
        module = function.module
        of_module = ("setup_module", "setUpModule", "setup_function")
        found.extend(
            module.function(node)
            for node in module.source.tree.body
            if isinstance(node, FunctionNode) and node.name in of_module
        )
        return [one for one in found if one is not function]

    def _teardown_names(self, function: Function) -> tuple[str, ...]:
        role = self.role(function)
        if role is Role.TEST:
            return (*_OF_METHOD, *_OF_TEST_IN_MODULE, *_OF_CLASS_AND_MODULE)
        if role is Role.FIXTURE and function.owner:
            return (*_OF_METHOD, *_OF_CLASS_AND_MODULE)
        if role in (Role.SETUP, Role.HOOK):
            wide = _OF_CLASS_AND_MODULE if function.owner and function.name not in WIDE_SETUPS else ()
            return (*PARTNERS.get(function.name, ()), *wide)
        return ()

    def _role(self, function: Function) -> Role:
        if self.fixture(function):
            return Role.FIXTURE
        name = function.name
        outer = function.module.parent(function.node)
        at_top = function.owner is None and not _inside_function(function)
        if at_top and name in _HOOKS_AROUND_TESTS:
            return Role.HOOK
        if function.owner is None and not at_top:
            return Role.HELPER
        if (at_top and name in _OF_MODULE) or name == "teardown_function":
            return Role.TEARDOWN if name in TEARDOWNS else Role.SETUP
        if function.owner is not None and outer is not None and self._is_collected(function):
            if name in TEARDOWNS:
                return Role.TEARDOWN
            if name in PARTNERS and name not in _HOOKS_AROUND_TESTS:
                return Role.SETUP
            return Role.TEST if name.startswith("test") else Role.HELPER
        return Role.TEST if at_top and name.startswith("test") else Role.HELPER

    def _is_collected(self, function: Function) -> bool:
        cls = self.test_class(function)
        if cls is None or function.owner is None or _inside_function(function):
            return False
        owner = function.owner
        return owner.name.startswith("Test") or bool(owner.bases) or owner.name in _bases_of_tests(function.module)

    def _fixture(self, function: Function) -> Fixture | None:
        for decorator in function.node.decorator_list:
            called = decorator.func if isinstance(decorator, ast.Call) else decorator
            if self._dotted(called, function) not in _FIXTURE_DECORATORS:
                continue
            arguments = _arguments(decorator)
            return Fixture(
                function,
                name=_text(arguments.get("name"), function.name),
                scope=_text(arguments.get("scope"), "") if "scope" in arguments else "function",
                autouse=isinstance(value := arguments.get("autouse"), ast.Constant) and bool(value.value),
            )
        return None

    def _dotted(self, decorator: ast.expr, function: Function) -> str:
        called = decorator.func if isinstance(decorator, ast.Call) else decorator
        outer = function.scope.parent or function.module.scope
        return self.names.dotted(called, Where(function.module, outer))


def _bases_of_tests(module: Module) -> frozenset[str]:
    """The names of the classes from which test classes at the top of the same file are derived."""
    if "bases of tests" not in module.memo:
        tests = (node for node in module.source.tree.body if isinstance(node, ast.ClassDef))
        bases = (base for one in tests if one.name.startswith("Test") for base in one.bases)
        module.memo["bases of tests"] = frozenset(base.id for base in bases if isinstance(base, ast.Name))
    names: frozenset[str] = module.memo["bases of tests"]
    return names


def _inside_function(function: Function) -> bool:
    return any(isinstance(outer, FunctionNode) for outer in function.module.ancestors(function.node))


def _functions(module: Module, node: ast.stmt) -> list[Function]:
    """The functions of a statement at module level, be it an ``if`` or ``try`` around them."""
    if isinstance(node, FunctionNode):
        return [module.function(node)]
    if isinstance(node, (ast.If, ast.Try)):
        return [module.function(one) for one in reachable(node) if isinstance(one, FunctionNode)]
    return []


def _arguments(decorator: ast.expr) -> dict[str, ast.expr]:
    if not isinstance(decorator, ast.Call):
        return {}
    found = {keyword.arg: keyword.value for keyword in decorator.keywords if keyword.arg}
    if len(decorator.args) == 1:
        found.setdefault("scope", decorator.args[0])
    return found


def _text(expression: ast.expr | None, otherwise: str) -> str:
    if expression is None:
        return otherwise
    return expression.value if isinstance(expression, ast.Constant) and isinstance(expression.value, str) else ""
