"""Whether a value is the same in every worker, or carries something that only one worker or test has."""

from __future__ import annotations

import ast
import enum
from collections.abc import Iterable, Iterator

from pytest_bulkhead.checker.files.layout import is_test_path
from pytest_bulkhead.checker.flow.origins import Origin, Origins
from pytest_bulkhead.checker.meaning.names import Where
from pytest_bulkhead.checker.sameness.settings_fields import settings_field
from pytest_bulkhead.checker.source.module import Module
from pytest_bulkhead.checker.suite.knowledge import Knowledge

_DEPTH = 6


class Sameness(enum.Enum):
    """How far a value is shared.

    FIXED stands in the test code, OUTSIDE comes to all workers alike from the environment, the command line or the
    product's defaults, OWN differs between workers or tests, UNKNOWN cannot be told.
    """

    FIXED = enum.auto()
    OUTSIDE = enum.auto()
    OWN = enum.auto()
    UNKNOWN = enum.auto()

    @property
    def is_shared(self) -> bool:
        return self in (Sameness.FIXED, Sameness.OUTSIDE)


# From the one that decides most to the one that decides least.
_WEIGHT = (Sameness.OWN, Sameness.UNKNOWN, Sameness.OUTSIDE, Sameness.FIXED)
_WORKER_TEXTS = ("PYTEST_XDIST_WORKER", "worker_id", "workerinput", "workerid", "testrun_uid", "pytest_bulkhead.worker")
# Who speaks of these has servers of its own, or none.
_SERVER_TEXTS = ("testcontainers", "fakeredis", "container", "pytest_postgresql", "pytest_redis")
_OWN_PARAMETERS = frozenset({
    "worker_id", "testrun_uid", "tmp_path", "tmp_path_factory", "tmpdir", "tmpdir_factory", "worker_port",
    "worker_tmp_path", "free_port_factory", "unused_tcp_port", "unused_tcp_port_factory", "unused_udp_port",
    "free_port", "free_tcp_port", "unused_port", "redis_db", "postgres_schema", "postgres_database", "openfga_store",
    "faker",
})  # fmt: skip
_OWN_ROOTS = ("uuid.", "random.", "secrets.", "tempfile.", "time.", "pytest_bulkhead.worker.", "xdist.", "faker.")
_OWN_CALLS = frozenset({
    "os.getpid", "os.urandom", "threading.get_ident", "id", "builtins.id", "datetime.datetime.now",
    "datetime.datetime.utcnow", "datetime.now",
})  # fmt: skip
_SHARED_PLACES = frozenset({"tempfile.gettempdir", "tempfile.gettempprefix", "pathlib.Path.home"})
_ENVIRON = frozenset(
    {"os.getenv", "os.environ.get", "os.environ.setdefault", "os.environ.__getitem__", "os.environ.pop"}
)
# What makes a new value of nothing but its arguments.
_PURE_ROOTS = (
    "urllib.parse.",
    "builtins.",
    "os.path.",
    "pathlib.",
    "copy.",
    "yarl.",
    "sqlalchemy.engine.",
    "posixpath.",
)
_PURE_ENDS = (
    "make_url",
    "parse_url",
    "parse_dsn",
    "make_dsn",
    "make_conninfo",
    "URL.create",
    "quote_plus",
    "quote",
    "Identifier",
    "Literal",
)
_PURE_METHODS = frozenset({
    "format", "replace", "strip", "lstrip", "rstrip", "join", "split", "rsplit", "partition", "rpartition", "lower",
    "upper", "removeprefix", "removesuffix", "encode", "decode", "_replace", "geturl", "render_as_string", "set",
    "update_query_dict", "with_path", "with_name", "with_query", "with_suffix", "joinpath", "resolve", "absolute",
    "as_posix", "copy", "get", "title", "hex", "hexdigest", "unicode_string",
})  # fmt: skip


