"""The engine's centre, departments and public against the plain statement of them, month by month."""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import product
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from smsim.compilation import is_compiler_on
from smsim.engine.outputs import DEPARTMENT_OUTPUTS, MONTHLY_OUTPUTS
from smsim.engine.simulation import Simulation
from smsim.errors import ScenarioError
from smsim.organisation.organisation import Organisation
from smsim.parameters import Forms, FormSettings, Levers, declarations, science_record
from smsim.randomness.draws import uniform
from smsim.randomness.keys import FORMATION_MONTH, DrawPurpose, department_key, run_key
from smsim.scenarios import Scenario
from smsim.vocabulary import DepartmentKind, EventKind
from tests.forms import NAMES
from tests.levers import MOVED
from tests.oracles.plain_audit import ALL_CODES, PlainRule, audit_run
from tests.oracles.plain_firm import NUMBERS, Crowd, Department, PlainFirm
from tests.oracles.plain_numbers import (
    ALONE,
    FORMS,
    HOURS,
    HUBS,
    KINDS,
    LEAD,
    MEET,
    PLAN,
    SEATS,
    SPONSOR,
    Form,
)  # fmt: skip
from tests.simulations import BROAD, needs_compiler, people_of, start, with_kinds, world

SEED, REPLICATION = 27, 2  # luck with external incidents and leads who leave
LETTERS = dict(zip(DepartmentKind.keys(), KINDS, strict=True))
FROM_PEOPLE = {"trained_share", "adoptions", "discontinuances", "leavers"}
FROM_AUDITS = {"level", "raw_level", "score", "met_share_2", "met_share_3", "met_share_4", "met"}


MOST_WITHOUT_COMPILER = 60


class Case(NamedTuple):
    preset: str
    values: Mapping[str, Any] = {}
    kinds: Mapping[str, str] = {}

    @property
    def scenario(self) -> Scenario:
        """The scenario; with fewer people where the compiler is off, or it would take too long."""
        scenario = world(self.preset, self.values)
        if is_compiler_on() or scenario.firm.employees <= MOST_WITHOUT_COMPILER:
            return scenario
        return world(self.preset, {**self.values, "firm.employees": MOST_WITHOUT_COMPILER})


def dated(month: int, **settings: Any) -> dict[str, Any]:
    return {"month": month, **settings}


TALK = {"public.mentions_per_employee": 1e4, "public.consumer_exposure": 10.0}
NUMBERED = {declared.name.rpartition(".")[2]: declared for declared in declarations()}
ENDS = [{NUMBERED[name].name: NUMBERED[name].sensitivity[end] for name in NUMBERS} for end in (0, 1)]
"""All numbers that a plain firm may have others of, at the low and at the high end of their ranges."""

