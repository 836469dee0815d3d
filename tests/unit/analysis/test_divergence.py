"""Twin runs: who parted when and through whom, on records made by hand and on firms with one way to go."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest

from smsim.analysis.divergence.chains import CONDITIONS, PRECEDING
from smsim.analysis.divergence.partings import event_partings, first_difference
from smsim.analysis.divergence.tracing import Divergence, trace_divergence
from smsim.analysis.divergence.twins import Twins, twin_runs
from smsim.engine.outputs import DEPARTMENT_DTYPE, EVENT_DTYPE, MONTHLY_DTYPE, SCORED_CODES
from smsim.engine.processes import STEP_OF
from smsim.engine.records import RunRecords
from smsim.experiments.comparing import ObservedRun
from smsim.organisation.organisation import Organisation
from smsim.parameters import Audit
from smsim.vocabulary import EventKind, UseChange
from tests.forms import FORMS, NUMBER
from tests.simulations import STILL, hand_made, people_of, start, world

NAMES = ("task force", "lone manager")
MONTHS = 30
MARKETING, HR = 0, 1
FEW = hand_made(
    ["marketing", "human_resources"], [2, 4], [(1, 2, 64), (2, 3, 64), (2, 4, 128), (3, 4, 64), (3, 5, 64)]
)
LINE = hand_made(
    ["marketing", "sales", "operations"], [2, 4, 3], [(one, one + 1, 64) for one in range(2, 8)],
    manager=[-1, 0, -1, 2, 2, 2, -1, 6, 6],
)  # fmt: skip
"""Marketing keeps to itself; everyone else knows the one before and the one after."""


def quiet(organisation: Organisation = FEW) -> RunRecords:
    """Return records of months in which nothing ever happens."""
    return RunRecords(
        organisation=organisation,
        seed=1,
        replication=0,
        monthly=np.zeros(MONTHS, MONTHLY_DTYPE).view(np.recarray),
        by_department=np.zeros((MONTHS, organisation.departments), DEPARTMENT_DTYPE).view(np.recarray),
        events=np.zeros(0, EVENT_DTYPE).view(np.recarray),
        use_changes=np.zeros((MONTHS, organisation.employees), np.int8),
        form_titles=FORMS.titles,
    )


def set_changes(records: RunRecords, changes: dict[tuple[int, int], UseChange]) -> None:
    for (month, row), change in changes.items():
        assert records.use_changes is not None
        records.use_changes[month, row] = change


def told(records: RunRecords, first_user: int = 1) -> ObservedRun:
    before = np.arange(records.organisation.employees) == first_user
    return ObservedRun(records, before, before)


def traced(one: RunRecords, other: RunRecords) -> Divergence:
    return trace_divergence(NAMES, told(one), told(other), Audit())


def observed(values: dict[str, Any], organisation: Organisation, preset: str = "grassroots") -> ObservedRun:
    scenario = world(preset, {"horizon_months": MONTHS, **values})
    simulation = start(scenario, organisation, record_people=True)
    if values.items() >= CATCHING.items():
        simulation.state.people.usefulness[:] = 1.0
    before = simulation.state.people.is_active.copy()
    return ObservedRun(simulation.run(), before, simulation.state.people.is_active.copy())


@pytest.fixture
def plan_for_hr() -> tuple[RunRecords, RunRecords]:
    """The task force takes HR into the plan; its head comes round; one starts, and a colleague after her."""
    one, other = quiet(), quiet()
    for run, form in ((one, NUMBER["task_force"]), (other, NUMBER["lone_manager"])):
        run.monthly["form"][12:] = form
    one.by_department["is_in_plan"][14:, HR] = 1
    one.by_department["endorsement"][14:17, HR] = 0.02
    one.by_department["endorsement"][17:, HR] = 0.3
    set_changes(one, {(19, 2): UseChange.DIRECTIVE, (21, 4): UseChange.PEERS})
    set_changes(other, {(25, 4): UseChange.SPONTANEOUS, (27, 5): UseChange.SPONTANEOUS})
    one.monthly["level"][23:], other.monthly["level"][26:] = 2, 2
    one.monthly["raw_level"][:], other.monthly["raw_level"][:] = one.monthly["level"], other.monthly["level"]
    one.monthly["met"][20:, SCORED_CODES.index("L3.4")] = 1
    one.monthly["indicator"][18:, SCORED_CODES.index("L3.4")] = 0.4
    return one, other


def test_a_person_is_led_back_to_the_decision(plan_for_hr) -> None:
    result = traced(*plan_for_hr)
    [chain] = result.chains
    assert [step.words for step in chain.steps] == [
        "task force in charge in task force, lone manager in lone manager",
        "the plan includes human_resources 1 in task force only",
        "backing by the head of human_resources 1: .30 in task force, 0 in lone manager",
        "human_resources 1-1 starts because the head wants it in task force only",
    ]
    assert [step.month for step in chain.steps] == [12, 14, 17, 19]
    assert [step.department for step in chain.steps] == [-1, HR, HR, HR]
    assert chain.is_complete
    assert chain.words.startswith("month 12: task force in charge")


def test_a_colleague_is_led_back_through_the_tie(plan_for_hr) -> None:
    result = traced(*plan_for_hr)
    first, second, third = result.people
    assert (first.row, first.month, first.change, first.side) == (2, 19, UseChange.DIRECTIVE, 0)
    assert (second.row, second.month, second.change, second.colleagues) == (4, 21, UseChange.PEERS, (2,))
    assert (third.row, third.month, third.side, third.colleagues) == (5, 27, 1, ())
    assert result.first_people == (first,)
    assert result.first_month == 12


def test_people_are_counted_by_month_and_department(plan_for_hr) -> None:
    counts = traced(*plan_for_hr).people_by_month
    assert counts.shape == (MONTHS, 2)
    assert not counts[:, MARKETING].any()
    # one from month 19, two from 21, again one when the colleague starts in the other run too, then another
    assert counts[[18, 19, 20, 21, 24, 25, 26, 27, 29], HR].tolist() == [0, 1, 1, 2, 2, 1, 1, 2, 2]


def test_what_comes_of_it_is_told(plan_for_hr) -> None:
    result = traced(*plan_for_hr)
    [indicator] = result.indicators
    assert (indicator.indicator.code, indicator.score_month, indicator.met_month) == ("L3.4", 18, 20)
    assert indicator.met_in == "task force"
    [level] = result.levels
    assert (level.level, level.months) == (2, (23, 26))
    assert [step.month for steps in result.level_steps for step in steps if step.after == 2] == [23, 26]
    text = "\n".join(result.sentences)
    assert "Task force and lone manager are alike up to month 11." in text
    assert "3 people go another way at some time, the first in month 19; users in one of them" in text
    assert "only at the end: 2." in text
    assert "From month 20 the audit's mark 'recruiting on social media' is met in task force only." in text
    assert "Level 2: from month 23 in task force and from month 26 in lone manager." in text


def test_what_pulls_the_other_way_is_no_cause(plan_for_hr) -> None:
    """The head of HR stands behind it more under the lone manager: that cannot be why she starts."""
    one, other = plan_for_hr
    other.by_department["endorsement"][15:, HR] = 0.9
    [chain] = traced(one, other).chains
    assert [step.month for step in chain.steps] == [12, 19]


def test_what_was_apart_only_before_is_no_cause(plan_for_hr) -> None:
    one, other = plan_for_hr
    one.by_department["endorsement"][18:, HR] = 0.0
    [chain] = traced(one, other).chains
    assert [step.month for step in chain.steps] == [12, 19]


def test_a_spell_is_dated_from_its_own_beginning(plan_for_hr) -> None:
    one, other = plan_for_hr
    one.by_department["endorsement"][2:5, HR] = 0.5
    result = traced(one, other)
    assert [step.month for step in result.chains[0].steps] == [12, 14, 17, 19]
    assert [part.month for part in result.departments if part.output == "endorsement"] == [2]


def test_effects_cannot_precede_within_a_month() -> None:
    """Sponsorship is settled last in a month: the CEO who joins in the same month did not wait for it."""
    one, other = quiet(), quiet()
    set_changes(one, {(10, 1): UseChange.DISCONTINUED, (11, 0): UseChange.CEO})
    one.monthly["sponsorship"][11:] = 0.5
    first, second = traced(one, other).people
    assert (first.change, first.user_side, second.change) == (UseChange.DISCONTINUED, 1, UseChange.CEO)
    for month, expected in ((11, [11]), (10, [10, 11])):
        one.monthly["sponsorship"][month:] = 0.5
        chains = [chain for chain in traced(one, other).chains if chain.person.row == 0]
        assert not chains
        set_changes(one, {(10, 1): UseChange.NONE})
        [chain] = traced(one, other).chains
        assert [step.month for step in chain.steps] == expected
        set_changes(one, {(10, 1): UseChange.DISCONTINUED})


def test_a_backing_is_led_back_through_contact_to_who_took_the_seat() -> None:
    """The organisation has HR sit in one run only; who does so, and whom it reaches, comes before the head."""
    one, other = quiet(), quiet()
    for run, form in ((one, NUMBER["task_force"]), (other, NUMBER["lone_manager"])):
        run.monthly["form"][4:] = form
    one.by_department["contact"][5:, HR] = 0.5
    one.by_department["endorsement"][7:, HR] = 0.3
    set_changes(one, {(9, 2): UseChange.DIRECTIVE})
    seat = np.array([(5, EventKind.SEAT_FILLED, HR, 3, 1)], EVENT_DTYPE).view(np.recarray)
    [chain] = traced(dataclasses.replace(one, events=seat), other).chains
    assert [step.words for step in chain.steps] == [
        "task force in charge in task force, lone manager in lone manager",
        "human_resources 1-2 takes the seat of human_resources 1 in task force only",
        "contact of those in charge with human_resources 1: .50 in task force, 0 in lone manager",
        "backing by the head of human_resources 1: .30 in task force, 0 in lone manager",
        "human_resources 1-1 starts because the head wants it in task force only",
    ]
    assert chain.is_complete


@pytest.mark.parametrize(
    ("kind", "output", "department", "words"),
    [
        (EventKind.HEAD_CHANGED, "endorsement", HR, "human_resources 1 gets a new head in lone manager only"),
        (EventKind.EXECUTIVES_CHANGED, "sponsorship", -1, "new executives come in lone manager only"),
    ],
)
def test_what_sets_one_run_back_begins_a_chain(kind, output, department, words) -> None:
    one, other = quiet(), quiet()
    for run in (one, other):
        (run.by_department[output][:, HR] if department == HR else run.monthly[output])[:] = 0.8
    (other.by_department[output][:, HR] if department == HR else other.monthly[output])[6:] = 0.0
    change = UseChange.DIRECTIVE if department == HR else UseChange.CEO
    set_changes(one, {(9, 2): change})
    struck = np.array([(6, kind, department, 2, 1)], EVENT_DTYPE).view(np.recarray)
    [chain] = traced(one, dataclasses.replace(other, events=struck)).chains
    assert chain.steps[0].words == words
    assert [step.month for step in chain.steps] == [6, 6, 9]
    assert chain.is_complete


def test_an_appointment_makes_a_user() -> None:
    one, other = quiet(), quiet()
    set_changes(one, {(6, 4): UseChange.IN_CHARGE})
    seat = np.array([(6, EventKind.SEAT_FILLED, HR, 4, 1)], EVENT_DTYPE).view(np.recarray)
    [chain] = traced(dataclasses.replace(one, events=seat), other).chains
    assert [step.words for step in chain.steps] == [
        "human_resources 1-3 takes the seat of human_resources 1 in task force only",
        "human_resources 1-3 starts because put in charge in task force only",
    ]


def test_a_colleague_who_uses_it_in_both_runs_is_named_too() -> None:
    one, other = quiet(), quiet()
    for run in (one, other):
        set_changes(run, {(3, 3): UseChange.SPONTANEOUS})
    set_changes(one, {(6, 5): UseChange.PEERS})
    [chain] = traced(one, other).chains
    assert chain.words == (
        "month 6: human_resources 1-4 starts because of colleagues in task force only, "
        "the nearest of them human_resources 1-2 (of the own team)"
    )


def test_heavier_ties_come_first_and_the_own_manager_among_equals() -> None:
    led = dataclasses.replace(FEW, manager=np.array([-1, 0, -1, 5, 3, -1], np.int32))
    one, other = quiet(led), quiet(led)
    set_changes(one, {(3, 2): UseChange.CHAMPION, (3, 5): UseChange.CHAMPION, (4, 3): UseChange.PEERS})
    set_changes(one, {(5, 4): UseChange.SPONTANEOUS})
    *_, third, fourth = traced(one, other).people
    assert (third.row, third.colleagues, third.manager) == (3, (5, 2), 5)
    assert (fourth.row, fourth.colleagues, fourth.manager) == (4, (2, 3), 3)


def test_events_of_one_run_or_of_other_months_are_listed() -> None:
    one, other = quiet(), quiet()
    happened = [
        [(3, EventKind.USE_CASE_DISCOVERED, HR, 0, 1), (9, EventKind.LEVEL_CHANGED, -1, 2, 1)],
        [(3, EventKind.USE_CASE_DISCOVERED, HR, 0, 1), (12, EventKind.LEVEL_CHANGED, -1, 2, 1)],
    ]
    happened[1].insert(0, (1, EventKind.USE_CASE_APPROVED, MARKETING, 0, 1))
    events = [np.array(entries, EVENT_DTYPE).view(np.recarray) for entries in happened]
    runs = [dataclasses.replace(run, events=log) for run, log in zip((one, other), events, strict=True)]
    twins = twin_runs(NAMES, *(told(run) for run in runs))
    approved, level = event_partings(twins)
    assert (approved.event, approved.where, approved.months) == (
        "use_case_approved",
        "marketing 0",
        (None, 1),
    )
    assert (level.event, level.detail, level.months) == ("level_changed", "level 2", (9, 12))
    assert first_difference(twins) == 1


def test_the_smallest_difference_counts_for_the_first_month() -> None:
    one, other = quiet(), quiet()
    one.monthly["reputation"][7] = 1e-12
    result = traced(one, other)
    assert result.first_month == 7
    assert result.firm == ()
    assert result.sentences == (
        "Task force and lone manager are alike up to month 6.",
        "Every person does the same in both.",
    )


def test_what_is_missing_in_both_is_no_difference() -> None:
    one, other = quiet(), quiet()
    for run in (one, other):
        run.monthly["indicator"][:, 3] = np.nan
    assert traced(one, other).sentences == ("Task force and lone manager never differ.",)
    other.monthly["indicator"][9:, 3] = 0.0
    assert [part.score_month for part in traced(one, other).indicators] == [9]


CATCHING = {
    **STILL,
    "adoption.peer_hazard": 10.0,
    "adoption.response": "linear",
    "adoption.untrained_facilitation": 1.0,
    "learning.usefulness_learning": 0.0,
    "firm.manager_tie_weight": 1.0,
}
"""Whoever is convinced starts as soon as half of the colleagues are seen to use it: the chance is .99995."""


class TestLineOfColleagues:
    """Everybody is convinced, so that use goes down the line from month to month."""

    def twins(self) -> Divergence:
        change = [{"month": 5, "champions": 1, "champions_in": "sales", "champions_by": "first"}]
        one = observed({**CATCHING, "change": change}, LINE)
        return trace_divergence(NAMES, one, observed(CATCHING, LINE), Audit())

    def test_the_champion_is_first_and_the_line_follows(self):
        result = self.twins()
        assert result.first_month == 5
        assert [(person.row, person.month) for person in result.people] == [
            (2, 5), (3, 5), (4, 6), (5, 7), (6, 8), (7, 9), (8, 10)
        ]  # fmt: skip
        champion, *others = result.people
        assert champion.change is UseChange.CHAMPION
        assert [person.colleagues for person in others] == [(row,) for row in range(2, 8)]
        assert [person.manager for person in others] == [2, -1, -1, -1, 6, -1]

    def test_every_chain_ends_at_the_champion(self):
        sales, operations = self.twins().chains
        assert [step.words for step in sales.steps] == ["sales 1-1 is made a champion in task force only"]
        assert [step.month for step in operations.steps] == [5, 5, 6, 7, 8]
        assert sales.is_complete and operations.is_complete
        assert operations.steps[1].words == (
            "sales 1-2 starts because of colleagues in task force only, after sales 1-1 (the own manager)"
        )

    def test_departments_part_with_their_first_users(self):
        result = self.twins()
        users = {part.where: part.month for part in result.departments if part.output == "active_employees"}
        assert users == {"sales 1": 5, "operations 2": 8}
        assert result.people_by_month[:, 0].sum() == 0
        assert result.people_by_month[[4, 5, 7, 10, 29]].tolist() == [
            [0, 0, 0], [0, 2, 0], [0, 4, 0], [0, 4, 3], [0, 4, 3]
        ]  # fmt: skip


def test_where_everybody_knows_everybody_all_users_are_colleagues() -> None:
    organisation = dataclasses.replace(LINE, is_complete=True)
    values = {**CATCHING, "adoption.peer_hazard": 0.0}
    catching = {**values, "adoption.peer_hazard": 2.0}
    change = [{"month": 5, "champions": 1, "champions_in": "sales", "champions_by": "first"}]
    named = observed({**values, "change": change}, organisation)
    result = trace_divergence(NAMES, named, observed(values, organisation), Audit())
    assert [person.row for person in result.people] == [2]
    spreading = observed(catching, organisation)
    result = trace_divergence(NAMES, spreading, observed(values, organisation), Audit())
    assert {person.change for person in result.people} == {UseChange.PEERS}
    later = [person for person in result.people if person.month > result.people[0].month]
    assert later
    for person in later:
        assert set(person.colleagues) == {p.row for p in result.people if p.month < person.month}


@pytest.fixture(scope="module")
def runs() -> tuple[ObservedRun, ObservedRun]:
    values = {"horizon_months": 36, "firm.employees": 60, "appointment_month": 4}
    organisation = people_of(world("lone-manager", values))
    return tuple(observed(values, organisation, preset) for preset in ("task-force-broad", "lone-manager"))


@pytest.fixture(scope="module")
def twins(runs) -> Twins:
    return twin_runs(NAMES, *runs)


class TestRealRuns:
    """A firm under two forms, with all that happens in the model."""

    @pytest.mark.parametrize("side", [0, 1])
    def test_users_are_found_again_from_their_changes(self, runs, twins, side):
        users = twins.is_active[side]
        assert np.array_equal(users[-1], runs[side].is_active_at_end)
        departments = twins.organisation.department
        counts = [users[:, departments == row].sum(axis=1) for row in range(twins.organisation.departments)]
        recorded = runs[side].records.by_department["active_employees"]
        assert np.array_equal(np.column_stack(counts), recorded)

    def test_everybody_apart_has_a_cause_and_a_chain_that_goes_back(self, runs):
        result = trace_divergence(NAMES, *runs, Audit())
        assert result.first_month == 4
        assert len(result.people) > 3
        assert all(person.change is not UseChange.NONE for person in result.people)
        assert {chain.person.department for chain in result.chains} == {p.department for p in result.people}
        for chain in result.chains:
            months = [step.month for step in chain.steps]
            assert months == sorted(months)
            assert months[0] >= 4
            assert months[-1] == chain.person.month
        assert all(sentence.endswith(".") and not sentence[0].islower() for sentence in result.sentences)

    def test_a_run_and_itself_never_part(self, runs):
        result = trace_divergence(NAMES, runs[0], runs[0], Audit())
        assert (result.first_month, result.people, result.chains, result.levels) == (None, (), (), ())
        assert (result.firm, result.departments, result.events, result.indicators) == ((), (), (), ())

    def test_the_order_of_the_runs_only_changes_sides(self, runs):
        result, mirrored = (trace_divergence(NAMES, *order, Audit()) for order in (runs, runs[::-1]))
        assert [(p.row, p.month, p.change, 1 - p.side, p.colleagues) for p in mirrored.people] == [
            (p.row, p.month, p.change, p.side, p.colleagues) for p in result.people
        ]
        assert [[step.month for step in chain.steps] for chain in mirrored.chains] == [
            [step.month for step in chain.steps] for chain in result.chains
        ]


def test_runs_that_are_no_twins_are_refused() -> None:
    run = quiet()
    with pytest.raises(ValueError, match="not recorded with their people"):
        traced(run, dataclasses.replace(run, use_changes=None))
    with pytest.raises(ValueError, match="different luck"):
        traced(run, dataclasses.replace(run, replication=1))
    with pytest.raises(ValueError, match="different horizons"):
        traced(run, dataclasses.replace(run, monthly=run.monthly[:-1]))
    with pytest.raises(ValueError, match="different people or ties"):
        traced(run, dataclasses.replace(run, organisation=LINE))
    with pytest.raises(ValueError, match="same users"):
        trace_divergence(NAMES, told(run), told(run, first_user=0), Audit())


def test_what_is_traced_is_recorded_and_has_its_step() -> None:
    columns = {
        *(name for dtype in (MONTHLY_DTYPE, DEPARTMENT_DTYPE) for name in dtype.names or ()),
        *(f"artefact_{key}" for key in ("goals", "policy", "listening", "measurement")),
        *("artefact_crisis_readiness", "artefact_training_programme"),
    }
    assert set(STEP_OF) <= columns
    used = {name for causes in (*PRECEDING.values(), *CONDITIONS.values()) for name in causes}
    assert used | set(PRECEDING) <= set(STEP_OF)
    assert set(CONDITIONS) == set(UseChange) - {UseChange.NONE}
