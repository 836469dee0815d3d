"""From the [[factor]] tables of an experiment file to factors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any

from smsim.errors import nearest
from smsim.experiments.assumptions import declared_in
from smsim.experiments.designs.declaring import choice
from smsim.experiments.designs.factors import Factor, Scale
from smsim.experiments.designs.values import ScenarioValue, value_named
from smsim.parameters import Group
from smsim.parameters.refusing import quoted, written
from smsim.parameters.subjects import is_formed
from smsim.scenarios import Scenario
from smsim.scenarios.places import ContradictionError, Path

MOST_SUBSET_ENTRIES = 12
RANGE_KEYS = ("low", "high")
EVERY = "*"


class FactorTable(Group):
    """A value of the scenarios that is varied: over `values`, from `low` to `high`, or over all subsets."""

    name: str = choice(
        ...,
        meaning="dotted name of the value: levers.executive_tone, change.1.month; adoption.* and * stand for "
        "every number there with a declared range",
    )
    unit: str | None = choice(None, meaning="its unit, which must be the declared one")
    values: tuple[Any, ...] = choice((), meaning="its settings, one after the other")
    low: float | None = choice(None, meaning="lowest setting of a range")
    high: float | None = choice(None, meaning="highest setting of a range")
    scale: Scale | None = choice(
        None, meaning="how the way from low to high is divided; without a range of its own as declared"
    )
    subsets_of: tuple[str, ...] = choice((), meaning="words of a list; every subset is a setting")
    always: tuple[str, ...] = choice((), meaning="words that are in every subset")


def declared_factors(
    tables: Sequence[FactorTable], scenarios: Sequence[Scenario], *, is_imported: bool
) -> tuple[Factor, ...]:
    """Return the factors that the tables of a file declare.

    `is_imported` says that the people come from a folder. Raises: ContradictionError.
    """
    factors: list[Factor] = []
    for place, table in _without_wildcards(tables, scenarios, is_imported):
        if table.name in [factor.name for factor in factors]:
            raise ContradictionError(
                ("factor", place, "name"), f"'{table.name}' is the name of more than one [[factor]]"
            )
        value = value_named(table.name, scenarios, is_imported=is_imported, path=("factor", place, "name"))
        factors.append(_FactorReader(table, place, value).factor())
    return tuple(factors)


def _without_wildcards(
    tables: Sequence[FactorTable], scenarios: Sequence[Scenario], is_imported: bool
) -> Iterator[tuple[int, FactorTable]]:
    """Yield the tables by place, those for several numbers one by one; a table of its own comes first."""
    named = {table.name for table in tables}
    declared = declared_in(scenarios)
    for place, table in enumerate(tables):
        if not table.name.endswith(EVERY):
            yield place, table
            continue
        path: Path = ("factor", place, "name")
        if table.model_fields_set != {"name"}:
            raise ContradictionError(path, f"[[factor]] {place + 1} ({table.name}) takes nothing beside name")
        found = [
            entry.name
            for entry in declared
            if entry.sensitivity is not None and entry.name.startswith(table.name.removesuffix(EVERY))
        ]
        if not found:
            groups = list(dict.fromkeys(f"{entry.name.split('.')[0]}.*" for entry in declared))
            raise ContradictionError(
                path,
                f"'{table.name}' stands for no number with a declared range{nearest(table.name, groups)}",
            )
        for name in found:
            if name not in named and not (is_imported and is_formed(name)):
                named.add(name)
                yield place, FactorTable(name=name)


class _FactorReader:
    """Reads one table; `place` is counted from 0."""

    def __init__(self, table: FactorTable, place: int, value: ScenarioValue) -> None:
        self.table = table
        self.value = value
        self.path: Path = ("factor", place)
        self.words = f"[[factor]] {place + 1}"

    def factor(self) -> Factor:
        """Return the factor. Raises: ContradictionError."""
        table, value = self.table, self.value
        if table.unit not in (None, value.unit):
            raise self._error(
                "unit",
                f"unit of {self.words} is '{table.unit}', but {table.name} is declared in '{value.unit}'",
            )
        has_range = any(getattr(table, key) is not None for key in RANGE_KEYS)
        if (bool(table.values) + has_range + bool(table.subsets_of)) > 1:
            raise self._error(
                "name",
                f"{self.words} ({table.name}) needs values, or low and high, or subsets_of, but has "
                "more than one of them",
            )
        for key in ("values", "subsets_of"):
            if key in table.model_fields_set and not getattr(table, key):
                raise self._error(key, f"{key} of {self.words} is empty, but must name at least one setting")
        if table.always and not table.subsets_of:
            raise self._error("always", f"always of {self.words} needs subsets_of beside it")
        if table.values or table.subsets_of:
            return Factor(table.name, value.unit, self._values())
        return self._factor_with_range(has_range)

    def _error(self, key: str, sentence: str) -> ContradictionError:
        return ContradictionError((*self.path, key), sentence)

    def _values(self) -> tuple[Any, ...]:
        if self.table.scale is not None:
            raise self._error("scale", f"scale of {self.words} is for a range, but it lists its settings")
        if self.table.subsets_of:
            return self._subsets()
        settings: list[Any] = []
        for number, given in enumerate(self.table.values):
            path = (*self.path, "values", number)
            words = f"entry {number + 1} of values of {self.words}"
            setting = self.value.setting(given, words, path)
            if setting in settings:
                raise ContradictionError(path, f"values of {self.words} has {written(given)} more than once")
            settings.append(setting)
        return tuple(settings)

    def _subsets(self) -> tuple[Any, ...]:
        table = self.table
        if not self.value.is_list:
            raise self._error("subsets_of", f"subsets_of of {self.words} is for lists, not for {table.name}")
        for key in ("always", "subsets_of"):
            self.value.setting(getattr(table, key), f"{key} of {self.words}", (*self.path, key))
        words = [*table.always, *table.subsets_of]
        twice = [word for word in words if words.count(word) > 1]
        if twice:
            raise self._error("subsets_of", f"{quoted(twice[:1])} is named more than once in {self.words}")
        if len(table.subsets_of) > MOST_SUBSET_ENTRIES:
            raise self._error(
                "subsets_of",
                f"subsets_of of {self.words} has {len(table.subsets_of)} words, but at most "
                f"{MOST_SUBSET_ENTRIES} make a number of subsets that can be run",
            )
        return tuple(
            (*table.always, *chosen)
            for size in range(len(table.subsets_of) + 1)
            for chosen in combinations(table.subsets_of, size)
        )

    def _factor_with_range(self, has_range: bool) -> Factor:
        table, value = self.table, self.value
        span = (table.low, table.high) if has_range else value.declared_range()
        scale = table.scale or ("linear" if has_range else value.declared_scale())
        if not value.is_number or span is None:
            raise self._error(
                "name",
                f"{self.words} ({table.name}) needs its settings listed in values"
                + (", or low and high" if value.is_number else ""),
            )
        if None in span:
            given, missing = RANGE_KEYS if span[1] is None else RANGE_KEYS[::-1]
            raise self._error("name", f"{self.words} ({table.name}) needs {missing} beside {given}")
        low, high = (self._end(key, end) for key, end in zip(RANGE_KEYS, span, strict=True))
        if low >= high:
            raise self._error("low", f"low of {self.words} is {low:g}, but must be below high, {high:g}")
        if scale == "log" and low <= 0.0:
            raise self._error(
                "scale", f"scale of {self.words} is 'log', which needs a range above 0, but low is {low:g}"
            )
        return Factor(table.name, value.unit, (), low, high, scale, value.is_whole)

    def _end(self, key: str, end: Any) -> float:
        number = int(end) if self.value.is_whole and float(end).is_integer() else end
        return float(self.value.setting(number, f"{key} of {self.words}", (*self.path, key)))