class Likeness:
    """Answers how far values are shared.

    Args:
        module: the file that is looked at; its conftest files may set for each worker what comes from outside.
    """

    def __init__(self, knowledge: Knowledge, module: Module) -> None:
        self.knowledge = knowledge
        self.module = module
        self.names = knowledge.names
        self.origins = Origins(knowledge)

    def of(self, expression: ast.expr, where: Where, depth: int = 0) -> Sameness:
        """How far the value of an expression is shared."""
        if depth > _DEPTH:
            return Sameness.UNKNOWN
        return combined(self._origin(origin, depth) for origin in self.origins.of(expression, where))

    def of_all(self, expressions: Iterable[ast.expr], where: Where, depth: int = 0) -> Sameness:
        """How far what is made of all these is shared."""
        return combined(self.of(one, where, depth) for one in expressions)

    def _origin(self, origin: Origin, depth: int) -> Sameness:
        node, where = origin
        match node:
            case ast.Constant():
                return Sameness.FIXED if is_test_path(where.module.path) else self._of_product()
            case ast.Name():
                return self._name(node, where)
            case ast.Attribute():
                return self._attribute(node, where, depth)
            case ast.Subscript():
                return self._subscript(node, where, depth)
            case ast.Call():
                return self._call(node, where, depth)
            case ast.List(elts=[]) | ast.Dict(keys=[]):
                return Sameness.UNKNOWN  # it is filled later on
            case ast.Lambda() | ast.Yield() | ast.YieldFrom():
                return Sameness.UNKNOWN
            case _:
                return self.of_all(_parts(node), where, depth + 1)

    def _name(self, name: ast.Name, where: Where) -> Sameness:
        if name.id in _OWN_PARAMETERS:
            return Sameness.OWN
        return Sameness.FIXED if name.id in ("__file__", "__name__") else Sameness.UNKNOWN

    def _attribute(self, attribute: ast.Attribute, where: Where, depth: int) -> Sameness:
        if attribute.attr in ("workerinput", "workerid") or ast.unparse(attribute).endswith("request.node.name"):
            return Sameness.OWN
        if self.names.dotted(attribute, where) == "os.environ":
            return Sameness.OUTSIDE
        field = settings_field(attribute, where, self.names, self.origins)
        if field is not None:
            return self._of_product() if not self._is_set_here(field.name, _WORKER_TEXTS) else Sameness.UNKNOWN
        return self.of(attribute.value, where, depth + 1)

    def _subscript(self, subscript: ast.Subscript, where: Where, depth: int) -> Sameness:
        if self.names.dotted(subscript.value, where) == "os.environ":
            return self._variable([subscript.slice], where, depth)
        return self.of_all(_parts(subscript), where, depth + 1)

    def _call(self, call: ast.Call, where: Where, depth: int) -> Sameness:
        dotted = self.names.dotted(call.func, where)
        if dotted in _SHARED_PLACES:
            return Sameness.FIXED
        if dotted.startswith(_OWN_ROOTS) or dotted in _OWN_CALLS:
            return Sameness.OWN
        if dotted in _ENVIRON:
            return self._variable(call.args, where, depth)
        if dotted == "builtins.getattr" and any(_mentions_worker(one) for one in call.args[1:2]):
            return Sameness.OWN
        given = self.of_all(_arguments(call), where, depth + 1)
        if isinstance(call.func, ast.Attribute):
            if call.func.attr in ("getoption", "getini") and call.args:
                return self._outside(call.args[0], where)
            if call.func.attr in _PURE_METHODS or not dotted:
                receiver = self.of(call.func.value, where, depth + 1)
                if call.func.attr in _PURE_METHODS or receiver is Sameness.OWN:
                    return combined([given, receiver])
        if dotted.startswith(_PURE_ROOTS) or dotted.endswith(_PURE_ENDS):
            return given
        return Sameness.OWN if given is Sameness.OWN else Sameness.UNKNOWN

    def _variable(self, arguments: list[ast.expr], where: Where, depth: int) -> Sameness:
        """A variable of the environment, with its default where one is given."""
        if not arguments:
            return Sameness.UNKNOWN
        default = self.of_all(arguments[1:], where, depth + 1)
        return combined([self._outside(arguments[0], where), default])

    def _outside(self, key: ast.expr, where: Where) -> Sameness:
        """Something that all workers are given alike, unless the suite sets it for each."""
        name = self.knowledge.constants.value(key, where)
        if not isinstance(name, str):
            return Sameness.OWN if self.of(key, where, _DEPTH) is Sameness.OWN else Sameness.UNKNOWN
        if any(text in name for text in _WORKER_TEXTS):
            return Sameness.OWN
        return Sameness.UNKNOWN if self._is_set_here(name.lstrip("-"), _WORKER_TEXTS) else Sameness.OUTSIDE

    def _of_product(self) -> Sameness:
        """A default of the product's, unless the suite speaks of anything that may replace it."""
        return Sameness.UNKNOWN if self._is_set_here("", (*_WORKER_TEXTS, *_SERVER_TEXTS)) else Sameness.OUTSIDE

    def knows_workers(self) -> bool:
        """Whether the file or a conftest above it speaks of workers at all."""
        return self._is_set_here("", _WORKER_TEXTS)

    def _is_set_here(self, name: str, texts: tuple[str, ...]) -> bool:
        """Whether the file or a conftest above it speaks of a setting and, say, of workers, too."""
        mentions = self.knowledge.index.mentions
        for path in (self.module.path, *(one.path for one in self.knowledge.index.conftests(self.module.path))):
            if mentions(path, name.encode()) and any(mentions(path, text.encode()) for text in texts):
                return True
        return False


def combined(parts: Iterable[Sameness]) -> Sameness:
    """How far something is shared that is made of parts, or can be any of them."""
    found = set(parts)
    return next((one for one in _WEIGHT if one in found), Sameness.FIXED)


def _parts(node: ast.AST) -> Iterator[ast.expr]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.expr):
            yield child


def _arguments(call: ast.Call) -> list[ast.expr]:
    return [*call.args, *(keyword.value for keyword in call.keywords)]


def _mentions_worker(expression: ast.expr) -> bool:
    return isinstance(expression, ast.Constant) and expression.value in _WORKER_TEXTS
