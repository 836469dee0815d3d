"""The engine against the plain statement of the whole model: every month, department, person and event."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from functools import cache
from itertools import product
from typing import Any, NamedTuple

import numpy as np
import pytest

from smsim.compilation import is_compiler_on
from smsim.errors import ScenarioError
from smsim.organisation.formation import complete_organisation
from smsim.organisation.organisation import Organisation
from smsim.parameters import Forms, FormSettings, Levers, declarations
from smsim.randomness.keys import DrawPurpose
from smsim.scenarios import Scenario
from smsim.scenarios.schema import schema_at
from smsim.vocabulary import DepartmentKind, EventKind, UseChange
from tests.forms import NAMES, SEATED
from tests.levers import MOVED
from tests.oracles.agreeing import (
    CHAMPIONS,
    HAPPENINGS,
    LETTERS,
    OF_THE_LEAD,
    Lived,
    assert_agreement,
    live_twice,
    plain_form,
)
from tests.oracles.plain_numbers import ARTEFACTS, DEFAULTS, FORMS, KIND_ROWS, LEVERS, PURPOSES
from tests.simulations import BROAD, needs_compiler, people_of, with_kinds, world

SEED, REPLICATION = 27, 2
MOST_WITHOUT_COMPILER, MONTHS_WITHOUT_COMPILER = 40, 24
NUMBERED = {declared.name.rpartition(".")[2]: declared for declared in declarations()}


def dated(month: int, **settings: Any) -> dict[str, Any]:
    return {"month": month, **settings}


def of(**numbers: Any) -> dict[str, Any]:
    """Return numbers under their full names."""
    return {NUMBERED[name].name: value for name, value in numbers.items()}


class Case(NamedTuple):
    preset: str
    values: Mapping[str, Any] = {}
    kinds: Mapping[str, str] = {}
    is_complete: bool = False
    are_ties_weighted: bool = False

    @property
    def scenario(self) -> Scenario:
        """The scenario; smaller and shorter where the compiler is off, or it would take too long."""
        scenario = world(self.preset, self.values)
        if is_compiler_on():
            return scenario
        people = min(scenario.firm.employees, MOST_WITHOUT_COMPILER)
        months = min(scenario.horizon_months, MONTHS_WITHOUT_COMPILER)
        changes = [change for change in self.values.get("change", ()) if change["month"] < months]
        short = {"firm.employees": people, "horizon_months": months, "change": changes}
        return world(self.preset, {**self.values, **short})

    @property
    def people(self) -> Organisation:
        scenario = self.scenario
        if self.is_complete:
            return complete_organisation(scenario.firm, scenario.parameters.departments)
        organisation = with_kinds(people_of(scenario, SEED, REPLICATION), self.kinds)
        return with_weights(organisation) if self.are_ties_weighted else organisation

    def lived(self, values: Mapping[str, Any] | None = None) -> Lived:
        """Live through it twice; the plain firm with other `values`, if given."""
        values = self.values if values is None else values
        return live_twice(self.scenario, values, self.people, SEED, REPLICATION)


def with_weights(organisation: Organisation) -> Organisation:
    """Return the organisation with ties of all weights up to twice the usual."""
    source = np.repeat(np.arange(organisation.employees), np.diff(organisation.tie_starts))
    weights = (1 + (source + organisation.tie_targets) * 7 % 130).astype(np.uint32)
    return dataclasses.replace(organisation, tie_weights=weights)


SMALL = {"firm.employees": 80, "horizon_months": 72}
LIVELY = {"adoption.spontaneous_hazard": 0.01, "adoption.peer_hazard": 0.2}
EVENTFUL = of(
    executive_change_hazard=0.05,
    reorganisation_hazard=0.04,
    budget_cut_hazard=0.05,
    platform_change_hazard=0.04,
)
TALK = {"public.mentions_per_employee": 1e4, "public.consumer_exposure": 10.0}

MARKETING = [f"marketing-{place}" for place in range(1, 7)]

CASES = {
    "grassroots": Case("grassroots", {**SMALL, **LIVELY}),
    "intern": Case("intern-run", SMALL),
    "lone manager": Case("lone-manager", {"firm.employees": 150, "horizon_months": 60}),
    "promoted initiator": Case("promoted-initiator", {**SMALL, "firm.home": "sales"}),
    "manager with aide": Case("manager-with-aide", {**SMALL, "firm.home": "communications"}),
    "narrow task force": Case("task-force-narrow", {**SMALL, "public.consumer_exposure": 0.4}),
    "broad task force": Case("task-force-broad", {**LIVELY, "firm.employees": 150}),
    "task force without a sponsor": Case("task-force-unsponsored", SMALL),
    "task force of all ten": Case(
        "task-force-broad", {**SMALL, "levers.members": list(DepartmentKind.keys())}
    ),
    "group head": Case("group-head", {**SMALL, **LIVELY}),
    "dandelion": Case("dandelion", {**SMALL, **LIVELY, "levers.staff_factor": 2.0}),
    "holistic": Case("holistic-early", SMALL),
    "call centre": Case("call-centre-care", SMALL),
    "policy first": Case("lone-manager", {**SMALL, "levers.is_policy_first": True}),
    "every lever moved": Case(
        "task-force-broad",
        {
            **SMALL,
            **{
                f"levers.{name}": MOVED[name]
                for name in Levers.model_fields
                if name not in ("form", "members")
            },
        },
    ),
    "leads leave": Case(
        "lone-manager",
        {**SMALL, "change": [dated(month, lead_leaves=True) for month in (30, 31, 45, 60)]},
    ),
    "leads leave, colleagues cover": Case(
        "group-head",
        {
            **SMALL,
            "levers.staff_factor": 6.0,
            "change": [dated(40, lead_leaves=True), dated(70, lead_leaves=True)],
        },
    ),
    "everything happens to the firm": Case(
        "task-force-broad",
        {
            **SMALL,
            **LIVELY,
            "change": [
                dated(20, executives_change=True),
                dated(30, is_reorganised=True),
                dated(40, is_budget_cut=True),
                dated(50, executives_change=True, is_reorganised=True, is_budget_cut=True, lead_leaves=True),
            ],
        },
    ),
    "eventful": Case("dandelion", {**SMALL, **LIVELY, **EVENTFUL}),
    "form after form": Case(
        "intern-run",
        {
            **SMALL,
            **LIVELY,
            "appointment_month": 3,
            "horizon_months": 120,
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
    "what was set for one lead goes with him": Case(
        "promoted-initiator",
        {
            **SMALL,
            "levers.authority": 0.9,
            "change": [
                dated(6, support_share=0.9),
                dated(20, executive_visibility=0.9),
                dated(40, form="task_force", members=["marketing", "sales"], publication_control=0.1),
                dated(50, contact=0.8, strategic_skill=0.2),
                dated(56, members=["marketing", "human_resources"]),
                dated(64, form="group_head"),
            ],
        },
    ),
    "access comes and goes": Case(
        "task-force-broad",
        {
            **SMALL,
            **LIVELY,
            "change": [dated(30, ban_share=0.4), dated(50, ban_share=1.0), dated(60, ban_share=0.2)],
        },
    ),
    "champions, named in the month and by hand": Case(
        "dandelion",
        {
            **SMALL,
            "change": [
                dated(5, champions=4),
                dated(20, champions=6, champions_by="bridging"),
                dated(30, champions=3, champions_by="first", champions_in="sales", ban_share=0.5),
            ],
            "rearrangement": [
                dated(25, champions=["sales-4", "operations-2"]),
                dated(35, champions=["finance-1", "sales-5", "sales-6"]),
            ],
        },
    ),
    "people moved, ties drawn and cut": Case(
        "task-force-broad",
        {
            **SMALL,
            **LIVELY,
            **EVENTFUL,
            "levers.representatives_by": "head",
            "rearrangement": [
                dated(
                    24,
                    transfers=[["marketing-2", "sales"], ["sales-1", "marketing"], ["finance-1", "sales"]],
                    draw_ties=[["marketing-1", "executive-1"], ["operations-3", "sales-2"]],
                ),
                dated(40, transfers=[[who, "sales"] for who in (*MARKETING, "sales-1")]),
                dated(60, transfers=[["marketing-3", "marketing"], ["executive-1", "finance"]]),
            ],
        },
    ),
    "ties cut by hand": Case(
        "task-force-broad",
        {
            **SMALL,
            **of(are_ties_living=False),
            "rearrangement": [dated(30, cut_ties=[["marketing-1", "marketing-2"]])],
        },
    ),
    "nobody complains": Case("task-force-broad", {**SMALL, **LIVELY, "public.complaint_share": 0.0}),
    "ties stay": Case("task-force-broad", {**SMALL, **LIVELY, **EVENTFUL, **of(are_ties_living=False)}),
    "ties come and go": Case(
        "task-force-broad",
        {**SMALL, **LIVELY, **EVENTFUL, **of(ties_lost_share=0.7, ties_made=0.2, meeting_ties=0.9)},
    ),
    "everyone tied to everyone": Case(
        "task-force-broad", {"firm.employees": 40, "horizon_months": 48, **LIVELY}, is_complete=True
    ),
    "two departments of care, no finance, ties of all weights": Case(
        "task-force-broad",
        {**SMALL, **LIVELY, "firm.manager_tie_weight": 2.3},
        {"finance": "customer_service"},
        are_ties_weighted=True,
    ),
    "linear responses": Case(
        "group-head", {**SMALL, **LIVELY, "adoption.response": "linear", "adoption.ceo_probability": 0.5}
    ),
    "hubs in split kinds": Case(
        "dandelion", {**SMALL, **LIVELY}, {"finance": "customer_service", "operations": "sales"}
    ),
    "home kind twice, no communications": Case("lone-manager", SMALL, {"communications": "marketing"}),
    "no care, no recruiting, no executives": Case(
        "group-head",
        SMALL,
        {"customer_service": "operations", "human_resources": "operations", "executive": "operations"},
    ),
    "appointed from the start": Case("dandelion", {**SMALL, "appointment_month": 0}),
    "thousands of incidents, hundreds of crises": Case(
        "group-head",
        {**SMALL, **TALK, **of(mistake_rate=0.05, disgruntled_rate=0.01, wrong_account_rate=0.05)},
    ),
    "eighteen people": Case("manager-with-aide", {"firm.employees": 18, "horizon_months": 60}),
    "one person": Case("lone-manager", {"firm.employees": 1, "horizon_months": 30}),
}


@cache
def lived_case(name: str) -> Lived:
    return CASES[name].lived()


@pytest.mark.parametrize("name", CASES)
def test_the_engine_and_the_plain_firm_agree(name: str) -> None:
    assert_agreement(lived_case(name))


FORM_TRAITS = [name for name, value in FormSettings() if isinstance(value, bool)]
MIXES = [dict(zip(FORM_TRAITS, mix, strict=True)) for mix in product((False, True), repeat=len(FORM_TRAITS))]


def makes_sense(mix: Mapping[str, bool]) -> bool:
    """Return whether hubs have members and a centre, members' hours have members, and plans somebody."""
    of_members = mix["has_seats"] or not (mix["has_hubs"] or mix["has_member_hours"])
    somebody = mix["has_lead"] or mix["has_member_hours"] or not mix["makes_plans"]
    return of_members and somebody and (mix["has_lead"] or not mix["has_hubs"])


