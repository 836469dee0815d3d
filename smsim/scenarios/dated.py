"""What a scenario changes while it runs: dated changes and rules that react to an output."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Annotated, Any

from pydantic import ConfigDict, Field

from smsim.parameters import OVERRIDES, Group, Happenings, Levers, parameter

SCENARIO_FILE = "scenario file"
LONGEST_HORIZON = 1200
COMPARISONS = ("above", "at_least", "below", "at_most")


class Settings(Happenings, Levers):
    """Some levers and happenings: those that were given count, the rest stay as they are."""

    @property
    def given(self) -> dict[str, Any]:
        """The levers and happenings that were given, in the order of declaration."""
        return {name: getattr(self, name) for name in SETTING_NAMES if name in self.model_fields_set}

    def __eq__(self, other: object) -> bool:
        """Return whether the same settings were given, and the same date if any."""
        return super().__eq__(other) and isinstance(other, Settings) and self.given == other.given

    def __hash__(self) -> int:
        """Return a number that is the same for equal settings."""
        return super().__hash__()


SETTING_NAMES = tuple(Levers.model_fields) + tuple(Happenings.model_fields)


class Change(Settings):
    """Settings from a month on; happenings in that month only."""

    month: int = Field(
        ge=0,
        le=LONGEST_HORIZON - 1,
        description="month from which the settings hold",
        json_schema_extra={"unit": "months"},
    )


Names = Annotated[tuple[str, ...], Field(strict=False)]
"""Names from a file, where they are a list."""


class Rearrangement(Group):
    """What a hand does to people and ties at the start of a month."""

    month: int = Field(
        ge=0,
        le=LONGEST_HORIZON - 1,
        description="month at whose start it takes place",
        json_schema_extra={"unit": "months"},
    )
    transfers: tuple[Names, ...] = Field(
        (), strict=False, description="moves: an employee's id, and the name of the department to go to"
    )
    draw_ties: tuple[Names, ...] = Field(
        (), strict=False, description="ties to be there from now on: the ids of two employees"
    )
    cut_ties: tuple[Names, ...] = Field(
        (), strict=False, description="ties to be gone from now on: the ids of two employees"
    )
    champions: tuple[str, ...] = Field(
        (), strict=False, description="ids of employees made users with high innovativeness"
    )


class Condition(Group):
    """A comparison of one monthly output that must hold for some months in a row."""

    output: str = Field(description="column of the monthly records")
    above: float | None = Field(None, description="holds when the output is greater")
    at_least: float | None = Field(None, description="holds when the output is equal or greater")
    below: float | None = Field(None, description="holds when the output is smaller")
    at_most: float | None = Field(None, description="holds when the output is equal or smaller")
    held_months: int = parameter(
        1,
        unit="months",
        bounds=(1, LONGEST_HORIZON),
        meaning="months in a row in which it must hold",
        source=SCENARIO_FILE,
    )

    @property
    def given_comparisons(self) -> dict[str, float]:
        """The comparisons that were given; a valid condition has exactly one."""
        values = {name: getattr(self, name) for name in COMPARISONS}
        return {name: value for name, value in values.items() if value is not None}


class Rule(Group):
    """Settings that come into force when all conditions hold."""

    model_config = ConfigDict(populate_by_name=True)

    conditions: tuple[Condition, ...] = Field(
        alias="if", strict=False, description="all must hold at the end of a month"
    )
    then: Settings = Field(description="settings from the next month on")
    for_months: int | None = parameter(
        None,
        unit="months",
        bounds=(1, LONGEST_HORIZON),
        meaning="how long they stay; absent means for good",
        source=SCENARIO_FILE,
    )
    again: bool = parameter(
        False, unit="choice", meaning="whether the rule may fire more than once", source=SCENARIO_FILE
    )


def settings_by_month(changes: Iterable[Change]) -> dict[int, dict[str, Any]]:
    """Return all that is set in each month with a change, months in order."""
    months: dict[int, dict[str, Any]] = {}
    for change in sorted(changes, key=lambda change: change.month):
        months.setdefault(change.month, {}).update(change.given)
    return months


def taken_back(before: str, after: str) -> dict[str, None]:
    """Return the levers that go back to what the form has when the form changes, all as None."""
    return {} if before == after else dict.fromkeys(OVERRIDES)


def governance_after(
    form: str, members: tuple[str, ...], given: Mapping[str, Any], seated: Collection[str]
) -> tuple[str, tuple[str, ...]]:
    """Return form and members once `given` settings are in force.

    A form that is not among those `seated` dissolves the members unless they are named beside it.
    """
    new_form = given.get("form", form)
    kept = members if new_form in seated else ()
    return new_form, given.get("members", kept if "form" in given else members)
