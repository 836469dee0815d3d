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
class _File:
    label: str
    text: str
    folder: Traversable
    identity: str


def load_scenario(name_or_path: str | Path) -> Scenario:
    """Return the scenario of a preset's name, or of a file ending in .toml.

    Raises: ScenarioError, one sentence with file, line, key, value and what is allowed.
    """
    file = _find(name_or_path)
    name = Path(file.label).stem
    document, places = _document_of(file, ())
    return build_scenario(document, name, file.label, places)


def parse_scenario(text: str, name: str = "unnamed", folder: Path | None = None) -> Scenario:
    """Return the scenario written in `text`; a file it extends is looked for in `folder`.

    Raises: ScenarioError.
    """
    label = f"{name}{SUFFIX}"
    file = _File(label, text, folder or Path(), label)
    document, places = _document_of(file, ())
    return build_scenario(document, name, file.label, places)


def is_path(name_or_path: str | Path) -> bool:
    """Return whether the words mean a file rather than a preset."""
    words = os.fspath(name_or_path)
    return isinstance(name_or_path, Path) or words.endswith(SUFFIX) or "/" in words or os.sep in words


def _find(name_or_path: str | Path) -> _File:
    if is_path(name_or_path):
        path = Path(name_or_path)
        return _read(path, str(path), path.parent)
    return _preset(str(name_or_path))


def _preset(name: str) -> _File:
    resource, folder = preset_file(name)
    return _read(resource, resource.name, folder)


def _read(resource: Traversable, label: str, folder: Traversable) -> _File:
    try:
        text = resource.read_text(encoding="utf-8")
        identity = resource.resolve() if isinstance(resource, Path) else resource
        return _File(label, text, folder, str(identity))
    except UnicodeDecodeError:
        reason = "is not a text in UTF-8"
    except FileNotFoundError:
        reason = "does not exist"
    except OSError as error:
        reason = f"cannot be read: {error.strerror}"
    raise ScenarioError(f"{label} {reason}.")


def _document_of(file: _File, above: tuple[_File, ...]) -> tuple[Document, Places]:
    """Return the tables of a file laid over those it extends, and where each key stands."""
    try:
        own = tomllib.loads(file.text)
    except tomllib.TOMLDecodeError as error:
        raise ScenarioError(_invalid_toml(file, str(error))) from None
    places = places_of(file.text, file.label)
    extended = own.pop("extends", None)
    if extended is None:
        return own, places
    chain = (*above, file)
    place = places["extends",]
    parent = _extended_file(extended, file, place)
    if parent.identity in [earlier.identity for earlier in chain]:
        path = " → ".join([*(earlier.label for earlier in chain), parent.label])
        raise ScenarioError(f"{place}: extends is '{extended}', but that leads back to itself: {path}.")
    lower, lower_places = _document_of(parent, chain)
    inherited = {key: value for key, value in lower.items() if key not in OWN_WORDS}
    return merged(inherited, own), {**_not_replaced(lower_places, own), **places}


def _extended_file(extended: Any, file: _File, place: Place) -> _File:
    if not isinstance(extended, str) or not extended:
        raise ScenarioError(
            f"{place}: extends is {written(extended)}, but must be the name of a preset or of a file ending "
            f"in {SUFFIX}."
        )
    try:
        if not is_path(extended):
            return _preset(extended)
        resource = file.folder.joinpath(extended)
        parent = resource.parent if isinstance(resource, Path) else file.folder
        return _read(resource, extended, parent)
    except ScenarioError as error:
        raise ScenarioError(f"{place}: extends is '{extended}', but {_lower_first(str(error))}") from None


def _not_replaced(places: Places, own: Mapping[str, Any]) -> Places:
    """Return the places in an extended file, without those of lists and values the file replaces."""
    return {path: place for path, place in places.items() if isinstance(own.get(str(path[0]), {}), Mapping)}


def _invalid_toml(file: _File, message: str) -> str:
    found = PLACE_IN_TOML.search(message)
    line = int(found[1]) if found else len(file.text.rstrip().splitlines())
    reason = _lower_first(PLACE_IN_TOML.sub("", message))
    return f"{Place(file.label, line)}: this is not valid TOML: {reason}."


def _lower_first(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]
