"""What runs beside the tests once it is started: threads, processes, pools, servers, event loops."""

from __future__ import annotations

import ast
import enum
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pytest_bulkhead.checker.flow.endless import Endless, Teller
from pytest_bulkhead.checker.flow.makers import Made, Makers
from pytest_bulkhead.checker.meaning.names import Where
from pytest_bulkhead.checker.restoring.escapes import Escapes, Following
from pytest_bulkhead.checker.restoring.operations import EVERYTHING, Action, Key, Operation
from pytest_bulkhead.checker.restoring.started import Handle, StartedState
from pytest_bulkhead.checker.source.module import Function, Module
from pytest_bulkhead.checker.source.scopes import Bound
from pytest_bulkhead.checker.suite.knowledge import Knowledge, results, where_in


class Kind(enum.Enum):
    """What it is, for people."""

    THREAD = "thread"
    TIMER = "timer"
    PROCESS = "process"
    COMMAND = "child process"
    POOL = "pool of workers"
    LOOP = "event loop"
    SERVER = "server"


# By the full name of what makes it.
_MAKERS: Mapping[str, Kind] = {
    "threading.Thread": Kind.THREAD,
    "threading.Timer": Kind.TIMER,
    "multiprocessing.Process": Kind.PROCESS,
    "multiprocessing.context.Process": Kind.PROCESS,
    "multiprocessing.process.Process": Kind.PROCESS,
    "subprocess.Popen": Kind.COMMAND,
    "psutil.Popen": Kind.COMMAND,
    "asyncio.create_subprocess_exec": Kind.COMMAND,
    "asyncio.create_subprocess_shell": Kind.COMMAND,
    "concurrent.futures.ThreadPoolExecutor": Kind.POOL,
    "concurrent.futures.ProcessPoolExecutor": Kind.POOL,
    "concurrent.futures.thread.ThreadPoolExecutor": Kind.POOL,
    "concurrent.futures.process.ProcessPoolExecutor": Kind.POOL,
    "multiprocessing.Pool": Kind.POOL,
    "multiprocessing.pool.Pool": Kind.POOL,
    "multiprocessing.pool.ThreadPool": Kind.POOL,
    "asyncio.new_event_loop": Kind.LOOP,
    "uvloop.new_event_loop": Kind.LOOP,
    "apscheduler.schedulers.background.BackgroundScheduler": Kind.SERVER,
    "watchdog.observers.Observer": Kind.SERVER,
    "watchdog.observers.polling.PollingObserver": Kind.SERVER,
    "moto.server.ThreadedMotoServer": Kind.SERVER,
    "aiosmtpd.controller.Controller": Kind.SERVER,
    "grpc.server": Kind.SERVER,
    "pytest_httpserver.HTTPServer": Kind.SERVER,
    "sshtunnel.SSHTunnelForwarder": Kind.SERVER,
}
# These run as soon as they are made; the others have a method for it.
_AT_ONCE = frozenset({Kind.COMMAND, Kind.POOL, Kind.LOOP})
AT_ONCE_NAMES = frozenset(name.rpartition(".")[2] for name, kind in _MAKERS.items() if kind in _AT_ONCE)
# Methods that wait for what runs; of anything else they end nothing.
_WAITS = frozenset({"wait", "poll", "join", "communicate"})
_READS = frozenset({"read", "readlines"})
_TAKERS = frozenset({"asyncio.set_event_loop", "asyncio.run_coroutine_threadsafe"})
# Seconds after which a timer comes in the midst of other tests.
_LATE = 5


@dataclass(frozen=True, slots=True)
class Start(Operation):
    """The start of something that goes on."""

    kind: Kind = Kind.THREAD


