"""Further scenarios in the worlds of an experiment that there is already."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from smsim.errors import ExperimentError
from smsim.experiments.experiment import Experiment
from smsim.scenarios import Scenario, scenario_hash
from smsim.scenarios.layout import differing, to_document


def in_same_worlds(experiment: Experiment, scenarios: Sequence[Scenario], title: str) -> Experiment:
    """Return an experiment in which other scenarios meet the same design points with the same dice.

    Its document has the scenarios written out. Runs that both experiments plan are the same runs. A stop
    rule is left behind, as it names scenarios.

    Raises: ExperimentError, if two scenarios have one name, a horizon is another one, or the design names
    a scenario for each row.
    """
    if experiment.table.scenarios is not None:
        raise ExperimentError(
            f"The design of '{experiment.name}' names a scenario for each row, so others cannot meet it."
        )
    names = [scenario.name for scenario in scenarios]
    for name in names:
        if names.count(name) > 1:
            raise ExperimentError(f"Two scenarios are called '{name}'.")
    horizon = experiment.scenarios[0].horizon_months
    for scenario in scenarios:
        if scenario.horizon_months != horizon:
            raise ExperimentError(
                f"The horizon_months of '{scenario.name}' is {scenario.horizon_months}, but must be "
                f"{horizon}, as in '{experiment.name}'."
            )
    document = {
        **experiment.document,
        "title": title,
        "description": "",
        "scenarios": [],
        "scenario": [_written(scenario) for scenario in scenarios],
        "stop": None,
        "scenario_hashes": {scenario.name: scenario_hash(scenario) for scenario in scenarios},
    }
    return replace(
        experiment, title=title, description="", scenarios=tuple(scenarios), stop=None, document=document
    )


def _written(scenario: Scenario) -> dict[str, object]:
    return {"name": scenario.name, **differing(to_document(scenario), to_document(Scenario()))}
