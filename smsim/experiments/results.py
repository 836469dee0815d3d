"""Result folders: all of a result or nothing of it.

A folder is written under another name beside its place and renamed when it is whole, so that an
interrupted command leaves neither half a result nor a damaged earlier one.
"""

from __future__ import annotations

import json
import math
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from smsim.errors import ResultError

if TYPE_CHECKING:
    import pandas as pd

PROVENANCE_FILE = "provenance.json"
FORMAT = "smsim result"
FORMAT_VERSION = 1


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

    Raises: ResultError, if `folder` is a file, cannot be written, or holds something other than an
    earlier result.
    """
    if folder.is_dir():
        if any(folder.iterdir()) and not is_result_folder(folder):
            raise ResultError(
                f"The folder '{folder}' is not empty and holds no earlier smsim result; "
                "name a new folder with --out."
            )
    elif folder.exists():
        raise ResultError(f"'{folder}' is a file; name a folder with --out.")
    nearest_existing = next(parent for parent in folder.resolve().parents if parent.exists())
    if not os.access(nearest_existing, os.W_OK) or not nearest_existing.is_dir():
        raise ResultError(f"The folder '{folder}' cannot be written: no access to '{nearest_existing}'.")


def is_result_folder(folder: Path) -> bool:
    """Return whether `folder` holds a result that smsim wrote."""
    try:
        provenance = json.loads((folder / PROVENANCE_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(provenance, dict) and provenance.get("format") == FORMAT


def write_result_folder(folder: Path, contents: ResultContents, *, has_csv: bool = False) -> None:
    """Write `contents` to `folder`, whole or not at all; an earlier result there is replaced.

    With `has_csv` every table is written as CSV too.

    Raises: ResultError, if the folder cannot be used or written.
    """
    require_usable_folder(folder)
    place = folder.resolve()
    try:
        with folder_beside(place) as unfinished:
            _write_contents(unfinished, contents, has_csv)
            put_in_place(unfinished, place)
    except OSError as problem:
        raise ResultError(
            f"The result could not be written to '{folder}': {problem.strerror or problem}."
        ) from problem


@contextmanager
def folder_beside(place: Path) -> Iterator[Path]:
    """Yield a new folder in the parent of `place`; whatever is left of it at the end is removed."""
    missing = [parent for parent in place.parents if not parent.exists()]
    place.parent.mkdir(parents=True, exist_ok=True)
    unfinished = Path(tempfile.mkdtemp(prefix=f".{place.name}-unfinished-", dir=place.parent))
    try:
        unfinished.chmod(0o755)  # mkdtemp keeps others out, a result is for sharing
        yield unfinished
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
        for parent in missing:
            if not any(parent.iterdir()):
                parent.rmdir()


def _write_contents(folder: Path, contents: ResultContents, has_csv: bool) -> None:
    for name, table in contents.tables.items():
        path = folder / "tables" / name
        path.parent.mkdir(exist_ok=True)
        table.to_parquet(path.with_suffix(".parquet"), index=False)
        if has_csv:
            table.to_csv(path.with_suffix(".csv"), index=False)
    for name, document in contents.documents.items():
        _write_json(folder / f"{name}.json", document)
    for name, data in contents.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    _write_json(
        folder / PROVENANCE_FILE,
        {"format": FORMAT, "format_version": FORMAT_VERSION, **contents.provenance},
    )


def _write_json(path: Path, document: Any) -> None:
    text = json.dumps(without_missing(document), indent=2, ensure_ascii=False, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8")


def without_missing(value: Any) -> Any:
    """Return `value` with not-a-number and infinity as None, which JSON can say."""
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, Mapping):
        return {str(key): without_missing(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [without_missing(entry) for entry in value]
    return value


def put_in_place(finished: Path, place: Path) -> None:
    """Rename `finished` to `place`; an earlier result stays until the new one stands there."""
    if not place.exists():
        finished.rename(place)
        return
    earlier = Path(tempfile.mkdtemp(prefix=f".{place.name}-earlier-", dir=place.parent)) / place.name
    try:
        place.rename(earlier)
        finished.rename(place)
    except BaseException:
        if not place.exists() and earlier.exists():
            earlier.rename(place)
        raise
    finally:
        shutil.rmtree(earlier.parent, ignore_errors=True)
