"""Files to take home: written whole or not at all, and never over what somebody else wrote."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from smsim.errors import ResultError

LONGEST_HEAD = 4096


class Kind(NamedTuple):
    """What a file can be: how its name ends, and what its first bytes hold if smsim wrote it."""

    suffix: str
    mark: bytes


PAGE = Kind(".html", b'name="generator" content="smsim player"')
PICTURE = Kind(".png", b"iTXtSoftware\0\0\0\0\0smsim")
ANIMATION = Kind(".gif", b"smsim: ")
KINDS = (PAGE, PICTURE, ANIMATION)


def kind_of(path: Path) -> Kind:
    """Return what kind of file the name of `path` asks for. Raises: ResultError, if none."""
    for kind in KINDS:
        if path.suffix.lower() == kind.suffix:
            return kind
    raise ResultError(
        f"'{path}' is no name for a run; name a file that ends in .html (a page that plays), .gif (a moving "
        "picture) or .png (a picture of one month)."
    )


def require_place(path: Path) -> None:
    """Refuse a place where no file can be written, before any time is spent on runs.

    Raises: ResultError, if the name of `path` is of no known kind, or it is a folder, cannot be written,
    or is a file that smsim did not write.
    """
    kind = kind_of(path)
    if path.is_dir():
        raise ResultError(f"'{path}' is a folder; name a file that ends in {kind.suffix}.")
    if path.exists() and not _is_ours(path, kind):
        raise ResultError(f"'{path}' exists and was not written by smsim replay; name another file.")
    folder = path.resolve().parent
    if not folder.is_dir() or not os.access(folder, os.W_OK):
        raise ResultError(f"'{path}' cannot be written: no access to the folder '{folder}'.")


def _is_ours(path: Path, kind: Kind) -> bool:
    with path.open("rb") as file:
        return kind.mark in file.read(LONGEST_HEAD)


def write_takeaway(path: Path, content: bytes) -> None:
    """Write a file to `path`, whole or not at all; an earlier one of smsim's is replaced.

    Raises: ResultError, if it cannot be written.
    """
    require_place(path)
    unfinished = path.with_name(f".{path.name}-unfinished")
    try:
        unfinished.write_bytes(content)
        unfinished.replace(path)
    except OSError as problem:
        raise ResultError(f"'{path}' could not be written: {problem.strerror or problem}.") from problem
    finally:
        unfinished.unlink(missing_ok=True)
