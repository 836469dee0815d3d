"""From a scenario to the arrays the engine reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
    RearrangementInputs,
    RecordArray,
    RunInputs,
)
from smsim.indicators import SCORED_INDICATORS
from smsim.parameters import (
    OVERRIDES,
    START_FORM,
    Happenings,
    Levers,
    choice_record,
    science_record,
    table_records,
)
from smsim.scenarios.dated import Rule, governance_after, settings_by_month, taken_back
from smsim.scenarios.scenario import Scenario
from smsim.vocabulary import (
    CareModel,
    ChampionChoice,
    DepartmentKind,
    PersonChoice,
    Word,
)

COMPARISON_NUMBERS = {"above": ABOVE, "at_least": AT_LEAST, "below": BELOW, "at_most": AT_MOST}
WORDS: dict[str, type[Word]] = {
    "care_model": CareModel,
    "champions_by": ChampionChoice,
    "champions_in": DepartmentKind,
    "lead_by": PersonChoice,
    "representatives_by": PersonChoice,
}
ANY_KIND = -1
DEFAULTS: Mapping[str, Any] = {**dict(Levers()), **dict(Happenings())}
NOBODY_IN_CHARGE: Mapping[str, Any] = {
    "form": START_FORM,
    "members": (),
    **dict.fromkeys(OVERRIDES),
}
Numbers = NDArray[np.float64]


def run_inputs(scenario: Scenario) -> RunInputs:
    """Return what a run of `scenario` needs besides people and luck."""
    plan, marks = plan_numbers(scenario)
    ignored = scenario.audit.ignored_indicators
    return RunInputs(
        horizon_months=scenario.horizon_months,
        home=int(DepartmentKind.of(scenario.firm.home)),
        culture=scenario.firm.culture,
        manager_tie_weight=scenario.firm.manager_tie_weight,
        parameters=science_record(scenario.parameters),
        kinds=table_records(scenario.parameters.departments),
        forms=table_records(scenario.forms),
        form_titles=scenario.forms.titles,
        artefacts=table_records(scenario.parameters.artefacts),
        audit=choice_record(scenario.audit),
        is_ignored=np.array([indicator.code in ignored for indicator in SCORED_INDICATORS]),
        economics=choice_record(scenario.economics),
        plan=plan.view(PLAN_DTYPE).reshape(scenario.horizon_months).view(np.recarray),
        plan_marks=marks,
        conditions=_conditions(scenario.rules),
        actions=_actions(scenario),
        rules=_rules(scenario.rules),
        rearrangements=_rearrangements(scenario),
        replaced_rules=scenario.replaced_rules.entries,
    )


def _rearrangements(scenario: Scenario) -> tuple[RearrangementInputs, ...]:
    ordered = sorted(scenario.rearrangements, key=lambda rearrangement: rearrangement.month)
    return tuple(RearrangementInputs(**rearrangement.model_dump()) for rearrangement in ordered)


def plan_numbers(scenario: Scenario) -> tuple[Numbers, NDArray[np.bool_]]:
    """Return the plan and its marks, both of shape (months, PLAN_WIDTH).

    Levers are filled forward from their date, happenings stand in the row of their month only. Form and
    members are one choice: a date that sets one of them marks both. What overrides the form's own ends with
    the form, and what is set of it while nobody is in charge with the appointment.
    """
    months, appointment = scenario.horizon_months, scenario.appointment_month
    plan = np.empty((months, PLAN_WIDTH))
    marks = np.zeros((months, PLAN_WIDTH), dtype=np.bool_)
    levers = dict(scenario.levers)
    names, seated = tuple(scenario.forms.rows), scenario.forms.seated
    _set(plan, slice(0, None), {**levers, **dict(Happenings())}, names)
    _set(plan, slice(0, appointment), NOBODY_IN_CHARGE, names)
    given_overrides = [name for name in OVERRIDES if levers[name] is not None]
    for name in ("form", "members", *given_overrides):
        marks[appointment : appointment + 1, PLAN_COLUMNS[name]] = True
    form: str = scenario.levers.form
    members: tuple[str, ...] = scenario.levers.members
    for month, given in settings_by_month(scenario.changes).items():
        former, (form, members) = form, governance_after(form, members, given, seated)
        settings = _with_governance(given, form, members)
        for name, value in {**taken_back(former, form), **settings}.items():
            _set(plan, slice(month, _end(name, month, appointment)), {name: value}, names)
        for name in settings:
            marks[month, PLAN_COLUMNS[name]] = True
    return plan, marks


def _end(name: str, month: int, appointment: int) -> int | None:
    """Return the month before which a setting of `month` ends by itself, None if it lasts."""
    if name in Happenings.model_fields:
        return month + 1
    return appointment if name in OVERRIDES and month < appointment else None


def _with_governance(given: Mapping[str, Any], form: str, members: tuple[str, ...]) -> dict[str, Any]:
    if "form" in given or "members" in given:
        return {**given, "form": form, "members": members}
    return dict(given)


def _set(plan: Numbers, months: slice, settings: Mapping[str, Any], form_names: Sequence[str]) -> None:
    for name, value in settings.items():
        plan[months, PLAN_COLUMNS[name]] = setting_numbers(name, value, form_names)


def setting_numbers(name: str, value: Any, form_names: Sequence[str]) -> list[float]:
    """Return a lever or happening as it stands in the plan: one number, ten for `members`.

    `form_names` are the governance forms by number.
    """
    if name == "form":
        return [float(form_names.index(value))]
    if name == "members":
        return [float(kind.key in value) for kind in DepartmentKind]
    if name == "champions_in" and value == "any":
        return [float(ANY_KIND)]
    if name in WORDS:
        return [float(WORDS[name].of(value))]
    return [np.nan if value is None else float(value)]


def setting_value(name: str, numbers: Any, form_names: Sequence[str]) -> Any:
    """Return the lever or happening that `setting_numbers` wrote; `members` as a list of kinds."""
    if name == "members":
        return [kind.key for kind in DepartmentKind if numbers[kind] > 0]
    number = float(np.ravel(numbers)[0])
    if name == "form":
        return form_names[int(number)]
    if name in WORDS:
        return "any" if number == ANY_KIND else WORDS[name](int(number)).key
    if np.isnan(number):
        return None
    default = DEFAULTS[name]
    return type(default)(number) if isinstance(default, bool | int) else number


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


def _actions(scenario: Scenario) -> RecordArray:
    names, seated = tuple(scenario.forms.rows), scenario.forms.seated
    rows: list[tuple[int, int, float, int, int]] = []
    for number, rule in enumerate(scenario.rules):
        given = rule.then.given
        form, members = governance_after("", (), given, seated)
        for name, value in _with_governance(given, form, members).items():
            kind = (int(name in Happenings.model_fields), int(name in OVERRIDES))
            entries = enumerate(setting_numbers(name, value, names), start=PLAN_COLUMNS[name].start)
            rows.extend((number, column, entry, *kind) for column, entry in entries)
    return np.array(rows, dtype=ACTION_DTYPE).view(np.recarray)


def _rules(rules: tuple[Rule, ...]) -> RecordArray:
    rows = [(rule.for_months or 0, int(rule.again)) for rule in rules]
    return np.array(rows, dtype=RULE_DTYPE).view(np.recarray)
