"""What pytest itself knows of a project: asked by a run of it, or by a plugin in an interpreter that has never met us.

The standard library alone, and nothing of ours at the top: a copy of this file is all that it is given.
"""

from __future__ import annotations

import dataclasses
import importlib.metadata
import json
import os
import platform
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ANSWER = "BULKHEAD_FACTS"
"""Names the file for the plugin's answer."""

PACKAGES = ("pytest-bulkhead", "pytest-xdist", "psycopg", "psycopg2", "psycopg2-binary", "asyncpg", "redis", "fastapi")
_CHOICES = ("mode", "depth")
_OURS = ("depth", "refuse", "allow", "races", "harmless", "memory", "memory_limit", "plan", "require")
_TWINS = ("bulkhead", *(f"bulkhead_{key}" for key in _OURS))


@dataclass(frozen=True)
class Choice:
    """Something that can be chosen in several places.

    Args:
        value: what holds.
        origin: where it was chosen; empty where nobody has.
    """

    value: str
    origin: str


@dataclass(frozen=True)
class PytestFacts:
    """What holds when the project's tests are run; all but the first two are unknown where pytest does not start.

    Args:
        executable: the interpreter.
        root: pytest's root folder.
        python: the interpreter's version.
        pytest: likewise.
        packages: the versions of those that matter to us and are installed.
        settings_file: of pytest, empty where there is none.
        addopts: what the settings add to each command line.
        env_addopts: what the environment adds.
        plugins: the installed plugins that are loaded, with their versions.
        modules: the names under which plugins are registered.
        blocked: our plugins that are switched off by `-p no:`.
        mode: of our plugin.
        depth: likewise.
        fault: why it does not start, empty where it does.
        dist: how tests are dealt out among workers, `no` where nothing says so.
        workers: how many are asked for, empty where none are.
        strict_markers: whether an unknown mark is an error.
        required: servers that pytest's settings call required; None where these do not say.
        twins: what pytest's settings say in our keys.
    """

    executable: str
    root: str
    python: str = ""
    pytest: str = ""
    packages: dict[str, str] = field(default_factory=dict)
    settings_file: str = ""
    addopts: list[str] = field(default_factory=list)
    env_addopts: str = ""
    plugins: dict[str, str] = field(default_factory=dict)
    modules: list[str] = field(default_factory=list)
    blocked: list[str] = field(default_factory=list)
    mode: Choice = Choice("report", "")
    depth: Choice = Choice("quick", "")
    fault: str = ""
    dist: str = "no"
    workers: str = ""
    strict_markers: bool = True
    required: list[str] | None = None
    twins: dict[str, str] = field(default_factory=dict)

    @property
    def is_active(self) -> bool:
        """Whether our plugin is loaded and looks at what tests do."""
        return "bulkhead" in self.modules and self.mode.value != "off"

    @classmethod
    def from_json(cls, text: str) -> PytestFacts:
        """What the plugin has answered."""
        known = json.loads(text)
        return cls(**{**known, **{name: Choice(**known[name]) for name in _CHOICES}})

    def to_json(self) -> str:
        return json.dumps(dataclasses.asdict(self))


def pytest_cmdline_main(config: Any) -> int | None:
    """Answer, and run nothing; pytest-xdist has made up its mind by now, since it is tried first."""
    path = os.environ.get(ANSWER)
    if not path:
        return None
    Path(path).write_text(facts_of(config).to_json(), encoding="utf-8")
    return 0


def facts_of(config: Any) -> PytestFacts:
    """What a configuration of pytest holds, in a worker, too."""
    manager = config.pluginmanager
    given = getattr(config, "known_args_namespace", config.option)
    addopts = list(config.getini("addopts"))
    fault = _fault(config)
    return PytestFacts(
        executable=sys.executable,
        python=platform.python_version(),
        pytest=importlib.metadata.version("pytest"),
        packages={name: version for name in PACKAGES if (version := _version(name))},
        root=str(config.rootpath),
        settings_file=str(config.inipath or ""),
        addopts=addopts,
        env_addopts=os.environ.get("PYTEST_ADDOPTS", ""),
        plugins={str(one.metadata["Name"]).lower(): str(one.version) for _, one in manager.list_plugin_distinfo()},
        modules=[str(name) for name, plugin in manager.list_name_plugin() if plugin is not None],
        blocked=[name for name in ("bulkhead", "bulkhead-resources") if manager.is_blocked(name)],
        mode=_choice(config, "mode", "bulkhead", "report", addopts),
        depth=_choice(config, "depth", "bulkhead_depth", "quick", addopts),
        fault=fault,
        # A worker is told to deal out nothing, and still knows what it was called with.
        dist=str(getattr(given, "dist", None) or "no"),
        workers=str(getattr(given, "numprocesses", None) or ""),
        strict_markers=_has_strict_markers(config),
        required=_ini(config, "bulkhead_require"),
        twins={name: str(value) for name in _TWINS if (value := _ini(config, name))},
    )


def _choice(config: Any, key: str, name: str, default: str, addopts: list[str]) -> Choice:
    option = getattr(config.option, name, None)
    if option:
        words = [word for word in addopts if word.partition("=")[0] == f"--{name.replace('_', '-')}"]
        return Choice(str(option), "addopts of pytest" if words else "the command line or PYTEST_ADDOPTS")
    if text := _ini(config, name):
        return Choice(str(text), f"{name} in pytest's settings")
    try:
        from pytest_bulkhead.settings import load_settings
    except ImportError:
        return Choice("off", "pytest-bulkhead is not installed")
    try:
        settings = load_settings(config.rootpath)
    except Exception:  # told as a fault; versions of ours differ in what they raise
        return Choice(default, "")
    if value := getattr(settings, key, None):
        return Choice(str(value), str(settings.path))
    return Choice(default, "")


def _fault(config: Any) -> str:
    orders_of = getattr(config.pluginmanager.get_plugin("bulkhead"), "orders_of", None)
    try:
        if orders_of is not None:
            orders_of(config)
    except Exception as error:
        return str(error)
    return ""


def _has_strict_markers(config: Any) -> bool:
    if getattr(config.option, "strict_markers", None) or getattr(config.option, "strict", None):
        return True
    chosen = _ini(config, "strict_markers")
    return bool(_ini(config, "strict") if chosen is None else chosen)


def _ini(config: Any, name: str) -> Any:
    try:
        return config.getini(name)
    except (ValueError, KeyError):  # no such key in this version, or without our plugin
        return None


def _version(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return ""
