"""All analyses of one experiment: every measure, scenario and monthly output that is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from smsim.analysis.sensitivity.analysing import Sensitivity, analyse
from smsim.analysis.sensitivity.gathering import (
    effects_of,
    is_one_at_a_time,
    monthly_sample_of,
    sample_of,
)
from smsim.analysis.sensitivity.monthly import MonthlySensitivity, analyse_months
from smsim.analysis.sensitivity.one_at_a_time import SettingEffects
from smsim.engine.outputs import MONTHLY_OUTPUTS

if TYPE_CHECKING:
    from smsim.experiments.experiment import Experiment

COLUMNS = {output.name: output.columns for output in MONTHLY_OUTPUTS}


@dataclass(frozen=True, eq=False)
class Report:
    """What the factors do: `effects` where the design changes one at a time, else the other two."""

    sensitivities: tuple[Sensitivity, ...]
    effects: tuple[SettingEffects, ...]
    months: tuple[MonthlySensitivity, ...]


def sensitivity_report(
    experiment: Experiment,
    runs: pd.DataFrame,
    monthly: Mapping[str, pd.DataFrame],
    scenarios: Sequence[str],
    measures: Sequence[str],
) -> Report:
    """Return the analyses of some measures in some scenarios, and of the monthly outputs that were kept.

    `runs` is a table of runs as `sample_of` takes it, `monthly` one of runs and months for each output.

    Raises: ResultError, if the experiment has no factors or too few runs without an error.
    """
    pairs = [(scenario, measure) for scenario in scenarios for measure in measures]
    if is_one_at_a_time(experiment):
        effects = tuple(effects_of(experiment, runs, *pair) for pair in pairs)
        return Report((), effects, ())
    return Report(
        sensitivities=tuple(
            analyse(sample_of(experiment, runs, scenario, measure), scenario=scenario, measure=measure)
            for scenario, measure in pairs
        ),
        effects=(),
        months=tuple(
            analyse_months(
                monthly_sample_of(experiment, table, scenario, column), scenario=scenario, output=column
            )
            for scenario in scenarios
            for output, table in monthly.items()
            for column in COLUMNS[output]
        ),
    )
