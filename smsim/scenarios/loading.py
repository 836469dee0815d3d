"""Reads scenario files and presets, and follows what they extend."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from smsim.errors import ScenarioError
from smsim.scenarios.building import build_scenario
from smsim.scenarios.layout import Document, merged
from smsim.scenarios.locating import Place, Places, places_of
from smsim.scenarios.presets import SUFFIX, preset_file
from smsim.scenarios.scenario import Scenario
from smsim.scenarios.wording import written

OWN_WORDS = ("title", "description")
"""What a file says of itself, so a file that extends it does not take it over."""

PLACE_IN_TOML = re.compile(r" \(at line (\d+), column \d+\)")


@dataclass(frozen=True)
class TomlFile:
    """A text in TOML: what errors call it, where it lies, and what tells it from others."""

    label: str
    text: str
    folder: Traversable
    identity: str


def load_scenario(name_or_path: str | Path) -> Scenario:
    """Return the scenario of a preset's name, or of a file ending in .toml.

    Raises: ScenarioError, one sentence with file, line, key, value and what is allowed.
    """
    return _scenario_of(_find(name_or_path))


def parse_scenario(text: str, name: str = "unnamed", folder: Path | None = None) -> Scenario:
    """Return the scenario written in `text`; a file it extends is looked for in `folder`.

    Raises: ScenarioError.
    """
    label = f"{name}{SUFFIX}"
    return _scenario_of(TomlFile(label, text, folder or Path(), label), name)


def _scenario_of(file: TomlFile, name: str | None = None) -> Scenario:
    document, places = _document_of(file, ())
    return build_scenario(document, name or Path(file.label).stem, file.label, places)


def scenario_beside(name_or_path: str, around: TomlFile) -> Scenario:
    """Return the scenario of a preset's name, or of a file that is looked for in the folder of `around`.

    Raises: ScenarioError.
    """
    return _scenario_of(_beside(name_or_path, around))


def scenario_in_table(table: Mapping[str, Any], name: str, around: TomlFile, places: Places) -> Scenario:
    """Return the scenario written as a table of another file, `around`; `places` start at that table.

    Raises: ScenarioError.
    """
    document, all_places = _extended(dict(table), places, (around,))
    return build_scenario(document, name, around.label, all_places)


def is_path(name_or_path: str | Path) -> bool:
    """Return whether the words mean a file rather than a preset."""
    words = os.fspath(name_or_path)
    return isinstance(name_or_path, Path) or words.endswith(SUFFIX) or "/" in words or os.sep in words


def _find(name_or_path: str | Path) -> TomlFile:
    if is_path(name_or_path):
        path = Path(name_or_path)
        return read_file(path, str(path), path.parent)
    return _preset(str(name_or_path))


def _preset(name: str) -> TomlFile:
    resource, folder = preset_file(name)
    return read_file(resource, resource.name, folder)


def read_file(resource: Traversable, label: str, folder: Traversable) -> TomlFile:
    """Return a file that is yet to be parsed. Raises: ScenarioError, if it cannot be read."""
    try:
        text = resource.read_text(encoding="utf-8")
        identity = resource.resolve() if isinstance(resource, Path) else resource
        return TomlFile(label, text, folder, str(identity))
    except UnicodeDecodeError:
        reason = "is not a text in UTF-8"
    except FileNotFoundError:
        reason = "does not exist"
    except OSError as error:
        reason = f"cannot be read: {error.strerror}"
    raise ScenarioError(f"{label} {reason}.")


def _document_of(file: TomlFile, above: tuple[TomlFile, ...]) -> tuple[Document, Places]:
    """Return the tables of a file laid over those it extends, and where each key stands."""
    return _extended(*read_tables(file), (*above, file))


def read_tables(file: TomlFile) -> tuple[Document, Places]:
    """Return the tables of a file and where each key stands. Raises: ScenarioError."""
    try:
        return tomllib.loads(file.text), places_of(file.text, file.label)
    except tomllib.TOMLDecodeError as error:
        raise ScenarioError(_invalid_toml(file, str(error))) from None


def _extended(own: Document, places: Places, chain: tuple[TomlFile, ...]) -> tuple[Document, Places]:
    """Return tables laid over those they extend; `chain` ends with the file they stand in."""
    extended = own.pop("extends", None)
    if extended is None:
        return own, places
    file = chain[-1]
    place = places["extends",]
    parent = _extended_file(extended, file, place)
    if parent.identity in [earlier.identity for earlier in chain]:
        path = " → ".join([*(earlier.label for earlier in chain), parent.label])
        raise ScenarioError(f"{place}: extends is '{extended}', but that leads back to itself: {path}.")
    lower, lower_places = _document_of(parent, chain)
    inherited = {key: value for key, value in lower.items() if key not in OWN_WORDS}
    return merged(inherited, own), {**_not_replaced(lower_places, own), **places}


def _extended_file(extended: Any, file: TomlFile, place: Place) -> TomlFile:
    if not isinstance(extended, str) or not extended:
        raise ScenarioError(
            f"{place}: extends is {written(extended)}, but must be the name of a preset or of a file ending "
            f"in {SUFFIX}."
        )
    try:
        return _beside(extended, file)
    except ScenarioError as error:
        raise ScenarioError(f"{place}: extends is '{extended}', but {lower_first(str(error))}") from None


def _beside(name_or_path: str, around: TomlFile) -> TomlFile:
    if not is_path(name_or_path):
        return _preset(name_or_path)
    resource = around.folder.joinpath(name_or_path)
    folder = resource.parent if isinstance(resource, Path) else around.folder
    return read_file(resource, name_or_path, folder)


def _not_replaced(places: Places, own: Mapping[str, Any]) -> Places:
    """Return the places in an extended file, without those of lists and values the file replaces."""
    return {path: place for path, place in places.items() if isinstance(own.get(str(path[0]), {}), Mapping)}


def _invalid_toml(file: TomlFile, message: str) -> str:
    found = PLACE_IN_TOML.search(message)
    line = int(found[1]) if found else len(file.text.rstrip().splitlines())
    reason = lower_first(PLACE_IN_TOML.sub("", message))
    return f"{Place(file.label, line)}: this is not valid TOML: {reason}."


def lower_first(sentence: str) -> str:
    """Return a sentence as it goes on after a comma."""
    return sentence[:1].lower() + sentence[1:]
