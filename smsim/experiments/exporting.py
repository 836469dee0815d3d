"""From a store to a result folder of tidy tables that says where it comes from."""

from __future__ import annotations

from typing import Any

from smsim.experiments.apart import apart_document, experiment_apart
from smsim.experiments.provenance import circumstances, identified
from smsim.experiments.results import ResultContents
from smsim.experiments.rows import row_version
from smsim.experiments.rules_in_use import rules_document
from smsim.experiments.running.reading import monthly_run_table, run_table
from smsim.experiments.running.schedule import Schedule
from smsim.experiments.store import RunStore


def exported(schedule: Schedule, store: RunStore, rounds: int | None, command: str) -> ResultContents:
    """Return the first `rounds` rounds of an experiment, or all runs kept, as tables with their provenance.

    Tables: `runs`, with a column for each factor and each measure, and `monthly_<output>` for each monthly
    output the experiment keeps.
    """
    experiment = schedule.experiment
    tables = {"runs": run_table(schedule, store, rounds)}
    for output in experiment.monthly:
        tables[f"monthly_{output}"] = monthly_run_table(schedule, store, output, rounds)
    return ResultContents(provenance=provenance_of(schedule, rounds, command), tables=tables)


def provenance_of(schedule: Schedule, rounds: int | None, command: str) -> dict[str, Any]:
    """Return everything needed to run an experiment again, as plain words and numbers."""
    experiment = schedule.experiment
    return {
        **circumstances(command),
        "row_version": row_version(),
        "registered_measures": {entry.measure.name: entry.document() for entry in schedule.own},
        "experiment": experiment.document,
        "rounds": rounds,
        "seed": experiment.seed,
        "organisation": schedule.people.key,
        "scenarios": [identified(scenario) for scenario in experiment.scenarios],
        **rules_document(experiment.scenarios, experiment.factors),
        "besides_governance": apart_document(experiment_apart(experiment)),
    }
