"""BH001: a file that the check cannot read."""

from pytest_bulkhead.hazards.hazard import Family, Hazard, Layer

HAZARD = Hazard(
    code="BH001",
    slug="unreadable-file",
    title="file that cannot be read",
    family=Family.CHECK,
    why="""\
A file that cannot be opened, decoded or parsed was not looked at, so whatever it holds is still there. A check that
skipped it in silence would say "nothing found", as it does of a clean suite, and people would believe it. The usual
causes are a half-resolved merge, a wrong encoding declaration, and syntax newer than the Python that runs it.""",
    bad="""\
# -*- coding: utf-9 -*-

def test_greets():
    assert greet("Ada") == "Hello, Ada"
""",
    good="""\
# -*- coding: utf-8 -*-

def test_greets():
    assert greet("Ada") == "Hello, Ada"
""",
    remedy="Mend the syntax or the encoding of the file until `python -m py_compile` accepts it.",
    promised=frozenset({Layer.STATIC}),
)

HAZARDS = (HAZARD,)