CASES = {
    "less is enough": Case("task-force-broad", ENDS[0]),
    "more is asked for": Case("task-force-unsponsored", ENDS[1]),
    "grassroots": Case("grassroots"),
    "intern": Case("intern-run", {"firm.employees": 700}),
    "lone manager": Case("lone-manager"),
    "promoted initiator": Case("promoted-initiator", {"firm.home": "sales"}),
    "manager with aide": Case("manager-with-aide", {"firm.home": "communications"}),
    "narrow task force": Case("task-force-narrow", {"public.consumer_exposure": 0.4}),
    "broad task force, large firm": Case("task-force-broad", {"firm.employees": 1500}),
    "task force without a sponsor": Case("task-force-unsponsored"),
    "task force of all ten": Case(
        "task-force-broad", {"levers.members": list(DepartmentKind.keys()), "levers.executive_tone": 0.3}
    ),
    "group head": Case("group-head", {"firm.employees": 900}),
    "dandelion": Case("dandelion", {"firm.employees": 800, "levers.executive_tone": 0.8}),
    "dandelion, twice the budget": Case("dandelion", {"levers.staff_factor": 2.0}),
    "holistic": Case("holistic-early"),
    "call centre": Case("call-centre-care", {"firm.employees": 1000}),
    "policy first": Case("lone-manager", {"levers.is_policy_first": True}),
    "every lever moved": Case(
        "task-force-broad",
        {f"levers.{name}": MOVED[name] for name in Levers.model_fields if name not in ("form", "members")},
    ),
    "vacancy of a key person": Case(
        "lone-manager",
        {"change": [dated(30, lead_leaves=True), dated(31, lead_leaves=True), dated(60, lead_leaves=True)]},
    ),
    "vacancy covered by colleagues": Case(
        "group-head",
        {"firm.employees": 400, "change": [dated(40, lead_leaves=True), dated(90, lead_leaves=True)]},
    ),
    "vacancy in a task force and its artefacts": Case(
        "task-force-broad", {"change": [dated(50, lead_leaves=True)]}
    ),
    "form after form": Case(
        "intern-run",
        {
            "appointment_month": 3,
            "firm.employees": 600,
            "change": [
                dated(20, form="manager_with_aide"),
                dated(36, form="task_force", members=list(BROAD)),
                dated(41, lead_leaves=True),
                dated(42, form="dandelion", members=list(BROAD[:4])),
                dated(60, members=["marketing", "research_development"]),
                dated(70, form="grassroots"),
                dated(80, form="group_head"),
                dated(100, form="holistic"),
            ],
        },
    ),
    "every standing overridden": Case(
        "dandelion",
        {
            "levers.legitimacy_home": 0.4,
            "levers.legitimacy_member": 0.6,
            "levers.legitimacy_other": 0.7,
            "levers.authority": 0.9,
            "levers.publication_control": 0.8,
            "levers.executive_visibility": 0.95,
            "levers.support_share": 0.3,
            "levers.strategic_skill": 0.9,
            "change": [dated(50, sponsorship_floor=0.5), dated(60, executive_tone=0.2)],
        },
    ),
    "what was set for one lead goes with him": Case(
        "promoted-initiator",
        {
            "levers.authority": 0.9,
            "change": [
                dated(6, support_share=0.9),
                dated(20, executive_visibility=0.9),
                dated(40, form="task_force", members=["marketing", "sales"], publication_control=0.1),
                dated(50, legitimacy_other=0.8, strategic_skill=0.2),
                dated(60, members=["marketing", "human_resources"]),
                dated(80, form="group_head"),
            ],
        },
    ),
    "nobody reaches the others": Case("manager-with-aide", {"levers.legitimacy_other": 0.1}),
    "two departments of care, no finance": Case(
        "task-force-broad", {"firm.employees": 500}, {"finance": "customer_service"}
    ),
    "hubs in split kinds": Case(
        "dandelion", {"firm.employees": 500}, {"finance": "customer_service", "operations": "sales"}
    ),
    "home kind twice, no communications": Case(
        "lone-manager", {"firm.employees": 320}, {"communications": "marketing"}
    ),
    "no care, no recruiting, no executives": Case(
        "group-head",
        {"firm.employees": 350},
        {"customer_service": "operations", "human_resources": "operations", "executive": "operations"},
    ),
    "a seat for an absent kind": Case("task-force-broad", {}, {"human_resources": "operations"}),
    "appointed from the start": Case("dandelion", {"appointment_month": 0, "firm.employees": 2000}),
    "forty people": Case("task-force-broad", {"firm.employees": 40}),
    "thousands of incidents": Case("task-force-broad", {"firm.employees": 1500, **TALK}),
    "thousands of incidents, hundreds of crises": Case("group-head", TALK),
    "eighteen people": Case("manager-with-aide", {"firm.employees": 18}),
}


class EngineLuck:
    """The engine's own draws, so that leads leave and incidents happen alike."""

    def __init__(self, organisation: Organisation) -> None:
        self.key = np.uint64(run_key(SEED, REPLICATION))
        self.departments = [np.uint64(department_key(name)) for name in organisation.department_names]

    def _draw(self, owner: int | np.uint64, month: int, purpose: DrawPurpose) -> float:
        return float(uniform(self.key, np.uint64(owner), month, int(purpose)))

    def lead_leaves(self, month: int) -> float:
        return self._draw(0, month, DrawPurpose.LEAD_LEAVES)

    def discovery(self, month: int, department: int) -> float:
        return self._draw(self.departments[department], month, DrawPurpose.DISCOVERY)

    def plan_scope(self, department: int) -> float:
        return self._draw(self.departments[department], FORMATION_MONTH, DrawPurpose.PLAN_SCOPE)

    def incidents(self, month: int, cause: int) -> float:
        return self._draw(cause, month, DrawPurpose.INCIDENTS)

    def crisis(self, month: int, cause: int, incident: int) -> float:
        return self._draw(cause * 2**32 + incident, month, DrawPurpose.CRISES)

    def crisis_count(self, month: int, cause: int) -> float:
        return self._draw(cause, month, DrawPurpose.CRISIS_COUNTS)