class RunningState(StartedState):
    """Everything that is started and surely goes on until it is ended."""

    kinds = (ast.Call, ast.Assign)
    starts = frozenset({"start"})
    ends = frozenset({
        "join", "terminate", "kill", "cancel", "shutdown", "stop", "close", "wait", "communicate", "server_close",
        "aclose", "wait_closed", "send_signal", "poll", "set", "stop_server", "quit", "exit",
        "disconnect", "release", "notify", "notify_all", "call_soon_threadsafe", "__exit__", "__aexit__", "abort",
        "cleanup", "handle_exit", "force_exit", "run_sync", "unschedule_all", "teardown",
    })  # fmt: skip

    def __init__(self, knowledge: Knowledge) -> None:
        super().__init__(knowledge)
        self.endless = Endless(knowledge)
        # A thread can be ended by way of any object that it works with.
        self.objects = Makers(knowledge, self._is_object)
        self.escapes = Escapes(knowledge, self.ends, self._takes)
        # To wait for an event or a queue ends nothing that goes by it.
        self.escapes_of_tellers = Escapes(knowledge, self.ends - _WAITS, self._takes)

    def kind(self, call: ast.Call, where: Where) -> Kind | None:
        """What a call makes."""
        referent = None if self.names.product_name(call.func, where) else self.names.refer(call.func, where)
        if referent is None:
            return None
        for base in self.names.bases(referent):
            if base.is_external and base.dotted in _MAKERS:
                return _MAKERS[base.dotted]
        return None

    def is_maker(self, call: ast.Call, where: Where) -> bool:
        return self.kind(call, where) is not None

    def operations(self, node: ast.AST, where: Where) -> Iterator[Operation]:
        match node:
            case ast.Assign(targets=[ast.Attribute(value=owner)], value=ast.Constant()):
                # `server.should_exit = True`
                yield Operation(Action.REMOVE, node, where, self.name, self._handle(owner, where))
            case ast.Call(func=ast.Attribute(attr="poll")) if _is_to_run_on(node, where.module):
                return
            case ast.Call(func=ast.Attribute(value=owner, attr=method)) if method in self.ends:
                yield Operation(Action.REMOVE, node, where, self.name, self._ended(owner, method, where))
            case _:
                yield from self.beginnings(node, where)

    def beginnings(self, node: ast.AST, where: Where) -> Iterator[Operation]:
        match node:
            case ast.Call(func=ast.Attribute(attr=method)) if method in self.ends:
                return
            case ast.Call() if self._is_started_at_once(node, where):
                yield from self._started(node, where, Made(node, where))
            case ast.Call(func=ast.Attribute(value=owner, attr="start")):
                for made in self.traced(owner, where).made.values():
                    yield from self._started(node, where, made)

    def _takes(self, call: ast.Call, where: Where) -> bool:
        """Whether a call is a thread's or another's own, or one that makes a loop the current one."""
        return self.is_maker(call, where) or self.names.dotted(call.func, where) in _TAKERS

    def followed(self, change: Operation, module: Module) -> Following:
        """Where the object gets to, and those by which it is told to stop."""
        following = super().followed(change, module)
        following.lost = following.lost or any(_gives_it_away(one, module) for one in following.attributes)
        for made in self._started_objects(change):
            for one in self.tellers(made) or ():
                if not following.lost:
                    following.lost = self.escapes_of_tellers.follow(self.objects.anywhere_in(*one), module).lost
        return following

    def _started_objects(self, change: Operation) -> list[Made]:
        node = change.node
        assert isinstance(node, ast.Call)
        if node is change.value or not isinstance(node.func, ast.Attribute):
            return []
        return [made for made in self.traced(node.func.value, change.where).made.values() if made.call is change.value]

    def _is_object(self, call: ast.Call, where: Where) -> bool:
        """Whether a call makes an object itself, as one that returns what it has made does not."""
        helper = self.knowledge.helper(call, where)
        return helper is None or helper.is_generator or not any(results(helper))

    def _ended(self, owner: ast.expr, method: str, where: Where) -> Key:
        """What a method of an object ends."""
        if self._is_current_loop(owner, where):
            return EVERYTHING
        if method in _WAITS:
            return Handle(frozenset(self.traced(owner, where).made))
        return self._handle(owner, where)

    def _handle(self, owner: ast.expr, where: Where) -> Handle:
        """An object, by the calls that can have made it and by the name or attribute that it is reached by."""
        return Handle(frozenset(self.objects.anywhere_in(owner, where).made) | _reached_by(owner, where))

    def _is_current_loop(self, owner: ast.expr, where: Where) -> bool:
        return isinstance(owner, ast.Call) and self.names.dotted(owner.func, where) == "asyncio.get_event_loop"

    def _is_started_at_once(self, call: ast.Call, where: Where) -> bool:
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        if name not in AT_ONCE_NAMES or self.kind(call, where) not in _AT_ONCE:
            return False
        used_by: ast.AST | None = where.module.parent(call)
        used_by = where.module.parent(used_by) if isinstance(used_by, ast.Await) else used_by
        is_ended = isinstance(used_by, ast.Attribute) and used_by.attr in self.ends
        return not is_ended and not isinstance(used_by, ast.withitem)

    def _started(self, node: ast.Call, where: Where, made: Made) -> Iterator[Operation]:
        kind = self.kind(made.call, made.where)
        names = frozenset({made.identity})
        if kind in (Kind.THREAD, Kind.PROCESS):
            tellers = self.tellers(made)
            if tellers is None or any(self._is_unknown(one) for one in tellers):
                return
            for one in tellers:
                names |= self._handle(one.object, one.where).names
        elif kind is Kind.TIMER and not self._is_late(made):
            return
        if kind is not None:
            yield Start(Action.SET, node, where, self.name, Handle(names), made.call, kind=kind)

    def tellers(self, made: Made) -> list[Teller] | None:
        """The objects by which a thread or process is told to stop; None if it may well end by itself."""
        call, where = made.call, made.where
        given = _given_to_target(call)
        run = self._own_run(call, where)
        if run is not None:
            return self.endless.told_by_within(run, where_in(run))
        target = next((keyword.value for keyword in call.keywords if keyword.arg == "target"), None)
        if target is None and len(call.args) > 1:
            target = call.args[1]
        return None if target is None else self.endless.told_by(target, where, given)

    def _is_unknown(self, teller: Teller) -> bool:
        """Whether it cannot be told who made an object: then neither who ends it."""
        if self.objects.anywhere_in(*teller).made:
            return False
        referent = self.names.refer(*teller)
        if referent is not None and (referent.is_external or referent.node is not None):
            return False  # a module or class has no end
        binding = referent.binding if referent else None
        return binding is None or binding.kind is Bound.PARAMETER

    def _own_run(self, call: ast.Call, where: Where) -> Function | None:
        """The method that a class of the project gives a thread to run."""
        referent = self.names.refer(call.func, where)
        for base in self.names.bases(referent) if referent else ():
            if base.where is not None and isinstance(base.node, ast.ClassDef):
                run = base.where.module.methods(base.node).get("run")
                if run is not None:
                    return run
        return None

    def _is_late(self, made: Made) -> bool:
        interval = self.constants.value(made.call.args[0], made.where) if made.call.args else None
        return isinstance(interval, (int, float)) and interval >= _LATE


