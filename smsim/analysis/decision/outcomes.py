"""What every option came to in every world: the input of all statistics of a decision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from smsim.errors import ResultError
from smsim.measures import MEASURE_BY_NAME, Floats

IDENTITY = ("scenario", "world", "replication")
"""What identifies a run: the option, the world it was put into, and the dice it met there."""


@dataclass(frozen=True, eq=False)
class Outcomes:
    """The measures of every option in every world.

    `values` holds, by the measure's name, an array of shape (options, worlds, replications): in one world
    and replication all options had the same dice. `worlds` are the numbers of the worlds, shape (worlds,),
    `settings` their uncertain values, one row each. A world in which a run of any option is missing or
    failed is not among them: `left_out` are their numbers.
    """

    options: tuple[str, ...]
    reference: str
    horizon_months: int
    worlds: NDArray[np.int64]
    values: Mapping[str, Floats]
    settings: pd.DataFrame
    left_out: tuple[int, ...] = ()

    @property
    def replications(self) -> int:
        """Number of runs of each option in each world."""
        return int(next(iter(self.values.values())).shape[2])

    def place(self, option: str) -> int:
        """Return the row of an option. Raises: ValueError if it is not among the options."""
        return self.options.index(option)

    def of(self, measure: str) -> Floats:
        """Return a measure, shape (options, worlds, replications). Raises: ValueError if it is not kept."""
        if measure not in self.values:
            raise ValueError(f"the runs do not hold '{measure}'")
        return self.values[measure]

    def world_means(self, measure: str) -> Floats:
        """Return the mean over the replications of each world, shape (worlds, options).

        Raises: ValueError if the measure is not kept.
        """
        means: Floats = self.of(measure).mean(axis=2).T
        return means

    def with_measure(self, measure: str, values: Floats) -> Outcomes:
        """Return the outcomes with one more measure, shape (options, worlds, replications)."""
        return replace(self, values={**self.values, measure: values})


def outcomes_from(
    runs: pd.DataFrame, reference: str, horizon_months: int, factors: Sequence[str] = ()
) -> Outcomes:
    """Return the outcomes of a table with one row for each run.

    Its columns: `scenario` (the option), `world`, `replication`, the measures by their names, and the
    `factors` that tell the worlds apart. Options keep the order in which they first appear. Replications
    pair up by their numbers, in any order of rows; a run is failed if one of its measures is missing.

    Raises: ValueError if a column is missing, a run is there twice, or the reference is not among the
    options; ResultError if not a single world is whole.
    """
    missing = [name for name in (*IDENTITY, *factors) if name not in runs]
    if missing:
        raise ValueError(f"the table of runs has no column '{missing[0]}'")
    if runs.duplicated(list(IDENTITY)).any():
        raise ValueError("the table of runs holds a run twice")
    options = tuple(dict.fromkeys(runs["scenario"]))
    if reference not in options:
        raise ValueError(f"the reference '{reference}' is not among the options {', '.join(options)}")
    measures = [str(name) for name in runs if name in MEASURE_BY_NAME]
    known = np.unique(runs["world"].to_numpy(dtype=np.int64))
    whole, replications = _whole_worlds(runs, measures, len(options))
    if not whole.size:
        raise ResultError("There is no world in which every option has finished; look at the failed runs.")
    kept = runs[runs["world"].isin(whole)]
    place = kept["scenario"].map({option: row for row, option in enumerate(options)})
    kept = kept.assign(place=place).sort_values(["place", "world", "replication"])
    shape = (len(options), whole.size, replications)
    first_runs = kept.iloc[: whole.size * replications : replications]
    return Outcomes(
        options=options,
        reference=reference,
        horizon_months=horizon_months,
        worlds=whole,
        values={name: kept[name].to_numpy(dtype=np.float64).reshape(shape) for name in measures},
        settings=first_runs[list(factors)].reset_index(drop=True),
        left_out=tuple(int(world) for world in np.setdiff1d(known, whole)),
    )


def _whole_worlds(runs: pd.DataFrame, measures: Sequence[str], options: int) -> tuple[NDArray[np.int64], int]:
    """Return the worlds in which every option has finished all replications, and how many those are."""
    finished = runs[runs[list(measures)].notna().all(axis=1)]
    replications = int(runs.groupby(["scenario", "world"]).size().max())
    met = finished.groupby(["world", "replication"]).size()
    by_world = met[met == options].groupby(level="world").size()
    whole = np.asarray(by_world.index[by_world == replications], dtype=np.int64)
    return np.sort(whole), replications