SENSIBLE = [mix for mix in MIXES if makes_sense(mix)]
BOUND_TOGETHER = {"threshold_lowest", "threshold_highest"}
VARIED = sorted(
    name
    for name in DEFAULTS
    if name in NUMBERED and NUMBERED[name].sensitivity is not None and name not in BOUND_TOGETHER
)


def random_case(number: int) -> Case:
    """Return a firm drawn by its number: size, people, home, numbers, forms, levers and happenings."""
    rng = np.random.default_rng(number)
    months = int(rng.integers(48, 109))
    varied = {name: NUMBERED[name].sensitivity for name in rng.choice(VARIED, 30, replace=False)}
    mix = SENSIBLE[rng.integers(len(SENSIBLE))]
    own_numbers = {name: float(rng.random()) for name in (*OF_THE_LEAD, "staff_fte")}
    appointment = int(rng.integers(0, 12))
    dates = sorted(rng.choice(np.arange(12, months), 5, replace=False).tolist())
    happenings = rng.choice(np.arange(1, months), 6, replace=False).tolist()
    employees = int(rng.integers(14, 111))
    home = str(rng.choice(DepartmentKind.keys()))
    another = "operations" if home != "operations" else "finance"
    case = Case(
        "lone-manager",
        {
            "firm.employees": employees,
            "firm.home": home,
            "firm.within_department_share": float(rng.uniform(0.4, 0.98)),
            "firm.ties_per_person": int(rng.integers(2, 14)),
            "horizon_months": months,
            "appointment_month": appointment,
            **LIVELY,
            **EVENTFUL,
            **of(**{name: float(rng.uniform(*ends)) for name, ends in varied.items()}),
            **of(are_ties_living=bool(rng.random() < 0.8), culture=float(rng.uniform(0.5, 2))),
            **({"public.complaint_share": 0.0} if rng.random() < 0.15 else {}),
            "forms.mixed": {"extends": "dandelion", "title": "", **own_numbers, **mix},
            **{f"levers.{name}": value for name, value in random_settings(rng, mix).items()},
            "change": [dated(month, **random_settings(rng, mix)) for month in dates]
            + [dated(month, **random_happening(rng)) for month in happenings if month not in dates],
        },
        kinds={}
        if employees < 40 or rng.random() < 0.6
        else {another: str(rng.choice(DepartmentKind.keys()))},
        is_complete=bool(rng.random() < 0.1),
    )
    of_hands = sorted(rng.choice(months, rng.integers(3), replace=False).tolist())
    by_hand = [random_rearrangement(rng, case, month) for month in of_hands]
    return case._replace(values={**case.values, "rearrangement": by_hand})


