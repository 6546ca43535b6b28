"""BH506: model names that do not have the form their provider demands."""

from pytest_bulkhead.hazards.hazard import Family, Hazard, Layer

HAZARD = Hazard(
    code="BH506",
    slug="model-name",
    title="model name without its provider's prefix",
    family=Family.ORGANISATION,
    why="""\
Libraries that speak to many language models decide by the name where a call goes. A test that means a local model and
leaves the prefix away gets an error about an unknown provider or, where the bare name means something to another one, a
call over the network to a service that costs money and whose rate limit all workers share. It shows only in the tests
that really call the model, which are often not the ones that a developer runs at the desk.""",
    bad="""\
import pytest
from assistant import Settings

@pytest.fixture
def settings():
    return Settings(provider="ollama", model="llama3.1:8b")
""",
    good="""\
import pytest
from assistant import Settings

@pytest.fixture
def settings():
    return Settings(provider="ollama", model="ollama/llama3.1:8b")
""",
    remedy="Write the model's name with the prefix that its provider demands, for instance `ollama/`.",
    promised=frozenset({Layer.STATIC, Layer.FIX, Layer.DRILL}),
)

HAZARDS = (HAZARD,)
