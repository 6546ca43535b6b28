"""Automatic fixes: from a place in the tree to edits of the text that a person would have made.

What a rule may rely on:

- `spans`: where a node stands in the text, and its source as it is written there.
- `replacing`: `replaced`, `wrapped`, and `called`, which puts a call in the place of a node and keeps the source of the
  arguments.
- `sequences`: one more item in a list that is separated by commas, laid out as its neighbours are.
- `statements`: statements taken out and put in, with the file's own indentation and
  line ends.
- `parameters`: one more parameter of a function, where a fixture may stand.
- `blocks`: the body of a ``try`` or ``with`` moved out of it.
- `imports`: the name by which a module's member can be used in the file, and the import that this needs.
- `requests`: whether a test or fixture can ask for a fixture such as ``monkeypatch`` at a place, and what that needs.

All of them answer with edits (or a value that holds some), and with None where the text cannot be changed without
losing a comment, or where the result would not be what is wanted; a rule then gives no fix. The edits of several
answers are joined by `safe` or `unsafe`; equal ones count once. A fix must be whole by itself, since others may be
left out:

    def _fix(change: ast.Assign, function: Function, file: CheckedFile) -> Fix | None:
        patch = request_fixture("monkeypatch", change, function, file.knowledge)
        call = called(change, "monkeypatch.chdir", [change.value], file.module)
        return safe(patch, call)

`apply` and what stands above it know no rule: they put the edits of many findings into a text.
"""

from __future__ import annotations

from collections.abc import Iterable

from pytest_bulkhead.findings import Applicability, Edit, Fix

# Some edits, or the answer that there can be none.
Edits = Iterable[Edit] | Edit | None


def safe(*parts: Edits) -> Fix | None:
    """A fix that changes nothing but isolation; None when one of its parts is missing."""
    return _joined(Applicability.SAFE, parts)


def unsafe(*parts: Edits) -> Fix | None:
    """A fix that a person must look at; None when one of its parts is missing."""
    return _joined(Applicability.UNSAFE, parts)


def _joined(applicability: Applicability, parts: tuple[Edits, ...]) -> Fix | None:
    edits: dict[Edit, None] = {}
    for part in parts:
        if part is None:
            return None
        edits.update(dict.fromkeys([part] if isinstance(part, Edit) else part))
    return Fix(applicability, tuple(sorted(edits, key=_order))) if edits else None


def _order(edit: Edit) -> tuple[int, int, bool]:
    """By place; of what is put in at one place, imports come first, then all else as it was given."""
    return edit.start, edit.end, not edit.text.lstrip().startswith(("import ", "from "))
