"""The plugin's option, its ini twin and its mark, and which mode follows from them."""

from __future__ import annotations

import pytest

from pytest_bulkhead.errors import SettingsError
from pytest_bulkhead.plugin.sensor import Depth
from pytest_bulkhead.settings import DEPTHS, MODES, Settings, load_settings

_HELP = (
    "what to do about state that a test or fixture leaves changed: report it (the default), strict: fail the test, off"
)

_DEPTH_HELP = "how closely to look: quick (the default), or deep: also at modules and classes of the project"


def add_options(parser: pytest.Parser) -> None:
    """Register `--bulkhead` and the ini key `bulkhead`."""
    group = parser.getgroup("bulkhead", "isolation of tests (pytest-bulkhead)")
    group.addoption("--bulkhead", choices=MODES, default=None, help=_HELP, metavar="|".join(MODES))
    parser.addini("bulkhead", _HELP, default=None)
    group.addoption("--bulkhead-depth", choices=DEPTHS, default=None, help=_DEPTH_HELP, metavar="|".join(DEPTHS))
    parser.addini("bulkhead_depth", _DEPTH_HELP, default=None)


def register_mark(config: pytest.Config) -> None:
    """Make `bulkhead_allow` known, also where marks are strict."""
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


def mode_of(config: pytest.Config) -> str:
    """The mode of this run: from the command line, else the ini file, else [tool.bulkhead], else `report`.

    Raises:
        pytest.UsageError: the ini file or the settings hold something else than a mode.
    """
    chosen = config.getoption("--bulkhead") or config.getini("bulkhead") or _settings(config).mode
    return _checked("bulkhead", chosen, MODES, "mode") or "report"


def depth_of(config: pytest.Config, ordered: str = "") -> Depth:
    """How closely this run looks: from the command line, else the ini file, else [tool.bulkhead], else as ordered.

    Raises:
        pytest.UsageError: the ini file or the settings hold something else than a depth.
    """
    chosen = config.getoption("--bulkhead-depth") or config.getini("bulkhead_depth") or _settings(config).depth
    return Depth(_checked("bulkhead_depth", chosen or ordered, DEPTHS, "depth") or Depth.QUICK)


def _settings(config: pytest.Config) -> Settings:
    try:
        return load_settings(config.rootpath)
    except SettingsError as error:
        raise pytest.UsageError(str(error)) from None


def _checked(key: str, chosen: str | None, known: tuple[str, ...], what: str) -> str:
    if chosen and chosen not in known:
        raise pytest.UsageError(f"{key} = {chosen!r} is no {what} of pytest-bulkhead; there are {', '.join(known)}.")
    return chosen or ""
