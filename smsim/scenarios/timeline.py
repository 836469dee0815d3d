"""What a scenario does, month by month, read from the plan that a run follows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from smsim.engine.inputs import PLAN_COLUMNS
from smsim.parameters import OVERRIDES, Happenings, Levers
from smsim.scenarios.compile import DEFAULTS, plan_numbers, setting_value
from smsim.scenarios.dated import Rearrangement
from smsim.scenarios.scenario import Scenario

MonthSettings: TypeAlias = Mapping[str, Any]
"""Every lever and happening of a month by name; None stands for what the form has."""


@dataclass(frozen=True)
class Setting:
    """A lever whose value changes. Of one that overrides a form's own, None stands for the form's own.

    `of_form` is what the form in charge has itself, where one number says it.
    """

    name: str
    before: Any
    after: Any
    of_form: float | None = None


@dataclass(frozen=True)
class DatedChanges:
    """What changes in a month: who is in charge, with whom, levers, what happens, and what is done by hand.

    `form` and `members` are None where they stay; `happenings` are those of the month.
    """

    month: int
    form: str | None
    members: tuple[str, ...] | None
    settings: tuple[Setting, ...]
    happenings: Mapping[str, Any]
    rearrangements: tuple[Rearrangement, ...] = ()


def months_in_force(scenario: Scenario) -> list[MonthSettings]:
    """Return every lever and happening in each month, as long as no rule fires.

    While nobody is in charge, nobody has what overrides a form's own.
    """
    plan, _ = plan_numbers(scenario)
    forms = scenario.forms.rows
    names = tuple(forms)
    months: list[MonthSettings] = []
    for row in plan:
        now = {name: setting_value(name, row[columns], names) for name, columns in PLAN_COLUMNS.items()}
        is_led = forms[now["form"]].has_lead
        months.append(now if is_led else now | dict.fromkeys(OVERRIDES))
    return months


def timeline(scenario: Scenario) -> tuple[DatedChanges, ...]:
    """Return the months in which something changes, the first month always; rules are left out."""
    before: MonthSettings = {**DEFAULTS, "form": None, "members": []}
    months = []
    for month, now in enumerate(months_in_force(scenario)):
        dated = _dated_changes(scenario, month, before, now)
        if dated.form or dated.members is not None or dated.settings or _is_eventful(dated):
            months.append(dated)
        before = now
    return tuple(months)


def _is_eventful(dated: DatedChanges) -> bool:
    return bool(dated.happenings or dated.rearrangements)


def _dated_changes(scenario: Scenario, month: int, before: MonthSettings, now: MonthSettings) -> DatedChanges:
    has_new_form = now["form"] != before["form"]
    return DatedChanges(
        month,
        form=now["form"] if has_new_form else None,
        members=tuple(now["members"]) if has_new_form or now["members"] != before["members"] else None,
        settings=tuple(
            Setting(name, before[name], now[name], _of_form(scenario, now["form"], name))
            for name in Levers.model_fields
            if name not in ("form", "members") and now[name] != before[name]
        ),
        happenings={
            name: now[name]
            for name in Happenings.model_fields
            if now[name] != DEFAULTS[name] or (name.startswith("champions") and now["champions"])
        },
        rearrangements=tuple(done for done in scenario.rearrangements if done.month == month),
    )


def _of_form(scenario: Scenario, form: str, name: str) -> float | None:
    """Return what a form has for a lever that overrides it, None where nobody is in charge."""
    settings = scenario.forms.rows[form]
    if name not in OVERRIDES or not settings.has_lead:
        return None
    return float(getattr(settings, name))


def timeline_document(scenario: Scenario) -> dict[str, Any]:
    """Return the timeline as plain lists, words and numbers, ready for JSON."""
    return {
        "name": scenario.name,
        "horizon_months": scenario.horizon_months,
        "months": [_document(dated) for dated in timeline(scenario)],
        "rules": [rule.model_dump(by_alias=True, exclude_unset=True) for rule in scenario.rules],
    }


def _document(dated: DatedChanges) -> dict[str, Any]:
    document: dict[str, Any] = {"month": dated.month}
    if dated.form is not None:
        document["form"] = dated.form
    if dated.members is not None:
        document["members"] = list(dated.members)
    document["settings"] = [
        {"name": setting.name, "before": setting.before, "after": setting.after, "of_form": setting.of_form}
        for setting in dated.settings
    ]
    document["happenings"] = dict(dated.happenings)
    document["rearrangements"] = [done.model_dump() for done in dated.rearrangements]
    return document
