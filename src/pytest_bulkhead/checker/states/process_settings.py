"""Settings of the process that stand behind a call: which functions set them, tell them, and put them back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting.

    Args:
        done: what a test that changes it does, to follow the test's name.
        setters: the functions that set it, each with the position of the value that it is given.
        keyed: the position of the argument that tells which of several is meant; none of them known means all.
        readers: the functions that tell what it is.
        untouched: the values that it has while nobody touches it, as they are written.
        off: the functions that take it back to that.
        restorers: the context managers that put it back.
        hints: the words in names of outside helpers that may well put it back.
    """

    done: str
    setters: Mapping[str, int]
    keyed: int | None = None
    readers: tuple[str, ...] = ()
    untouched: tuple[str, ...] = ()
    off: tuple[str, ...] = ()
    restorers: tuple[str, ...] = ()
    hints: tuple[str, ...] = field(default=())


CWD = "cwd"
DECIMAL = "decimal context"
TIMEZONE = "timezone"
WARNINGS = "warning filters"

SETTINGS: Mapping[str, Setting] = {
    CWD: Setting(
        "changes the working directory",
        {"os.chdir": 0, "os.fchdir": 0},
        readers=("os.getcwd", "os.getcwdb", "pathlib.Path.cwd"),
        restorers=("contextlib.chdir",),
        hints=("chdir", "cwd", "workdir", "work_dir", "working_dir", "isolated_filesystem", "pushd", "in_dir"),
    ),
    "umask": Setting("changes the umask", {"os.umask": 0}, readers=("os.umask",), hints=("umask",)),
    "locale": Setting(
        "sets the locale",
        {"locale.setlocale": 1},
        keyed=0,
        readers=("locale.setlocale", "locale.getlocale"),
        restorers=("calendar.different_locale",),
        hints=("locale",),
    ),
    TIMEZONE: Setting("has the C library take over the time zone", {"time.tzset": 0}, hints=("tz", "timezone")),
    "signal": Setting(
        "installs a signal handler",
        {"signal.signal": 1},
        keyed=0,
        readers=("signal.getsignal", "signal.signal"),
        untouched=("signal.SIG_DFL", "signal.default_int_handler"),
        hints=("signal",),
    ),
    "socket timeout": Setting(
        "sets the default timeout of all sockets",
        {"socket.setdefaulttimeout": 0},
        readers=("socket.getdefaulttimeout",),
        untouched=("None",),
        hints=("timeout",),
    ),
    "recursion limit": Setting(
        "sets the recursion limit",
        {"sys.setrecursionlimit": 0},
        readers=("sys.getrecursionlimit",),
        hints=("recursion",),
    ),
    "switch interval": Setting(
        "sets how often threads are switched", {"sys.setswitchinterval": 0}, readers=("sys.getswitchinterval",)
    ),
    "garbage collector": Setting(
        "switches the garbage collector off", {"gc.disable": 0}, off=("gc.enable",), hints=("gc", "garbage")
    ),
    "collection threshold": Setting(
        "sets the thresholds of the garbage collector",
        {"gc.set_threshold": 0},
        readers=("gc.get_threshold",),
        hints=("gc", "garbage"),
    ),
    "collection debugging": Setting(
        "has the garbage collector keep or print what it finds",
        {"gc.set_debug": 0},
        readers=("gc.get_debug",),
        untouched=("0",),
        hints=("gc", "garbage"),
    ),
    "trace function": Setting(
        "installs a trace function",
        {"sys.settrace": 0, "threading.settrace": 0},
        readers=("sys.gettrace", "threading.gettrace"),
        untouched=("None",),
        hints=("trace", "tracing"),
    ),
    "profile function": Setting(
        "installs a profile function",
        {"sys.setprofile": 0, "threading.setprofile": 0},
        readers=("sys.getprofile", "threading.getprofile"),
        untouched=("None",),
        hints=("profil",),
    ),
    "resource limit": Setting(
        "sets a limit of the process",
        {"resource.setrlimit": 1},
        keyed=0,
        readers=("resource.getrlimit",),
        hints=("limit",),
    ),
    "event loop policy": Setting(
        "sets the event loop policy",
        {"asyncio.set_event_loop_policy": 0, "uvloop.install": 0},
        readers=("asyncio.get_event_loop_policy",),
        untouched=("None",),
        hints=("policy",),
    ),
    "start method": Setting(
        "sets how processes are started",
        {"multiprocessing.set_start_method": 0},
        readers=("multiprocessing.get_start_method",),
        hints=("start_method",),
    ),
    DECIMAL: Setting(
        "changes the decimal context",
        {"decimal.setcontext": 0},
        readers=("decimal.getcontext",),
        restorers=("decimal.localcontext",),
        hints=("context", "decimal"),
    ),
    WARNINGS: Setting(
        "changes the warning filters",
        {"warnings.filterwarnings": 0, "warnings.simplefilter": 0, "warnings.resetwarnings": 0},
        restorers=("warnings.catch_warnings",),
        hints=("warn",),
    ),
    "logging threshold": Setting(
        "switches logging off",
        {"logging.disable": 0},
        untouched=("logging.NOTSET", "0"),
        hints=("log",),
    ),
    "logger class": Setting(
        "sets the class of new loggers",
        {"logging.setLoggerClass": 0},
        readers=("logging.getLoggerClass",),
        hints=("log",),
    ),
    "captured warnings": Setting(
        "sends warnings to the log",
        {"logging.captureWarnings": 0},
        untouched=("False",),
        hints=("log", "warn"),
    ),
}
