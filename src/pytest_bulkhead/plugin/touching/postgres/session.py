"""What one connection has said: where names lead, and what of it all is kept."""

from __future__ import annotations

from collections.abc import Callable
from types import FrameType
from typing import NamedTuple

from pytest_bulkhead.plugin.touching.postgres.transaction import Transaction
from pytest_bulkhead.plugin.touching.server_names import ServerNames, quoted
from pytest_bulkhead.plugin.touching.sql.reader import read, search_path
from pytest_bulkhead.plugin.touching.sql.statement import Ref, Sort, Statement, Step
from pytest_bulkhead.plugin.touching.taker import Taker
from pytest_bulkhead.touch import LOOKS, Access

KIND = "table"
_SYSTEM = frozenset({"pg_catalog", "information_schema", "pg_temp", "pg_toast"})
_DEFAULT = ("$user", "public")
_PORT = 5432
_PLAIN = Statement()
_MOST_PLANS = 500


class Target(NamedTuple):
    """Where a connection leads.

    Args:
        host: a name, an address, or the folder of a socket.
        port: its number.
        database: its name.
        user: whose connection it is.
        path: the search path that was asked for with the connection; None for the server's own.
    """

    host: str
    port: int
    database: str
    user: str
    path: str | None


class World:
    """What all connections of a process know together."""

    def __init__(self, taker: Taker, names: ServerNames, unknown: Callable[[str], None]) -> None:
        self.taker = taker
        self.names = names
        self.unknown = unknown
        self.made: set[str] = set()
        """Schemas and tables that were made in this process, by name."""
        self.private: set[str] = set()
        """Databases that a library has made: it knows by itself that there are workers."""
        self.path_is_known = True
        """Whether no default of the server's was changed."""