def random_rearrangement(rng: np.random.Generator, case: Case, month: int) -> dict[str, Any]:
    """Return some people moved, ties drawn and champions named, of those who are there."""
    organisation = case.people
    people = [organisation.ids[row] for row in rng.choice(organisation.employees, 8, replace=False)]
    moved = [[who, str(rng.choice(organisation.department_names))] for who in people[:3]]
    drawn = [] if organisation.is_complete else [people[3:5], people[5:7]]
    return dated(month, transfers=moved, draw_ties=drawn, champions=people[7:])


def random_happening(rng: np.random.Generator) -> dict[str, Any]:
    """Return one of what happens in a month, or champions."""
    if rng.random() < 0.2:
        by, where = rng.choice(["first", "degree", "bridging"]), rng.choice([*DepartmentKind.keys(), "any"])
        return {"champions": int(rng.integers(1, 9)), "champions_by": str(by), "champions_in": str(where)}
    return {str(rng.choice(HAPPENINGS)): True}


def random_settings(rng: np.random.Generator, mix: Mapping[str, bool]) -> dict[str, Any]:
    """Return a form, its members, and four levers, each with a value within what the page offers."""
    form = str(rng.choice([*NAMES[1:], "mixed"]))
    is_seated = mix["has_seats"] if form == "mixed" else form in SEATED
    others = sorted(set(MOVED) & set(LEVERS) - {"form", "members", *HAPPENINGS, *CHAMPIONS})
    settings = {name: random_value(rng, name) for name in map(str, rng.choice(others, 4, replace=False))}
    settings["form"] = form
    settings["members"] = []
    if is_seated:
        size = int(rng.integers(1, 8))
        settings["members"] = [
            str(kind) for kind in rng.choice(list(DepartmentKind.keys()), size, replace=False)
        ]
    return settings


