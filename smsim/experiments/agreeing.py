"""What of an experiment file must agree with the rest of it: outputs that there are, a stop rule to keep."""

from __future__ import annotations

from collections.abc import Sequence

from smsim.errors import ExperimentError, nearest
from smsim.experiments.designs import Design, DesignTable, Worlds
from smsim.experiments.experiment_file import ExperimentFile, StopTable, experiment_files
from smsim.experiments.stopping import StopRule
from smsim.parameters.refusing import is_allowed, refusal
from smsim.scenarios import Scenario
from smsim.scenarios.loading import lower_first
from smsim.scenarios.places import ContradictionError, Path


def check_outputs(table: ExperimentFile) -> None:
    """Refuse measures and outputs that there are not. Raises: ContradictionError."""
    for key in ("measures", "monthly"):
        for place, name in enumerate(getattr(table.outputs, key)):
            path: Path = ("outputs", key, place)
            schema = experiment_files().schema_at(path) or {}
            if not is_allowed(name, schema):
                raise ContradictionError(path, refusal(f"entry {place + 1} of outputs.{key}", name, schema))


def stop_rule(
    table: StopTable, scenarios: Sequence[Scenario], design: Design, points: DesignTable
) -> StopRule:
    """Return the stop rule of a file. Raises: ContradictionError."""
    names = [scenario.name for scenario in scenarios]
    for key in ("scenario", "against"):
        name = getattr(table, key)
        if name is not None and name not in names:
            raise ContradictionError(
                ("stop", key),
                f"stop.{key} is '{name}', but must be one of the experiment's{nearest(name, names)}: "
                f"{', '.join(names)}",
            )
    if points.scenarios is not None:
        raise ContradictionError(
            ("stop",),
            "[stop] needs every scenario at every point, but the table names a scenario for each row",
        )
    if isinstance(design, Worlds) and design.sampling != "random":
        raise ContradictionError(
            ("stop",),
            f"[stop] needs worlds that are drawn one by one, but design.sampling is '{design.sampling}'; it "
            "must be 'random'",
        )
    try:
        return StopRule(**{"against": None, **table.model_dump(exclude_unset=True)})
    except ExperimentError as error:
        raise ContradictionError(("stop",), going_on(error)) from None


def going_on(error: Exception) -> str:
    """Return what an error says, as the end of a sentence."""
    return lower_first(str(error)).removesuffix(".")
