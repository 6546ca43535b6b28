"""A conflict in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from pytest_bulkhead.node_ids import file_of, function_of, name_of, names_of, parameters_of
from pytest_bulkhead.plugin.races.conflict import IF_THERE, Certainty, Conflict, Hand
from pytest_bulkhead.plugin.races.gathering import Gathered
from pytest_bulkhead.touch import LOOKS, Access, Touch

_NAMED = 5

_THINGS = {"sqlite": "the database", "table": "the table", "redis": "the Redis key", "openfga": "the store"}

_DOINGS = (
    (Access.CLAIM, "bound"),
    (Access.DELETE, "removed"),
    (Access.WRITE, "written"),
    (Access.APPEND, "added to"),
    (Access.PUT, "replaced"),
    (Access.CREATE, "made"),
)
"""What is told first where there is much to tell."""

_LIFE = ("made", "bound", "written", "added to", "replaced", "removed")
"""The order in which it is told."""

_SERVED = ("port", "socket")
_ROWS = ("table", "redis", "openfga")
_GROUP = 'or keep these tests in one worker: `@pytest.mark.xdist_group("…")` and `--dist loadgroup`'


def message(gathered: Gathered, alone: bool) -> str:
    """One sentence: what it is, who changes it, who looks at it, what comes of that, and how sure it is.

    Args:
        gathered: what to tell of.
        alone: whether it is a wide fixture against itself.
    """
    conflict = gathered.conflict
    who = f"{'in each worker ' * alone}by {_named(conflict.writers)}"
    looks = f" and {_look(*conflict.readers)} by {_named(conflict.readers)}" if conflict.readers else ""
    seen = "seen at the same time in two workers" if conflict.certainty is Certainty.OBSERVED else conflict.certainty
    return f"{_thing(gathered)} {_verb(gathered)} {_done(conflict)} {who}{looks}: {_harm(conflict)} ({seen})"


def help_for(conflict: Conflict, remedy: str) -> str:
    """What to do.

    Args:
        conflict: what is told of.
        remedy: that of its hazard.
    """
    return f"{remedy.removesuffix('.')}, {_GROUP}."


def deeds(hand: Hand, name: str) -> Iterator[tuple[bool, str]]:
    """What a party does, in a few words: whether it is a change, and the words."""
    party, touch = hand
    who = party.test if party.owner == "test" else f"{_called(hand)}, for {party.test}"
    what = "it" if touch.name == name else touch.name
    if touch.fate == IF_THERE:
        yield True, f"{who}: {what} would be {_did(touch.accesses)} here, were it there"
    elif touch.changes:
        yield True, f"{who}: {what} is {_did(touch.accesses)} here"
    if touch.read_at or not touch.changes:
        yield False, f"{who}: {what} is {_look(hand)} here"


def _thing(gathered: Gathered) -> str:
    conflict = gathered.conflict
    if gathered.below:
        shown = ", ".join(name.removeprefix(f"{conflict.name}/") for name in gathered.below[:3])
        where = "" if conflict.name in gathered.below else f" in {conflict.name}"
        things = "files" if conflict.kind in ("file", "sqlite") else f"{conflict.kind}s"
        return f"{len(gathered.below)} {things}{where} ({shown}{', …' * (len(gathered.below) > 3)})"
    if conflict.kind == "file":
        return conflict.name
    return f"{_kind_of_thing(conflict.kind, conflict.name)} {conflict.name}"


def _kind_of_thing(kind: str, name: str) -> str:
    """A schema and a number of Redis hold others of their kind."""
    within = name.rpartition("/")[2]
    if kind == "redis" and ":" not in within:
        return "each Redis number," if within == "*" else "the Redis number"
    if kind == "table" and '"' not in within and within.count(".") < 2:
        return ("the PostgreSQL database", "the schema")[within.count(".")]
    return _THINGS.get(kind, kind)


def _verb(gathered: Gathered) -> str:
    return "are" if gathered.below else "is"


def _done(conflict: Conflict) -> str:
    return _did([access for hand in conflict.writers for access in hand.touch.accesses])


def _did(accesses: Iterable[Access]) -> str:
    known = set(accesses) - LOOKS
    words = [word for access, word in _DOINGS if access in known]
    return " and ".join(sorted(words[:2], key=_LIFE.index))


def _look(*hands: Hand) -> str:
    if hands[0].touch.kind in _SERVED:
        return "connected to"
    return "read" if any(Access.READ in hand.touch.accesses for hand in hands) else "listed"


def _named(hands: Sequence[Hand]) -> str:
    """The first few, each once; the cases of a parametrised test are one, tests of one name in two files are two."""
    cases: dict[tuple[str, str], list[str]] = {}
    for hand in hands:
        is_test = hand.party.owner == "test"
        file, parameters = (file_of(hand.party.test), parameters_of(hand.party.test)) if is_test else ("", "")
        cases.setdefault((_called(hand), file), []).append(parameters)
    files = Counter(name for name, _ in cases)
    names = [
        name + f" in {file}" * (files[name] > 1 and bool(file)) + _of_cases(of) for (name, file), of in cases.items()
    ]
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {more} more" if more > 0 else "")


def _of_cases(cases: list[str]) -> str:
    if len(cases) == 1:
        return cases[0]
    return f" ({len(cases)} cases)" if cases[0] else ""


def _called(hand: Hand) -> str:
    test = hand.party.test
    kind, _, fixture = hand.party.owner.partition(":")
    if kind == "test":
        return name_of(function_of(test))
    if fixture.lower().startswith(("setup", "teardown")):  # of which there is one in each class
        return ".".join([*(names_of(test)[:-1] or [file_of(test)]), fixture])
    return f"fixture {fixture}"


def _harm(conflict: Conflict) -> str:
    touches: list[Touch] = [hand.touch for hand in conflict.hands]
    accesses = {access for touch in touches for access in touch.accesses}
    if Access.CLAIM in accesses:
        return "whoever comes second cannot have it, or talks to the other's server"
    if conflict.kind in _ROWS:
        return "one finds what the other has put there" + (", or finds it gone" if Access.DELETE in accesses else "")
    if conflict.kind == "sqlite":
        gone = ", or gone" if Access.DELETE in accesses else ""
        return f"one finds it locked, or with the other's rows{gone}"
    if Access.DELETE in accesses:
        return "one finds it gone, or with what the other has written"
    if Access.READ in accesses:
        return "one finds it half written, or with what the other has written"
    return "what stays is one's or the other's, or some of both"
