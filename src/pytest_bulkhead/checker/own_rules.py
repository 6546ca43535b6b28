"""A project's own rules: files that its settings name, and entry points of installed packages."""

from __future__ import annotations

import importlib.util
import os
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import ModuleType

from pytest_bulkhead.checker.rule import Rule
from pytest_bulkhead.errors import OwnRuleError
from pytest_bulkhead.hazards.hazard import Hazard
from pytest_bulkhead.settings import Settings

GROUP = "pytest_bulkhead.rules"
_CODE = re.compile(r"[A-Z]+\d{3,}")
_RESERVED = "BH"


def load_own_rules(settings: Settings) -> tuple[Rule, ...]:
    """The rules that the settings name, each checked as far as loading it can tell.

    A name that ends with ``.py`` is a file, relative to the settings'; any other is that of an entry point in the group
    ``pytest_bulkhead.rules``. Both hold a ``RULE``, or several ``RULES``. They are asked for by name, so that an
    installed package alone changes nothing, and no check has to look through what is installed.

    Raises:
        OwnRuleError: one cannot be loaded, or is no rule.
    """
    found: list[Rule] = []
    for name in settings.rules:
        held = _file(name, settings) if name.endswith(".py") else _entry_point(name)
        for rule in _rules_of(held, name):
            _check(rule, name, found)
            found.append(rule)
    return tuple(found)


def own_hazards(rules: Iterable[Rule]) -> tuple[Hazard, ...]:
    """The hazards of such rules, each once."""
    return tuple(dict.fromkeys(hazard for rule in rules for hazard in rule.hazards))


def _file(name: str, settings: Settings) -> ModuleType:
    path = (settings.root or Path()) / name
    if not path.is_file():
        raise OwnRuleError(f"The settings name rules in {_shown(path)}, and there is no such file.")
    module_name = "bulkhead_own_rules_" + re.sub(r"\W", "_", os.path.abspath(path))
    spec = importlib.util.spec_from_file_location(module_name, path)
    if spec is None or spec.loader is None:
        raise OwnRuleError(f"{_shown(path)} cannot be loaded as Python.")
    module = importlib.util.module_from_spec(spec)
    sys.modules[module_name] = module
    try:
        spec.loader.exec_module(module)
    except (Exception, SystemExit) as error:  # one that ends the program would end the check as a clean one
        del sys.modules[module_name]
        raise OwnRuleError(f"The rules in {_shown(path)} cannot be loaded: {type(error).__name__}: {error}.") from error
    return module


def _entry_point(name: str) -> object:
    from importlib.metadata import entry_points  # costs more than a small check, and few projects have any

    points = entry_points(group=GROUP, name=name)
    if not points:
        known = ", ".join(sorted(point.name for point in entry_points(group=GROUP))) or "none"
        raise OwnRuleError(
            f"The settings name the rules {name!r}, and no installed package offers them in its entry points "
            f"{GROUP!r} (known: {known}). A file ends with .py."
        )
    try:
        return next(iter(points)).load()
    except (Exception, SystemExit) as error:
        raise OwnRuleError(f"The rules {name!r} cannot be loaded: {type(error).__name__}: {error}.") from error


def _rules_of(held: object, name: str) -> Iterator[Rule]:
    if isinstance(held, Rule):
        yield held
        return
    several = held if isinstance(held, (list, tuple)) else getattr(held, "RULES", None)
    single = getattr(held, "RULE", None)
    rules = [*(several or ()), *([single] if single is not None else [])]
    if not rules:
        raise OwnRuleError(f"{name} holds no rule: neither RULE nor RULES.")
    yield from rules


def _check(rule: object, name: str, others: list[Rule]) -> None:
    if not isinstance(rule, Rule):
        raise OwnRuleError(f"{name} holds {rule!r} as a rule, which is no instance of a subclass of Rule.")
    for attribute in ("hazards", "tokens", "bad", "good"):
        if not hasattr(rule, attribute):
            raise OwnRuleError(f"The rule {type(rule).__name__} of {name} has no `{attribute}`.")
    taken = {hazard.code for other in others for hazard in other.hazards}
    for hazard in rule.hazards:
        if not _CODE.fullmatch(hazard.code) or hazard.code.startswith(_RESERVED):
            raise OwnRuleError(
                f"The rule {type(rule).__name__} of {name} has the code {hazard.code!r}. A code of your own is some "
                f"capital letters and at least three digits (ACME001), and does not begin with {_RESERVED}."
            )
        if hazard.code in taken:
            raise OwnRuleError(
                f"Two rules have the code {hazard.code}; one of them is {type(rule).__name__} of {name}."
            )


def _shown(path: Path) -> str:
    return os.path.relpath(path).replace(os.sep, "/")
