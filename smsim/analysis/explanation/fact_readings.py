"""What an indicator's score is made of, and which of its facts holds it back.

The facts and the values at which they stop mattering are found by asking the rules of the run, those from
Python included, so that an explanation cannot drift away from the audit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from smsim.dynamics.centre import done_share, size_scale
from smsim.engine.auditing import operating_kinds
from smsim.engine.inputs import RecordArray
from smsim.engine.replacements import RuleLabels
from smsim.engine.rulebook import under_rules
from smsim.indicators import FACTS, SCORED_INDICATORS, Indicator
from smsim.maturity.facts import POSITION_OF

HALVINGS = 40


@dataclass(frozen=True)
class FactReading:
    """One fact an indicator rests on, in one month.

    `enough` is the smallest value that no longer holds the score back; `score_if_enough` the score the
    indicator would have if this fact alone were there.
    """

    name: str
    title: str
    value: float
    enough: float
    score_if_enough: float

    @property
    def is_enough(self) -> bool:
        """Whether the fact holds nothing back."""
        return self.value >= self.enough - 1e-9


def audit_values(
    month: Any, science: RecordArray, employees: int, rules: RuleLabels = ()
) -> dict[str, float]:
    """Return the facts scored indicators rest on in a month, and their scales, by name.

    `month` is one monthly record, `science` the record of parameters, `employees` the size of the firm;
    `rules` are those replaced in the run.
    """
    recorded = under_rules(_recorded, rules)
    values = {name: float(science[name][0]) for indicator in SCORED_INDICATORS for name in indicator.scales}
    read = dict.fromkeys(name for indicator in SCORED_INDICATORS for name in indicator.facts)
    values |= {
        name: value for name in read if (value := recorded(name, month, science, employees)) is not None
    }
    for name in read:
        if name not in values:
            values[name] = _behind_score(name, month, values, rules)
    return values


def _recorded(name: str, month: Any, science: RecordArray, employees: int) -> float | None:
    """Return a fact as the month's record or the firm has it, None if they do not."""
    fact = FACTS[name]
    if fact.column:
        return float(month[fact.column][fact.entry])
    if name in month.dtype.names:
        return float(month[name])
    if name == "employees":
        return float(employees)
    if name == "size_scale":
        return float(size_scale(float(employees), float(science.staff_exponent[0])))
    if name == "done_share":
        hours = float(month["capacity_hours"]), float(month["load_hours"])
        return float(done_share(*hours, float(science.workable_share[0])))
    if name == "operating_kinds":
        practice = np.ascontiguousarray(month["practice_of"])
        return float(operating_kinds(practice, float(science.operating_practice[0])))
    return None


def _behind_score(name: str, month: Any, values: Mapping[str, float], rules: RuleLabels) -> float:
    """Return a fact that is not recorded: the value that gives the score of the indicator that reads it.

    That score is proportional to it. It counts as 0 where other facts let nothing be seen of it, and is
    missing (NaN) where the indicator does not apply.
    """
    reader = next(indicator for indicator in SCORED_INDICATORS if name in indicator.facts)
    largest = FACTS[name].largest
    highest = _ruled(reader, rules).uncut_score({**values, name: largest})
    return largest * float(month["indicator"][POSITION_OF[reader.code]]) / highest if highest > 0.0 else 0.0


def _ruled(indicator: Indicator, rules: RuleLabels) -> Indicator:
    """Return an indicator that is scored by the rule in place."""
    return replace(indicator, rule=under_rules(indicator.rule, rules))


def fact_readings(
    indicator: Indicator, values: Mapping[str, float], rules: RuleLabels = ()
) -> tuple[FactReading, ...]:
    """Return what an indicator rests on, what holds it back most first.

    `values` holds its facts and scales by name; `rules` are those replaced in the run.
    """
    indicator = _ruled(indicator, rules)
    readings = [
        FactReading(
            name=name,
            title=FACTS[name].title,
            value=values[name],
            enough=_enough(indicator, name, values),
            score_if_enough=indicator.score({**values, name: FACTS[name].largest}),
        )
        for name in indicator.facts
    ]
    return tuple(
        sorted(readings, key=lambda reading: (-reading.score_if_enough, reading.value / reading.enough))
    )


def _enough(indicator: Indicator, name: str, values: Mapping[str, float]) -> float:
    """Return the smallest value that gives the best score when nothing else is missing."""
    tried = {**values, **{fact: FACTS[fact].largest for fact in indicator.facts}}
    high = tried[name]
    best = indicator.score(tried)
    low = 0.0
    for _ in range(HALVINGS):
        tried[name] = middle = (low + high) / 2
        low, high = (low, middle) if indicator.score(tried) >= best - 1e-9 else (middle, high)
    return high