def random_value(rng: np.random.Generator, name: str) -> Any:
    """Return one of a lever's words at random, else a value up to three times where it is moved to."""
    words = (schema_at(("change", 0, name)) or {}).get("enum")
    if words:
        return str(rng.choice(words))
    return MOVED[name] if isinstance(MOVED[name], bool) else float(rng.uniform(0, 3 * MOVED[name]))


@pytest.mark.parametrize("number", range(7))
def test_they_agree_on_firms_drawn_at_random(number: int) -> None:
    assert_agreement(random_case(number).lived())


@pytest.mark.slow
@pytest.mark.parametrize("number", range(7, 100))
def test_they_agree_on_many_firms_drawn_at_random(number: int) -> None:
    assert_agreement(random_case(number).lived())


# the same tables


@pytest.mark.parametrize("name", NAMES)
def test_the_plain_firm_has_every_form_as_it_is_declared(name: str) -> None:
    assert plain_form(Forms().rows[name]) == FORMS[name]
    assert tuple(FORMS) == NAMES


TABLES = ("firm", "levers", "happenings", "audit", "economics", "forms", "departments", "artefacts")


def test_the_plain_firm_has_every_number_as_it_is_declared() -> None:
    of_rules = {short for short, declared in NUMBERED.items() if declared.name.split(".")[0] not in TABLES}
    assert of_rules <= set(DEFAULTS)
    for short in set(DEFAULTS) & set(NUMBERED):
        assert DEFAULTS[short] == pytest.approx(NUMBERED[short].default), short
    assert set(DEFAULTS) <= set(NUMBERED)


def test_the_plain_firm_knows_every_lever_and_happening() -> None:
    named = {"levers": set(), "happenings": set()}
    for declared in declarations():
        group, _, name = declared.name.partition(".")
        named.get(group, set()).add(name)
    assert set(LEVERS) == named["levers"] | named["happenings"]
    assert {*HAPPENINGS, *CHAMPIONS} == named["happenings"]
    assert {name for name in named["levers"] if dict(Levers())[name] is None} == set(OF_THE_LEAD)


