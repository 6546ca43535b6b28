"""BH001: files that cannot be read."""

from __future__ import annotations

from pytest_bulkhead.drill.seed import READING, Seed

_GOOD = """\
def test_greets_the_pilot():
    assert "Ahoy, pilot".startswith("Ahoy")
"""

SEEDS = (
    Seed(
        code="BH001",
        name="half-resolved merge",
        bad={
            "test_pilot_greeting.py": f"""\
<<<<<<< ours
{_GOOD}=======
>>>>>>> theirs
""",
        },
        good={"test_pilot_greeting.py": _GOOD},
        caught_by=READING,
    ),
    Seed(
        code="BH001",
        name="unknown encoding",
        bad={"test_pilot_farewell.py": f"# -*- coding: utf-9 -*-\n\n{_GOOD}"},
        good={"test_pilot_farewell.py": f"# -*- coding: utf-8 -*-\n\n{_GOOD}"},
        caught_by=READING,
    ),
)
