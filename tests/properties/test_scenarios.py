"""Any valid scenario survives writing and loading, and its plan is its dated levers filled forward."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from smsim.engine.inputs import FORM_COLUMN, OVERRIDE_COLUMNS, PLAN_COLUMNS
from smsim.parameters import OVERRIDES, Happenings, Levers
from smsim.scenarios import Scenario, parse_scenario, run_inputs, scenario_hash, to_toml, with_values
from smsim.scenarios.compile import setting_numbers, setting_value
from tests.forms import NAMES

HORIZON = 40
KINDS = ("marketing", "sales", "finance", "executive")
SEATED = ("task_force", "dandelion", "council")
OWN = {"council": {"extends": "task_force", "has_hubs": True}, "crowd": {"extends": "grassroots"}}
BY_NUMBER = (*NAMES, *OWN)
shares = st.floats(0, 1, allow_nan=False)
maybe_shares = shares | st.just("as_form")
governance = st.one_of(
    st.fixed_dictionaries({"form": st.sampled_from(("grassroots", "lone_manager", "holistic", "crowd"))}),
    st.fixed_dictionaries(
        {
            "form": st.sampled_from(SEATED),
            "members": st.lists(st.sampled_from(KINDS), min_size=1, max_size=4, unique=True),
        }
    ),
)
levers = st.fixed_dictionaries(
    {},
    optional={
        "executive_tone": shares,
        "ban_share": shares,
        "authority": maybe_shares,
        "strategic_skill": maybe_shares,
        "has_onboarding": st.booleans(),
        "care_model": st.sampled_from(("social_trained", "call_centre")),
    },
)
happenings = st.fixed_dictionaries(
    {},
    optional={
        "lead_leaves": st.booleans(),
        "champions": st.integers(0, 50),
    },
)


@st.composite
def scenarios(draw):
    appointment = draw(st.integers(0, HORIZON + 5))
    months = draw(st.lists(st.integers(0, HORIZON - 1), max_size=6, unique=True))
    changes = []
    for month in months:
        change = {**draw(levers), **draw(happenings)}
        if month > appointment:
            change |= draw(st.just({}) | governance)
        if change:
            changes.append({"month": month, **change})
    rules = [
        {
            "if": [{"output": "crises", draw(st.sampled_from(("above", "at_most"))): draw(st.floats(-5, 5))}],
            "then": {"ban_share": draw(shares), **draw(st.just({}) | governance)},
            "again": draw(st.booleans()),
        }
        for _ in range(draw(st.integers(0, 2)))
    ]
    values = {
        "title": draw(st.text(max_size=20)),
        "horizon_months": HORIZON,
        "appointment_month": appointment,
        "change": changes,
        "when": rules,
        **{f"levers.{name}": value for name, value in {**draw(levers), **draw(governance)}.items()},
        "adoption.peer_hazard": draw(st.floats(0, 10)),
        "forms.task_force.authority": draw(shares),
        **{f"forms.{name}": {**row, "support_share": draw(shares)} for name, row in OWN.items()},
    }
    return with_values(Scenario(), values)


@settings(max_examples=60, deadline=None)
@given(scenarios(), st.booleans())
def test_writing_and_loading(scenario, full):
    again = parse_scenario(to_toml(scenario, full=full), scenario.name)
    assert again == scenario
    assert scenario_hash(again) == scenario_hash(scenario)


def expected_numbers(scenario, month, name):
    """Return what a field of the plan must be, by looking back from the month for the last word on it."""
    if name in Happenings.model_fields:
        dated = [change.given for change in scenario.changes if change.month == month]
        values = [given[name] for given in dated if name in given]
        return setting_numbers(name, values[0] if values else getattr(Happenings(), name), BY_NUMBER)
    if name in OVERRIDES:
        return setting_numbers(name, expected_override(scenario, month, name), BY_NUMBER)
    if name in ("form", "members") and month < scenario.appointment_month:
        return setting_numbers(name, {"form": "grassroots", "members": ()}[name], BY_NUMBER)
    for change in sorted(scenario.changes, key=lambda change: -change.month):
        if change.month > month:
            continue
        if name == "members" and "form" in change.given:
            return setting_numbers(name, change.given.get("members", ()), BY_NUMBER)
        if name in change.given:
            return setting_numbers(name, change.given[name], BY_NUMBER)
    return setting_numbers(name, getattr(scenario.levers, name), BY_NUMBER)


def expected_override(scenario, month, name):
    """Return what overrides a form's own in a month: the last word on it since another form took over."""

    def form(at):
        return setting_value("form", expected_numbers(scenario, at, "form"), BY_NUMBER)

    for at in range(month, -1, -1):
        for change in scenario.changes:
            if change.month == at and name in change.given:
                return change.given[name]
        if at == scenario.appointment_month:
            return getattr(scenario.levers, name)
        if at > scenario.appointment_month and form(at) != form(at - 1):
            return None
    return None


@settings(max_examples=60, deadline=None)
@given(scenarios())
def test_the_plan_is_filled_forward(scenario):
    inputs = run_inputs(scenario)
    numbers = inputs.plan.view(np.float64).reshape(HORIZON, -1)
    for month in range(HORIZON):
        for name in (*Levers.model_fields, *Happenings.model_fields):
            found = numbers[month, PLAN_COLUMNS[name]].tolist()
            expected = expected_numbers(scenario, month, name)
            assert np.array_equal(found, expected, equal_nan=True), (month, name, found, expected)


@settings(max_examples=60, deadline=None)
@given(scenarios())
def test_levers_move_only_where_a_mark_stands(scenario):
    inputs = run_inputs(scenario)
    numbers = inputs.plan.view(np.float64).reshape(HORIZON, -1)
    moved = ~((numbers[1:] == numbers[:-1]) | (np.isnan(numbers[1:]) & np.isnan(numbers[:-1])))
    lasting = [
        column
        for name in Levers.model_fields
        for column in range(PLAN_COLUMNS[name].start, PLAN_COLUMNS[name].stop)
    ]
    is_marked = inputs.plan_marks.copy()
    is_marked[:, list(OVERRIDE_COLUMNS)] |= inputs.plan_marks[:, [FORM_COLUMN]]  # a form may end them
    assert (is_marked[1:, lasting] | ~moved[:, lasting]).all()
    has_seats = np.isin(inputs.plan.form, [BY_NUMBER.index(form) for form in SEATED])
    assert (inputs.plan.members.any(axis=1) == has_seats).all()
