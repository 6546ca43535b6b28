"""BH507: group marks in a run that does not look at them."""

from pytest_bulkhead.hazards.hazard import Family, Hazard, Layer

HAZARD = Hazard(
    code="BH507",
    slug="group-without-loadgroup",
    title="group marks that the scheduler ignores",
    family=Family.ORGANISATION,
    why="""\
`xdist_group` is read by one scheduler, `--dist loadgroup`; under any other the mark does nothing, and pytest-xdist does
not say so. Tests that somebody has grouped since they use the same server or file are dealt out to different workers
all the same, while everyone who reads the mark believes them to be kept together. One large suite ran like this for
weeks. Even in force the mark only puts a group on one worker; it does not keep other tests off what the group uses.""",
    bad="""\
# pyproject.toml of a suite whose tests carry @pytest.mark.xdist_group
[tool.pytest.ini_options]
addopts = ["-n", "auto", "--dist", "loadscope"]
""",
    good="""\
# pyproject.toml of a suite whose tests carry @pytest.mark.xdist_group
[tool.pytest.ini_options]
addopts = ["-n", "auto", "--dist", "loadgroup"]
""",
    remedy="Run the suite with `--dist loadgroup`, or give each worker its own of what the groups share and take the "
    "marks away.",
    promised=frozenset({Layer.STATIC, Layer.RUNTIME, Layer.DRILL}),
)

HAZARDS = (HAZARD,)
