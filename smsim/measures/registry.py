"""The measures there are: those of smsim, and those registered in this session."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from smsim.engine.inputs import RecordArray
from smsim.engine.outputs import MONTHLY_DTYPE, MONTHLY_OUTPUTS
from smsim.engine.state import zero_records
from smsim.errors import ExperimentError, nearest
from smsim.fingerprint import UnidentifiableError, fingerprint
from smsim.measures.declaration import Measure, Quantity, Table
from smsim.measures.formulas import Floats
from smsim.measures.shipped import SHIPPED
from smsim.measures.units import Unit

COMBINED = Quantity(
    name="combined_value",
    title="combined value",
    unit=Unit("margins"),
    better=+1,
    more="more",
    less="less",
    aim="all objectives weighted together",
    lowest=float("-inf"),
)
"""The weighted value of several objectives, counted in their margins."""

TAKEN = frozenset(
    (
        "combined_value", "error", "error_kind", "month", "organisation", "point", "replication", "round",
        "row", "run_key", "scenario", "scenario_hash", "seed", "unit", "world",
    )
)  # fmt: skip
"""Names of other columns beside which measures stand."""

TRIED_RUNS, TRIED_MONTHS = 3, 24
_known: dict[str, Measure] = {measure.name: measure for measure in SHIPPED}
_own: dict[str, OwnMeasure] = {}
MEASURE_BY_NAME: Mapping[str, Measure] = MappingProxyType(_known)
"""Every measure that may be asked for, by its name; grows with `register`."""


@dataclass(frozen=True)
class OwnMeasure:
    """A registered measure as runs are kept with it: `part` names its numbers in a store."""

    measure: Measure
    part: str

    def document(self) -> dict[str, str]:
        """Return what a result has to say of it, so that it can be found again."""
        declared = self.measure
        return {"unit": declared.unit.name, "formula": declared.formula.words, "kept_as": self.part}


def register(measure: Measure) -> None:
    """Let a measure of one's own be asked for wherever one of smsim's may, until the session ends.

    Kept runs stay as they are: runs that lack it are made again where it is asked for, and no others. It
    takes the place of a registered one of its name, so that a notebook's cell can be run again.

    Raises: ExperimentError, if its name is one of smsim's or its formula cannot be used.
    """
    if measure.name in _known and measure.name not in _own:
        raise ExperimentError(f"There is a measure '{measure.name}' already; choose another name.")
    if measure.name in TAKEN or measure.name in {output.name for output in MONTHLY_OUTPUTS}:
        raise ExperimentError(f"'{measure.name}' names something else in tables; choose another name.")
    try:
        own = OwnMeasure(measure, f"{measure.name}-{fingerprint(measure.formula.of)}")
    except UnidentifiableError as error:
        raise ExperimentError(f"The formula of '{measure.name}' {error}.") from None
    with np.errstate(all="ignore"):  # a firm in which nothing happens may have no mean of anything
        measure.computed(zero_records(MONTHLY_DTYPE, (TRIED_RUNS, TRIED_MONTHS)))
    _known[measure.name] = measure
    _own[measure.name] = own


def unregister(name: str) -> None:
    """Forget a registered measure; what is kept of it stays. Raises: ExperimentError, if there is none."""
    if name not in _own:
        raise ExperimentError(f"'{name}' is no registered measure{nearest(name, _own)}.")
    del _known[name], _own[name]


def own_measures(names: Iterable[str]) -> tuple[OwnMeasure, ...]:
    """Return those among `names` that are registered, each once. Raises: ExperimentError for unknown ones."""
    asked = [require_known(name, "The measure").name for name in dict.fromkeys(names)]
    return tuple(_own[name] for name in asked if name in _own)


def quantity_of(name: str) -> Quantity:
    """Return what is declared of a measure or of the combined value. Raises: KeyError."""
    return COMBINED if name == COMBINED.name else MEASURE_BY_NAME[name]


def require_known(name: str, what: str) -> Measure:
    """Return a measure that a user named; `what` begins the sentence. Raises: ExperimentError if unknown."""
    if name not in MEASURE_BY_NAME:
        raise ExperimentError(
            f"{what} '{name}' is not known{nearest(name, MEASURE_BY_NAME)}; allowed are "
            f"{', '.join(MEASURE_BY_NAME)}."
        )
    return MEASURE_BY_NAME[name]


def in_table(*tables: Table) -> tuple[Measure, ...]:
    """Return the measures that stand in tables, those of the first table first."""
    return tuple(entry for table in tables for entry in MEASURE_BY_NAME.values() if entry.table is table)


def default_objectives() -> tuple[Measure, ...]:
    """Return what options are judged by unless something else is asked for, the main one first."""
    chosen = (entry for entry in MEASURE_BY_NAME.values() if entry.objective)
    return tuple(sorted(chosen, key=lambda entry: entry.objective))


def told_winners() -> tuple[Measure, ...]:
    """Return the measures in which a winner is named, if there is one."""
    chosen = (entry for entry in MEASURE_BY_NAME.values() if entry.best is not None)
    return tuple(sorted(chosen, key=lambda entry: (not entry.objective, entry.objective)))


def measure_runs(monthly: RecordArray) -> Floats:
    """Return every measure of smsim's of runs with the same horizon, shape (runs, measures).

    `monthly` holds their monthly records, shape (runs, months).
    """
    return np.column_stack([measure.formula.of(monthly) for measure in SHIPPED])
