"""BH506: model names that lack what their provider demands."""

from __future__ import annotations

from pytest_bulkhead.drill.seed import READING, Seed

_SETTINGS = """\
[tool.bulkhead.model-prefixes]
ollama = "ollama/"
"""
_TEST = """\
def answer(settings):
    return f"{{settings['provider']}} asks {{settings['model']}}"


def test_asks_the_model():
    assert answer({{"provider": "ollama", "model": "{model}"}}).startswith("ollama")
"""

SEEDS = (
    Seed(
        code="BH506",
        name="name without the prefix",
        bad={"pyproject.toml": _SETTINGS, "test_asked_model.py": _TEST.format(model="mistral")},
        good={"pyproject.toml": _SETTINGS, "test_asked_model.py": _TEST.format(model="ollama/mistral")},
        caught_by=READING,
    ),
)
