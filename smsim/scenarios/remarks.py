"""What is allowed but should be known: sentences for someone who checks a scenario."""

from __future__ import annotations

from smsim.scenarios.idle import idle_settings
from smsim.scenarios.scenario import Scenario

CLAIMED_SIZES = (20, 2000)
"""Employees for which the model's claims were tested."""


def remarks(scenario: Scenario) -> tuple[str, ...]:
    """Return one sentence for each thing a reader of results should know about a valid scenario."""
    found: list[str] = []
    smallest, largest = CLAIMED_SIZES
    if not smallest <= scenario.firm.employees <= largest:
        found.append(
            f"The firm has {scenario.firm.employees} people; the model's claims were tested for "
            f"{smallest} to {largest}."
        )
    if scenario.appointment_month >= scenario.horizon_months:
        found.append(
            f"The form {scenario.levers.form} is never in force: it is appointed in month "
            f"{scenario.appointment_month}, and the run ends with month {scenario.horizon_months - 1}."
        )
    for place, rule in enumerate(scenario.rules, start=1):
        longest = max(condition.held_months for condition in rule.conditions)
        if longest >= scenario.horizon_months:
            found.append(
                f"Rule {place} cannot fire: its condition must hold for {longest} months, and the run "
                f"has {scenario.horizon_months}."
            )
    found.extend(
        f"The rule {rule} is not the shipped one but {label}, from Python."
        for rule, label in scenario.replaced_rules.entries
    )
    found.extend(idle_settings(scenario))
    for kind in _absent_members(scenario):
        found.append(f"The kind {kind} has a seat but nobody works in it, so its seat does not count.")
    return tuple(found)


def _absent_members(scenario: Scenario) -> list[str]:
    departments = scenario.parameters.departments
    seated = set(scenario.levers.members)
    for change in scenario.changes:
        seated.update(change.members)
    for rule in scenario.rules:
        seated.update(rule.then.members)
    return [kind for kind in sorted(seated) if getattr(departments, kind).headcount_share == 0.0]
