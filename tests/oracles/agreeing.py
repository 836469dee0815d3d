"""The engine and the plain firm side by side: one scenario lived through twice, every month compared."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from smsim.engine.outputs import DEPARTMENT_OUTPUTS, MONTHLY_OUTPUTS
from smsim.engine.records import RunRecords
from smsim.engine.state import People
from smsim.organisation.organisation import Organisation
from smsim.parameters import FormSettings
from smsim.scenarios import Scenario
from smsim.vocabulary import DepartmentKind, EventKind, UseChange
from tests.oracles.plain_audit import ALL_CODES, PlainRule, audit_run
from tests.oracles.plain_firm import ByHand, PlainFirm
from tests.oracles.plain_luck import Luck
from tests.oracles.plain_numbers import (
    ALONE,
    DEFAULTS,
    FORMS,
    HOURS,
    HUBS,
    KINDS,
    LEAD,
    LEVERS,
    MEET,
    PLAN,
    SEATS,
    Form,
)
from tests.simulations import start

LETTERS = dict(zip(DepartmentKind.keys(), KINDS, strict=True))
FROM_AUDITS = {"level", "raw_level", "score", "met_share_2", "met_share_3", "met_share_4", "met"}
HAPPENINGS = ("lead_leaves", "executives_change", "is_reorganised", "is_budget_cut")
CHAMPIONS = ("champions", "champions_by", "champions_in")
TRAITS = ("innovativeness", "threshold", "usefulness", "skill", "training", "department", "is_active")
OF_THE_LEAD = (
    "strategic_skill", "authority", "contact", "publication_control", "executive_visibility",
    "support_share",
)  # fmt: skip


def plain_levers(scenario: Scenario) -> list[dict[str, Any]]:
    """Return the levers of every month as the plain firm reads them.

    Dated changes last, happenings do not. What is set for the people in charge goes with them.
    """
    months: list[dict[str, Any]] = []
    in_force: dict[str, Any] = dict(scenario.levers)
    for month in range(scenario.horizon_months):
        given: dict[str, Any] = {}
        for change in scenario.changes:
            if change.month == month:
                given |= change.given
        if month == scenario.appointment_month:
            in_force |= {name: getattr(scenario.levers, name) for name in OF_THE_LEAD}
        elif given.get("form", in_force["form"]) != in_force["form"]:
            in_force |= dict.fromkeys(OF_THE_LEAD)
        happening = {name: given.pop(name) for name in (*HAPPENINGS, *CHAMPIONS) if name in given}
        in_force |= given
        now = in_force | happening
        if month < scenario.appointment_month:
            now |= {"form": "grassroots"}
        now["members"] = [LETTERS[name] for name in now["members"]]
        if "champions_in" in now:
            now["champions_in"] = LETTERS.get(now["champions_in"], "any")
        months.append(now)
    return months


def plain_form(row: FormSettings) -> Form:
    """Return a form of a scenario's own as the plain firm has forms."""
    can = {
        LEAD: row.has_lead, PLAN: row.makes_plans, MEET: row.is_body, SEATS: row.has_seats,
        HUBS: row.has_hubs, HOURS: row.has_member_hours, ALONE: not row.is_supervised,
    }  # fmt: skip
    return Form(
        row.staff_fte, row.strategic_skill, row.authority, row.contact, row.publication_control,
        row.executive_visibility, row.support_share,
        frozenset(what for what, is_so in can.items() if is_so),
    )  # fmt: skip


def plain_firm(
    scenario: Scenario, values: Mapping[str, Any], organisation: Organisation, luck: Luck
) -> PlainFirm:
    """Return the plain firm of a scenario whose numbers are the defaults but for `values`, dotted."""
    names = {name: name.rpartition(".")[2] for name in values if not name.startswith("levers.")}
    other = {short: values[name] for name, short in names.items() if short in DEFAULTS}
    tone = plain_levers(scenario)[0]["executive_tone"]
    forms = {**FORMS, **{name: plain_form(row) for name, row in scenario.forms.own.items()}}
    return PlainFirm.of_organisation(
        organisation, luck, LETTERS[scenario.firm.home], tone, forms=forms, **other
    )


