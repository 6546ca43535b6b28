from __future__ import annotations

import pytest

from pytest_bulkhead.checker.fixing.parameters import added_parameter
from tests.checker.fixing.edited import edited, function_of, module_of

SIGNATURES = {
    "(): pass": "(monkeypatch): pass",
    "(  ): pass": "(monkeypatch  ): pass",
    "(a): pass": "(a, monkeypatch): pass",
    "(a,): pass": "(a, monkeypatch,): pass",
    "(a, b): pass": "(a, b, monkeypatch): pass",
    "(a=1): pass": "(monkeypatch, a=1): pass",
    "(a, b=1): pass": "(a, monkeypatch, b=1): pass",
    "(a, b: int = 1, *, c): pass": "(a, monkeypatch, b: int = 1, *, c): pass",
    "(*args): pass": "(monkeypatch, *args): pass",
    "(*, a): pass": "(monkeypatch, *, a): pass",
    "(**kwargs): pass": "(monkeypatch, **kwargs): pass",
    "(a, *args, **kwargs): pass": "(a, monkeypatch, *args, **kwargs): pass",
    "(a, *, b=2): pass": "(a, monkeypatch, *, b=2): pass",
    "(a: int, b: str) -> None: pass": "(a: int, b: str, monkeypatch: pytest.MonkeyPatch) -> None: pass",
    "() -> None: pass": "(monkeypatch: pytest.MonkeyPatch) -> None: pass",
    "(a: int, b): pass": "(a: int, b, monkeypatch): pass",
    "(\n    a,\n    b,\n): pass": "(\n    a,\n    b,\n    monkeypatch,\n): pass",
    "(\n    a,\n    b\n): pass": "(\n    a,\n    b,\n    monkeypatch\n): pass",
    "(\n    a,  # one\n    b,  # two, of (many\n): pass": (
        "(\n    a,  # one\n    b,  # two, of (many\n    monkeypatch,\n): pass"
    ),
    "(\n    a,\n    b  # two\n): pass": "(\n    a,\n    b,  # two\n    monkeypatch\n): pass",
    "(\n    a, b\n): pass": "(\n    a, b, monkeypatch\n): pass",
    "(\n    a,\n    b=1,  # one\n): pass": "(\n    a,\n    monkeypatch,\n    b=1,  # one\n): pass",
    "(a,\n           b): pass": "(a,\n           b,\n           monkeypatch): pass",
    "(\n\ta,\n): pass": "(\n\ta,\n\tmonkeypatch,\n): pass",
    "(\r\n    a,\r\n): pass": "(\r\n    a,\r\n    monkeypatch,\r\n): pass",
    "(größe, b): pass": "(größe, b, monkeypatch): pass",
    "(a, monkeypatch): pass": "(a, monkeypatch): pass",
    "(a, /, b): pass": None,
}


@pytest.mark.parametrize("before", SIGNATURES)
@pytest.mark.parametrize("head", ["def test_it", "async  def test_it ", "@mark(')', '(')\ndef test_it"])
def test_a_fixture_is_added_where_pytest_can_hand_it_over(head, before):
    head = head.replace("\n", "\r\n") if "\r\n" in before else head
    module = module_of(head + before)
    after = edited(module, added_parameter(function_of(module, "test_it"), "monkeypatch", "pytest.MonkeyPatch"))
    expected = SIGNATURES[before]
    assert after == (None if expected is None else head + expected)


def test_self_needs_no_annotation_and_stays_first():
    module = module_of("class TestIt:\n    def test_it(self): pass\n    def test_that(self) -> None: pass\n")
    after = edited(module, added_parameter(function_of(module, "test_it"), "monkeypatch", "MonkeyPatch"))
    assert "def test_it(self, monkeypatch): pass" in after
    after = edited(module, added_parameter(function_of(module, "test_that"), "monkeypatch", "MonkeyPatch"))
    assert "def test_that(self, monkeypatch: MonkeyPatch) -> None: pass" in after


LONG = {
    f"def test_it({'a' * 60}, b='(,'):\n    pass\n": (
        f"def test_it(\n    {'a' * 60}, monkeypatch, b='(,'\n):\n    pass\n"
    ),
    f"class A:\n    async def test_it(self, {'a' * 40}: dict[int, str] = {{}}) -> None:  # why\n        pass\n": (
        f"class A:\n    async def test_it(\n        self, monkeypatch, {'a' * 40}: dict[int, str] = {{}}\n"
        "    ) -> None:  # why\n        pass\n"
    ),
    f"def test_it({'a' * 50}, {'b' * 50},):\r\n    pass\r\n": (
        f"def test_it(\r\n    {'a' * 50},\r\n    {'b' * 50},\r\n    monkeypatch,\r\n):\r\n    pass\r\n"
    ),
    f"def test_it(\n    {'a' * 40}, b: dict[int, str], c={'d' * 20}\n) -> None:\n    pass\n": (
        f"def test_it(\n    {'a' * 40},\n    b: dict[int, str],\n    monkeypatch,\n    c={'d' * 20},\n"
        ") -> None:\n    pass\n"
    ),
    f"def test_it(\n\t{'a' * 80},\n\t):\n    pass\n": (
        f"def test_it(\n\t{'a' * 80},\n\tmonkeypatch,\n\t):\n    pass\n"
    ),
    f"def test_it(\n    {'a' * 80}  # why\n):\n    pass\n": (
        f"def test_it(\n    {'a' * 80},  # why\n    monkeypatch\n):\n    pass\n"
    ),
    f"def test_it({'a' * 70}):  # noqa: X1\n    pass\n": (
        f"def test_it({'a' * 70}, monkeypatch):  # noqa: X1\n    pass\n"
    ),
    f"def test_it({'a' * 60}): return 1, 2\n": f"def test_it({'a' * 60}, monkeypatch): return 1, 2\n",
    f"def test_it(a,\n            {'b' * 70}):\n    pass\n": (
        f"def test_it(a,\n            {'b' * 70},\n            monkeypatch):\n    pass\n"
    ),
}


@pytest.mark.parametrize("before", LONG)
def test_a_signature_that_grows_too_long_is_broken(before):
    others = "x = 1\n" * 200  # what the file's lines are like
    module = module_of(before + others)
    after = edited(module, added_parameter(function_of(module, "test_it"), "monkeypatch", ""))
    assert after == LONG[before] + others
