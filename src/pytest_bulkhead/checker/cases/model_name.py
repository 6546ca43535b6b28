"""Named good and bad cases of BH506."""

from __future__ import annotations

from collections.abc import Mapping

from pytest_bulkhead.checker.rule import Case

_DEMANDED = '[model-prefixes]\nollama = "ollama/"\n'


def _in_project(text: str, settings: str = _DEMANDED) -> Case:
    return {"bulkhead.toml": settings, "test_models.py": text}


BAD: Mapping[str, Case] = {
    "in a call": _in_project("""\
import pytest
from assistant import Settings

@pytest.fixture
def settings():
    return Settings(provider="ollama", model="llama3.1:8b")  # <- here
"""),
    "by longer names": _in_project("""\
from assistant import Settings

def test_answers():
    assert ask(Settings(llm_provider="ollama", llm_model_name='qwen2.5'))  # <- here
"""),
    "in a dict": _in_project("""\
def test_answers():
    assert ask({"provider": "ollama", "model": "mistral", "temperature": 0})  # <- here
"""),
    "on an object": _in_project("""\
def test_answers(settings):
    settings.llm_provider = "ollama"
    settings.model_name = "llama3"  # <- here
    assert ask(settings)
"""),
}

GOOD: Mapping[str, Case] = {
    "with the prefix": _in_project("""\
def test_answers():
    assert ask(provider="ollama", model="ollama/llama3.1:8b")
"""),
    "another provider": _in_project("""\
def test_answers():
    assert ask(provider="openai", model="gpt-4o-mini") != "ollama"
"""),
    "a computed name": _in_project("""\
def test_answers(size):
    assert ask(provider="ollama", model=f"llama3:{size}")
"""),
    "a model of something else": _in_project("""\
def test_answers():
    assert ask(embedding_provider="ollama", llm_model="gpt-4o-mini")
"""),
    "nothing is demanded": _in_project(
        'def test_answers():\n    assert ask(provider="ollama", model="llama3")\n',
        'profile = "recommended"\n',
    ),
}

FIXED: Mapping[str, Case] = {
    "in a dict": _in_project("""\
def test_answers():
    assert ask({"provider": "ollama", "model": "ollama/mistral", "temperature": 0})  # <- here
"""),
    "by longer names": _in_project("""\
from assistant import Settings

def test_answers():
    assert ask(Settings(llm_provider="ollama", llm_model_name='ollama/qwen2.5'))  # <- here
"""),
}