def hands(scenario: Scenario, organisation: Organisation) -> dict[int, ByHand]:
    """Return what is rearranged by hand, by month and in rows."""
    row = {name: place for place, name in enumerate(organisation.ids)}
    number = {name: place for place, name in enumerate(organisation.department_names)}
    return {
        done.month: ByHand(
            [(row[person], number[department]) for person, department in done.transfers],
            [(row[one], row[other]) for one, other in done.draw_ties],
            [(row[one], row[other]) for one, other in done.cut_ties],
            [row[person] for person in done.champions],
        )
        for done in scenario.rearrangements
    }


class Lived(NamedTuple):
    """A run lived through twice; of the plain one what is there at the end of each month.

    `people` are the engine's at the end.
    """

    records: RunRecords
    people: People
    plain: PlainFirm
    months: list[dict[str, Any]]
    departments: list[dict[str, list[float]]]
    changes: list[list[str]]


def live_twice(
    scenario: Scenario, values: Mapping[str, Any], organisation: Organisation, seed: int, replication: int
) -> Lived:
    simulation = start(scenario, organisation, seed, replication, record_people=True)
    records = simulation.run()
    plain = plain_firm(scenario, values, organisation, Luck(seed, replication))
    lived = Lived(records, simulation.state.people, plain, [], [], [])
    by_hand = hands(scenario, organisation)
    for month, levers in enumerate(plain_levers(scenario)):
        in_force = {name: value for name, value in levers.items() if name in LEVERS}
        lived.months.append(plain.step(month, in_force, by_hand.get(month)))
        lived.departments.append(plain.by_department())
        lived.changes.append([person.change for person in plain.people])
    return lived


def are_close(ours: Any, theirs: Any) -> bool:
    return np.allclose(ours, _listed(theirs), rtol=1e-9, atol=1e-9, equal_nan=True)


def _listed(value: Any) -> Any:
    if isinstance(value, Mapping):
        return [math.nan if score is None else score for score in value.values()]
    return value


def assert_agreement(lived: Lived) -> None:
    """Hold every month, department, person, event and audit of a run against its plain double."""
    assert set(lived.months[0]) == {output.name for output in MONTHLY_OUTPUTS} - FROM_AUDITS
    assert set(lived.departments[0]) == {output.name for output in DEPARTMENT_OUTPUTS}
    for month, theirs in enumerate(lived.months):
        changes = lived.records.use_changes[month]
        assert [UseChange(int(change)).key for change in changes] == lived.changes[month], month
        for name, value in theirs.items():
            ours = lived.records.monthly[name][month]
            assert are_close(ours, value), (month, name, ours, value)
        for name, values in lived.departments[month].items():
            ours = lived.records.by_department[name][month]
            assert are_close(ours, values), (month, name, ours, values)
    for name in TRAITS:
        theirs = [getattr(person, name) for person in lived.plain.people]
        assert are_close(getattr(lived.people, name), theirs), name
    assert_events_agree(lived, assert_audits_agree(lived))


def assert_audits_agree(lived: Lived) -> list[int]:
    findings = audit_run(
        [month["indicator"] for month in lived.months],
        [month["active_employees"] for month in lived.months],
        [month["active_share"] for month in lived.months],
        PlainRule(),
    )
    for month, finding in enumerate(findings):
        ours = lived.records.monthly[month]
        assert (ours.level, ours.raw_level) == (finding.level, finding.raw), month
        assert are_close((ours.met_share_2, ours.met_share_3, ours.met_share_4), finding.shares), month
        assert are_close(ours.score, finding.score), month
        assert {code for code, is_met in zip(ALL_CODES, ours.met, strict=True) if is_met} == finding.met
    return [finding.level for finding in findings]


def assert_events_agree(lived: Lived, levels: list[int]) -> None:
    changes = [
        (month, "level_changed", -1, level, 1)
        for month, (level, before) in enumerate(zip(levels, [0, *levels], strict=False))
        if level != before
    ]
    ours = [
        (int(e.month), EventKind(int(e.kind)).key, int(e.department), int(e.detail), int(e.count))
        for e in lived.records.events
    ]
    assert sorted(ours) == sorted(lived.plain.events + changes)
