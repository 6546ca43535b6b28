"""The catalogue as a closed world: what is in it, and what each entry must be like."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import tomllib

import pytest

from pytest_bulkhead import worker
from pytest_bulkhead.hazards import catalogue
from pytest_bulkhead.hazards.hazard import Family, Hazard, Layer, Profile
from pytest_bulkhead.hazards.lookup import all_hazards, find_hazards

LAYERS = {"S": Layer.STATIC, "F": Layer.FIX, "R": Layer.RUNTIME, "U": Layer.UTILITY, "D": Layer.DRILL}

# The specification: code, slug, promised layers. It is repeated here so that no edit of the catalogue changes the
# contract unseen.
SPECIFIED = """
BH001 unreadable-file S
BH002 unused-suppression S
BH003 suppression-without-reason S
BH004 stale-baseline S
BH101 environ SFRD
BH102 process-state SFRD
BH103 global-state SFRD
BH104 patch-leak SFRD
BH105 thread-or-loop SRD
BH201 ports SFRUD
BH202 postgres SRUD
BH203 redis SFRUD
BH204 openfga SRUD
BH205 shared-file SFRUD
BH206 worker-arith SFUD
BH207 hardcoded-id SUD
BH208 destructive-cleanup SRUD
BH301 override-leak SFRD
BH302 override-async-sync SFRD
BH303 auth-scheme-override SFRD
BH304 partial-override SD
BH305 stale-override RD
BH401 mock-memory-pattern SFRD
BH402 mock-memory-pattern SFRD
BH403 performance-under-xdist SFD
BH404 async-mock SFD
BH405 async-mock SRD
BH406 worker-memory R
BH501 fixture-organisation SRD
BH502 fixture-organisation SRD
BH503 nondeterministic-collection SFRD
BH504 session-fixture-race SRUD
BH505 circuit-breaker SRD
BH506 model-name SFD
BH507 group-without-loadgroup SRD
BH508 xdist-mask SD
"""

FAMILIES = {
    "0": Family.CHECK,
    "1": Family.PROCESS,
    "2": Family.SHARED,
    "3": Family.OVERRIDES,
    "4": Family.MOCKS,
    "5": Family.ORGANISATION,
}

HAZARDS = all_hazards()
each_hazard = pytest.mark.parametrize("hazard", HAZARDS, ids=[hazard.code for hazard in HAZARDS])


def parse(snippet: str) -> object:
    return tomllib.loads(snippet) if snippet.startswith("# pyproject.toml") else ast.parse(snippet)


def test_holds_what_is_specified_and_nothing_else() -> None:
    wanted = [tuple(line.split()) for line in SPECIFIED.split("\n") if line]
    letters = {layer: letter for letter, layer in LAYERS.items()}
    held = [
        (h.code, h.slug, "".join(letters[layer] for layer in LAYERS.values() if layer in h.promised)) for h in HAZARDS
    ]
    assert held == wanted


def test_only_these_are_not_looked_for_by_default() -> None:
    assert {h.code: h.profile for h in HAZARDS if h.profile is not Profile.RECOMMENDED} == {
        "BH207": Profile.ON_REQUEST,
        "BH401": Profile.STRICT,
        "BH402": Profile.STRICT,
        "BH508": Profile.STRICT,
    }


def test_each_file_is_named_for_the_slug_of_all_its_hazards() -> None:
    for entry in pkgutil.iter_modules(catalogue.__path__):
        module = importlib.import_module(f"{catalogue.__name__}.{entry.name}")
        assert {hazard.slug.replace("-", "_") for hazard in module.HAZARDS} == {entry.name}


def test_each_file_names_its_hazards() -> None:
    """A file with one exports it as HAZARD, a file with several gives each a constant."""
    for entry in pkgutil.iter_modules(catalogue.__path__):
        module = importlib.import_module(f"{catalogue.__name__}.{entry.name}")
        named = {name: thing for name, thing in vars(module).items() if isinstance(thing, Hazard)}
        assert set(named.values()) == set(module.HAZARDS)
        assert ("HAZARD" in named) == (len(module.HAZARDS) == 1)


def test_titles_are_unique() -> None:
    assert len({hazard.title for hazard in HAZARDS}) == len(HAZARDS)


@each_hazard
def test_title_names_the_bad_pattern(hazard: Hazard) -> None:
    """So that "allow <title>" reads well: a noun phrase, short, no full stop, no article, no remedy."""
    assert re.fullmatch(r"[A-Za-z][^.:;]{9,58}[a-z]", hazard.title)
    assert hazard.title.split()[0].lower() not in {"a", "an", "the", "do", "use", "avoid", "no", "never", "allow"}


@each_hazard
def test_family_follows_from_the_code(hazard: Hazard) -> None:
    assert hazard.family is FAMILIES[hazard.code[2]]


@each_hazard
def test_why_is_one_short_paragraph(hazard: Hazard) -> None:
    assert 200 <= len(hazard.why) <= 900
    assert "\n\n" not in hazard.why
    assert hazard.why == hazard.why.strip()
    assert hazard.why.endswith((".", ".)"))


@each_hazard
def test_remedy_is_one_sentence(hazard: Hazard) -> None:
    assert 30 <= len(hazard.remedy) <= 260
    assert hazard.remedy.endswith(".")
    assert hazard.remedy[0].isupper()
    assert ". " not in hazard.remedy
    assert "\n" not in hazard.remedy


@each_hazard
def test_snippets_parse_and_differ(hazard: Hazard) -> None:
    for snippet in (hazard.bad, hazard.good):
        assert parse(snippet)
        assert snippet.endswith("\n")
        assert len(snippet.splitlines()) <= 35
        assert max(map(len, snippet.splitlines())) <= 110
    assert hazard.bad != hazard.good


@each_hazard
def test_what_it_takes_from_the_worker_library_is_there(hazard: Hazard) -> None:
    taken = set(re.findall(r"\b(?:get_worker_\w+|scoped_name|worker_tmp_path)\b", hazard.remedy + hazard.good))
    assert taken <= set(worker.__all__)


@each_hazard
def test_the_remedy_names_the_function_that_prevents_it(hazard: Hazard) -> None:
    prevented_by = worker.PREVENTS.get(hazard.slug, ())
    assert not prevented_by or any(name in hazard.remedy for name in prevented_by)


def test_unreadable_example_is_one() -> None:
    (hazard,) = find_hazards("unreadable-file")
    with pytest.raises(SyntaxError):
        compile(hazard.bad.encode(), "bad.py", "exec")
    compile(hazard.good.encode(), "good.py", "exec")
