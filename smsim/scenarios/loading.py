"""Reads scenario files and presets, and follows what they extend."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from smsim.engine.replacements import SETTING, rules_in_place
from smsim.errors import ScenarioError, nearest
from smsim.parameters.refusing import quoted, written
from smsim.scenarios.building import build_scenario, place_of, with_values
from smsim.scenarios.layering import Layer, laid_over
from smsim.scenarios.layout import Document, as_in_file, merged
from smsim.scenarios.locating import Place, Places, places_of
from smsim.scenarios.places import LISTS_OF_TABLES
from smsim.scenarios.presets import SUFFIX, preset_file
from smsim.scenarios.scenario import Scenario

EXTENDS, EXTENDS_WITHOUT = "extends", "extends_without"
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


ScenarioSource = str | Path | Scenario
"""What a scenario is asked for by: a preset's name, a file ending in .toml, or itself."""

IN_PYTHON = TomlFile("", "", Path(), "")
"""Where the tables of a dict stand: in no file; what they name is looked for in the working folder."""


def load_scenario(given: ScenarioSource | Mapping[str, Any], *, name: str = "unnamed") -> Scenario:
    """Return the scenario of a preset's name, of a file ending in .toml, or of a dict.

    A dict holds what a file does, `extends` too, and is called `name`. A scenario is returned as it is, but
    within `smsim.rules` with those rules of which it does not say itself what they are.

    Raises: ScenarioError, one sentence with file, line, key, value and what is allowed.
    """
    if isinstance(given, Scenario):
        new = rules_in_place().keys() - given.replaced_rules.labels.keys()
        values = {f"{SETTING}.{rule}": rules_in_place()[rule] for rule in sorted(new)}
        return with_values(given, values) if values else given
    if isinstance(given, Mapping):
        return scenario_in_table(as_in_file(given), name, IN_PYTHON, {})
    return _scenario_of(_find(given))


def parse_scenario(text: str, name: str = "unnamed", folder: Path | None = None) -> Scenario:
    """Return the scenario written in `text`; a file it extends is looked for in `folder`.

    Raises: ScenarioError.
    """
    label = f"{name}{SUFFIX}"
    return _scenario_of(TomlFile(label, text, folder or Path(), label), name)


def _scenario_of(file: TomlFile, name: str | None = None) -> Scenario:
    document, places = _document_of(file, ())
    document = _with_rules_in_place(document)
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
    document = _with_rules_in_place(document)
    return build_scenario(document, name, around.label, all_places)


def _with_rules_in_place(document: Document) -> Document:
    """Return the tables of a file with the rules from Python under which it is read."""
    in_place = rules_in_place()
    return merged({SETTING: in_place}, document) if in_place else document


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


def _extended(own: Document, places: Places, chain: tuple[TomlFile, ...]) -> Layer:
    """Return tables laid over those they extend; `chain` ends with the file they stand in."""
    extended = own.pop(EXTENDS, None)
    left_out = own.pop(EXTENDS_WITHOUT, None)
    above, beside = (place_of((key,), places, chain[-1].label) for key in (EXTENDS, EXTENDS_WITHOUT))
    if extended is None:
        if left_out is not None:
            raise ScenarioError(beside.says(f"{EXTENDS_WITHOUT} needs {EXTENDS} beside it."))
        return own, places
    layer: Layer = ({}, {})
    for name, place in _names(extended, places, above):
        lower, lower_places = _document_of(_extended_file(name, chain, place), chain)
        inherited = {key: value for key, value in lower.items() if key not in OWN_WORDS}
        layer = laid_over(layer, (inherited, lower_places))
    for name in _left_out(left_out, beside):
        layer[0].pop(name, None)
    lower, lower_places = layer
    still = {path: place for path, place in lower_places.items() if not _is_in(own, path)}
    return laid_over((lower, still), (own, places))


def _is_in(table: Any, path: Sequence[str | int]) -> bool:
    """Return whether tables set what a path leads to, so that it does not come from what they extend."""
    for key in path:
        if not isinstance(table, Mapping) or key not in table:
            return False
        table = table[key]
    return True


def _names(extended: Any, places: Places, place: Place) -> list[tuple[str, Place]]:
    """Return what a file extends, the lowest first, with the place of each name."""
    names = extended if isinstance(extended, list) else [extended]
    if not names or not all(isinstance(name, str) and name for name in names):
        raise ScenarioError(
            place.says(
                f"{EXTENDS} is {written(extended)}, but must be the name of a preset or of a file "
                f"ending in {SUFFIX}, or a list of such names."
            )
        )
    return [(name, places.get((EXTENDS, number), place)) for number, name in enumerate(names)]


def _left_out(names: Any, place: Place) -> tuple[str, ...]:
    """Return the lists of tables that a file does not take over from those it extends."""
    if names is None:
        return ()
    unknown = [name for name in names if name not in LISTS_OF_TABLES] if isinstance(names, list) else [None]
    if unknown:
        hint = nearest(unknown[0], LISTS_OF_TABLES) if isinstance(unknown[0], str) else ""
        raise ScenarioError(
            place.says(
                f"{EXTENDS_WITHOUT} is {written(names)}, but must be a list of "
                f"{quoted(LISTS_OF_TABLES)}{hint}."
            )
        )
    return tuple(names)


def _extended_file(extended: str, chain: tuple[TomlFile, ...], place: Place) -> TomlFile:
    try:
        parent = _beside(extended, chain[-1])
    except ScenarioError as error:
        reason = lower_first(str(error))
        raise ScenarioError(place.says(f"{EXTENDS} is '{extended}', but {reason}")) from None
    if parent.identity in [earlier.identity for earlier in chain]:
        path = " → ".join([*(earlier.label for earlier in chain), parent.label])
        raise ScenarioError(place.says(f"{EXTENDS} is '{extended}', but that leads back to itself: {path}."))
    return parent


def _beside(name_or_path: str, around: TomlFile) -> TomlFile:
    if not is_path(name_or_path):
        return _preset(name_or_path)
    resource = around.folder.joinpath(name_or_path)
    folder = resource.parent if isinstance(resource, Path) else around.folder
    return read_file(resource, name_or_path, folder)


def _invalid_toml(file: TomlFile, message: str) -> str:
    found = PLACE_IN_TOML.search(message)
    line = int(found[1]) if found else len(file.text.rstrip().splitlines())
    reason = lower_first(PLACE_IN_TOML.sub("", message))
    return f"{Place(file.label, line)}: this is not valid TOML: {reason}."


def lower_first(sentence: str) -> str:
    """Return a sentence as it goes on after a comma."""
    return sentence[:1].lower() + sentence[1:]
