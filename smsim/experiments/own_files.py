"""Which files of a result folder smsim wrote: what its provenance lists, if that is as smsim wrote it."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Any

PROVENANCE_FILE = "provenance.json"
FORMAT = "smsim result"
UNFINISHED_FORMAT = "smsim result, unfinished"
"""What a folder holds while one result takes the place of another, and after such a command was killed."""
FORMAT_VERSION = 2

OwnFile = tuple[str, str]
"""Path in the folder, with slashes, and SHA-256 of a file that smsim wrote."""


def json_bytes(document: Any) -> bytes:
    """Return a document as a JSON file; what JSON has no word for is null."""
    text = json.dumps(without_missing(document), indent=2, ensure_ascii=False, allow_nan=False)
    # a name that the system gave in no known encoding becomes an escape, which JSON reads back
    return f"{text}\n".encode("utf-8", "backslashreplace")


def without_missing(value: Any) -> Any:
    """Return `value` with not-a-number and infinity as None, which JSON can say."""
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, Mapping):
        return {str(key): without_missing(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [without_missing(entry) for entry in value]
    return value


def sealed(document: Mapping[str, Any]) -> bytes:
    """Return a document as a JSON file that ends in the hash of the rest, by which a change is noticed."""
    return json_bytes({**document, "seal": sha256(json_bytes(document)).hexdigest()})


def own_files(folder: Path) -> frozenset[OwnFile] | None:
    """Return every file that smsim knows to have written into `folder`, the provenance among them.

    A path may be listed twice, with different hashes, after an exchange that was cut short. None, if there
    is no provenance, or it is not as smsim wrote it.
    """
    written, document = _provenance(folder)
    if document.get("format_version") != FORMAT_VERSION or sealed(_unsealed(document)) != written:
        return None
    listed = [*document["files"].items(), *map(tuple, document.get("earlier_files", ()))]
    if not all(_is_inside(path) for path, _ in listed):
        return None
    return frozenset([*listed, (PROVENANCE_FILE, sha256(written).hexdigest())])


def why_foreign(folder: Path) -> str:
    """Return what is said of a folder of which smsim knows no file as its own."""
    _, document = _provenance(folder)
    if not document:
        return "is not empty and holds no earlier smsim result"
    if document.get("format_version") == FORMAT_VERSION:
        return f"holds a result whose {PROVENANCE_FILE} was changed, so no file is known as smsim's own"
    return "holds a result of another version, which does not list what smsim wrote"


def _provenance(folder: Path) -> tuple[bytes, dict[str, Any]]:
    """Return the provenance in `folder` as it stands there and as read; nothing, if it is none."""
    file = folder / PROVENANCE_FILE
    try:
        if file.is_symlink() or not file.is_file():
            return b"", {}
        written = file.read_bytes()
        document = json.loads(written)
    except (OSError, ValueError, RecursionError):
        return b"", {}
    is_result = isinstance(document, dict) and document.get("format") in (FORMAT, UNFINISHED_FORMAT)
    return (written, document) if is_result else (b"", {})


def _unsealed(document: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in document.items() if key != "seal"}


def _is_inside(path: str) -> bool:
    parts = PurePosixPath(path)
    return parts.as_posix() == path and not parts.is_absolute() and ".." not in parts.parts
