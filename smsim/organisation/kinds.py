"""Which kind each department of an imported organisation is: from a file, by rule, or at random."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from smsim.errors import OrganisationError, nearest
from smsim.organisation.departments import department_sizes
from smsim.organisation.organisation import Organisation
from smsim.parameters.tables import Departments
from smsim.randomness.keys import department_key
from smsim.vocabulary import DepartmentKind

OTHER = "other"
"""Word for a department of no special kind; it counts as operations."""

KINDS_TABLE = "kinds"
KIND_WORDS = (*DepartmentKind.keys(), OTHER)
MOST_LISTED = 12
"""Departments whose kinds fit into one sentence."""

RULE_NOTE = (
    "No mapping of departments to kinds was given, so kinds were assigned by rule: a department of nobody "
    "but the person of level 1 is executive, and the others, the largest first, each take the kind that "
    "lacks most people compared with a synthetic firm of this size"
)


def kind_of(word: str, where: str) -> DepartmentKind:
    """Return the kind written as `word`, "other" being operations. Raises: OrganisationError."""
    if word == OTHER:
        return DepartmentKind.OPERATIONS
    if word not in KIND_WORDS:
        raise OrganisationError(
            f"{where}: '{word}' is not a kind of department{nearest(word, KIND_WORDS)}; "
            f"the kinds are {', '.join(KIND_WORDS)}."
        )
    return DepartmentKind[word.upper()]


def read_kinds(path: Path) -> dict[str, str]:
    """Return the words of a kinds file: its table [kinds] with one line `department = "kind"` each.

    Raises:
        OrganisationError: the file is missing, no TOML, or holds anything but such a table.

    """
    try:
        content = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise OrganisationError(f"{path}: the kinds file cannot be read ({error.strerror}).") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise OrganisationError(f"{path}: this is not a TOML file ({error}).") from error
    for key in content:
        if key != KINDS_TABLE:
            raise OrganisationError(
                f"{path}: unknown key '{key}'{nearest(key, [KINDS_TABLE])}; "
                'allowed is one table [kinds] with lines such as sales = "sales".'
            )
    table = content.get(KINDS_TABLE)
    if not isinstance(table, dict):
        raise OrganisationError(f'{path}: a table [kinds] with lines such as sales = "sales" is needed.')
    for department, word in table.items():
        if not isinstance(word, str):
            raise OrganisationError(
                f"{path}: kinds.{department} is {word!r}; "
                f"allowed is one of {', '.join(KIND_WORDS)}, in quotes."
            )
    return table


def mapped_kinds(
    names: Sequence[str], words: Mapping[str, str], where: str
) -> tuple[list[DepartmentKind], list[str]]:
    """Return the kind of each department by a mapping from names to words, and what to note about it.

    `where` names the mapping in messages. A department left out counts as operations.

    Raises:
        OrganisationError: the mapping names a department or a kind that does not exist.

    """
    for department, word in words.items():
        if department not in names:
            raise OrganisationError(
                f"{where}: the organisation has no department '{department}'{nearest(department, names)}; "
                f"its departments are {', '.join(names)}."
            )
        kind_of(word, f"{where}: kinds.{department}")
    missing = [name for name in names if name not in words]
    notes = [f"Not in the mapping and therefore operations: {', '.join(missing)}."] if missing else []
    return [kind_of(words.get(name, OTHER), where) for name in names], notes


def ruled_kinds(
    names: Sequence[str], sizes: Sequence[int], executive_department: int
) -> tuple[list[DepartmentKind], list[str]]:
    """Return the kind of each department by the rule of `RULE_NOTE`, and the note.

    `names` in natural order decide between departments of one size, the order of kinds between kinds.
    `executive_department` is the department of nobody but the person of level 1, -1 for none.
    """
    lacking = list(department_sizes(sum(sizes), DepartmentKind.MARKETING, Departments()))
    kinds = [DepartmentKind.OPERATIONS] * len(names)
    if executive_department >= 0:
        kinds[executive_department] = DepartmentKind.EXECUTIVE
        lacking[DepartmentKind.EXECUTIVE] -= sizes[executive_department]
    others = [number for number in range(len(names)) if number != executive_department]
    for number in sorted(others, key=lambda number: -sizes[number]):
        kind = max(DepartmentKind, key=lambda kind: (lacking[kind], -kind))
        kinds[number] = kind
        lacking[kind] -= sizes[number]
    if len(names) > MOST_LISTED:
        return kinds, [f"{RULE_NOTE}; `smsim organisation describe` lists them."]
    listed = ", ".join(f"'{name}' is {kind.title}" for name, kind in zip(names, kinds, strict=True))
    return kinds, [f"{RULE_NOTE}: {listed}."]


def with_shuffled_kinds(organisation: Organisation, seed: int) -> Organisation:
    """Return the organisation with its kinds dealt out anew to its departments, people and ties unchanged.

    As many departments as before have each kind. Serves to see whether an answer hangs on the mapping.
    Everything else, the CEO included, stays as it is.
    """
    luck = [department_key(f"{name}, shuffle {seed}") for name in organisation.department_names]
    kinds = organisation.department_kinds[np.argsort(np.array(luck, dtype=np.uint64))]
    note = f"Kinds were dealt out to the departments at random (seed {seed})."
    return replace(organisation, department_kinds=kinds, notes=(*organisation.notes, note))
