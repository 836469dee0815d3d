"""Result folders: all of a result or nothing of it, and nothing of anybody else's lost for it.

A result is written into an unfinished folder and put in its place when it is whole. In a folder that
exists only files are replaced that smsim wrote, as the provenance there lists them with their hashes.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from smsim.errors import ResultError
from smsim.experiments.own_files import (
    FORMAT,
    FORMAT_VERSION,
    PROVENANCE_FILE,
    json_bytes,
    own_files,
    sealed,
    why_foreign,
)
from smsim.experiments.replacing import Bystanders, put_in_place
from smsim.placing import digest, is_empty, is_there, unfinished_folder

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False)
class ResultContents:
    """What goes into a result folder.

    `tables` are written as ``tables/<name>.parquet``, `documents` as ``<name>.json`` and `files`,
    whose names may hold a folder such as ``figures/levels.png``, as they are.
    """

    provenance: Mapping[str, Any]
    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    documents: Mapping[str, Any] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)


def require_usable_folder(folder: Path) -> None:
    """Refuse a place where no result can be written, before any time is spent on runs.

    Raises: ResultError, if `folder` is a file, cannot be written, or holds something but no result whose
    files are known as smsim's own.
    """
    place = _place_of(folder)
    try:
        needed = _folders_to_write(folder, place)
    except OSError as problem:
        raise ResultError(f"The folder '{folder}' cannot be used: {problem.strerror}.") from problem
    for existing in needed:
        if not existing.is_dir() or not os.access(existing, os.W_OK | os.X_OK):
            raise ResultError(f"The folder '{folder}' cannot be written: no access to '{existing}'.")


def _folders_to_write(folder: Path, place: Path) -> list[Path]:
    """Return the existing folders in which files will be put. Raises: ResultError, OSError."""
    if not is_there(place):
        return [next(parent for parent in place.parents if parent.exists())]
    if not place.is_dir():
        raise ResultError(f"'{folder}' is a file; name a folder with --out.")
    own = own_files(place)
    if own is None and not is_empty(place):
        raise ResultError(f"The folder '{folder}' {why_foreign(place)}; name a new folder with --out.")
    return [place, *sorted({(place / path).parent for path, _ in own or () if (place / path).exists()})]


def _place_of(folder: Path) -> Path:
    """Return where a folder really is: behind the links in its name."""
    return Path(os.path.realpath(folder))


def write_result_folder(folder: Path, contents: ResultContents, *, has_csv: bool = False) -> Bystanders:
    """Write `contents` to `folder`, whole or not at all; an earlier result there is replaced.

    Nothing is refused for what stands in `folder`, since it may have come while the runs were made: what
    smsim did not write, or somebody changed, stays, and is returned. With `has_csv` every table is written
    as CSV too.

    Raises: ResultError, if the folder cannot be written.
    """
    place = _place_of(folder)
    try:
        with unfinished_folder(place if place.is_dir() else place.parent) as unfinished:
            _write_contents(unfinished, contents, has_csv)
            files = {
                file.relative_to(unfinished).as_posix(): digest(file)
                for file in sorted(unfinished.rglob("*"))
                if file.is_file()
            }
            head = {"format": FORMAT, "format_version": FORMAT_VERSION}
            provenance = sealed({**head, **contents.provenance, "files": files})
            (unfinished / PROVENANCE_FILE).write_bytes(provenance)
            return put_in_place(unfinished, place, files)
    except OSError as problem:
        raise ResultError(
            f"The result could not be written to '{folder}': {problem.strerror or problem}."
        ) from problem


def _write_contents(folder: Path, contents: ResultContents, has_csv: bool) -> None:
    for name, table in contents.tables.items():
        path = folder / "tables" / name
        path.parent.mkdir(exist_ok=True)
        table.to_parquet(path.with_suffix(".parquet"), index=False)
        if has_csv:
            table.to_csv(path.with_suffix(".csv"), index=False)
    for name, document in contents.documents.items():
        (folder / f"{name}.json").write_bytes(json_bytes(document))
    for name, data in contents.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