def _gives_it_away(attribute: ast.Attribute, module: Module) -> bool:
    """Whether a process can be ended by its number, or is read to its end."""
    used_by = module.parent(attribute)
    if attribute.attr == "pid":
        return isinstance(used_by, (ast.Call, ast.keyword, ast.Assign, ast.Return, ast.Starred, ast.List, ast.Tuple))
    if attribute.attr not in ("stdout", "stderr"):
        return False
    return used_by.attr in _READS if isinstance(used_by, ast.Attribute) else not isinstance(used_by, ast.Assert)


def _is_to_run_on(poll: ast.Call, module: Module) -> bool:
    """Whether a test asserts that a process has not ended: ``assert process.poll() is None``."""
    compared = module.parent(poll)
    match compared:
        case ast.Compare(ops=[ast.Is()], comparators=[ast.Constant(value=None)]):
            return isinstance(module.parent(compared), ast.Assert)
    return False


def _given_to_target(call: ast.Call) -> dict[str, ast.expr] | None:
    """What a thread hands to its target, by position or by keyword; None where that is not written out."""
    found: dict[str, ast.expr] = {}
    for keyword in call.keywords:
        if keyword.arg == "args":
            if not isinstance(keyword.value, (ast.Tuple, ast.List)):
                return None
            found.update({str(position): value for position, value in enumerate(keyword.value.elts)})
        elif keyword.arg == "kwargs":
            if not isinstance(keyword.value, ast.Dict):
                return None
            for key, value in zip(keyword.value.keys, keyword.value.values, strict=True):
                if isinstance(key, ast.Constant):
                    found[str(key.value)] = value
    return found


def _reached_by(owner: ast.expr, where: Where) -> frozenset[str]:
    if isinstance(owner, ast.Attribute):
        return frozenset({f".{owner.attr}"})
    found = where.scope.lookup(owner.id) if isinstance(owner, ast.Name) else None
    if found is None or not isinstance(owner, ast.Name):
        return frozenset()
    return frozenset({f"{where.module.path}:{where.module.qualname(found[0].node)}.{owner.id}"})