OF_THE_LEAD = (
    "strategic_skill", "authority", "legitimacy_home", "legitimacy_member", "legitimacy_other",
    "publication_control", "executive_visibility", "support_share",
)  # fmt: skip


def plain_levers(scenario: Scenario) -> list[dict[str, Any]]:
    """Return the levers of every month as the plain firm reads them.

    Dated changes last, happenings do not. What is set for the people in charge goes with them.
    """
    months: list[dict[str, Any]] = []
    in_force = {**dict(scenario.levers), "lead_leaves": False}
    for month in range(scenario.horizon_months):
        given: dict[str, Any] = {}
        for change in scenario.changes:
            if change.month == month:
                given |= change.given
        if month == scenario.appointment_month:
            in_force |= {name: getattr(scenario.levers, name) for name in OF_THE_LEAD}
        elif given.get("form", in_force["form"]) != in_force["form"]:
            in_force |= dict.fromkeys(OF_THE_LEAD)
        happening = {name: value for name, value in given.items() if name == "lead_leaves"}
        in_force |= {name: value for name, value in given.items() if name not in happening}
        now = in_force | happening
        if month < scenario.appointment_month:
            now |= {"form": "grassroots"}
        now["members"] = [LETTERS[name] for name in now["members"]]
        months.append(now | {"tone": now["executive_tone"]})
    return months


def plain_form(row: FormSettings) -> Form:
    """Return a form of a scenario's own as the plain firm has forms."""
    can = {
        LEAD: row.has_lead, PLAN: row.makes_plans, MEET: row.is_body, SEATS: row.has_seats,
        HUBS: row.has_hubs, HOURS: row.has_member_hours, SPONSOR: row.needs_sponsor,
        ALONE: not row.is_supervised,
    }  # fmt: skip
    return Form(
        row.staff_fte, row.strategic_skill, row.authority, row.legitimacy_home, row.legitimacy_member,
        row.legitimacy_communications, row.legitimacy_other, row.legitimacy_per_affinity,
        row.publication_control, row.executive_visibility, row.support_share,
        frozenset(what for what, is_so in can.items() if is_so),
    )  # fmt: skip


def plain_firm(scenario: Scenario, organisation: Organisation) -> PlainFirm:
    home_kind = DepartmentKind.of(scenario.firm.home)
    sizes = organisation.department_sizes.tolist()
    kinds = [DepartmentKind(kind) for kind in organisation.department_kinds]
    at_home = [row for row, kind in enumerate(kinds) if kind == home_kind]
    home = max(at_home, key=lambda row: (sizes[row], -row))
    luck = EngineLuck(organisation)
    departments = [
        Department(
            row=row,
            kind=KINDS[kind],
            people=sizes[row],
            is_home=row == home,
            kind_share=sizes[row] / sum(n for n, k in zip(sizes, kinds, strict=True) if k == kind),
            scope_luck=luck.plan_scope(row),
        )
        for row, kind in enumerate(kinds)
    ]
    return PlainFirm(
        people=organisation.employees,
        departments=departments,
        luck=luck,
        sponsorship=scenario.levers.executive_tone,
        consumers=scenario.parameters.public.consumer_exposure,
        talk=scenario.parameters.public.mentions_per_employee,
        numbers={name: float(science_record(scenario.parameters)[name][0]) for name in NUMBERS},
        forms={**FORMS, **{name: plain_form(row) for name, row in scenario.forms.own.items()}},
    )


