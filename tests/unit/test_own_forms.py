"""A form of a scenario's own works where a shipped one does: runs, experiments, plans, reasons, the room."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from smsim.analysis.decision.tables import assumption_table
from smsim.analysis.divergence.partings import event_partings, first_partings, recorded_quantities
from smsim.analysis.divergence.twins import twin_runs
from smsim.analysis.tables import event_table
from smsim.errors import ExperimentError, WorkshopError
from smsim.experiments.assumptions import HeldBecause, assumptions_of, uncertain_numbers
from smsim.experiments.batch import run_batch
from smsim.experiments.candidates.bundles import bundle_elements, coalition_scenarios
from smsim.experiments.candidates.candidate import reactive_candidates, seat_candidates, switch_candidates
from smsim.experiments.candidates.decision_experiments import DecisionRequest, own_worlds
from smsim.experiments.candidates.space import candidate_space
from smsim.experiments.comparing import ObservedRun
from smsim.experiments.loading import load_experiment
from smsim.experiments.running.schedule import Schedule
from smsim.model import OrganisationModel
from smsim.parameters import declarations
from smsim.player.filming import Camera
from smsim.scenarios import Scenario, parse_scenario, run_inputs, with_values
from smsim.views.decision.context import varied_factors
from smsim.workshop.exports import scenario_file
from smsim.workshop.levers import lever_documents, values_in_force
from smsim.workshop.session import Session
from tests.forms import FORMS, NAMES, QUOTED
from tests.running import fill, rows_of, schedule_of, store_in
from tests.simulations import people_of, start, world
from tests.workshops import LIVELY, decision, open_workshop

BROUGHT = """
[forms.council]
extends = "dandelion"
title = "council"
has_member_hours = true
authority = 0.9
"""
SMALL = {"firm.employees": 40, "horizon_months": 40, "appointment_month": 6}
LONE = world("lone-manager", SMALL)
COUNCIL = with_values(
    parse_scenario('extends = "lone-manager"\n' + BROUGHT, "council"),
    {**SMALL, "levers.form": "council", "levers.members": ["marketing", "sales"]},
)


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    """Return a file whose form is its own, and one of a lone manager; both small."""
    small = 'extends = "lone-manager"\nhorizon_months = 40\nappointment_month = 6\n[firm]\nemployees = 40\n'
    (tmp_path / "alone.toml").write_text(small, encoding="utf-8")
    text = small + '[levers]\nform = "council"\nmembers = ["marketing", "sales"]\n' + BROUGHT
    (tmp_path / "council.toml").write_text(text, encoding="utf-8")
    return str(tmp_path / "council.toml"), str(tmp_path / "alone.toml")


def monthly(scenario: Scenario) -> np.recarray:
    return start(scenario, people_of(scenario)).run().monthly


def test_it_has_its_seats_its_hubs_and_its_hours():
    simulation = start(COUNCIL, people_of(COUNCIL))
    simulation.advance(20)
    firm = simulation.state.firm[0]
    assert (firm.members, firm.is_body, firm.hubs_fte) == (
        2.0,
        1.0,
        pytest.approx(0.6 * firm.scale * firm.backing),
    )
    without = monthly(with_values(COUNCIL, {"forms.council.has_member_hours": False}))
    hours = simulation.records().monthly.capacity_hours[6] - without.capacity_hours[6]
    first = start(COUNCIL, people_of(COUNCIL))
    first.advance(7)
    assert hours == pytest.approx(2 * 20 * 0.93 * first.state.firm[0].backing)
    assert simulation.records().monthly.form[6] == len(NAMES)


def test_tables_name_it():
    batch = run_batch(
        run_inputs(COUNCIL), lambda _: people_of(COUNCIL), name="council", seed=1, replications=1
    )
    changes = event_table([batch]).query("event == 'form_changed'")
    assert changes.detail.tolist() == ["council"] and changes.month.tolist() == [6]


# --- numbers -----------------------------------------------------------------------------------------


def test_its_assumed_numbers_are_drawn_and_what_the_file_sets_is_held():
    drawn = {entry.name: entry for entry in uncertain_numbers([COUNCIL, LONE])}
    found = assumptions_of([COUNCIL, LONE], list(drawn))
    own = {name for name in drawn if name.startswith("forms.council.")}
    numbers = {f"forms.council.{name}" for name, value in FORMS.rows["dandelion"] if type(value) is float}
    zeros = {name for name in numbers if getattr(FORMS.rows["dandelion"], name.split(".")[-1]) == 0.0}
    assert own == numbers - zeros - {"forms.council.authority"}
    assert drawn["forms.council.staff_fte"].sensitivity == (1.0, 4.0)
    assert "forms.council.authority" in found.held[HeldBecause.GIVEN]
    assert found.numbers == len([entry for entry in declarations() if entry.is_number]) + len(numbers)
    assert not any("has_" in name or "title" in name for name in found.document()["drawn"])


def test_what_the_extended_form_was_given_is_given():
    text = "[forms.dandelion]\nsupport_share = 0.2\n" + BROUGHT
    drawn = [entry.name for entry in uncertain_numbers([parse_scenario(text)])]
    assert "forms.council.support_share" not in drawn and "forms.council.staff_fte" in drawn


def test_options_meet_worlds_in_which_its_numbers_differ(files):
    experiment = own_worlds(DecisionRequest(files, 2, 1, 1, 12))
    names = {factor.name for factor in experiment.factors}
    assert "forms.council.staff_fte" in names
    points = [experiment.point(number) for number in range(4)]
    schedule = Schedule(experiment)
    assert len({schedule.scenario_hash(point.number) for point in points}) == 4
    told = {
        factor.name: factor
        for factor in varied_factors(experiment.factors, declarations([experiment.scenarios[0].forms]))
    }
    assert told["forms.council.staff_fte"].meaning == "central staff the form starts with"
    assert told["forms.council.staff_fte"].is_half_to_double
    table = assumption_table(assumptions_of(experiment.scenarios, names), experiment.factors)
    assert table.set_index("name").loc["forms.council.staff_fte", "default"] == 2.0


EXPERIMENT = """
scenarios = ["council.toml", "alone.toml"]
replications = 1

