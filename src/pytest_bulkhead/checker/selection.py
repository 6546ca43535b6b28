"""Which hazards are looked for: the profile's, or those that somebody names."""

from __future__ import annotations

import difflib
from dataclasses import dataclass

from pytest_bulkhead.errors import UnknownHazardError
from pytest_bulkhead.hazards.hazard import Hazard, Profile
from pytest_bulkhead.hazards.lookup import all_hazards
from pytest_bulkhead.settings import Settings

EVERYTHING = "ALL"


@dataclass(frozen=True, slots=True)
class Selection:
    """The codes that are looked for.

    Args:
        strict: whether what only the profile ``strict`` reports within a hazard is wanted, too.
    """

    codes: frozenset[str]
    strict: bool = False

    def __contains__(self, code: object) -> bool:
        return code in self.codes


def select(settings: Settings) -> Selection:
    """The selection that settings ask for.

    Raises:
        UnknownHazardError: a name that no code, slug or beginning of a code has.
    """
    if settings.select:
        chosen = _named(settings.select)
    else:
        profiles = {Profile.RECOMMENDED, settings.profile}
        chosen = {hazard.code for hazard in all_hazards() if hazard.profile in profiles}
    chosen |= _named(settings.extend_select)
    everything = EVERYTHING in {name.upper() for name in (*settings.select, *settings.extend_select)}
    strict = everything or settings.profile is Profile.STRICT
    return Selection(frozenset(chosen - _named(settings.ignore)), strict)


def _named(names: tuple[str, ...]) -> set[str]:
    return {hazard.code for name in names for hazard in hazards_named(name)}


def hazards_named(name: str) -> tuple[Hazard, ...]:
    """The hazards that a code, a slug, the beginning of a code, or ``ALL`` names.

    Raises:
        UnknownHazardError: there is none; the message offers the nearest names.
    """
    code, slug = name.strip().upper(), name.strip().lower().replace("_", "-")
    if code == EVERYTHING:
        return all_hazards()
    is_prefix = code.startswith("BH") and (code[2:].isdecimal() or code == "BH")
    found = tuple(
        hazard for hazard in all_hazards() if hazard.slug == slug or (is_prefix and hazard.code.startswith(code))
    )
    if found:
        return found
    known = sorted({hazard.code for hazard in all_hazards()} | {hazard.slug for hazard in all_hazards()})
    near = difflib.get_close_matches(slug, known, n=3) or difflib.get_close_matches(code, known, n=3)
    hint = f" Did you mean {', '.join(near)}?" if near else ""
    raise UnknownHazardError(
        f"No hazard is called {name.strip()!r}.{hint} Codes (BH101), slugs (environ), beginnings of codes (BH1) and "
        "ALL can be named."
    )
