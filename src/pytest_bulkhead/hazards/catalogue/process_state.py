"""BH102: settings of the whole process changed for good."""

from pytest_bulkhead.hazards.hazard import Family, Hazard, Layer

HAZARD = Hazard(
    code="BH102",
    slug="process-state",
    title="process-wide setting left changed",
    family=Family.PROCESS,
    why="""\
The working directory, `sys.path`, signal handlers, the locale, the root logger and their like exist once in each
process. A test that changes one of them and goes away leaves every later test of its worker with a directory that may
have been deleted, a module search path that finds another package, or a logger that is silent. The victim fails far
from the cause, and only in the workers that happened to run the polluter first. (A warning filter set inside a test is
the exception, since pytest takes it back; one set while a module is imported stays.)""",
    bad="""\
import os

def test_finds_the_config_beside_it(tmp_path):
    (tmp_path / "app.toml").write_text("debug = true")
    os.chdir(tmp_path)
    assert find_config().name == "app.toml"
""",
    good="""\
def test_finds_the_config_beside_it(tmp_path, monkeypatch):
    (tmp_path / "app.toml").write_text("debug = true")
    monkeypatch.chdir(tmp_path)
    assert find_config().name == "app.toml"
""",
    remedy="Change it through something that changes it back: `monkeypatch.chdir`, `monkeypatch.syspath_prepend`, "
    "`monkeypatch.setattr`, `caplog.set_level`, `warnings.catch_warnings`, or a fixture that restores the saved value "
    "after its `yield`.",
    promised=frozenset({Layer.STATIC, Layer.FIX, Layer.RUNTIME, Layer.DRILL}),
)

HAZARDS = (HAZARD,)
