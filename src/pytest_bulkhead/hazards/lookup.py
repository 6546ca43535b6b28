"""Find hazards by code or slug."""

from __future__ import annotations

import difflib
import functools
import importlib
import pkgutil

from pytest_bulkhead.errors import UnknownHazardError
from pytest_bulkhead.hazards import catalogue
from pytest_bulkhead.hazards.hazard import Hazard


@functools.cache
def all_hazards() -> tuple[Hazard, ...]:
    """Every hazard of the catalogue, in the order of the codes.

    Raises:
        ValueError: two hazards claim one code, which only a mistake in the catalogue can cause.
    """
    by_code: dict[str, Hazard] = {}
    for entry in pkgutil.iter_modules(catalogue.__path__):
        module = importlib.import_module(f"{catalogue.__name__}.{entry.name}")
        for hazard in module.HAZARDS:
            if by_code.setdefault(hazard.code, hazard) is not hazard:
                raise ValueError(
                    f"{hazard.code} stands twice in the catalogue: {by_code[hazard.code].slug}, {hazard.slug}"
                )
    return tuple(by_code[code] for code in sorted(by_code))


def find_hazards(name: str) -> tuple[Hazard, ...]:
    """The hazards that a code (``BH101``) or a slug (``environ``) names, at least one.

    Raises:
        UnknownHazardError: nothing in the catalogue has that name; the message offers the nearest ones.
    """
    wanted = name.strip()
    found = tuple(h for h in all_hazards() if wanted.upper() == h.code or wanted.lower().replace("_", "-") == h.slug)
    if found:
        return found
    names = sorted({h.code for h in all_hazards()} | {h.slug for h in all_hazards()})
    near = difflib.get_close_matches(wanted, names, n=3) or difflib.get_close_matches(wanted.upper(), names, n=3)
    hint = f" Did you mean {', '.join(near)}?" if near else ""
    raise UnknownHazardError(f"No hazard is called {name!r}.{hint} `bulkhead matrix` lists them all.")
