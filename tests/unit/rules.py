"""Rules of the model as plain Python functions, and numbers to try them on."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np

LARGE = {
    "active": 50.0,
    "active_weight": 600.0,
    "agents": 5.0,
    "capacity_hours": 900.0,
    "care": 90.0,
    "care_agents": 5.0,
    "centre": 90.0,
    "channels": 60.0,
    "complaints": 90.0,
    "crises": 3.0,
    "culture": 2.0,
    "demand_hours": 90.0,
    "direct_ties": 12.0,
    "employees": 900.0,
    "first_fte": 3.0,
    "founding_fte": 6.0,
    "free": 400.0,
    "headcount": 80.0,
    "help_hours": 90.0,
    "hired": 90.0,
    "hours": 90.0,
    "incidents": 6.0,
    "load_hours": 900.0,
    "mean_months": 12.0,
    "mean_weeks": 8.0,
    "members": 9.0,
    "mentions": 900.0,
    "month": 200.0,
    "new_crises": 3.0,
    "normal": 3.0,
    "open_head": 3.0,
    "pushed_people": 30.0,
    "reputation": 100.0,
    "second_paths": 40.0,
    "shift": 3.0,
    "staff_fte": 6.0,
    "stated_fte": 6.0,
    "target": 100.0,
    "ties_inside": 12.0,
    "ties_outside": 12.0,
    "ties_to_users": 200.0,
    "total_weight": 900.0,
    "unprepared_weeks": 9.0,
    "unrest_factor": 3.0,
    "users": 900.0,
    "value": 3.0,
    "weeks": 12.0,
    "weeks_left": 30.0,
}
"""Arguments that reach further than 1."""

HIGHEST_LUCK = 0.999
"""A draw never is 1."""

DIVISORS = {
    "contact_hours",
    "employees",
    "full",
    "full_channels",
    "hours_needed",
    "hours_per_channel",
    "listening_weight",
    "operating",
    "readiness_weight",
    "response_weight",
    "training_weight",
    "work_hours",
}
"""Arguments whose bounds leave out 0."""


def as_python(rule: Callable[..., Any]) -> Callable[..., Any]:
    """Return a rule without its compiler."""
    plain: Callable[..., Any] = getattr(rule, "py_func", rule)
    return plain


def rules_of(module: ModuleType) -> dict[str, Callable[..., Any]]:
    """Return the rules a module itself declares, by name."""
    return {
        name: rule
        for name, rule in vars(module).items()
        if callable(rule)
        and not name.startswith("_")
        and getattr(as_python(rule), "__module__", "") == module.__name__
    }


def arguments(rule: Callable[..., Any], count: int, seed: int = 1) -> dict[str, np.ndarray[Any, Any]]:
    """Return `count` values for each argument of a rule, the edges among them."""
    rng = np.random.default_rng(seed)
    values = {}
    for name in inspect.signature(as_python(rule)).parameters:
        high = HIGHEST_LUCK if name == "luck" else LARGE.get(name, 1.0)
        low = 0.01 if name in DIVISORS else 0.0
        column = rng.uniform(low, high, count)
        column[rng.integers(count)], column[rng.integers(count)] = low, high
        values[name] = column
    return values
