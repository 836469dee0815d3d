"""From a scenario to the arrays the engine reads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from smsim.engine.inputs import (
    ABOVE,
    ACTION_DTYPE,
    AT_LEAST,
    AT_MOST,
    BELOW,
    CONDITION_DTYPE,
    OUTPUT_COLUMNS,
    PLAN_COLUMNS,
    PLAN_DTYPE,
    PLAN_WIDTH,
    RULE_DTYPE,
    Rearrangement,
    RecordArray,
    RunInputs,
)
from smsim.parameters import Happenings, choice_record, science_record, table_records
from smsim.scenarios.dated import Rule, governance_after, settings_by_month
from smsim.scenarios.scenario import Scenario
from smsim.vocabulary import (
    SCORED_INDICATORS,
    CareModel,
    ChampionChoice,
    DepartmentKind,
    GovernanceForm,
    Word,
)

COMPARISON_NUMBERS = {"above": ABOVE, "at_least": AT_LEAST, "below": BELOW, "at_most": AT_MOST}
WORDS: dict[str, type[Word]] = {
    "form": GovernanceForm,
    "care_model": CareModel,
    "champions_by": ChampionChoice,
    "champions_in": DepartmentKind,
}
ANY_KIND = -1
NOBODY_IN_CHARGE: Mapping[str, Any] = {"form": GovernanceForm.GRASSROOTS.key, "members": ()}
Numbers = NDArray[np.float64]


def run_inputs(scenario: Scenario) -> RunInputs:
    """Return what a run of `scenario` needs besides people and luck."""
    plan, marks = plan_numbers(scenario)
    ignored = scenario.audit.ignored_indicators
    return RunInputs(
        horizon_months=scenario.horizon_months,
        home=int(DepartmentKind.of(scenario.firm.home)),
        manager_tie_weight=scenario.firm.manager_tie_weight,
        parameters=science_record(scenario.parameters),
        kinds=table_records(scenario.parameters.departments),
        forms=table_records(scenario.parameters.forms),
        artefacts=table_records(scenario.parameters.artefacts),
        audit=choice_record(scenario.audit),
        is_ignored=np.array([indicator.code in ignored for indicator in SCORED_INDICATORS]),
        economics=choice_record(scenario.economics),
        plan=plan.view(PLAN_DTYPE).reshape(scenario.horizon_months).view(np.recarray),
        plan_marks=marks,
        conditions=_conditions(scenario.rules),
        actions=_actions(scenario.rules),
        rules=_rules(scenario.rules),
        rearrangements=_rearrangements(scenario),
    )


def _rearrangements(scenario: Scenario) -> tuple[Rearrangement, ...]:
    ordered = sorted(scenario.rearrangements, key=lambda rearrangement: rearrangement.month)
    return tuple(Rearrangement(**rearrangement.model_dump()) for rearrangement in ordered)


def plan_numbers(scenario: Scenario) -> tuple[Numbers, NDArray[np.bool_]]:
    """Return the plan and its marks, both of shape (months, PLAN_WIDTH).

    Levers are filled forward from their date, happenings stand in the row of their month only. Form and
    members are one choice: a date that sets one of them marks both.
    """
    months = scenario.horizon_months
    plan = np.empty((months, PLAN_WIDTH))
    marks = np.zeros((months, PLAN_WIDTH), dtype=np.bool_)
    levers = dict(scenario.levers)
    _set(plan, slice(0, None), {**levers, **dict(Happenings())})
    _set(plan, slice(0, scenario.appointment_month), NOBODY_IN_CHARGE)
    for name in NOBODY_IN_CHARGE:
        marks[scenario.appointment_month : scenario.appointment_month + 1, PLAN_COLUMNS[name]] = True
    form: str = scenario.levers.form
    members: tuple[str, ...] = scenario.levers.members
    for month, given in settings_by_month(scenario.changes).items():
        form, members = governance_after(form, members, given)
        settings = _with_governance(given, form, members)
        happenings = {name: value for name, value in settings.items() if name in Happenings.model_fields}
        lasting = {name: value for name, value in settings.items() if name not in happenings}
        _set(plan, slice(month, None), lasting)
        _set(plan, slice(month, month + 1), happenings)
        for name in settings:
            marks[month, PLAN_COLUMNS[name]] = True
    return plan, marks


def _with_governance(given: Mapping[str, Any], form: str, members: tuple[str, ...]) -> dict[str, Any]:
    if "form" in given or "members" in given:
        return {**given, "form": form, "members": members}
    return dict(given)


def _set(plan: Numbers, months: slice, settings: Mapping[str, Any]) -> None:
    for name, value in settings.items():
        plan[months, PLAN_COLUMNS[name]] = setting_numbers(name, value)


def setting_numbers(name: str, value: Any) -> list[float]:
    """Return a lever or happening as it stands in the plan: one number, ten for `members`."""
    if name == "members":
        return [float(kind.key in value) for kind in DepartmentKind]
    if name == "champions_in" and value == "any":
        return [float(ANY_KIND)]
    if name in WORDS:
        return [float(WORDS[name].of(value))]
    return [np.nan if value is None else float(value)]


def _conditions(rules: tuple[Rule, ...]) -> RecordArray:
    rows = [
        (
            number,
            OUTPUT_COLUMNS[condition.output],
            COMPARISON_NUMBERS[comparison],
            value,
            condition.held_months,
        )
        for number, rule in enumerate(rules)
        for condition in rule.conditions
        for comparison, value in condition.given_comparisons.items()
    ]
    return np.array(rows, dtype=CONDITION_DTYPE).view(np.recarray)


def _actions(rules: tuple[Rule, ...]) -> RecordArray:
    rows: list[tuple[int, int, float, int]] = []
    for number, rule in enumerate(rules):
        given = rule.then.given
        form, members = governance_after("", (), given)
        for name, value in _with_governance(given, form, members).items():
            is_happening = int(name in Happenings.model_fields)
            entries = enumerate(setting_numbers(name, value), start=PLAN_COLUMNS[name].start)
            rows.extend((number, column, entry, is_happening) for column, entry in entries)
    return np.array(rows, dtype=ACTION_DTYPE).view(np.recarray)


def _rules(rules: tuple[Rule, ...]) -> RecordArray:
    rows = [(rule.for_months or 0, int(rule.again)) for rule in rules]
    return np.array(rows, dtype=RULE_DTYPE).view(np.recarray)
