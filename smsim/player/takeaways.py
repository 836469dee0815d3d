"""Files to take home: written whole or not at all, and never over what somebody else wrote or changed.

A seal in the file, the hash of all its other bytes, tells whether it still is as smsim wrote it. The seal
stands where its format has room for words that nobody is shown.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from smsim.errors import ResultError
from smsim.placing import is_as_written, is_there, put_file, unfinished_folder


class Kind(NamedTuple):
    """What a file can be: how its name ends, how a hash is written into it, and what follows that."""

    suffix: str
    seal: Callable[[bytes], bytes]
    trailer: bytes


def _comment(words: bytes) -> bytes:
    return b"<!-- smsim seal " + words + b" -->\n"


def _text_chunk(words: bytes) -> bytes:
    chunk = b"tEXtsmsim seal\0" + words
    return (len(chunk) - 4).to_bytes(4, "big") + chunk + zlib.crc32(chunk).to_bytes(4, "big")


def _comment_extension(words: bytes) -> bytes:
    text = b"smsim seal " + words
    return b"\x21\xfe" + bytes([len(text)]) + text + b"\0"


PAGE = Kind(".html", _comment, b"")
PICTURE = Kind(".png", _text_chunk, b"\0\0\0\0IEND\xaeB`\x82")
ANIMATION = Kind(".gif", _comment_extension, b";")
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


def sealed(content: bytes, kind: Kind) -> bytes:
    """Return a file of a kind with its seal."""
    return _closed(content.removesuffix(kind.trailer), kind)


def is_sealed(content: bytes, kind: Kind) -> bool:
    """Return whether `content` is a file of a kind as smsim wrote it."""
    end = len(content) - len(kind.trailer) - len(kind.seal(bytes(64)))
    return end >= 0 and _closed(content[:end], kind) == content


def _closed(body: bytes, kind: Kind) -> bytes:
    return body + kind.seal(sha256(body).hexdigest().encode()) + kind.trailer


def require_place(path: Path) -> None:
    """Refuse a place where no file can be written, before any time is spent on runs.

    Raises: ResultError, if the name of `path` is of no known kind, or it is a folder, cannot be written,
    or is a file that smsim did not write or somebody changed since.
    """
    kind, place = kind_of(path), _place_of(path)
    try:
        if place.is_dir():
            raise ResultError(f"'{path}' is a folder; name a file that ends in {kind.suffix}.")
        if is_there(place) and not is_as_written(place, _own_digests(place, kind)):
            raise ResultError(f"'{path}' is there and is not as smsim replay wrote it; name another file.")
        if not place.parent.is_dir() or not os.access(place.parent, os.W_OK | os.X_OK):
            raise ResultError(f"'{path}' cannot be written: no access to the folder '{place.parent}'.")
    except OSError as problem:
        raise ResultError(f"'{path}' cannot be used: {problem.strerror}.") from problem


def _place_of(path: Path) -> Path:
    """Return where a file really is: behind the links in its name."""
    return Path(os.path.realpath(path))


def _own_digests(place: Path, kind: Kind) -> set[str]:
    """Return the hash of the file at `place`, if smsim wrote it."""
    if not place.is_file():
        return set()
    content = place.read_bytes()
    return {sha256(content).hexdigest()} if is_sealed(content, kind) else set()


def write_takeaway(path: Path, content: bytes) -> None:
    """Write a file to `path`, whole or not at all; an earlier one of smsim's is replaced.

    Raises: ResultError, if it cannot be written.
    """
    require_place(path)
    kind, place = kind_of(path), _place_of(path)
    try:
        with unfinished_folder(place.parent) as unfinished:
            finished = unfinished / "file"
            finished.write_bytes(sealed(content, kind))
            put_file(finished, place, _own_digests(place, kind))
    except OSError as problem:
        raise ResultError(f"'{path}' could not be written: {problem.strerror}.") from problem
