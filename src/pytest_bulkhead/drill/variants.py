"""The catalogue's seeds, laid among the tests of a project, each in several disguises."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from pytest_bulkhead.drill.laying import is_alone, mutant_of
from pytest_bulkhead.drill.mutant import Mutant
from pytest_bulkhead.drill.registry import all_seeds
from pytest_bulkhead.drill.seed import Seed
from pytest_bulkhead.hazards.catalogue.unreadable_file import HAZARD as UNREADABLE

Files = Mapping[str, str]
_NO_PRODUCT = frozenset({"conftest", "__init__"})


def lay_seeds(folders: Sequence[str], there: frozenset[str]) -> Iterator[Mutant]:
    """A mutant for each seed and each disguise that fits it.

    Args:
        folders: of tests in the project, relative to its root; the seeds are dealt out among them.
        there: of what seeds need, what there is; one that cannot be run is no violation.
    """
    number = 0
    for seed in all_seeds():
        # What cannot even be read is no test that could be anywhere in company.
        if is_alone(seed) or seed.code == UNREADABLE.code or not seed.needs <= there:
            continue
        for name, disguise in DISGUISES.items():
            files = disguise(seed.bad)
            if files is None:
                continue
            number += 1
            yield laid(seed, name, files, number, folders)


def laid(seed: Seed, name: str, files: Files, number: int, folders: Sequence[str]) -> Mutant:
    """A seed in a folder of its own; what it has of a product lies at the project's root, where it can be imported.

    Args:
        seed: what is laid.
        name: of the disguise.
        files: its files in that disguise.
        number: of which the names are made that no other has.
        folders: of tests in the project; one of them is to hold it.
    """
    folder = folders[number % len(folders)]
    below = f"{folder}/drilled_{number}/" if folder else f"drilled_{number}/"
    mutant = mutant_of(seed._replace(bad=told_apart(files, number)), below)
    product = {f"{below}{path}": path for path in told_apart(_product(seed.bad), number)}
    return mutant._replace(
        identity=f"{seed.code}:{seed.name}:{name}",
        origin=f"seed: {seed.name}, {name}",
        changes={product.get(path, path): text for path, text in mutant.changes.items()},
        path=next((path for path in mutant.changes if path not in product), mutant.path),
        line=1,
    )


def _product(files: Files) -> Files:
    """Those that are under test, and no test code themselves."""
    stems = {path: PurePosixPath(path).stem for path in files if path.endswith(".py") and not _is_test(path)}
    return {path: files[path] for path, stem in stems.items() if stem not in _NO_PRODUCT}


def told_apart(files: Files, number: int) -> Files:
    """The files with names that no other seed has: modules of tests must not be called the same."""
    stems = {PurePosixPath(path).stem for path in files if path.endswith(".py")} - _NO_PRODUCT
    renamed = {}
    for path, text in files.items():
        at = PurePosixPath(path)
        name = f"{at.stem}_{number}{at.suffix}" if at.stem in stems else at.name
        for stem in stems:
            text = re.sub(rf"\b{stem}\b", f"{stem}_{number}", text)
        renamed[str(at.with_name(name))] = text
    return renamed


def _as_it_is(files: Files) -> Files | None:
    return files


def _by_another_name(files: Files) -> Files | None:
    """Modules are imported under a name that tells nothing of them."""
    changed = {path: _aliased(text) for path, text in files.items() if _is_test(path)}
    return {**files, **changed} if any(changed[path] != files[path] for path in changed) else None


def _aliased(text: str) -> str:
    tree = _parsed(text)
    names = {
        alias.name
        for node in (tree.body if tree else ())
        if isinstance(node, ast.Import)
        for alias in node.names
        if alias.asname is None and "." not in alias.name and len(node.names) == 1 and alias.name != "pytest"
    }
    if tree is None or not names:
        return text
    places: list[tuple[int, int, str, str]] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in names:
            places.append((node.lineno, node.col_offset, node.id, f"{node.id}_as_used"))
        elif isinstance(node, ast.Import) and node.names[0].name in names and node in tree.body:
            name = node.names[0].name
            places.append((node.lineno, len("import "), name, f"{name} as {name}_as_used"))
    return _replaced(text, places)


def _replaced(text: str, places: Sequence[tuple[int, int, str, str]]) -> str:
    lines = text.split("\n")
    for line, column, old, new in sorted(places, reverse=True):
        before = lines[line - 1].encode()
        lines[line - 1] = (before[:column] + new.encode() + before[column + len(old.encode()) :]).decode()
    return "\n".join(lines)


def _in_a_class(files: Files) -> Files | None:
    """Tests that stand by themselves become methods."""
    return _each_test(files, lambda test, number: _class(f"TestPart{number}", test))


def _in_a_base_class(files: Files) -> Files | None:
    """Tests that stand by themselves become methods of a class from which a class of tests is derived."""

    def derived(test: str, number: int) -> str:
        return f"{_class(f'Steps{number}', test)}\n\nclass TestPart{number}(Steps{number}):\n    pass\n"

    return _each_test(files, derived)


def _class(name: str, test: str) -> str:
    # The first function is the test itself; others may stand in it.
    body = re.sub(r"^((?:async )?def \w+\()(\)?)", _with_self, test, count=1, flags=re.MULTILINE)
    indented = "\n".join(f"    {line}" if line.strip() else line for line in body.splitlines())
    return f"class {name}:\n{indented}\n"


def _with_self(found: re.Match[str]) -> str:
    return f"{found[1]}self{')' if found[2] else ', '}"


def _each_test(files: Files, change: Callable[[str, int], str]) -> Files | None:
    """The files with the tests at the top of them changed; None where there is none."""
    changed = dict(files)
    for path, text in files.items():
        tree = _parsed(text) if _is_test(path) else None
        lines = text.split("\n")
        for number, node in reversed(list(enumerate(tree.body if tree else ()))):
            if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) or not node.name.startswith("test_"):
                continue
            start = (node.decorator_list[0].lineno if node.decorator_list else node.lineno) - 1
            stop = node.end_lineno or node.lineno
            lines[start:stop] = change("\n".join(lines[start:stop]), number).rstrip("\n").split("\n")
        changed[path] = "\n".join(lines)
    return changed if changed != dict(files) else None


def _in_a_helper(files: Files) -> Files | None:
    """What tests do is done by functions of another module, which they call."""
    changed: dict[str, str] = {}
    for path, text in files.items():
        moved = _moved(path, text) if _is_test(path) else None
        changed.update(moved or {path: text})
    return changed if len(changed) > len(files) else None


def _moved(path: str, text: str) -> Files | None:
    tree = _parsed(text)
    if tree is None:
        return None
    tests = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")]
    others = [node for node in tree.body if not isinstance(node, (ast.Import, ast.ImportFrom)) and node not in tests]
    if others or not tests or any(node.decorator_list for node in tests):
        return None
    at = PurePosixPath(path)
    stem = f"{at.stem.removeprefix('test_')}_steps"
    helper = re.sub(r"^def test_", "def ", text, flags=re.MULTILINE)
    calls = [f"import {stem}\n"]
    for test in tests:
        given = ", ".join(argument.arg for argument in test.args.args)
        calls.append(f"\ndef {test.name}({given}):\n    {stem}.{test.name.removeprefix('test_')}({given})\n")
    return {path: "\n".join(calls), str(at.with_name(f"{stem}.py")): helper}


def _is_test(path: str) -> bool:
    name = PurePosixPath(path).name
    return name.startswith("test_") and name.endswith(".py")


def _parsed(text: str) -> ast.Module | None:
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError):
        return None


DISGUISES: Mapping[str, Callable[[Files], Files | None]] = {
    "as it is": _as_it_is,
    "by another name": _by_another_name,
    "in a class": _in_a_class,
    "in a base class": _in_a_base_class,
    "in a helper": _in_a_helper,
}
"""The ways of laying a seed; each gives None where it cannot be laid so."""
