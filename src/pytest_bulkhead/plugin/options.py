"""The plugin's option, its ini twin and its mark, and which mode follows from them."""

from __future__ import annotations

import os

import pytest

from pytest_bulkhead.errors import SettingsError
from pytest_bulkhead.hazards.hazard import Profile
from pytest_bulkhead.plugin.orders import Orders
from pytest_bulkhead.plugin.sensor import Depth
from pytest_bulkhead.settings import (
    DEPTHS,
    MEMORY_CARE,
    MEMORY_LIMIT,
    MODES,
    REFUSABLE,
    Allowed,
    Harmless,
    Settings,
    load_settings,
)

_HELP = (
    "what to do about state that a test or fixture leaves changed: report it (the default), strict: fail the test, "
    "heal: put it back, off"
)

_DEPTH_HELP = "how closely to look: quick (the default), or deep: also at modules and classes of the project"
_REFUSE_HELP = f"what tests are refused to do, with commas between: {', '.join(REFUSABLE)}"
_MEMORY_HELP = f"what to do about the memory of each worker, with commas between: {', '.join(MEMORY_CARE)}"
_LIMIT_HELP = "the size at which a worker is told, such as 800 MB (5 GB)"
_RACES_HELP = "find what tests share, and could not touch at the same time (on where the depth is deep)"
_HARMLESS_HELP = "files that tests may share: a path (*.log, build/*.txt) and the reason on each line"
_ALLOW_HELP = "what tests may leave changed: a state (environ, environ:API_*, BH102) and the reason on each line"


def add_options(parser: pytest.Parser) -> None:
    """Register the options and their ini twins."""
    group = parser.getgroup("bulkhead", "isolation of tests (pytest-bulkhead)")
    group.addoption("--bulkhead", choices=MODES, default=None, help=_HELP, metavar="|".join(MODES))
    parser.addini("bulkhead", _HELP, default=None)
    group.addoption("--bulkhead-depth", choices=DEPTHS, default=None, help=_DEPTH_HELP, metavar="|".join(DEPTHS))
    parser.addini("bulkhead_depth", _DEPTH_HELP, default=None)
    group.addoption("--bulkhead-refuse", default=None, help=_REFUSE_HELP, metavar="NAMES")
    parser.addini("bulkhead_refuse", _REFUSE_HELP, type="args", default=None)
    parser.addini("bulkhead_allow", _ALLOW_HELP, type="linelist", default=None)
    group.addoption("--bulkhead-races", action="store_true", default=None, help=_RACES_HELP)
    parser.addini("bulkhead_races", _RACES_HELP, default=None)
    parser.addini("bulkhead_harmless", _HARMLESS_HELP, type="linelist", default=None)
    _add_memory(parser, group)


def _add_memory(parser: pytest.Parser, group: pytest.OptionGroup) -> None:
    group.addoption("--bulkhead-memory", default=None, help=_MEMORY_HELP, metavar="NAMES")
    parser.addini("bulkhead_memory", _MEMORY_HELP, type="args", default=None)
    parser.addini("bulkhead_memory_limit", _LIMIT_HELP, default=None)


def register_mark(config: pytest.Config) -> None:
    """Make our marks known, also where marks are strict."""
    config.addinivalue_line(
        "markers",
        "shares(name, mode='write'): this test touches something that workers share and nobody can see; "
        "mode='read' stands beside other readers.",
    )
    config.addinivalue_line(
        "markers",
        "bulkhead_allow(*states, reason): let this test leave such state changed; "
        "a hazard's slug or code, or a kind of state, such as 'environ'.",
    )


def runs_tests(config: pytest.Config) -> bool:
    """Whether this invocation is there to run tests, and not to list them, their fixtures or the cache."""
    listings = ("collectonly", "showfixtures", "show_fixtures_per_test", "cacheshow")
    return not any(getattr(config.option, name, None) for name in listings)


def allowed_by_mark(node: pytest.Item | pytest.Collector) -> frozenset[str]:
    """The slugs, codes and kinds of state that the marks of a test, class or module allow it to leave changed.

    Raises:
        ValueError: a mark gives no reason.
    """
    allowed: set[str] = set()
    for mark in node.iter_markers("bulkhead_allow"):
        if not mark.kwargs.get("reason"):
            raise ValueError(f"{node.nodeid}: the mark bulkhead_allow needs a reason, and is ignored without one")
        allowed.update(map(str, mark.args))
    return frozenset(allowed)


