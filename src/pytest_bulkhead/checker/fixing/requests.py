"""Whether a test or fixture can ask for a fixture such as ``monkeypatch``, and what that takes."""

from __future__ import annotations

import ast

from pytest_bulkhead.checker.fixing.imports import existing_import
from pytest_bulkhead.checker.fixing.parameters import added_parameter
from pytest_bulkhead.checker.meaning.names import Where
from pytest_bulkhead.checker.source.module import Function, Module
from pytest_bulkhead.checker.suite.idioms import Role
from pytest_bulkhead.checker.suite.knowledge import Knowledge
from pytest_bulkhead.findings import Edit

# What pytest's own fixtures are annotated with.
_TYPES = {
    "monkeypatch": "pytest.MonkeyPatch",
    "request": "pytest.FixtureRequest",
    "tmp_path": "pathlib.Path",
    "tmp_path_factory": "pytest.TempPathFactory",
    "caplog": "pytest.LogCaptureFixture",
    "worker_id": "str",
    "worker_port": "int",
}
# Fixtures that are there for every scope.
_WIDE = frozenset({"request", "tmp_path_factory", "worker_id", "worker_port"})
_FIXTURES = frozenset({"pytest.fixture", "pytest.yield_fixture", "pytest_asyncio.fixture"})
# Decorators that hand on what they are called with, by name.
_TRANSPARENT = frozenset({
    "freezegun.freeze_time", "freezegun.api.freeze_time", "time_machine.travel", "responses.activate",
    "unittest.skip", "unittest.skipIf", "unittest.skipUnless", "unittest.expectedFailure", "flaky.flaky",
    "django.test.override_settings", "django.test.utils.override_settings", "moto.mock_aws", "builtins.staticmethod",
})  # fmt: skip
_PATCHERS = ("patch", "patch.object", "patch.dict", "patch.multiple")
_MOCKS = ("unittest.mock.", "mock.", "mock.mock.")
_PLAIN_BASES = frozenset({"builtins.object", "abc.ABC", "typing.Generic", "typing.Protocol"})


def request_fixture(name: str, at: ast.AST, function: Function, knowledge: Knowledge) -> tuple[Edit, ...] | None:
    """The edits after which a place in a test or fixture can use a fixture by its name; none where it can already.

    None when it cannot: the place belongs to a function inside or to a helper; the function is no test or fixture of
    pytest, or one of a wider scope than the fixture's; code calls it by itself; a decorator may not hand the fixture
    on; the name means something else.
    """
    if function.module.scope_at(at).node is not function.node or not _can_ask(name, function, knowledge):
        return None
    if name in function.parameters:
        return () if _is_required(name, function) else None
    if _is_taken(name, function, knowledge) or not _is_only_run_by_pytest(function, knowledge):
        return None
    return added_parameter(function, name, _annotation(name, function))


def _can_ask(name: str, function: Function, knowledge: Knowledge) -> bool:
    """Whether pytest would hand the fixture to a parameter of the function."""
    fixture = knowledge.idioms.fixture(function)
    if fixture is not None:
        return name in _WIDE or fixture.scope == "function"
    return (
        knowledge.idioms.role(function) is Role.TEST
        and not function.is_generator
        and _is_of_pytest(function, knowledge)
    )


def _is_of_pytest(function: Function, knowledge: Knowledge) -> bool:
    """Whether a test stands at the top of its file or in a plain class, not in one of ``unittest``."""
    cls = knowledge.idioms.test_class(function)
    if cls is None:
        return True
    if function.owner is None or not function.owner.name.startswith("Test"):
        return False
    outside = (base.dotted for base in knowledge.names.bases(cls) if not isinstance(base.node, ast.ClassDef))
    return all(base in _PLAIN_BASES for base in outside)


def _is_required(name: str, function: Function) -> bool:
    """Whether a parameter has no default, so that it is the fixture's."""
    arguments = function.node.args
    required = [*arguments.args[: len(arguments.args) - len(arguments.defaults)]]
    required += [one for one, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True) if not default]
    return name in [one.arg for one in required]


def _is_taken(name: str, function: Function, knowledge: Knowledge) -> bool:
    """Whether a name means something else in a function, or the project has a fixture of that name."""
    if knowledge.fixtures.find(name, function) is not None:
        return True
    return any(
        (isinstance(node, ast.Name) and node.id == name) or (isinstance(node, ast.arg) and node.arg == name)
        for node in ast.walk(function.node)
    )


def _is_only_run_by_pytest(function: Function, knowledge: Knowledge) -> bool:
    return _decorators_hand_on(function, knowledge) and not is_used_by_code(function)


def _decorators_hand_on(function: Function, knowledge: Knowledge) -> bool:
    decorators = [*function.node.decorator_list, *(function.owner.decorator_list if function.owner else ())]
    injects = False
    for decorator in decorators:
        called = decorator.func if isinstance(decorator, ast.Call) else decorator
        dotted = _decorator_name(called, function, knowledge)
        if dotted.startswith(_MOCKS) and dotted.endswith(_PATCHERS):
            injects = True
        elif not (dotted.startswith("pytest.mark.") or dotted in _FIXTURES or dotted in _TRANSPARENT):
            return False
    # Mocks are handed over by position: what takes them must stay the first.
    return not injects or not (function.node.args.vararg or function.node.args.defaults)


def _decorator_name(called: ast.expr, function: Function, knowledge: Knowledge) -> str:
    """The full name of a decorator, or of the mark that a variable holds."""
    where = Where(function.module, function.scope.parent or function.module.scope)
    for _ in range(3):
        referent = knowledge.names.refer(called, where)
        held = referent.binding.value if referent and referent.binding else None
        if held is None or referent is None or referent.where is None:
            return referent.dotted if referent else ""
        called, where = held.func if isinstance(held, ast.Call) else held, referent.where
    return ""


def is_used_by_code(function: Function) -> bool:
    """Whether the code of its file, outside of pytest, calls a function or hands it on."""
    name, module = function.name, function.module
    for node in _mentions(module).get(name, ()):
        if isinstance(node, ast.Attribute):
            if function.owner is not None:
                return True
        elif function.owner is None:
            found = module.scope_at(node).lookup(name)
            if found is None or found[0] is module.scope:
                return True
    return False


def _mentions(module: Module) -> dict[str, list[ast.Name | ast.Attribute]]:
    """Where the names and attributes of a file are read, scripts at its end included."""
    if "mentions" not in module.memo:
        found: dict[str, list[ast.Name | ast.Attribute]] = {}
        for node in ast.walk(module.source.tree):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                found.setdefault(node.id, []).append(node)
            elif isinstance(node, ast.Attribute):
                found.setdefault(node.attr, []).append(node)
        module.memo["mentions"] = found
    known: dict[str, list[ast.Name | ast.Attribute]] = module.memo["mentions"]
    return known


def _annotation(name: str, function: Function) -> str:
    wanted = _TYPES.get(name, "")
    if "." not in wanted:
        return wanted
    return existing_import(wanted, function.module.source.tree, function.module)
