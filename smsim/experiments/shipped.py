"""The experiments that travel with smsim."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib.resources.abc import Traversable

from smsim.errors import ExperimentError, nearest
from smsim.scenarios.presets import SUFFIX, shipped_folder

FOLDER = "experiments"


@dataclass(frozen=True)
class ShippedExperiment:
    """An experiment in a list: its name, a title of a few words, and the question it answers."""

    name: str
    title: str
    description: str


def experiment_names() -> tuple[str, ...]:
    """Return the names of all shipped experiments, in alphabetical order."""
    names = (entry.name for entry in shipped_folder(FOLDER).iterdir())
    return tuple(sorted(name.removesuffix(SUFFIX) for name in names if name.endswith(SUFFIX)))


def experiment_file(name: str) -> tuple[Traversable, Traversable]:
    """Return the file of a shipped experiment and its folder. Raises: ExperimentError for an unknown name."""
    known = experiment_names()
    if name not in known:
        raise ExperimentError(
            f"There is no experiment '{name}'{nearest(name, known)}: name a file ending in .toml or one of "
            f"{', '.join(known)}."
        )
    return shipped_folder(FOLDER).joinpath(name + SUFFIX), shipped_folder(FOLDER)


def list_experiments() -> tuple[ShippedExperiment, ...]:
    """Return name, title and description of every shipped experiment, by name."""
    return tuple(_summary(name) for name in experiment_names())


def _summary(name: str) -> ShippedExperiment:
    table = tomllib.loads(experiment_file(name)[0].read_text(encoding="utf-8"))
    return ShippedExperiment(name, table.get("title", ""), table.get("description", ""))