def crowds(simulation: Simulation) -> list[Crowd]:
    """Count the people of every department, from the columns of the employees."""
    people = simulation.state.people
    seen = []
    for row in range(simulation.organisation.departments):
        is_here = people.department == row
        is_user = is_here & people.is_active
        heads = people.usefulness[is_here & people.is_manager]
        seen.append(
            Crowd(
                users=int(is_user.sum()),
                skill_sum=math.fsum(people.skill[is_user]),
                training_sum=math.fsum(people.training[is_user]),
                manager_usefulness=float(heads.mean()) if heads.size else None,
            )
        )
    return seen


def are_close(ours: Any, theirs: Any) -> bool:
    return np.allclose(ours, listed(theirs), rtol=1e-9, atol=1e-9, equal_nan=True)


def listed(value: Any) -> Any:
    if isinstance(value, Mapping):
        return [math.nan if score is None else score for score in value.values()]
    return value


def both(
    case: Case, numbers: Mapping[str, float] | None = None
) -> tuple[Simulation, PlainFirm, list[dict[str, Any]]]:
    """Run the engine month by month and the plain firm beside it, on the same people.

    The plain firm has the case's `numbers` unless others are given.
    """
    scenario = case.scenario
    organisation = with_kinds(people_of(scenario, SEED, REPLICATION), case.kinds)
    simulation = start(scenario, organisation, SEED, REPLICATION)
    plain = plain_firm(scenario, organisation)
    plain.numbers = numbers or plain.numbers
    months = []
    for month, levers in enumerate(plain_levers(scenario)):
        before = crowds(simulation)
        simulation.advance()
        ceo = organisation.ceo
        is_ceo_active = ceo >= 0 and bool(simulation.state.people.is_active[ceo])
        months.append(plain.step(month, levers, before, crowds(simulation), is_ceo_active))
    return simulation, plain, months


def assert_months_agree(simulation: Simulation, months: list[dict[str, Any]]) -> None:
    monthly = simulation.records().monthly
    covered = {output.name for output in MONTHLY_OUTPUTS} - FROM_PEOPLE - FROM_AUDITS
    assert set(months[0]) == covered
    for month, theirs in enumerate(months):
        for name, value in theirs.items():
            ours = monthly[name][month]
            assert are_close(ours, value), (month, name, ours, value)


def assert_departments_agree(simulation: Simulation, plain: PlainFirm) -> None:
    """Hold the last month's departments against the plain ones, field by field."""
    last = simulation.records().by_department[-1]
    theirs = {
        "active_employees": [crowd.users for crowd in plain.crowds],
        "practice": [d.practice for d in plain.departments],
        "endorsement": [d.endorsement for d in plain.departments],
        "is_discovered": [d.discovered for d in plain.departments],
        "is_approved": [d.approved for d in plain.departments],
        "is_in_plan": [d.planned for d in plain.departments],
        "support_hours": [d.help_hours for d in plain.departments],
    }
    assert set(theirs) == {output.name for output in DEPARTMENT_OUTPUTS}
    for name, values in theirs.items():
        assert are_close(last[name], values), (name, last[name], values)


def assert_audits_agree(simulation: Simulation, months: list[dict[str, Any]]) -> list[int]:
    monthly = simulation.records().monthly
    findings = audit_run(
        [month["indicator"] for month in months],
        [month["active_employees"] for month in months],
        [month["active_share"] for month in months],
        PlainRule(),
    )
    for month, finding in enumerate(findings):
        ours = monthly[month]
        assert (ours.level, ours.raw_level) == (finding.level, finding.raw), month
        assert are_close((ours.met_share_2, ours.met_share_3, ours.met_share_4), finding.shares), month
        assert are_close(ours.score, finding.score), month
        assert {code for code, is_met in zip(ALL_CODES, ours.met, strict=True) if is_met} == finding.met
    return [finding.level for finding in findings]


def assert_events_agree(simulation: Simulation, plain: PlainFirm, levels: list[int]) -> None:
    changes = [
        (month, "level_changed", -1, level, 1)
        for month, (level, before) in enumerate(zip(levels, [0, *levels], strict=False))
        if level != before
    ]
    ours = [
        (int(e.month), EventKind(int(e.kind)).key, int(e.department), int(e.detail), int(e.count))
        for e in simulation.records().events
    ]
    assert sorted(ours) == sorted(plain.events + changes)


