"""Promises and claims are joined rightly, nothing is claimed without a promise, and the gaps do not grow."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_bulkhead.checker.registry import ENGINE_HAZARDS, all_rules
from pytest_bulkhead.drill.evidence import all_claims, current_matrix
from pytest_bulkhead.drill.registry import all_seeds
from pytest_bulkhead.hazards.catalogue import environ
from pytest_bulkhead.hazards.hazard import Hazard, Layer
from pytest_bulkhead.hazards.lookup import all_hazards
from pytest_bulkhead.matrix import Figure, Matrix, build_matrix, collect_claims
from pytest_bulkhead.plugin.registry import runtime_hazards
from pytest_bulkhead.worker import PREVENTS

KNOWN_GAPS = 0
"""Whoever claims more lowers this number; nobody raises it."""

Case = tuple[list[Hazard], dict[Layer, frozenset[str]], Matrix]

CODES = [f"BH{number}" for number in range(101, 109)]


def hazard(code: str, *promised: Layer) -> Hazard:
    return environ.HAZARD._replace(code=code, promised=frozenset(promised))


layers = st.frozensets(st.sampled_from(Layer))
catalogues = st.dictionaries(st.sampled_from(CODES), layers).map(
    lambda promises: [hazard(code, *promised) for code, promised in promises.items()]
)


@st.composite
def matrices(draw: st.DrawFn) -> Case:
    hazards = draw(catalogues)
    codes = st.frozensets(st.sampled_from([h.code for h in hazards])) if hazards else st.just(frozenset[str]())
    claims = draw(st.dictionaries(st.sampled_from(Layer), codes))
    return hazards, claims, build_matrix(hazards, claims)


@given(matrices())
def test_each_cell_says_what_was_promised_and_claimed(
    case: Case,
) -> None:
    hazards, claims, matrix = case
    for each in hazards:
        for layer, cell in matrix.row(each).cells.items():
            assert cell.promised == (layer in each.promised)
            assert cell.claimed == (each.code in claims.get(layer, frozenset()))


@given(matrices())
def test_rows_are_the_hazards_in_order_with_every_layer(
    case: Case,
) -> None:
    hazards, _, matrix = case
    assert [row.hazard.code for row in matrix.rows] == sorted(h.code for h in hazards)
    assert all(tuple(row.cells) == tuple(Layer) for row in matrix.rows)


@given(matrices())
def test_counts_add_up(case: Case) -> None:
    """What is promised is claimed or a gap; what is claimed is promised or unpromised."""
    hazards, claims, matrix = case
    assert matrix.promised == sum(len(h.promised) for h in hazards)
    assert matrix.claimed == sum(map(len, claims.values()))
    assert matrix.promised - len(matrix.gaps) == matrix.claimed - len(matrix.unpromised)
    assert not set(matrix.gaps) & set(matrix.unpromised)


@given(catalogues)
def test_claiming_what_is_promised_leaves_nothing_to_say(hazards: list[Hazard]) -> None:
    claims = {layer: frozenset(h.code for h in hazards if layer in h.promised) for layer in Layer}
    matrix = build_matrix(hazards, claims)
    assert (matrix.gaps, matrix.unpromised) == ((), ())


@given(catalogues)
def test_without_claims_every_promise_is_a_gap(hazards: list[Hazard]) -> None:
    assert len(build_matrix(hazards, {}).gaps) == sum(len(h.promised) for h in hazards)


@pytest.mark.parametrize(
    ("promised", "claimed", "mark"), [(True, True, "✓"), (True, False, "·"), (False, True, "!"), (False, False, "")]
)
def test_marks(promised: bool, claimed: bool, mark: str) -> None:
    one = hazard("BH101", *([Layer.STATIC] if promised else []))
    matrix = build_matrix([one], {Layer.STATIC: frozenset({"BH101"} if claimed else ())})
    assert matrix.row(one).cells[Layer.STATIC].mark == mark


def test_a_code_that_no_hazard_has_cannot_be_claimed() -> None:
    with pytest.raises(ValueError, match="BH999"):
        build_matrix([hazard("BH101")], {Layer.STATIC: frozenset({"BH999"})})


def test_claims_come_from_what_is_registered() -> None:
    claims = collect_claims()
    for rule in all_rules():
        codes = {h.code for h in rule.hazards}
        assert codes <= claims[Layer.STATIC]
        assert {hazard.code for hazard in rule.fixes} <= claims[Layer.FIX] & codes
    assert {h.code for h in ENGINE_HAZARDS} <= claims[Layer.STATIC]
    assert claims[Layer.RUNTIME] == {h.code for h in runtime_hazards()}
    assert claims[Layer.UTILITY] == {h.code for h in all_hazards() if h.slug in PREVENTS}
    assert claims[Layer.FIX] <= claims[Layer.STATIC]


def test_nothing_is_claimed_without_a_promise() -> None:
    unpromised = [f"{h.code} {layer.value}" for h, layer in current_matrix().unpromised]
    assert not unpromised, "promise it in the catalogue, or do not claim it"


def test_gaps_do_not_grow() -> None:
    gaps = len(current_matrix().gaps)
    assert gaps <= KNOWN_GAPS, f"{gaps} promises are kept by nobody, {KNOWN_GAPS} were known: something lost its claim"
    assert gaps == KNOWN_GAPS, f"well done: set KNOWN_GAPS in {__file__} to {gaps}"


def test_the_drill_claims_what_it_has_seeds_for() -> None:
    asked = {hazard.code for hazard in all_hazards() if Layer.DRILL in hazard.promised}
    assert all_claims()[Layer.DRILL] == {seed.code for seed in all_seeds()} & asked == asked


def test_what_is_promised_and_claimed_was_measured() -> None:
    matrix = current_matrix()
    unmeasured = [
        f"{row.hazard.code} {layer.value}" for row in matrix.rows for layer in row.unproven if layer in row.claimed
    ]
    assert unmeasured == [], "no seed shows it: write one, then run `python scripts/measure_seeds.py`"


@given(catalogues)
def test_what_was_measured_stands_in_its_cell(hazards: list[Hazard]) -> None:
    figures = {(h.code, layer): Figure(1, 2) for h in hazards for layer in h.promised}
    matrix = build_matrix(hazards, {}, figures)
    assert matrix.measured == matrix.promised
    assert all(set(row.measured) == row.hazard.promised for row in matrix.rows)
    assert not build_matrix(hazards, {}).measured


def test_the_matrix_has_the_whole_catalogue() -> None:
    assert tuple(row.hazard for row in current_matrix().rows) == all_hazards()