def test_draws_have_the_same_numbers() -> None:
    assert {purpose.name.lower().replace("_", " "): int(purpose) for purpose in DrawPurpose} == {
        **PURPOSES, "ties within": 3, "ties elsewhere": 4, "bridging ties": 5,
    }  # fmt: skip


def test_kinds_and_artefacts_are_as_they_are_declared() -> None:
    declared = {d.name: d.default for d in declarations()}
    for name, letters in LETTERS.items():
        columns = ("use_case_fit", "affinity", "value_weight", "hears_public")
        assert tuple(declared[f"departments.{name}.{column}"] for column in columns) == KIND_ROWS[letters]
    names = ("goals", "policy", "listening", "measurement", "crisis_readiness", "training_programme")
    for name, row in zip(names, ARTEFACTS.values(), strict=True):
        columns = ("work_hours", "priority", "policy_first_priority")
        assert tuple(declared[f"artefacts.{name}.{column}"] for column in columns) == row


def test_mixes_without_sense_are_refused_and_all_others_accepted() -> None:
    for mix in MIXES:
        values = {"forms.mixed": {"extends": "dandelion", "title": "", **mix}}
        if makes_sense(mix):
            world("lone-manager", values)
        else:
            with pytest.raises(ScenarioError, match=r"forms\.mixed\.\w+ is true, which needs"):
                world("lone-manager", values)


# nothing rests, and slips are noticed


@needs_compiler
def test_the_cases_leave_no_step_at_rest() -> None:
    """The cases together see every kind of event, change of use, cause and form."""
    kinds, changes, forms = set(), set(), set()
    causes = np.zeros(5)
    for name in CASES:
        lived = lived_case(name)
        kinds |= {EventKind(int(kind)) for kind in lived.records.events.kind}
        changes |= {UseChange(int(change)) for change in np.unique(lived.records.use_changes)}
        causes += lived.records.monthly.incidents_from.sum(axis=0)
        forms |= set(lived.records.monthly.form)
        if name == "ties come and go":
            assert lived.plain.people.lost
            assert lived.plain.people.made
    assert kinds == set(EventKind) - {EventKind.RULE_FIRED}
    assert changes == set(UseChange)
    assert (causes > 0).all()
    assert forms >= set(range(8))


def slips() -> list[tuple[str, float]]:
    """Return for each number of the rules what a slip makes of it: half as much again, if that may be."""
    return [(name, 1.5 if DEFAULTS[name] > 1 or DEFAULTS[name] * 1.5 <= 1 else 0.6) for name in VARIED]


LOUD = {**SMALL, **LIVELY, **EVENTFUL, "levers.training_push_share": 0.05}
CALAMITIES = of(
    mistake_rate=0.3,
    disgruntled_rate=0.1,
    wrong_account_rate=0.1,
    escalation_rate=0.2,
    external_rate=0.5,
    crisis_probability=0.05,
)
"""Every month has incidents of each cause, so that a slip in their rates shows."""
NOTICING = (
    Case("task-force-broad", {**LOUD, "levers.members": list(BROAD)}),
    Case("task-force-broad", {**LOUD, **CALAMITIES}),
    Case(
        "intern-run",
        {**SMALL, **LIVELY, **CALAMITIES, "levers.extra_care_agents": 3.0, "public.unseen_detection": 0.85},
    ),
    Case(
        "call-centre-care",
        {
            **LOUD,
            **CALAMITIES,
            "levers.extra_care_agents": 0.5,
            "public.consumer_exposure": 4.0,
            "centre.tooled_channels": 3.0,
        },
    ),
    Case(
        "group-head",
        {
            "firm.employees": 400,
            "horizon_months": 48,
            "levers.staff_factor": 8.0,
            "centre.tooled_channels": 6.0,
            "centre.channel_growth": 3.0,
            "centre.channel_growth_hours": 20.0,
        },
    ),
    CASES["dandelion"],
    CASES["every lever moved"],
    CASES["form after form"],
    CASES["leads leave, colleagues cover"],
    CASES["linear responses"],
    CASES["champions, named in the month and by hand"],
)
"""Firms of which one or another shows a slip in any number."""


@needs_compiler
@pytest.mark.slow
@pytest.mark.parametrize(("name", "factor"), slips(), ids=VARIED)
def test_a_slip_in_a_number_would_be_noticed(name: str, factor: float) -> None:
    full_name = NUMBERED[name].name
    with pytest.raises(AssertionError):
        for case in NOTICING:
            value = case.values.get(full_name, DEFAULTS[name])
            assert_agreement(case.lived({**case.values, full_name: value * factor or 0.05}))