MANY = Case(
    "task-force-broad",
    {
        "firm.employees": 60_000,
        "firm.ties_per_person": 4,
        "horizon_months": 48,
        "appointment_month": 1,
        "adoption.spontaneous_hazard": 0.02,
        "levers.care_model": "call_centre",
    },
)
"""So many people that every month has incidents of each cause, and a slip in their rates shows."""


@needs_compiler
def test_they_agree_where_incidents_are_many() -> None:
    simulation, plain, months = both(MANY)
    assert_months_agree(simulation, months)
    assert_events_agree(simulation, plain, assert_audits_agree(simulation, months))


@needs_compiler
@pytest.mark.parametrize(
    "slip",
    [
        {"risk.training_protection": 0.6},
        {"risk.policy_protection": 0.4},
        {"risk.control_protection": 0.3},
        {"risk.listening_protection": 0.2},
        {"risk.escalation_rate": 7e-4},
        {"risk.grievance_share": 0.06},
        {"risk.preparation_effect": 0.5},
        {"public.call_centre_mistakes": 1.0},
        {"risk.listening_weight": 20.0},
        {"risk.readiness_weight": 20.0},
        {"risk.training_weight": 2.0},
        {"risk.response_weight": 2.0},
    ],
    ids=lambda slip: next(iter(slip)),
)
def test_a_slip_in_a_rate_of_incidents_would_be_noticed(slip: dict[str, float]) -> None:
    simulation, _, months = both(MANY._replace(values={**MANY.values, **slip}), NUMBERS)
    with pytest.raises(AssertionError):
        assert_months_agree(simulation, months)


@pytest.mark.parametrize("name", CASES)
def test_the_engine_and_the_plain_firm_agree(name: str) -> None:
    simulation, plain, months = both(CASES[name])
    assert_months_agree(simulation, months)
    assert_departments_agree(simulation, plain)
    assert_events_agree(simulation, plain, assert_audits_agree(simulation, months))


@pytest.mark.parametrize("name", NAMES)
def test_the_plain_firm_has_every_form_as_it_is_declared(name: str) -> None:
    assert plain_form(Forms().rows[name]) == FORMS[name]
    assert tuple(FORMS) == NAMES


TRAITS = [name for name, value in FormSettings() if isinstance(value, bool)]
MIXES = [dict(zip(TRAITS, mix, strict=True)) for mix in product((False, True), repeat=len(TRAITS))]


def own_form(mix: Mapping[str, bool]) -> Case:
    """Return a firm that comes under a form of its own with these traits, and leaves it again."""
    members = {"members": ["marketing", "sales", "customer_service"]} if mix["has_seats"] else {}
    return Case(
        "lone-manager",
        {
            "firm.employees": 900,
            "horizon_months": 48,
            "appointment_month": 2,
            "adoption.spontaneous_hazard": 0.05,
            "forms.mixed": {"extends": "dandelion", "title": "", "staff_fte": 1.8, **mix},
            "change": [
                dated(6, form="mixed", authority=0.9, **members),
                dated(24, lead_leaves=True),
                dated(40, form="group_head"),
            ],
        },
    )


def makes_sense(mix: Mapping[str, bool]) -> bool:
    """Return whether hubs have members and a centre, members' hours have members, and plans somebody."""
    of_members = mix["has_seats"] or not (mix["has_hubs"] or mix["has_member_hours"])
    somebody = mix["has_lead"] or mix["has_member_hours"] or not mix["makes_plans"]
    return of_members and somebody and (mix["has_lead"] or not mix["has_hubs"])


@settings(max_examples=25, deadline=None)
@example(dict.fromkeys(TRAITS, True))
@example(dict.fromkeys(TRAITS, False))
@example({**dict.fromkeys(TRAITS, True), "is_supervised": False, "is_body": False})
@given(st.sampled_from([mix for mix in MIXES if makes_sense(mix)]))
def test_they_agree_on_a_form_of_a_scenario_s_own_whatever_its_traits(mix: dict[str, bool]) -> None:
    simulation, plain, months = both(own_form(mix))
    assert_months_agree(simulation, months)
    assert_departments_agree(simulation, plain)
    assert_events_agree(simulation, plain, assert_audits_agree(simulation, months))
    assert simulation.records().monthly.form[10] == len(FORMS)