class Session:
    """One connection."""

    def __init__(self, world: World, target: Target) -> None:
        self._world = world
        self._user = target.user
        self._database = target.database
        self._prefix = world.names.prefix(target.host, target.port, _PORT)
        default = _DEFAULT if world.path_is_known else ()
        self._first_path = search_path(target.path) if target.path is not None else default
        self._path = self._path_if_kept = self._path_if_undone = self._first_path
        self._temporary: set[str] = set()
        self._plans: dict[str | bytes, tuple[tuple[str, Access], ...]] = {}
        """What texts touch that say nothing to the connection, and change nothing that names mean."""
        self._planned_for: object = None
        self.transaction = Transaction()

    def run(self, text: str | bytes, frame: FrameType, *, is_inside: bool) -> None:
        """Note what a text that is sent now touches.

        Args:
            text: of SQL.
            frame: of the code that sends it.
            is_inside: whether a transaction is open, or is opened for it.
        """
        if self._prefix is None or self._world.taker.whose() is None:
            return
        meaning = (self._path, len(self._temporary), len(self._world.made))
        if self._planned_for != meaning:
            self._plans.clear()
            self._planned_for = meaning
        plan = self._plans.get(text)
        if plan is None:
            statements = read(text if isinstance(text, str) else text.decode("utf-8", "replace"))
            plan = self._plan(statements)
            if plan is None:
                self._obey(statements, frame, is_inside=is_inside)
                return
            if len(self._plans) < _MOST_PLANS:
                self._plans[text] = plan
        for name, access in plan:
            self._add(name, access, frame, is_inside=is_inside)

    def _plan(self, statements: tuple[Statement, ...]) -> tuple[tuple[str, Access], ...] | None:
        if any(one.is_unknown or one._replace(refs=()) != _PLAIN for one in statements):
            return None
        refs = [ref for one in statements for ref in one.refs]
        if any(ref.defines or ref.access is Access.CREATE for ref in refs):
            return None
        named = ((self._name(ref), ref.access) for ref in refs)
        return tuple((name, access) for name, access in named if name is not None)

    def _obey(self, statements: tuple[Statement, ...], frame: FrameType, *, is_inside: bool) -> None:
        """Follow what is said to the connection, one after the other."""
        for statement in statements:
            if statement.step is not None:
                self._step(statement)
                is_inside = statement.step not in (Step.COMMIT, Step.ROLLBACK)
                continue
            if statement.is_unknown:
                self._world.unknown("a statement whose text does not say what it touches")
            for ref in statement.refs:
                self._touch(ref, frame, is_inside=is_inside)
            self._follow(statement, is_inside=is_inside)

    def commits(self) -> None:
        """The transaction is over, and its work is kept."""
        self._step(Statement(step=Step.COMMIT))

    def rolls_back(self) -> None:
        """The transaction is over, and its work undone."""
        self._step(Statement(step=Step.ROLLBACK))

    def _step(self, statement: Statement) -> None:
        self.transaction.step(statement)
        if statement.step is Step.COMMIT:
            self._path = self._path_if_undone = self._path_if_kept
        elif statement.step is Step.ROLLBACK:
            self._path = self._path_if_kept = self._path_if_undone

    def _follow(self, statement: Statement, *, is_inside: bool) -> None:
        """A search path that is set in a transaction goes back with it; a local one does in any case."""
        if statement.path_elsewhere:
            self._world.path_is_known = False
        path = self._first_path if statement.resets_path else statement.path
        if path is None:
            return
        self._path = path
        if not (is_inside and statement.path_is_local):
            self._path_if_kept = path
        if not is_inside:
            self._path_if_undone = path

    def _touch(self, ref: Ref, frame: FrameType, *, is_inside: bool) -> None:
        name = self._name(ref)
        if name is None:
            return
        if ref.sort is Sort.DATABASE and self._is_of_a_library(name, frame):
            return
        if ref.access is Access.CREATE:
            self._world.made.add(name)
        self._add(name, ref.access, frame, is_inside=is_inside and not ref.defines)

    def _is_of_a_library(self, database: str, frame: FrameType) -> bool:
        """Whether a library makes and drops a database by itself, as plugins do that give each worker its own."""
        private = self._world.private
        if database not in private and self._world.taker.lines.responsible(frame).spot is None:
            private.add(database)
        return database in private

    def _add(self, name: str, access: Access, frame: FrameType, *, is_inside: bool) -> None:
        """Add a touch.

        Args:
            name: of the resource.
            access: what is done to it.
            frame: of the code that does it.
            is_inside: whether a transaction may yet undo it; what defines a table keeps everybody else from it until
                then, and so counts.
        """
        taker = self._world.taker
        if access in LOOKS:
            taker.add(KIND, name, access, frame)
            return
        taking = taker.whose()
        was_changed = taking is not None and taking.changed(KIND, name)
        tally = taker.add(KIND, name, access, frame)
        if tally is None:
            return
        if is_inside:
            self.transaction.changed(tally, was_changed=was_changed)
        else:
            tally.fate = ""

    def _name(self, ref: Ref) -> str | None:
        """What it is called; None for what is nobody's, or not to be told."""
        prefix = self._prefix
        if ref.sort is Sort.DATABASE:
            return None if self._world.names.is_own(ref.name) else f"{prefix}{quoted(ref.name)}"
        database = f"{prefix}{quoted(ref.database or self._database)}"
        if database in self._world.private:
            return None
        if ref.sort is Sort.SCHEMA:
            whole = f"{database}.{quoted(ref.name)}"
            parts = (self._database, "", ref.name)
        else:
            schema = ref.schema or self._schema(ref, database)
            if ref.temporary:
                self._temporary.add(ref.name)
            if not schema or schema in _SYSTEM or schema.startswith("pg_temp") or ref.temporary:
                return None
            whole = f"{database}.{quoted(schema)}.{quoted(ref.name)}"
            parts = (self._database, schema, ref.name)
        return None if any(map(self._world.names.is_own, parts)) else whole

    def _schema(self, ref: Ref, database: str) -> str:
        """The schema of a name without one; empty where it is the system's, or not to be told."""
        if ref.name in self._temporary or ref.name.startswith("pg_"):
            return ""
        made = self._world.made
        path = [schema for schema in map(self._own, self._path) if schema not in _SYSTEM]
        path = [one for one in path if one != self._user or "$user" not in self._path or f"{database}.{one}" in made]
        if not path:
            self._world.unknown("a table's name that the search path leads nowhere we know")
            return ""
        if len(path) == 1 or ref.access is Access.CREATE:
            return path[0]
        for schema in path:
            if f"{database}.{quoted(schema)}.{quoted(ref.name)}" in made:
                return schema
        self._world.unknown("a table's name that each schema of the search path may hold")
        return ""

    def _own(self, schema: str) -> str:
        return self._user if schema == "$user" else schema
