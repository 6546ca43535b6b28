"""Names lead through imports, aliases and re-exports to where things are defined."""

from __future__ import annotations

import ast

import pytest

from pytest_bulkhead.checker.meaning.constants import UNKNOWN
from pytest_bulkhead.checker.meaning.index import ProjectIndex
from pytest_bulkhead.checker.meaning.names import Where
from pytest_bulkhead.checker.suite.knowledge import Knowledge, module_where


@pytest.fixture
def project(tmp_path):
    def lay_out(files: dict[str, str]) -> Knowledge:
        for name, text in files.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text, encoding="utf-8")
        return Knowledge(ProjectIndex(str(tmp_path), str(tmp_path)))

    return lay_out


@pytest.fixture
def module_of(tmp_path):
    return lambda knowledge, name: knowledge.index.module(str(tmp_path / name))


def last_expression(module) -> ast.expr:
    return module.source.tree.body[-1].value


@pytest.mark.parametrize(
    ("text", "dotted"),
    [
        ("import os\nos.environ", "os.environ"),
        ("import os as o\no.environ", "os.environ"),
        ("from os import environ as env\nenv", "os.environ"),
        ("import os\nenv = os.environ\nalias = env\nalias", "os.environ"),
        ("import os.path\nos.environ", "os.environ"),
        ("try:\n    import os\nexcept ImportError:\n    os = None\nos.environ", "os.environ"),
        ("class A:\n    import os\n    env = os.environ\nA.env", "os.environ"),
        ("print", "builtins.print"),
        ("unknown.thing", ""),
        ("a = b\nb = a\na", "test_x.a"),
    ],
)
def test_names_outside_the_project(project, module_of, text, dotted):
    knowledge = project({"test_x.py": text})
    module = module_of(knowledge, "test_x.py")
    assert knowledge.names.dotted(last_expression(module), module_where(module)) == dotted


@pytest.mark.parametrize(
    "layout",
    [
        {"shop/__init__.py": "from .api import app", "shop/api.py": "app = object()"},
        {"shop/__init__.py": "from shop.api import *", "shop/api.py": "app = object()"},
        {"src/shop/__init__.py": "from .api import app as app", "src/shop/api.py": "app = object()"},
        {
            "shop/__init__.py": "from .inner import app",
            "shop/inner/__init__.py": "from ..api import app",
            "shop/api.py": "app = 1",
        },
        {"shop.py": "from shop_api import app", "shop_api.py": "app = object()"},
    ],
)
def test_re_exports_lead_to_the_definition(project, module_of, layout):
    knowledge = project({**layout, "tests/test_x.py": "from shop import app\napp"})
    module = module_of(knowledge, "tests/test_x.py")
    referent = knowledge.names.refer(last_expression(module), module_where(module))
    assert referent is not None
    assert referent.dotted.rpartition(".")[2] == "app"
    assert referent.where is not None
    assert referent.where.module.path.endswith("api.py")


def test_packages_without_init_are_found(project, module_of):
    knowledge = project(
        {"tests/helpers/steps.py": "def go(): ...", "tests/test_x.py": "from tests.helpers.steps import go\ngo"}
    )
    module = module_of(knowledge, "tests/test_x.py")
    referent = knowledge.names.refer(last_expression(module), module_where(module))
    assert referent is not None
    assert referent.function is not None
    assert referent.function.qualname == "go"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("PORT = 8000 + 1\nPORT", 8001),
        ("class A:\n    port = 9\nA.port", 9),
        ("def port():\n    return 7\nport()", 7),
        ("NAME = 'a'\nf'{NAME}-b'", "a-b"),
        ("A, B = 1, 2\nB", 2),
        ("x = 1\nx = 2\nx", UNKNOWN),
        ("import other\nother.x", UNKNOWN),
        ("def f():\n    return f()\nf()", UNKNOWN),
        ("str(80)", "80"),
    ],
)
def test_constants(project, module_of, text, value):
    knowledge = project({"test_x.py": text})
    module = module_of(knowledge, "test_x.py")
    assert knowledge.constants.value(last_expression(module), module_where(module)) == value


def test_conftests_come_nearest_first(project, module_of, tmp_path):
    knowledge = project({"conftest.py": "", "tests/conftest.py": "", "tests/unit/test_x.py": ""})
    found = [module.path for module in knowledge.index.conftests(str(tmp_path / "tests/unit/test_x.py"))]
    assert found == [str(tmp_path / "tests/conftest.py"), str(tmp_path / "conftest.py")]


def test_fixtures_come_from_plugins_and_stars(project, module_of):
    fixture = "import pytest\n@pytest.fixture\ndef {}(): ...\n"
    knowledge = project(
        {
            "tests/__init__.py": "",
            "tests/by_star.py": fixture.format("star"),
            "tests/by_plugin.py": fixture.format("plugin"),
            "tests/by_name.py": fixture.format("named"),
            "tests/conftest.py": "from .by_star import *\nfrom .by_name import named\n"
            "pytest_plugins = ['tests.by_plugin']\n",
            "tests/test_x.py": fixture.format("own"),
        }
    )
    module = module_of(knowledge, "tests/test_x.py")
    assert set(knowledge.fixtures.visible(module)) == {"star", "plugin", "named", "own"}