@needs_compiler
@pytest.mark.parametrize("trait", TRAITS)
def test_a_trait_that_does_nothing_would_be_noticed(trait: str) -> None:
    """A form of one's own lives otherwise once a trait is the other way round."""
    mix = {name: name not in ("has_member_hours", "has_hubs") for name in TRAITS}
    if trait == "has_seats":
        mix |= dict.fromkeys(("has_member_hours", "has_hubs"), False)
    if trait == "has_lead":
        mix["has_member_hours"] = True
    one, other = (start(own_form(traits).scenario).run() for traits in (mix, {**mix, trait: not mix[trait]}))
    assert one.monthly.tobytes() != other.monthly.tobytes()


def test_mixes_without_sense_are_refused_and_all_others_accepted() -> None:
    for mix in MIXES:
        if makes_sense(mix):
            world("lone-manager", own_form(mix).values)
        else:
            with pytest.raises(ScenarioError, match=r"forms\.mixed\.\w+ is true, which needs"):
                world("lone-manager", own_form(mix).values)


def test_departments_agree_in_every_month_of_a_changeful_run() -> None:
    scenario = CASES["form after form"].scenario
    simulation = start(scenario, None, SEED, REPLICATION)
    plain = plain_firm(scenario, simulation.organisation)
    for month, levers in enumerate(plain_levers(scenario)):
        before = crowds(simulation)
        simulation.advance()
        plain.step(month, levers, before, crowds(simulation), False)
        assert_departments_agree(simulation, plain)


@needs_compiler
def test_the_cases_leave_no_step_at_rest() -> None:
    """The cases together see every kind of event, cause and form, and every level but the last."""
    kinds, causes, forms, levels = set(), np.zeros(4), set(), set()
    helped = vacant = covered = 0
    for name in CASES:
        case = CASES[name]
        organisation = with_kinds(people_of(case.scenario, SEED, REPLICATION), case.kinds)
        records = start(case.scenario, organisation, SEED, REPLICATION).run()
        kinds |= {EventKind(int(kind)) for kind in records.events.kind}
        causes += records.monthly.incidents_from.sum(axis=0)
        forms |= set(records.monthly.form)
        levels |= set(records.monthly.level)
        helped += (records.by_department.support_hours > 0).sum()
        is_vacant = (records.monthly.form > 0) & (records.monthly.has_lead == 0)
        vacant += (is_vacant & np.isnan(records.monthly.workload_ratio)).sum()
        covered += (is_vacant & (records.monthly.staff_fte > 1.7)).sum()
    assert kinds == set(EventKind) - {EventKind.RULE_FIRED}
    assert (causes > 0).all()
    assert forms >= set(range(8))
    assert levels >= {0, 1, 2, 3}
    assert min(helped, vacant, covered) > 0


@needs_compiler
@pytest.mark.parametrize(
    "slip",
    [
        {"practice.practice_growth": 0.1201},
        {"centre.artefact_decay": 0.0101},
        {"centre.care_relief_share": 0.49},
        {"practice.bottom_up_weight": 0.59},
        {"sponsorship.crisis_gain": 0.16},
        {"public.least_coverage": 0.31},
        {"forms.task_force.support_share": 0.49},
        {"departments.sales.use_case_fit": 0.79},
        {"artefacts.measurement.priority": 1.1},
        {"centre.crisis_ceiling_gain": 0.45},
        {"practice.full_view_share": 0.55},
        {"indicators.coordinated_endorsement": 0.3},
        {"indicators.full_body_effectiveness": 0.85},
    ],
    ids=lambda slip: next(iter(slip)),
)
def test_a_slip_in_a_number_would_be_noticed(slip: dict[str, float]) -> None:
    values = {"firm.employees": 1500, "horizon_months": 90, **slip}
    simulation, _, months = both(Case("task-force-broad", values), NUMBERS)
    with pytest.raises(AssertionError):
        assert_months_agree(simulation, months)
