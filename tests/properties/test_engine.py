"""Whatever the small firm and whoever is in charge: numbers stay sound, and luck stays where it is."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from smsim.engine.simulation import Simulation
from smsim.scenarios import Scenario
from smsim.vocabulary import DepartmentKind
from tests.forms import NAMES
from tests.simulations import assert_same_records, people_of, start, with_kinds, world
from tests.soundness import assert_sound
from tests.ties import assert_ties_sound

MONTHS = 30
KINDS = DepartmentKind.keys()
SHARE = st.floats(0.0, 1.0)
SEATS = st.lists(st.sampled_from(KINDS), min_size=1, max_size=10, unique=True)
WITH_SEATS = ("task_force", "dandelion", "council")
EVERY_FORM = (*NAMES, "council")


def chosen(draw: Any, form: str) -> dict[str, Any]:
    members = draw(SEATS) if form in WITH_SEATS else []
    return {"form": form, "members": members}


@st.composite
def levers(draw: Any) -> dict[str, Any]:
    """Return some levers at values within their bounds, overrides among them."""
    choices: dict[str, Any] = {
        "executive_tone": SHARE,
        "sponsorship_floor": SHARE,
        "staff_factor": st.sampled_from([0.0, 0.5, 1.0, 7.0]),
        "strategic_skill": SHARE,
        "authority": SHARE,
        "contact": SHARE,
        "lead_by": st.sampled_from(["anyone", "most_ties", "fewest_ties", "first_user"]),
        "representatives_by": st.sampled_from(["anyone", "most_ties", "fewest_ties", "head"]),
        "publication_control": SHARE,
        "executive_visibility": SHARE,
        "support_share": SHARE,
        "ban_share": SHARE,
        "workload_share": SHARE,
        "directive_hazard": st.floats(0, 2),
        "training_push_share": SHARE,
        "has_onboarding": st.booleans(),
        "is_policy_first": st.booleans(),
        "care_model": st.sampled_from(["social_trained", "call_centre"]),
        "extra_care_agents": st.floats(0, 5),
        "routing_share": SHARE,
    }
    names = draw(st.lists(st.sampled_from(sorted(choices)), max_size=6, unique=True))
    return {name: draw(choices[name]) for name in names}


@st.composite
def changes(draw: Any) -> list[dict[str, Any]]:
    months = draw(st.lists(st.integers(13, MONTHS - 1), max_size=3, unique=True))
    dated = []
    for month in months:
        form = draw(st.sampled_from(EVERY_FORM))
        happening = draw(
            st.sampled_from(
                [
                    {},
                    {"lead_leaves": True, "executives_change": True},
                    {"is_reorganised": True, "is_budget_cut": True},
                    {"champions": 4, "champions_by": "bridging"},
                ]
            )
        )
        dated.append({"month": month, **chosen(draw, form), **happening, **draw(levers())})
    return dated


@st.composite
def worlds(draw: Any) -> Scenario:
    """Return a scenario of 1 to 60 people under any form, eventful enough to test it."""
    form = draw(st.sampled_from(EVERY_FORM))
    values: dict[str, Any] = {
        "firm.employees": draw(st.integers(1, 60)),
        "firm.home": draw(st.sampled_from(KINDS)),
        "firm.ties_per_person": draw(st.sampled_from([0, 3, 10])),
        "firm.team_size": draw(st.sampled_from([1, 3, 8])),
        "horizon_months": MONTHS,
        "appointment_month": draw(st.integers(0, 12)),
        "adoption.spontaneous_hazard": draw(st.sampled_from([0.0, 0.002, 0.1])),
        "adoption.peer_hazard": draw(st.sampled_from([0.0, 0.06, 1.0])),
        "turnover.turnover_probability": draw(st.sampled_from([0.0, 0.01, 0.2])),
        "turnover.reorganisation_hazard": draw(st.sampled_from([0.0, 0.1])),
        "ties.meeting_ties": draw(st.sampled_from([0.0, 1.0])),
        "ties.ties_made": draw(st.sampled_from([0.0, 0.2])),
        "ties.ties_lost_share": draw(st.sampled_from([0.0, 0.25, 1.0])),
        "risk.external_rate": draw(st.sampled_from([0.0, 0.5])),
        "public.complaint_share": draw(st.sampled_from([0.0, 0.15, 1.0])),
        "forms.council": {"extends": "dandelion", "has_member_hours": True},
        "change": draw(changes()),
    }
    given_levers = {**chosen(draw, form), **draw(levers())}
    values |= {f"levers.{name}": value for name, value in given_levers.items()}
    return world("grassroots", values)


@settings(max_examples=80, deadline=None)
@given(scenario=worlds(), seed=st.integers(0, 2**31))
def test_every_world_runs_soundly(scenario: Scenario, seed: int) -> None:
    simulation = start(scenario, None, seed, record_people=True)
    records = simulation.run()
    assert_sound(records)
    people = simulation.state.people
    assert people.is_active.size == scenario.firm.employees
    assert records.monthly.active_employees[-1] == people.is_active.sum()
    for name in ("skill", "training", "usefulness", "innovativeness", "threshold", "peer_response"):
        column = getattr(people, name)
        assert np.isfinite(column).all(), name
        assert ((column >= 0) & (column <= 1)).all(), name
    assert_ties_sound(simulation)
    _assert_in_charge(simulation)
    assert (people.active_weight <= people.total_weight).all()
    assert people.active_weight.min() >= 0
    given_out = records.by_department.support_hours.sum(axis=1)
    hubs = 140 * 0.3 * 0.6 * 10  # of every kind, fully in place; a small firm has less
    assert (given_out <= records.monthly.free_hours + hubs + 1e-9).all()
    is_hubless = simulation.inputs.forms.has_hubs[records.monthly.form.astype(int)] == 0.0
    assert (given_out[is_hubless] <= records.monthly.free_hours[is_hubless] + 1e-9).all()
    assert (records.monthly.free_hours <= records.monthly.capacity_hours + 1e-9).all()


def _assert_in_charge(simulation: Simulation) -> None:
    """Those in charge are the lead and the representatives, users unless they have no access."""
    state, people = simulation.state, simulation.state.people
    lead, seated = int(state.firm[0].lead), state.departments.representative
    in_charge = {lead, *seated.tolist()} - {-1}
    assert set(np.flatnonzero(people.is_in_charge)) == in_charge
    assert len(in_charge) == (lead >= 0) + (seated >= 0).sum()
    for number in np.flatnonzero(seated >= 0):
        assert people.department[seated[number]] == number and state.departments.is_member[number]
    assert lead < 0 or people.department[lead] == state.firm[0].home
    assert (people.is_active | people.is_blocked)[sorted(in_charge)].all()
    assert not (people.is_active & people.is_blocked).any()


@settings(max_examples=10, deadline=None)
@given(
    seed=st.integers(0, 1000),
    form=st.sampled_from(["task_force", "lone_manager", "dandelion"]),
    data=st.data(),
)
def test_hundreds_of_restless_months_keep_every_count_of_ties(
    seed: int, form: str, data: st.DataObject
) -> None:
    restless = {
        **chosen(data.draw, form),
        "turnover.turnover_probability": 0.04,
        "turnover.reorganisation_hazard": 0.03,
        "turnover.executive_change_hazard": 0.05,
        "adoption.spontaneous_hazard": 0.01,
        "adoption.discontinuance_hazard": 0.03,
        "ties.meeting_ties": 0.5,
        "ties.ties_made": data.draw(st.sampled_from([0.02, 0.5])),
        "ties.ties_lost_share": data.draw(st.sampled_from([0.25, 1.0])),
    }
    values = {name if "." in name else f"levers.{name}": value for name, value in restless.items()}
    people = data.draw(st.integers(2, 60))
    simulation = start(
        world("grassroots", {**values, "firm.employees": people, "horizon_months": 400}), None, seed
    )
    while not simulation.is_over:
        simulation.advance(40)
        assert_ties_sound(simulation)
        _assert_in_charge(simulation)


@settings(max_examples=25, deadline=None)
@given(scenario=worlds(), seed=st.integers(0, 2**31))
def test_the_same_luck_gives_the_same_bits(scenario: Scenario, seed: int) -> None:
    one, other = (start(scenario, None, seed, record_people=True).run() for _ in range(2))
    assert_same_records(one, other)


@settings(max_examples=25, deadline=None)
@given(scenario=worlds(), month=st.integers(13, MONTHS - 1), data=st.data())
def test_a_dated_change_changes_nothing_before_its_date(
    scenario: Scenario, month: int, data: st.DataObject
) -> None:
    plain = world("grassroots", {**_values(scenario), "change": []})
    later = {"workload_share": 0.3, **data.draw(levers())}
    changed = world("grassroots", {**_values(scenario), "change": [{"month": month, **later}]})
    seed = data.draw(st.integers(0, 1000))
    organisation = people_of(plain, seed)
    one, other = (start(s, organisation, seed, record_people=True).run() for s in (plain, changed))
    assert_same_records(one, other, months=month)


def _values(scenario: Scenario) -> dict[str, Any]:
    values = {f"firm.{name}": value for name, value in scenario.firm}
    values |= {f"levers.{name}": value for name, value in scenario.levers if value is not None}
    values |= {f"forms.{name}": row.model_dump() for name, row in scenario.forms.own.items()}
    values["levers.members"] = list(scenario.levers.members)
    return values | {
        "horizon_months": scenario.horizon_months,
        "appointment_month": scenario.appointment_month,
        "turnover.turnover_probability": scenario.parameters.turnover.turnover_probability,
    }


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 1000), routed=SHARE, preset=st.sampled_from(["lone-manager", "group-head"]))
def test_a_lever_that_moves_nothing_changes_nothing(seed: int, routed: float, preset: str) -> None:
    """Routing brings complaints to customer service; without one it brings them nowhere."""
    base = {"firm.employees": 40, "horizon_months": MONTHS, "appointment_month": 0}
    runs = []
    for values in ({}, {"levers.routing_share": routed}):
        scenario = world(preset, {**base, **values})
        organisation = with_kinds(people_of(scenario, seed), {"customer_service": "operations"})
        runs.append(start(scenario, organisation, seed, record_people=True).run())
    assert_same_records(*runs)


@settings(max_examples=25, deadline=None)
@given(scenario=worlds(), seed=st.integers(0, 1000))
def test_running_on_after_a_copy_is_running_on(scenario: Scenario, seed: int) -> None:
    simulation = start(scenario, None, seed, record_people=True)
    simulation.advance(14)
    branch = simulation.copy()
    assert_same_records(branch.run(), simulation.run())


def test_seed_0_is_a_seed_like_any_other() -> None:
    scenario = world("task-force-broad", {"firm.employees": 60})
    runs = {seed: start(scenario, None, seed, record_people=True).run() for seed in (0, 1, 2)}
    again = start(scenario, None, 0, record_people=True).run()
    assert_same_records(runs[0], again)
    assert len({records.monthly.tobytes() for records in runs.values()}) == 3


def test_replications_differ_as_seeds_do() -> None:
    scenario = world("task-force-broad", {"firm.employees": 60})
    organisation = people_of(scenario)
    runs = [start(scenario, organisation, 1, replication).run() for replication in range(3)]
    assert len({records.monthly.tobytes() for records in runs}) == 3


def test_a_department_more_leaves_the_luck_of_the_others_alone() -> None:
    """Traits are those of the person, whoever else there is."""
    scenario = world("grassroots", {"firm.employees": 200})
    larger = world("grassroots", {"firm.employees": 400})
    one, other = start(scenario).state, start(larger).state
    traits = dict(zip(other.people.key.tolist(), other.people.innovativeness, strict=True))
    first_user = np.flatnonzero(one.people.is_active)[0]
    for row, key in enumerate(one.people.key.tolist()):
        if row != first_user:
            assert one.people.innovativeness[row] == traits[key]
