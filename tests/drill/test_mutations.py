"""What mutations make of sound tests."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pytest_bulkhead.drill.mutating.mutation import Violation, edited, in_order, line_after, overlap
from pytest_bulkhead.drill.mutating.subject import Subject, read_subjects
from pytest_bulkhead.drill.repertoire import all_mutations
from pytest_bulkhead.hazards.lookup import all_hazards
from pytest_bulkhead.settings import load_settings
from tests.drill.suites import HEAD, PIECES, SHOP

CONFTEST = """\
import pytest


@pytest.fixture(scope="session", autouse=True)
def shop_is_open():
    yield
"""


def subject_of(text: str, folder: Path, pieces: Sequence[str] = ()) -> Subject:
    """A file of tests beside a shop."""
    files = {"pytest.ini": "[pytest]\n", "shop.py": SHOP, "conftest.py": CONFTEST, "test_shop.py": text}
    for name, content in files.items():
        (folder / name).write_text(content, encoding="utf-8")
    found = [one for one in read_subjects(folder, load_settings(folder)) if one.path == "test_shop.py"]
    return found[0]


def violations(subject: Subject, name: str = "") -> list[Violation]:
    """Those of one mutation, or of all."""
    return [one for mutation in all_mutations() if name in ("", mutation.name) for one in mutation.violations(subject)]


@pytest.mark.parametrize("name", [mutation.name for mutation in all_mutations()])
def test_a_mutation_violates_its_own_piece(name: str, tmp_path: Path) -> None:
    piece = PIECES.get(name, PIECES["port-fixed"])
    found = violations(subject_of(f"{HEAD}\n\n{piece}", tmp_path), name)
    assert found
    assert {one.code for one in found} <= {hazard.code for hazard in all_hazards()}
    assert not any(one.equivalent for one in found)


@pytest.mark.parametrize(
    ("piece", "name", "line", "new"),
    [
        ("environ-written", "environ-written", 16, '    os.environ["SHOP"] = f"{1}"'),
        ("environ-updated", "environ-updated", 15, '    os.environ.update({"SHOP": "1"})'),
        ("attribute-assigned", "attribute-assigned", 14, "    shop.LIMIT = 4"),
        ("patch-started", "patch-started", 15, '    user = patch("shop.current_user").start()'),
        ("monkeypatch-kept", "monkeypatch-kept", 17, "    monkeypatch = pytest.MonkeyPatch()"),
        ("port-fixed", "port-fixed", 15, '        bound.bind(("127.0.0.1", 18741))'),
        ("class-attribute-set", "class-attribute-set", 15, "    shop.Basket.size = 4"),
        ("parameters-in-set", "parameters-in-set", 13, None),
        ("port-fixed", "skipped-in-workers", 13, None),
    ],
)
def test_the_violation_lies_on_the_line_that_is_named(
    piece: str, name: str, line: int, new: str | None, tmp_path: Path
) -> None:
    subject = subject_of(f"{HEAD}\n\n{PIECES[piece]}", tmp_path)
    text = subject.module.source.text
    (first, *_) = violations(subject, name)
    lines = edited(text, first.edits).splitlines()
    told = lines[line_after(text, first.edits, first.at) - 1]
    assert told == (new or lines[line - 1])


def test_what_is_put_back_besides_is_equivalent(tmp_path: Path) -> None:
    twice = "def test_it(monkeypatch):\n    monkeypatch.setenv('A', '1')\n    monkeypatch.setenv('A', '2')\n"
    found = violations(subject_of(twice, tmp_path), "environ-written")
    assert [bool(one.equivalent) for one in found] == [True, True]


def test_an_object_of_the_test_alone_is_left_alone(tmp_path: Path) -> None:
    own = "def test_it(monkeypatch):\n    basket = object()\n    monkeypatch.setattr(basket, 'a', 1)\n"
    assert violations(subject_of(own, tmp_path), "attribute-assigned") == []


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    chosen=st.lists(st.sampled_from(sorted(PIECES)), unique=True, min_size=1, max_size=6),
    ends=st.sampled_from(["\n", "\r\n"]),
    indent=st.sampled_from(["    ", "  ", "\t"]),
)
def test_a_mutated_file_compiles_and_differs_only_where_the_edits_are(
    chosen: list[str], ends: str, indent: str, tmp_path: Path
) -> None:
    text = "\n\n".join([HEAD, *(PIECES[name] for name in chosen)]).replace("    ", indent).replace("\n", ends)
    subject = subject_of("", tmp_path)
    (tmp_path / "test_shop.py").write_bytes(text.encode())
    subject = read_subjects(tmp_path, load_settings(tmp_path))[-1]
    for one in violations(subject):
        assert not overlap(one.edits)
        new = edited(text, one.edits)
        ast.parse(new)
        assert new != text
        assert 1 <= line_after(text, one.edits, one.at) <= new.count("\n") + 1
        at = shift = 0
        for edit in in_order(one.edits):
            assert new[at + shift : edit.start + shift] == text[at : edit.start]
            at, shift = edit.end, shift + len(edit.text) - (edit.end - edit.start)
        assert new[at + shift :] == text[at:]


def test_what_no_mutation_can_follow_is_left_alone(tmp_path: Path) -> None:
    text = """\
import shop


def there(port=0):
    return back(port=port)


def back(port=0):
    return there(port=port)


def test_runs(monkeypatch):
    monkeypatch.setattr(target=shop, name="LIMIT", value=4)
    monkeypatch.setattr(**{"target": shop, "name": "LIMIT", "value": 4})
    there(port=0)
"""
    assert {one.code for one in violations(subject_of(text, tmp_path))} <= {"BH103", "BH104"}
