"""Any factor, any design: settings stay where they may be; any settings: the fast hash is the slow one."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from smsim.errors import ScenarioError
from smsim.experiments.designs import Factor, Grid, LatinHypercube, OneAtATime, Worlds
from smsim.parameters import declarations
from smsim.scenarios import Scenario, load_scenario, scenario_hash, with_values
from smsim.scenarios.schema import schema_at
from smsim.scenarios.variations import Variations
from smsim.scenarios.wording import is_allowed
from tests.forms import NAMES as FORM_NAMES

shares = st.floats(0, 1)


@st.composite
def ranges(draw):
    is_whole = draw(st.booleans())
    scale = draw(st.sampled_from(("linear", "log")))
    lowest = (1 if is_whole else 1e-6) if scale == "log" else -1000
    numbers = st.integers(int(lowest), 5000) if is_whole else st.floats(lowest, 5000)
    low, high = sorted((draw(numbers), draw(numbers)))
    assume(low < high)
    return Factor("any", "", low=float(low), high=float(high), scale=scale, is_whole=is_whole)


@given(ranges(), shares, shares)
def test_a_setting_is_in_its_range_and_grows_with_the_share(factor, one, other):
    lower, upper = sorted((one, other))
    assert factor.low <= factor.at(lower) <= factor.high
    assert factor.at(lower) <= factor.at(upper) + 1e-9
    assert isinstance(factor.at(one), int if factor.is_whole else float)


listed = st.integers(1, 5).map(lambda count: Factor("listed", "", tuple(range(count))))


@settings(max_examples=40, deadline=None)
@given(st.lists(listed | st.just(Factor("range", "", low=0.0, high=2.0)), max_size=4), st.integers(2, 4))
def test_a_grid_has_every_combination_once(factors, levels):
    named = [Factor(f"{place}", "", f.values, f.low, f.high) for place, f in enumerate(factors)]
    table = Grid(levels=levels).settings(named, 1)
    sizes = [len(factor.values) or levels for factor in named]
    points = {tuple(table.settings_of(row).values()) for row in range(len(table))}
    assert len(table) == len(points) == np.prod(sizes, dtype=int)
    assert len(OneAtATime().settings(named, 1)) == 1 + sum(len(factor.values) or 2 for factor in named)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**63 - 1), st.integers(1, 40), st.integers(1, 6))
def test_samples_keep_to_their_seed(seed, points, count):
    factors = [Factor(f"{place}", "", low=0.0, high=1.0) for place in range(count)]
    table = LatinHypercube(points=points).settings(factors, seed)
    assert (np.sort(np.floor(table.shares * points), axis=0) == np.arange(points)[:, None]).all()
    worlds = Worlds(worlds=points).settings(factors, seed).shares
    assert np.array_equal(worlds, Worlds(worlds=points + 3).settings(factors, seed).shares[:points])


NAMES = {
    declared.name: schema_at(tuple(declared.name.split(".")))
    for declared in declarations()
    if not declared.name.startswith("happenings.")
} | {"appointment_month": schema_at(("appointment_month",)), "horizon_months": schema_at(("horizon_months",))}
NAMES["levers.form"] = {**NAMES["levers.form"], "enum": list(FORM_NAMES)}  # what the scenario has


def values_of(schema):
    """Return values that a schema allows."""
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if "anyOf" in schema:
        number, word = schema["anyOf"]
        return values_of(number) | st.just(word["const"])
    if schema["type"] == "boolean":
        return st.booleans()
    if schema["type"] == "array":
        return st.lists(st.sampled_from(schema["items"]["enum"]), unique=True, max_size=4)
    low, high = schema["minimum"], schema["maximum"]
    if schema["type"] == "integer":
        return st.integers(int(low), int(high))
    whole = st.integers(int(np.ceil(low)), int(min(high, 1e6)))
    return st.floats(low, high) | whole | st.just(-0.0) | st.just(float(high))


@st.composite
def some_settings(draw):
    names = draw(st.lists(st.sampled_from(sorted(NAMES)), unique=True, max_size=6))
    found = {name: draw(values_of(NAMES[name])) for name in names}
    if draw(st.booleans()):
        found["when.1.then.ban_share"] = draw(shares)
    return found


VARIATIONS = Variations(load_scenario("clampdown"))


@settings(max_examples=150, deadline=None)
@given(some_settings())
def test_variations_are_what_with_values_says(given_settings):
    try:
        expected = with_values(VARIATIONS.base, given_settings)
    except ScenarioError as error:
        with pytest.raises(ScenarioError) as raised:
            VARIATIONS.scenario(given_settings)
        assert str(raised.value) == str(error)
        assert len(VARIATIONS.scenario_hash(given_settings)) == 32
        return
    assert VARIATIONS.scenario(given_settings) == expected
    assert VARIATIONS.scenario_hash(given_settings) == scenario_hash(expected)


TABLES = sorted({name.split(".")[0] for name in NAMES})


@pytest.mark.parametrize("table", TABLES)
@settings(max_examples=5, deadline=None)
@given(data=st.data())
def test_every_value_alone(table, data):
    for name in (name for name in NAMES if name.split(".")[0] == table):
        one = {name: data.draw(values_of(NAMES[name]), name)}
        try:
            expected = scenario_hash(with_values(VARIATIONS.base, one))
        except ScenarioError:
            continue
        assert VARIATIONS.scenario_hash(one) == expected == scenario_hash(VARIATIONS.scenario(one)), one


ODD_VALUES = st.sampled_from(
    [True, "sales", "as_form", [], ["sales"], -1, 1.5, 1e12, float("nan"), float("inf")]
)


@pytest.mark.parametrize("table", TABLES)
@settings(max_examples=8, deadline=None)
@given(data=st.data())
def test_what_a_schema_allows_is_what_the_model_lets_in(table, data):
    for name in (name for name in NAMES if name.split(".")[0] == table):
        value = data.draw(values_of(NAMES[name]) | ODD_VALUES, name)
        try:
            with_values(Scenario(), {name: value})
        except ScenarioError as error:
            # what is refused for another reason is allowed, but contradicts another value
            is_let_in = "but must be" not in str(error)
        else:
            is_let_in = True
        assert is_allowed(value, NAMES[name]) == is_let_in, (name, value)
