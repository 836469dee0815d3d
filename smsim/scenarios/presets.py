"""The scenarios that travel with smsim."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from smsim.errors import ScenarioError, nearest

SUFFIX = ".toml"


@dataclass(frozen=True)
class Preset:
    """A preset in a list: its name, a title of a few words, and what it is for."""

    name: str
    title: str
    description: str


def shipped_folder(name: str) -> Traversable:
    """Return a folder that travels with smsim: inside an installed package, beside it in a checkout."""
    installed = files("smsim").joinpath("data", name)
    return installed if installed.is_dir() else Path(__file__).parents[2] / name


@cache
def preset_folder() -> Traversable:
    """Return the folder of the presets."""
    return shipped_folder("scenarios")


@cache
def preset_names() -> tuple[str, ...]:
    """Return the names of all presets, in alphabetical order."""
    names = (entry.name for entry in preset_folder().iterdir())
    return tuple(sorted(name.removesuffix(SUFFIX) for name in names if name.endswith(SUFFIX)))


def preset_file(name: str) -> tuple[Traversable, Traversable]:
    """Return the file of a preset and its folder. Raises: ScenarioError for an unknown name."""
    if name not in preset_names():
        raise ScenarioError(
            f"There is no scenario '{name}'{nearest(name, preset_names())}: name a file ending in .toml or "
            f"one of {', '.join(preset_names())}."
        )
    return preset_folder().joinpath(name + SUFFIX), preset_folder()


def list_scenarios() -> tuple[Preset, ...]:
    """Return name, title and description of every preset, by name."""
    return tuple(_summary(name) for name in preset_names())


def _summary(name: str) -> Preset:
    table = tomllib.loads(preset_file(name)[0].read_text(encoding="utf-8"))
    return Preset(name, table.get("title", ""), table.get("description", ""))