def test_only_what_is_asked_for_is_parsed_and_only_once(project, module_of):
    knowledge = project(
        {
            "shop/__init__.py": "",
            "shop/api.py": "app = 1",
            "shop/other.py": "x = 1",
            "tests/test_x.py": "from shop.api import app\nfrom shop.other import x\napp",
        }
    )
    module = module_of(knowledge, "tests/test_x.py")
    for _ in range(3):
        knowledge.names.refer(last_expression(module), module_where(module))
    assert knowledge.index.parsed == 2


@pytest.mark.parametrize("between", [True, False])
def test_memory_is_bounded_within_a_file_and_more_so_between_files(tmp_path, between):
    index = ProjectIndex(str(tmp_path), str(tmp_path), budget=500_000)
    for number in range(60):
        path = tmp_path / f"m{number}.py"
        path.write_text("x = 1\n# " + "y" * 100_000)
        module = index.module(str(path))
        assert index.module(str(path)) is module
        if between:
            index.release(str(path), stays=True)
    assert len(index._modules) == (4 if between else 9)


def test_a_file_that_nobody_stands_on_is_forgotten(tmp_path):
    index = ProjectIndex(str(tmp_path), str(tmp_path))
    for name in ("conftest.py", "test_x.py"):
        (tmp_path / name).write_text("x = 1\n")
        before = index.parse(str(tmp_path / name), b"x = 1\n")
        index.release(str(tmp_path / name))
        assert (index.module(str(tmp_path / name)) is before) is (name == "conftest.py")


def test_a_file_that_others_asked_for_is_parsed_once(tmp_path):
    index = ProjectIndex(str(tmp_path), str(tmp_path))
    path = str(tmp_path / "a.py")
    (tmp_path / "a.py").write_text("x = 1\n")
    module = index.module(path)
    assert index.parse(path, b"x = 1\n") is module
    assert index.parse(path, b"x = 2\n") is not module
    assert index.parsed == 2


def test_imports_in_circles_end(project, module_of):
    knowledge = project({"a.py": "from b import x", "b.py": "from a import x", "test_x.py": "from a import x\nx"})
    module = module_of(knowledge, "test_x.py")
    assert knowledge.names.dotted(last_expression(module), module_where(module)) in ("a.x", "b.x")


def test_what_a_call_hands_over_is_known_inside(project, module_of):
    knowledge = project({"test_x.py": "def f(a, b=2): return a, b\nf('one')"})
    module = module_of(knowledge, "test_x.py")
    call = last_expression(module)
    function = knowledge.helper(call, module_where(module))
    inside = knowledge.inside(function, call, module_where(module))
    values = [knowledge.constants.value(ast.Name(name), inside) for name in ("a", "b")]
    assert values == ["one", 2]
    assert knowledge.constants.value(ast.Name("a"), Where(module, function.scope)) is UNKNOWN


@pytest.mark.parametrize(
    "edit",
    [
        'sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "server"))',
        'HERE = Path(__file__).resolve().parent\nsys.path.append(str(HERE.parent / "server"))',
        'sys.path.insert(0, str(Path(__file__).parents[1].joinpath("server")))',
        'ROOT = os.path.dirname(os.path.dirname(__file__))\nif True:\n    sys.path.insert(0, f(ROOT) or "server")\n'
        'sys.path.append(os.path.abspath(os.path.join(ROOT, "server")))',
    ],
)
def test_a_file_s_own_edits_of_the_import_path_are_followed(project, module_of, edit):
    test = f"import os, sys\nfrom pathlib import Path\n{edit}\nfrom auth import user\nuser"
    knowledge = project({"tests/test_x.py": test, "server/auth.py": "def user(): ..."})
    module = module_of(knowledge, "tests/test_x.py")
    referent = knowledge.names.refer(last_expression(module), module_where(module))
    assert referent.function.name == "user"


@pytest.mark.parametrize(
    "text",
    [
        "type Name = str\nasync def user(): ...",
        "type Pair[T] = tuple[T, T]\nclass Store[T](list): ...\ndef first[T](x: T) -> T: ...\nasync def user(): ...",
        "try:\n    import fast\nexcept ImportError, OSError:\n    pass\nasync def user(): ...",
    ],
)
def test_context_in_the_syntax_of_a_newer_python_is_read(project, module_of, text):
    knowledge = project({"test_x.py": "from shop import user\nuser", "shop.py": text})
    module = module_of(knowledge, "test_x.py")
    referent = knowledge.names.refer(last_expression(module), module_where(module))
    assert referent.function.name == "user"


@pytest.mark.parametrize("init", ["from .retry import retry", "from shop.retry import (\n    retry,\n)"])
def test_a_package_that_imports_a_name_like_its_submodule_means_the_name(project, module_of, init):
    files = {"shop/__init__.py": init, "shop/retry.py": "def retry(): ..."}
    knowledge = project({**files, "test_x.py": "from shop import retry\nretry"})
    module = module_of(knowledge, "test_x.py")
    assert knowledge.names.dotted(ast.Name("retry"), module_where(module)) == "shop.retry"
    referent = knowledge.names.refer(last_expression(module), module_where(module))
    assert referent.dotted == "shop.retry.retry"


def test_a_package_that_imports_its_submodule_means_the_submodule(project, module_of):
    files = {"shop/__init__.py": "from . import retry", "shop/retry.py": "def retry(): ..."}
    knowledge = project({**files, "test_x.py": "from shop import retry\nretry"})
    module = module_of(knowledge, "test_x.py")
    assert knowledge.names.refer(last_expression(module), module_where(module)).dotted == "shop.retry"