[design]
kind = "grid"

[[factor]]
name = "{}"
values = {}
"""


@pytest.mark.parametrize(
    ("name", "values"),
    [("forms.council.authority", "[0.1, 0.8]"), ("forms.council.has_hubs", "[true, false]")],
)
def test_its_values_are_factors(files, tmp_path, name, values):
    schedule = schedule_of(tmp_path, EXPERIMENT.format(name, values))
    store = store_in(tmp_path)
    filled = fill(schedule, store)
    assert filled.failed_here == 0 and rows_of(schedule, store).num_rows == 4
    hashes = [schedule.scenario_hash(point) for point in range(4)]
    assert hashes[1] == hashes[3] and hashes[0] != hashes[2]  # the lone manager has no council


def test_it_is_a_value_of_levers_form_where_all_scenarios_have_it(files, tmp_path):
    text = EXPERIMENT.format("levers.form", '["council", "dandelion"]').replace(', "alone.toml"', "")
    assert schedule_of(tmp_path, text).runs == 2
    with pytest.raises(ExperimentError, match=f"is 'council', but must be one of {QUOTED}."):
        schedule_of(tmp_path, EXPERIMENT.format("levers.form", '["council"]'))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("forms.cuoncil.authority", r"no scenario has a form 'cuoncil' \(did you mean 'council'\?\)"),
        ("forms.council.authorty", r"did you mean 'forms\.council\.authority'"),
        ("forms.council.title", "cannot be a factor: it is no trait of the form and no number"),
        ("forms.council", "is a table; name one value in it"),
    ],
)
def test_what_is_no_value_of_it_is_refused(files, tmp_path, name, words):
    (tmp_path / "x.toml").write_text(EXPERIMENT.format(name, "[0.1]"), encoding="utf-8")
    with pytest.raises(ExperimentError, match=words):
        load_experiment(tmp_path / "x.toml")


# --- plans and reasons -------------------------------------------------------------------------------


def test_a_search_gives_it_seats_switches_and_rules(files):
    experiment = own_worlds(DecisionRequest(files, 2, 1, 1, 40))
    space = candidate_space(experiment)
    words = [plan.words for plan in space.candidates]
    assert space.has_seats and not space.not_switched and not space.unvaried
    assert "a council in marketing and finance" in words
    assert any(word.endswith(", from month 20 on council") for word in words)
    assert len(seat_candidates(COUNCIL, ["sales", "finance"], ["marketing"])) == 4
    switched = switch_candidates(LONE, COUNCIL, [20])[0].scenario
    assert set(monthly(switched).form[20:]) == {len(NAMES)}
    rule = reactive_candidates(COUNCIL, ["finance"], [9])[0].scenario.rules[0].then
    assert (rule.form, rule.members) == ("council", ("marketing", "sales", "finance"))


def test_its_elements_are_told_apart():
    elements = {element.name: element for element in bundle_elements(COUNCIL, LONE)}
    assert {"authority", "capacity", "further_seats", "rest"} <= elements.keys()
    scenarios = coalition_scenarios(COUNCIL, LONE, tuple(elements.values()))
    for coalition, scenario in scenarios.items():
        assert ("rest" in coalition) == (scenario.levers.form == "council")
        if "capacity" not in coalition and "rest" in coalition:  # a lone manager has neither members nor hubs
            assert scenario.parameters.centre.member_hours == scenario.parameters.practice.hub_fte == 0.0
    stripped = scenarios[frozenset({"rest"})]
    assert stripped.forms.rows["council"].authority == LONE.forms.rows["lone_manager"].authority
    assert stripped.forms.rows["council"].has_hubs


def test_a_body_without_a_lead_gives_and_takes_its_standing():
    body = {"extends": "council", "title": "", "has_lead": False, "has_hubs": False}
    option = with_values(COUNCIL, {"forms.assembly": body, "levers.form": "assembly"})
    elements = {element.name: element for element in bundle_elements(option, LONE)}
    assert {"authority", "capacity", "further_seats"} <= elements.keys()
    scenarios = coalition_scenarios(option, LONE, tuple(elements.values()))
    stripped = scenarios[frozenset({"rest"})].forms.rows["assembly"]
    assert stripped.authority == LONE.forms.rows["lone_manager"].authority


def observed(scenario: Scenario) -> ObservedRun:
    simulation = start(scenario, people_of(LONE), record_people=True)
    before = simulation.state.people.is_active.copy()
    return ObservedRun(simulation.run(), before, simulation.state.people.is_active.copy())


def test_runs_with_different_forms_of_one_number_are_apart():
    other = with_values(LONE, {"forms.board": {"extends": "group_head"}, "levers.form": "board"})
    twins = twin_runs(("A", "B"), observed(COUNCIL), observed(other))
    numbers = [run.monthly.form[10] for run in twins.records]
    assert numbers[0] == numbers[1] == len(NAMES)
    parting = next(part for part in first_partings(recorded_quantities(twins)) if part.output == "form")
    assert (parting.month, parting.words) == (6, "council in charge in A, board in B")
    changes = [part for part in event_partings(twins) if part.event == "form_changed"]
    assert {part.detail: part.months for part in changes} == {"council": (6, None), "board": (None, 6)}


# --- in a room ---------------------------------------------------------------------------------------


def test_a_room_can_choose_it_in_both_panes(tmp_path):
    own = LIVELY.replace("A lone manager", "A council") + BROUGHT
    opening = open_workshop(tmp_path, (own, LIVELY))
    session = Session.fresh(opening)
    levers = {lever["name"]: lever for lever in session.document()["levers"]}
    assert ["council", "council"] in levers["form"]["choices"]
    branch = session.decide("B", 10, decision(form="council", members=["sales"]), 0)
    assert branch.label == "council with sales"
    simulation = start(branch.scenario, branch.organisation)
    simulation.advance(12)
    assert values_in_force(simulation)["form"] == "council"
    assert simulation.state.firm[0].members == 1.0
    with pytest.raises(WorkshopError, match="The council has nobody in it: choose who sits at the table"):
        session.decide("A", 10, decision(form="council"), 0)
    again = parse_scenario(scenario_file(opening, branch))
    assert again.forms == branch.scenario.forms and again.levers == branch.scenario.levers


def test_the_page_tells_of_it():
    scenario = with_values(
        COUNCIL,
        {
            "forms.crowd": {"extends": "grassroots", "title": "the crowd"},
            "change": [{"month": 9, "members": ["marketing"]}, {"month": 12, "form": "crowd"}],
        },
    )
    camera = Camera(scenario, run_inputs(scenario), people_of(scenario), 1)
    frames = [camera.next_frame() for _ in range(13)]
    news = [[words for kind, words in frame["news"] if kind == "decision"] for frame in frames]
    assert news[6] == ["council is to take charge, with marketing and sales: a lead is searched for"]
    assert news[9] == ["sales leaves the council"]
    assert news[12] == ["the crowd is in charge from now on"]
    assert [(frames[month]["form"], frames[month]["led"]) for month in (0, 6, 12)] == [
        ("nobody in charge", False),
        ("council", True),
        ("the crowd in charge", False),
    ]


def test_levers_offer_the_shipped_forms_where_there_are_no_others():
    form = next(lever for lever in lever_documents(FORMS) if lever["name"] == "form")
    assert [name for name, _ in form["choices"]] == list(NAMES)


def test_mesa_runs_it(files):
    model = OrganisationModel(files[0], employees=30, months=12, seed=1)
    while model.running:
        model.step()
    assert model.output("form") == len(NAMES)
    own = {"forms__club": {"extends": "dandelion"}, "levers__form": "club", "levers__members": ["sales"]}
    assert OrganisationModel("lone-manager", months=12, seed=1, **own).world.forms.rows["club"].has_hubs
