"""[tool.bulkhead], read once into a frozen object."""

from __future__ import annotations

import os
import re
import reprlib
import stat
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

from pytest_bulkhead.errors import SettingsError
from pytest_bulkhead.hazards.hazard import Profile

MODES = ("report", "strict", "heal", "off")
DEPTHS = ("quick", "deep")
REFUSABLE = ("chdir", "bind-fixed-port", "write-outside-tmp")
"""What a test can be refused to do."""
SERVERS = ("postgres", "redis", "openfga")
"""The servers that our fixtures give each worker a part of."""
MEMORY_CARE = ("freeze", "collect-on-growth")
"""What can be done about the memory of a process that runs tests."""
MEMORY_LIMIT = 5 * 1024
"""In MB, for each process that runs tests."""
PROFILES = (Profile.RECOMMENDED.value, Profile.STRICT.value)


class Allowed(NamedTuple):
    """State that tests may leave changed.

    Args:
        state: a kind of state, or a hazard's slug or code; after a colon a pattern of names, as in `environ:API_*`.
        reason: why.
        tests: patterns of node ids or of their files; empty means all tests.
    """

    state: str
    reason: str
    tests: tuple[str, ...] = ()


class Harmless(NamedTuple):
    """Files that tests may share.

    Args:
        path: a name such as `*.log` for all files and folders of that name, a path such as `build/*.txt` from the root,
            or one below any folder, such as `**/cache/*.bin`; what lies below is meant, too.
        reason: why.
    """

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Settings:
    """What a project says about itself.

    Args:
        path: the file that the settings come from, None when there is none.
        profile: which hazards the checker looks for.
        select: codes or slugs to look for instead of the profile's; empty means the profile's.
        extend_select: codes or slugs to look for besides.
        ignore: codes or slugs that are not looked for.
        exclude: glob patterns, relative to the settings file's folder, of paths that are not checked.
        per_file_ignores: glob patterns as in `exclude`, each with the codes or slugs that are not looked for there.
        baseline: the file of the findings that the project lives with for now.
        rules: files and entry points of the project's own rules.
        model_prefixes: the prefix that each provider demands of the names of its models.
        mode: what the plugin does about leaks; None when the file does not say.
        depth: how closely the plugin looks; None when the file does not say.
        refuse: the operations that the plugin refuses in tests.
        require: the servers whose absence is an error of the tests that need them, and no reason to skip these.
        servers: the URLs of servers that are there already; others are started when a test needs them.
        allow: what tests may leave changed.
        memory: what the plugin does about the memory of the processes that run tests.
        memory_limit: how much of it each of them may have, in MB; None when the file does not say.
        races: whether the plugin finds what tests share; None when the file does not say.
        harmless: files that tests may share.
        plan: the file of the groups that keep racing tests apart.
    """

    path: Path | None = None
    profile: Profile = Profile.RECOMMENDED
    select: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    per_file_ignores: tuple[tuple[str, tuple[str, ...]], ...] = ()
    baseline: Path | None = None
    rules: tuple[str, ...] = ()
    model_prefixes: tuple[tuple[str, str], ...] = ()
    mode: str | None = None
    depth: str | None = None
    refuse: tuple[str, ...] = ()
    require: tuple[str, ...] = ()
    servers: tuple[tuple[str, str], ...] = ()
    allow: tuple[Allowed, ...] = ()
    memory: tuple[str, ...] = ()
    memory_limit: int | None = None
    races: bool | None = None
    harmless: tuple[Harmless, ...] = ()
    plan: Path | None = None

    @property
    def root(self) -> Path | None:
        """The folder of the settings file, to which its patterns are relative."""
        return self.path.parent if self.path else None


def load_settings(start: Path) -> Settings:
    """The settings that hold for `start`, a folder or file: from the nearest file above it that has some.

    Raises:
        SettingsError: that file cannot be read or parsed, or holds what it may not.
    """
    # No symlinks are resolved: the file above the path as the user wrote it is the nearest one.
    folder = Path(os.path.abspath(start))
    for parent in (folder, *folder.parents):
        for name, table_of in (("bulkhead.toml", _whole), ("pyproject.toml", _tool_table)):
            table = _read(parent / name, table_of)
            if table is not None:
                return parse_settings(table, parent / name)
    return Settings()


def parse_settings(table: Mapping[str, Any], path: Path) -> Settings:
    """Settings from the keys and values of a table.

    Args:
        table: the table as it stands in the file, keys with hyphens or underscores.
        path: the file, for messages.

    Raises:
        SettingsError: a key is unknown or stands there twice, or a value is not of the kind that its key wants.
    """
    settings = Settings(path=path)
    seen: dict[str, str] = {}
    for key, value in table.items():
        name = key.replace("-", "_")
        if name not in _KEYS:
            known = [known.replace("_", "-") for known in _KEYS]
            import difflib  # only for a mistake

            near = difflib.get_close_matches(key.replace("_", "-"), known, n=1)
            hint = f" Did you mean {near[0]!r}?" if near else f" Known are {', '.join(known)}."
            raise SettingsError(f"{path}: the settings of bulkhead have no key {_brief(key)}.{hint}")
        if name in seen:
            raise SettingsError(f"{path}: {seen[name]!r} and {key!r} in the settings of bulkhead are the same key.")
        seen[name] = key
        try:
            settings = replace(settings, **{name: _KEYS[name].parse(value, path.parent)})
        except ValueError as error:
            raise SettingsError(
                f"{path}: {key!r} in the settings of bulkhead must be {error}, not {_brief(value)}."
            ) from None
    return settings


