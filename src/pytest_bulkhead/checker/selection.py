"""Which hazards are looked for: the profile's, or those that somebody names, and in which files."""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pytest_bulkhead.checker.files.patterns import PathPatterns
from pytest_bulkhead.errors import UnknownHazardError
from pytest_bulkhead.hazards.hazard import Hazard, Profile
from pytest_bulkhead.hazards.lookup import all_hazards
from pytest_bulkhead.settings import Settings

EVERYTHING = "ALL"
_BEGINNING = re.compile(r"[A-Z]+\d*")


@dataclass(frozen=True, slots=True)
class Selection:
    """The codes that are looked for.

    Args:
        strict: whether what only the profile ``strict`` reports within a hazard is wanted, too.
        elsewhere: the codes that are not looked for in the files that a pattern means.
        base: the folder to which the patterns are relative.
        model_prefixes: the prefix that each provider demands of the names of its models.
        unknown: what is wrong with names that mean no hazard.
    """

    codes: frozenset[str]
    strict: bool = False
    elsewhere: tuple[tuple[str, frozenset[str]], ...] = ()
    base: str = ""
    model_prefixes: tuple[tuple[str, str], ...] = ()
    unknown: tuple[str, ...] = ()
    _patterns: PathPatterns = field(init=False, repr=False)

    def __post_init__(self) -> None:
        patterns = tuple(pattern for pattern, _ in self.elsewhere)
        object.__setattr__(self, "_patterns", PathPatterns(patterns, self.base))

    def __contains__(self, code: object) -> bool:
        return code in self.codes

    def within(self, path: str) -> frozenset[str]:
        """The codes that are looked for in one file."""
        if not self.elsewhere:
            return self.codes
        matching = set(self._patterns.matching(path))
        return self.codes.difference(*(codes for pattern, codes in self.elsewhere if pattern in matching))


def select(settings: Settings, own: Sequence[Hazard] = ()) -> Selection:
    """The selection that settings ask for.

    Args:
        settings: what is looked for, and what is left out.
        own: the hazards of the project's own rules.

    Raises:
        UnknownHazardError: nothing that the settings select is the name of a hazard.
    """
    unknown: list[str] = []
    known = (*all_hazards(), *own)
    if settings.select:
        chosen = _named(settings.select, known, unknown)
        if not chosen:
            raise UnknownHazardError(unknown[0])
    else:
        profiles = {Profile.RECOMMENDED, settings.profile}
        chosen = {hazard.code for hazard in known if hazard.profile in profiles}
    chosen |= _named(settings.extend_select, known, unknown)
    everything = EVERYTHING in {name.upper() for name in (*settings.select, *settings.extend_select)}
    return Selection(
        codes=frozenset(chosen - _named(settings.ignore, known, unknown)),
        strict=everything or settings.profile is Profile.STRICT,
        elsewhere=tuple(
            (pattern, frozenset(_named(names, known, unknown))) for pattern, names in settings.per_file_ignores
        ),
        base=str(settings.root or os.getcwd()),
        model_prefixes=settings.model_prefixes,
        unknown=tuple(dict.fromkeys(unknown)),
    )


def _named(names: Iterable[str], known: Sequence[Hazard], unknown: list[str]) -> set[str]:
    found: set[str] = set()
    for name in names:
        try:
            found.update(hazard.code for hazard in hazards_named(name, known))
        except UnknownHazardError as error:
            unknown.append(str(error))
    return found


def hazards_named(name: str, hazards: Sequence[Hazard]) -> tuple[Hazard, ...]:
    """Those of some hazards that a code, a slug, the beginning of a code, or ``ALL`` names.

    Raises:
        UnknownHazardError: there is none; the message offers the nearest names.
    """
    code, slug = name.strip().upper(), name.strip().lower().replace("_", "-")
    if code == EVERYTHING:
        return tuple(hazards)
    is_prefix = _BEGINNING.fullmatch(code) is not None
    found = tuple(one for one in hazards if one.slug == slug or (is_prefix and one.code.startswith(code)))
    if found:
        return found
    known = sorted({one.code for one in hazards} | {one.slug for one in hazards})
    near = difflib.get_close_matches(slug, known, n=3) or difflib.get_close_matches(code, known, n=3)
    hint = f" Did you mean {', '.join(near)}?" if near else ""
    raise UnknownHazardError(
        f"No hazard is called {name.strip()!r}.{hint} Codes (BH101), slugs (environ), beginnings of codes (BH1) and "
        "ALL can be named."
    )
