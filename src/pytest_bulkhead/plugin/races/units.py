"""Which tests always run in one worker, one after the other, and in how many a wide fixture lives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pytest_bulkhead.node_ids import file_of, loadscope_of, scope_of
from pytest_bulkhead.touch import Party, Touched

SEVERAL = ""
"""The unit of what can be at work in several workers at once."""


class Life(NamedTuple):
    """A wide fixture, as far as its life reaches.

    Args:
        node: the path of the file or folder, or the id of the class, that bounds it; empty for the session.
    """

    owner: str
    defined: str
    node: str


class Units:
    """Tests of one unit are kept apart by how they are dealt out: by group, file, class, or not at all."""

    def __init__(self, touched: Iterable[Touched], dist: str) -> None:
        """Learn which tests stand on which wide fixtures.

        Args:
            touched: all of a run.
            dist: as in `--dist`; what we do not know deals out each test by itself.
        """
        self._dist = dist
        self._lives: dict[tuple[str, str], list[Life]] = {}
        self._unit: dict[Life, str] = {}
        self._common: dict[Life, frozenset[str]] = {}
        parties = [one.party for one in touched]
        for party in parties:
            if party.is_wide:
                life = life_of(party)
                known = self._lives.setdefault((life.owner, life.node), [])
                if life not in known:
                    known.append(life)
        for party in parties:
            if not party.is_wide:
                self._stands(party)

    def of(self, party: Party) -> str:
        """The unit to which a party's work is confined; empty when it can go on in several workers at once."""
        unit = self._unit.get(life_of(party)) if party.is_wide else None
        return self._of_test(party) if unit is None else unit

    def bases(self, party: Party) -> frozenset[str]:
        """The wide fixtures that are set up before a party begins: of a fixture, those of all its tests."""
        return self._common.get(life_of(party), frozenset()) if party.is_wide else frozenset(party.uses)

    def apart(self, one: Party, other: Party) -> bool:
        """Whether two parties never are at work at the same time in different workers."""
        unit = self.of(one)
        return unit != SEVERAL and unit == self.of(other)

    def _of_test(self, party: Party) -> str:
        match self._dist:
            case "loadgroup" if party.group:
                return f"@{party.group}"
            case "loadfile":
                return file_of(party.test)
            case "loadscope":
                return loadscope_of(party.test)
            case "each":
                return SEVERAL
        return party.test

    def lives(self, party: Party) -> Iterator[Life]:
        """Of a test, the wide fixtures that it stands on; of one of these, itself."""
        if party.is_wide:
            yield life_of(party)
            return
        for owner in party.uses:
            lives = [life for node in _nodes(party.test) for life in self._lives.get((owner, node), ())]
            yield from _seen_from(party.test, lives)

    def _stands(self, party: Party) -> None:
        unit = self._of_test(party)
        for life in self.lives(party):
            self._unit[life] = unit if self._unit.get(life, unit) == unit else SEVERAL
            uses = frozenset(party.uses) - {life.owner}
            self._common[life] = self._common.get(life, uses) & uses


def life_of(party: Party) -> Life:
    """How far the life of a wide fixture reaches."""
    path = file_of(party.test)
    match party.scope:
        case "class":
            node = scope_of(party.test)
        case "module":
            node = path
        case "package":
            folder = party.defined.path.rpartition("/")[0]
            node = folder if path.startswith(f"{folder}/") else path.rpartition("/")[0]
        case _:
            node = ""
    return Life(party.owner, party.defined.path, node)


def _nodes(test: str) -> Iterator[str]:
    """What can bound the life of a fixture that a test stands on, from the session down."""
    path = file_of(test)
    yield ""
    folder = path
    while folder:
        yield folder
        folder = folder.rpartition("/")[0]
    if (scope := scope_of(test)) != path:
        yield scope


def _seen_from(test: str, lives: list[Life]) -> list[Life]:
    """Of fixtures with one name, the one that a test gets: that of its own file, else of the nearest conftest."""
    if len({life.defined for life in lives}) < 2:
        return lives
    path = file_of(test)

    def nearness(life: Life) -> int:
        folder = life.defined.rpartition("/")[0]
        if life.defined == path:
            return len(path) + 1
        if life.defined.endswith("conftest.py") and (not folder or path.startswith(f"{folder}/")):
            return len(folder) + 1
        return 0

    nearest = max(map(nearness, lives))
    return [life for life in lives if nearness(life) == nearest]