def orders_of(config: pytest.Config, ordered_depth: str = "") -> Orders:
    """What this run is to do: by the command line, else the ini file, else [tool.bulkhead].

    Args:
        config: of the run.
        ordered_depth: the depth that holds where nobody names one; empty means `quick`.

    Raises:
        pytest.UsageError: the ini file or the settings hold what means nothing.
    """
    mode = config.getoption("--bulkhead") or config.getini("bulkhead")
    if mode == "off":  # then nothing else matters
        return Orders(mode, Depth.QUICK.value)
    settings = settings_of(config)
    mode = _checked("bulkhead", mode or settings.mode, MODES, "mode") or "report"
    depth = config.getoption("--bulkhead-depth") or config.getini("bulkhead_depth") or settings.depth or ordered_depth
    depth = _checked("bulkhead_depth", depth, DEPTHS, "depth") or Depth.QUICK.value
    baseline = str(settings.baseline or "")
    refuse = _names(config, "refuse", REFUSABLE, "operation", settings.refuse)
    memory = _names(config, "memory", MEMORY_CARE, "way to care for memory", settings.memory)
    return Orders(
        mode,
        depth,
        refuse,
        _allow(config, settings),
        baseline,
        memory,
        _memory_limit(config, settings),
        _races(config, settings, depth),
        str(settings.root or ""),
        conventions=settings.profile is Profile.STRICT,
    )


def own_folders(config: pytest.Config) -> list[str]:
    """Where tests may write besides the system's folder for temporary files: what pytest gives out or keeps."""
    given = getattr(config.option, "basetemp", None)
    folders = [os.environ.get("PYTEST_DEBUG_TEMPROOT"), given and os.path.abspath(given)]
    if given and hasattr(config, "workerinput"):  # beside it lie those of the other workers, and what all of them share
        folders.append(os.path.dirname(os.path.abspath(given)))  # noqa: PTH120
    return [folder for folder in folders if folder]


def settings_of(config: pytest.Config) -> Settings:
    """What [tool.bulkhead] says.

    Raises:
        pytest.UsageError: it holds what means nothing.
    """
    try:
        return load_settings(config.rootpath)
    except SettingsError as error:
        raise pytest.UsageError(str(error)) from None


def harmless_of(config: pytest.Config) -> tuple[Harmless, ...]:
    """Files that tests may share, by the settings and by the ini file.

    Raises:
        pytest.UsageError: they hold what means nothing.
    """
    lines = [line.split(maxsplit=1) for line in config.getini("bulkhead_harmless") or () if line.strip()]
    for path, *reason in lines:
        if not reason:
            raise pytest.UsageError(f"bulkhead_harmless: {path} wants a reason behind it, on the same line.")
    return (*settings_of(config).harmless, *(Harmless(path, reason) for path, reason in lines))


def _memory_limit(config: pytest.Config, settings: Settings) -> int:
    text = config.getini("bulkhead_memory_limit")
    if not text:
        return settings.memory_limit or MEMORY_LIMIT
    try:
        from pytest_bulkhead.settings.values import megabytes  # where a limit is set

        return megabytes(text)
    except ValueError as error:
        raise pytest.UsageError(f"bulkhead_memory_limit = {text!r} must be {error}.") from None


def _races(config: pytest.Config, settings: Settings, depth: str) -> bool:
    text = config.getini("bulkhead_races")
    chosen = _checked("bulkhead_races", text, ("true", "false"), "answer") == "true" if text else settings.races
    return bool(config.getoption("--bulkhead-races") or (depth == Depth.DEEP if chosen is None else chosen))


def _names(
    config: pytest.Config, key: str, known: tuple[str, ...], what: str, in_settings: tuple[str, ...]
) -> tuple[str, ...]:
    option, lines = config.getoption(f"--bulkhead-{key}"), config.getini(f"bulkhead_{key}")
    if option is None and not lines:
        return in_settings
    named = [name.strip() for text in ([option] if option is not None else lines) for name in text.split(",")]
    for name in filter(None, named):
        _checked(f"bulkhead_{key}", name, known, what)
    return tuple(filter(None, named))


def _allow(config: pytest.Config, settings: Settings) -> tuple[Allowed, ...]:
    lines = [line.split(maxsplit=1) for line in config.getini("bulkhead_allow") or () if line.strip()]
    for state, *reason in lines:
        if not reason:
            raise pytest.UsageError(f"bulkhead_allow: {state} wants a reason behind it, on the same line.")
    return (*settings.allow, *(Allowed(state, reason) for state, reason in lines))


def _checked(key: str, chosen: str | None, known: tuple[str, ...], what: str) -> str:
    if chosen and chosen not in known:
        raise pytest.UsageError(f"{key} = {chosen!r} is no {what} of pytest-bulkhead; there are {', '.join(known)}.")
    return chosen or ""