def _whole(document: Mapping[str, Any]) -> Any:
    return document


def _tool_table(document: Mapping[str, Any]) -> Any:
    tools = document.get("tool")
    return tools.get("bulkhead") if isinstance(tools, Mapping) else None


def _read(path: Path, table_of: Callable[[Mapping[str, Any]], Any]) -> Mapping[str, Any] | None:
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            return None
    except OSError:  # what may not even be looked at does not speak for the project
        return None
    try:
        data = path.read_bytes()
    except OSError as error:
        raise SettingsError(f"{path} cannot be read for the settings of bulkhead: {error.strerror}.") from None
    if path.name == "pyproject.toml" and b"bulkhead" not in data:
        return None
    import tomllib  # costs as much as all the rest of this module, and most projects have no settings

    try:
        document = tomllib.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:  # a number of too many digits is a plain ValueError
        raise SettingsError(f"{path} is no valid TOML, so the settings of bulkhead cannot be read: {error}.") from None
    table = table_of(document)
    if table is not None and not isinstance(table, Mapping):
        raise SettingsError(f"{path}: [tool.bulkhead] must be a table, not {_brief(table)}.")
    return table


def _brief(value: Any) -> str:
    """A value as it can stand in a message: however long it is, and however deep."""
    shortened = reprlib.Repr()
    shortened.maxstring = shortened.maxother = 80
    try:
        return shortened.repr(value)
    except ValueError:
        return "a number of thousands of digits"


@dataclass(frozen=True, slots=True)
class _Key:
    """One key of the table.

    Args:
        parse: makes the value of it, given what stands in the file and the file's folder.
        meaning: for the schema.
        schema: what may stand in the file.
    """

    parse: Callable[[Any, Path], Any]
    meaning: str
    schema: Mapping[str, Any]


_SIZE = "([0-9]{1,9}(?:[.][0-9]{1,9})?) ?(MB|GB)"
_TEXT = {"type": "string", "minLength": 1}
_TEXTS = {"type": "array", "items": _TEXT}
_ALLOWED = {
    "type": "object",
    "required": ["state", "reason"],
    "additionalProperties": False,
    "properties": {"state": _TEXT, "reason": _TEXT, "tests": _TEXTS},
}

_HARMLESS = {
    "type": "object",
    "required": ["path", "reason"],
    "additionalProperties": False,
    "properties": {"path": _TEXT, "reason": _TEXT},
}


def settings_schema() -> dict[str, Any]:
    """The JSON Schema of ``[tool.bulkhead]``, for editors and schema stores."""
    keys = {name.replace("_", "-"): {"description": key.meaning, **key.schema} for name, key in _KEYS.items()}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Settings of pytest-bulkhead",
        "type": "object",
        "additionalProperties": False,
        "properties": keys,
    }


def _one_of(values: tuple[str, ...]) -> Callable[[Any, Path], str]:
    def parse(value: Any, folder: Path) -> str:
        if value not in values:
            raise ValueError("one of " + ", ".join(values))
        return str(value)

    return parse


def _profile(value: Any, folder: Path) -> Profile:
    return Profile(_one_of(PROFILES)(value, folder))


def _strings(value: Any, folder: Path) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
        raise ValueError("a list of non-empty strings")
    return tuple(value)


def _some_of(values: tuple[str, ...]) -> Callable[[Any, Path], tuple[str, ...]]:
    def parse(value: Any, folder: Path) -> tuple[str, ...]:
        if not isinstance(value, list) or not all(item in values for item in value):
            raise ValueError("a list of some of " + ", ".join(values))
        return tuple(value)

    return parse


def megabytes(value: Any) -> int:
    """A size such as ``5 GB`` or ``800 MB`` in MB.

    Raises:
        ValueError: it is no such size.
    """
    found = re.fullmatch(_SIZE, value) if isinstance(value, str) else None
    size = round(float(found[1]) * (1024 if found[2] == "GB" else 1)) if found else 0
    if size > 0:
        return size
    raise ValueError('a size such as "5 GB" or "800 MB"')


def _size(value: Any, folder: Path) -> int:
    return megabytes(value)


def _truth(value: Any, folder: Path) -> bool:
    if not isinstance(value, bool):
        raise ValueError("true or false")  # noqa: TRY004 - as all parsers of keys do
    return value


def _allowed(value: Any, folder: Path) -> tuple[Allowed, ...]:
    if isinstance(value, Mapping):
        value = [{"state": state, "reason": reason} for state, reason in value.items()]
    try:
        return tuple(_one_allowed(folder, **one) for one in (value if isinstance(value, list) else [value]))
    except (ValueError, TypeError, AttributeError):
        raise ValueError("a list of tables, each with `state`, `reason` and, if need be, `tests`") from None


