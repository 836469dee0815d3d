"""Files put in their place: whole or not at all, and never over what somebody else wrote."""

from __future__ import annotations

import hashlib
import shutil
import stat
from collections.abc import Container, Iterator
from contextlib import contextmanager, suppress
from itertools import chain, count
from pathlib import Path
from uuid import uuid4

from smsim.interrupts import interrupts_held_back

UNFINISHED = ".smsim-unfinished-"
"""How the name of a folder begins in which something is being written."""


@contextmanager
def unfinished_folder(parent: Path) -> Iterator[Path]:
    """Yield a new folder in `parent`, made if need be; whatever is left of both at the end is removed.

    It is on the disk of the final place, so that a rename brings there what was written in it.
    """
    missing = [folder for folder in (parent, *parent.parents) if not folder.exists()]
    unfinished = parent / f"{UNFINISHED}{uuid4().hex[:12]}"
    try:
        unfinished.mkdir(parents=True)
        yield unfinished
    finally:
        with interrupts_held_back():
            shutil.rmtree(unfinished, ignore_errors=True)
            for folder in missing:
                with suppress(OSError):  # it is not empty
                    folder.rmdir()


def is_there(place: Path) -> bool:
    """Return whether anything stands at `place`, be it a link to nowhere.

    Raises: OSError, if that cannot be known, or nothing of that name can ever stand there.
    """
    try:
        place.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    return True


def is_empty(folder: Path) -> bool:
    """Return whether nothing is in `folder`, apart from what a killed command did not finish."""
    return all(entry.name.startswith(UNFINISHED) for entry in folder.iterdir())


def digest(file: Path) -> str:
    """Return the SHA-256 of a file as hex digits."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def is_as_written(place: Path, digests: Container[str]) -> bool:
    """Return whether a regular file stands at `place` that has one of these `digests`.

    A file that was made read-only counts as changed: somebody wants to keep it.
    """
    try:
        mode = place.lstat().st_mode
        return stat.S_ISREG(mode) and bool(mode & stat.S_IWUSR) and digest(place) in digests
    except OSError:
        return False


def put_new_folder(finished: Path, place: Path) -> bool:
    """Rename the folder `finished` to `place`, unless something stands there; return whether it was done."""
    if is_there(place):
        return False
    try:
        finished.rename(place)
    except OSError:
        if place.is_dir():  # somebody made it just now
            return False
        raise
    return True


def put_file(finished: Path, place: Path, replaceable: Container[str] = ()) -> Path | None:
    """Rename the file `finished` to `place`; return where what stood there is kept, if anything is.

    Only a file with one of the digests in `replaceable` is replaced. Anything else, be it a folder or a
    link, gets another name beside.
    """
    is_in_the_way = is_there(place) and not is_as_written(place, replaceable)
    kept = keep_aside(place) if is_in_the_way else None
    finished.replace(place)
    return kept


def keep_aside(place: Path) -> Path:
    """Rename what stands at `place` to a free name beside it, such as "summary.kept.json"; return that."""
    return place.rename(free_name(place.with_stem(f"{place.stem}.kept")))


def free_name(place: Path) -> Path:
    """Return `place` or, if something stands there, the first of "name-2", "name-3" where nothing does."""
    numbered = (place.with_stem(f"{place.stem}-{number}") for number in count(2))
    return next(name for name in chain([place], numbered) if not is_there(name))
