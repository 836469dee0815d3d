"""The folder of a store: made, recognised, refused; and what model versions it holds.

    store.json              what this folder is
    <version>/runs/         segments with a row for each run
    <version>/monthly/level/
    <version>/measures/     a folder for each registered measure, named by it and its formula's hash
    <version>/drafts/       segments being written
    <version>/damaged/      files that were no whole segments
    <version>/claims        who makes what
    <version>/merging       who merges

Whoever reads the segments finds nothing else beside them.
"""

from __future__ import annotations

import json
import os
import re
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

from smsim.errors import StoreError
from smsim.experiments.store.claims import is_held
from smsim.experiments.store.segments import SUFFIX, has_own_name, runs_said

STORE_FILE = "store.json"
FORMAT = "smsim store"
FORMAT_VERSION = 1
RUNS, MONTHLY, MEASURES = "runs", "monthly", "measures"
DRAFTS, DAMAGED, CLAIMS, MERGING = "drafts", "damaged", "claims", "merging"
NO_STORE = "The store of runs cannot be written to the folder '{folder}': {why}."
DAY = 24 * 60 * 60
"""Seconds after which a draft is taken for one that a killed process left."""
_VERSION = re.compile("[0-9a-f]{16}")
_DRAFT_PREFIX = f".{STORE_FILE}-"


@contextmanager
def told_as_store_error(folder: Path, sentence: str) -> Iterator[None]:
    """Put what the system says into a sentence with places for the {folder} and {why}.

    Raises: StoreError, for any OSError.
    """
    try:
        yield
    except OSError as problem:
        raise StoreError(sentence.format(folder=folder, why=problem.strerror or problem)) from problem


def is_store(folder: Path) -> bool:
    """Return whether `folder` holds a store of runs, of whatever format version."""
    return _described(folder) is not None


def prepare(folder: Path, version: str) -> None:
    """Make `folder` a store with a place for a model version, or find that it is one.

    Places of other versions that hold nothing are removed.

    Raises: StoreError, if it is a file, holds something else, was written by a newer smsim or cannot be
        written.
    """
    if folder.exists() and not folder.is_dir():
        raise StoreError(f"'{folder}' is a file; name a folder for the store of runs.")
    with told_as_store_error(folder, NO_STORE):
        folder.mkdir(parents=True, exist_ok=True)
        described = _described(folder)
        if described is None:
            _found_store(folder)
        elif described.get("format_version") != FORMAT_VERSION:
            raise StoreError(
                f"The store '{folder}' has format {described.get('format_version')}, this smsim knows "
                f"{FORMAT_VERSION}; update smsim or name another folder."
            )
        drafts = folder / version / DRAFTS
        for name in (RUNS, DRAFTS):
            (folder / version / name).mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=drafts):
            pass
        for other in _other_versions(folder, version):
            _remove_empty(other)
        _remove_old(drafts)


def _described(folder: Path) -> dict[str, Any] | None:
    try:
        document = json.loads((folder / STORE_FILE).read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return None
    return document if isinstance(document, dict) and document.get("format") == FORMAT else None


def _found_store(folder: Path) -> None:
    is_empty = all(path.name.startswith(_DRAFT_PREFIX) for path in folder.iterdir())
    if not is_empty and not is_store(folder):  # unless another process has founded it just now
        raise StoreError(f"The folder '{folder}' is not empty and holds no store of runs; name another one.")
    draft = folder / f"{_DRAFT_PREFIX}{uuid4().hex}"
    with draft.open("w", encoding="utf-8") as file:
        json.dump({"format": FORMAT, "format_version": FORMAT_VERSION}, file)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(folder / STORE_FILE)


def _remove_old(drafts: Path) -> None:
    for draft in filter(has_own_name, drafts.iterdir()):
        with suppress(FileNotFoundError):  # its writer may be alive and finish it now
            if time.time() - draft.stat().st_mtime > DAY:
                draft.unlink()


def runs_of_other_versions(folder: Path, version: str) -> dict[str, int]:
    """Return the number of runs that the store holds of every other model version, if there are any."""
    runs = {
        other.name: sum(map(runs_said, (other / RUNS).glob(f"*{SUFFIX}")))
        for other in _other_versions(folder, version)
    }
    return {name: number for name, number in runs.items() if number}


def _other_versions(folder: Path, version: str) -> list[Path]:
    return sorted(path for path in folder.iterdir() if _VERSION.fullmatch(path.name) and path.name != version)


def _remove_empty(place: Path) -> None:
    """Remove the place of a version unless it holds a file with something in it, or is in use."""
    locks = {place / CLAIMS, place / MERGING}
    with suppress(OSError):  # somebody has begun to use it just now
        _remove_old(place / DRAFTS)
        inside = sorted(place.rglob("*"), reverse=True)  # what is in a folder comes before it
        has_files = any(path not in locks or path.stat().st_size for path in inside if not path.is_dir())
        if not has_files and not any(map(is_held, locks)):
            for path in inside:
                path.rmdir() if path.is_dir() else path.unlink()
            place.rmdir()