def _one_allowed(folder: Path, *, state: Any, reason: Any, tests: Any = ()) -> Allowed:
    state, reason = _strings([state, reason.strip()], folder)
    return Allowed(state, reason, _strings(tests, folder) if tests != () else ())


def _harmless(value: Any, folder: Path) -> tuple[Harmless, ...]:
    try:
        if isinstance(value, list):
            return tuple(_one_harmless(folder, **one) for one in value)
    except (ValueError, TypeError, AttributeError):
        pass
    raise ValueError("a list of tables, each with `path` and `reason`")


def _one_harmless(folder: Path, *, path: Any, reason: Any) -> Harmless:
    return Harmless(*_strings([path.strip(), reason.strip()], folder))


def _by_pattern(value: Any, folder: Path) -> tuple[tuple[str, tuple[str, ...]], ...]:
    try:
        return tuple((pattern, _strings(names, folder)) for pattern, names in value.items())
    except (ValueError, AttributeError):
        raise ValueError("a table of patterns, each with a list of non-empty strings") from None


def _path(value: Any, folder: Path) -> Path:
    if not isinstance(value, str) or not value or "\0" in value:
        raise ValueError("a path, relative to the folder of this file")
    return folder / value


def _pairs(value: Any, folder: Path) -> tuple[tuple[str, str], ...]:
    if not isinstance(value, Mapping) or not all(isinstance(item, str) and item for item in value.values()):
        raise ValueError("a table of non-empty strings")
    return tuple(value.items())


def _servers(value: Any, folder: Path) -> tuple[tuple[str, str], ...]:
    try:
        if {*dict(_pairs(value, folder))} <= {*SERVERS}:
            return _pairs(value, folder)
    except ValueError:
        pass
    raise ValueError(f"a table of URLs for some of {', '.join(SERVERS)}")


_KEYS = {
    "profile": _Key(_profile, "which hazards are looked for when none are selected", {"enum": list(PROFILES)}),
    "select": _Key(_strings, "codes, slugs or beginnings of codes to look for instead of the profile's", _TEXTS),
    "extend_select": _Key(_strings, "codes, slugs or beginnings of codes to look for besides", _TEXTS),
    "ignore": _Key(_strings, "codes, slugs or beginnings of codes that are not looked for", _TEXTS),
    "exclude": _Key(_strings, "patterns of paths that are not checked, relative to this file's folder", _TEXTS),
    "per_file_ignores": _Key(
        _by_pattern,
        "patterns of paths, each with what is not looked for there",
        {"type": "object", "additionalProperties": _TEXTS},
    ),
    "baseline": _Key(_path, "the file of the findings that the project lives with for now", _TEXT),
    "rules": _Key(_strings, "the project's own rules: files, relative to this file's folder, and entry points", _TEXTS),
    "model_prefixes": _Key(
        _pairs,
        'the prefix that each provider demands of the names of its models: ollama = "ollama/"',
        {"type": "object", "additionalProperties": _TEXT},
    ),
    "mode": _Key(_one_of(MODES), "what the pytest plugin does about leaks", {"enum": list(MODES)}),
    "depth": _Key(_one_of(DEPTHS), "how closely the pytest plugin looks", {"enum": list(DEPTHS)}),
    "refuse": _Key(
        _some_of(REFUSABLE),
        "what the pytest plugin refuses tests to do",
        {"type": "array", "items": {"enum": list(REFUSABLE)}},
    ),
    "require": _Key(
        _some_of(SERVERS),
        "servers whose absence is an error of the tests that need them, and no reason to skip these",
        {"type": "array", "items": {"enum": list(SERVERS)}},
    ),
    "servers": _Key(
        _servers,
        "the URLs of servers that are there already; others are started when a test needs them",
        {"type": "object", "additionalProperties": False, "properties": dict.fromkeys(SERVERS, _TEXT)},
    ),
    "allow": _Key(
        _allowed,
        "state that tests may leave changed, with the reason",
        {"anyOf": [{"type": "array", "items": _ALLOWED}, {"type": "object", "additionalProperties": _TEXT}]},
    ),
    "memory": _Key(
        _some_of(MEMORY_CARE),
        "what the pytest plugin does about memory: freeze what collection has made, so that the garbage collector no "
        "longer walks it; collect when a test has made the process grow",
        {"type": "array", "items": {"enum": list(MEMORY_CARE)}},
    ),
    "memory_limit": _Key(
        _size,
        'the resident size at which a process that runs tests is told: "5 GB" if not set',
        {"type": "string", "pattern": f"^{_SIZE}$"},
    ),
    "races": _Key(
        _truth,
        "whether the pytest plugin finds what tests share and could not touch at the same time; "
        "if not set, where the depth is deep",
        {"type": "boolean"},
    ),
    "harmless": _Key(
        _harmless,
        "files that tests may share: patterns of their paths, each with the reason",
        {"type": "array", "items": _HARMLESS},
    ),
    "plan": _Key(_path, "the file of the groups that keep racing tests apart, made by `bulkhead plan`", _TEXT),
}
