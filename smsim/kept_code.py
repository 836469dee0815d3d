"""Compiled code on disk: found again by the next process, never trusted unread, never in the way of a run.

numba's own files know no damage: a broken index ends every run in a traceback, a changed bit in the machine
code in wrong numbers, and two processes that compile at once may mix their entries up. So there is one file
for each function and signature here, written whole or not at all, which begins with a digest of its content.
"""

from __future__ import annotations

import logging
import os
import pickle
import re
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any
from uuid import uuid4

import llvmlite
import numba
import platformdirs
from numba.core import serialize
from numba.core.caching import _Cache
from numba.core.compiler import CompileResult

LOG = logging.getLogger(__name__)
"""For single sentences to the user: without a handler they go to standard error as they are."""
FOLDERS_KEPT = 4
OWN_FOLDER = re.compile(r"[0-9a-f]{16}-numba-[\w.+]+-llvmlite-[\w.+]+")
OWN_FILES = ("*.nbc", "*.tmp")
"""Names of folders and of the files in them that are ours to delete."""
DIGEST_BYTES = 32


@cache
def code_folder(version: str) -> Path | None:
    """Return the folder of a model version's compiled code, made if need be; None where nothing can be kept.

    Under `SMSIM_CACHE_DIR` if that is set, else under the user's cache folder.
    """
    root = Path(os.environ.get("SMSIM_CACHE_DIR") or platformdirs.user_cache_dir("smsim")) / "compiled"
    folder = root / f"{version}-numba-{numba.__version__}-llvmlite-{llvmlite.__version__}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        _say(
            f"compiled code cannot be kept in {folder} ({error.strerror}), so it is compiled for this run "
            "only."
        )
        return None
    with suppress(OSError):  # somebody else's, or another process is forgetting it too
        os.utime(folder)
        _forget_old_folders(root)
    return folder


def _forget_old_folders(root: Path) -> None:
    dated: list[tuple[float, Path]] = []
    for folder in root.iterdir():
        if OWN_FOLDER.fullmatch(folder.name) and folder.is_dir() and not folder.is_symlink():
            with suppress(FileNotFoundError):
                dated.append((folder.stat().st_mtime, folder))
    for _, folder in sorted(dated, reverse=True)[FOLDERS_KEPT:]:
        with suppress(OSError):  # what else lies there stays, and so does the folder
            for pattern in OWN_FILES:
                for file in folder.glob(pattern):
                    file.unlink()
            folder.rmdir()


@cache
def _say(sentence: str) -> None:
    """Tell the user, once."""
    LOG.warning("smsim: %s", sentence)


def mark_of(variant: str) -> str:
    """Return what stands in the names of files that hold code of a variant, "" for the model as shipped."""
    return f"{blake2b(variant.encode(), digest_size=4).hexdigest()}." if variant else ""


def read_checked(path: Path) -> bytes | None:
    """Return what `write_checked` wrote; None if there is nothing.

    Raises: ValueError if it was changed since, OSError if it cannot be read.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None
    digest, kept = content[:DIGEST_BYTES], content[DIGEST_BYTES:]
    if blake2b(kept, digest_size=DIGEST_BYTES).digest() != digest:
        raise ValueError(f"{path} is damaged")
    return kept


def write_checked(path: Path, content: bytes) -> None:
    """Write a file that can be checked: the whole of it or nothing. Raises: OSError."""
    unfinished = path.with_name(f"{uuid4().hex}.tmp")
    try:
        unfinished.write_bytes(blake2b(content, digest_size=DIGEST_BYTES).digest() + content)
        unfinished.replace(path)
    except BaseException:
        with suppress(OSError):
            unfinished.unlink()
        raise


class KeptCode(_Cache):  # type: ignore[misc]
    """The compiled code of one function, as numba asks for it; looked for when first needed."""

    def __init__(self, function: Callable[..., Any], version: str, variant: str = "") -> None:
        self._function = function
        self._version = version
        self._variant = variant

    @property
    def cache_path(self) -> str | None:
        """The folder; None where nothing can be kept."""
        folder = code_folder(self._version)
        return None if folder is None else str(folder)

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        """Return the code compiled for a signature on such a processor; None without any that is sound."""
        target_context.refresh()
        key = self._key(sig, target_context.codegen())
        path = self._path(key)
        if path is None:
            return None
        try:
            kept = read_checked(path)
            if kept is None:
                return None
            kept_key, reduced = pickle.loads(kept)
            return CompileResult._rebuild(target_context, *reduced) if kept_key == key else None
        except Exception:  # whatever is the matter with a file, it can be compiled again
            _say(f"compiled code in {path.parent} was damaged; it is thrown away and compiled again.")
            return None

    def save_overload(self, sig: Any, data: Any) -> None:
        """Keep the code compiled for a signature, in the place of what may be there."""
        key = self._key(sig, data.codegen)
        path = self._path(key)
        if path is None:
            return
        try:
            write_checked(path, serialize.dumps((key, data._reduce())))
        except OSError as error:
            _say(
                f"compiled code cannot be kept in {path.parent} ({error.strerror}), so the next run compiles "
                "it again."
            )

    def _key(self, sig: Any, codegen: Any) -> tuple[Any, ...]:
        """Return what the code depends on besides the sources of the model: one entry for each processor."""
        code = self._function.__code__
        own = (code.co_code, repr(code.co_consts), code.co_names, self._variant)
        return (self._function.__module__, self._function.__qualname__, own, sig, codegen.magic_tuple())

    def _path(self, key: tuple[Any, ...]) -> Path | None:
        folder = code_folder(self._version)
        if folder is None:
            return None
        python = f"py{sys.version_info.major}{sys.version_info.minor}"
        name = f"{self._function.__module__}.{self._function.__name__}.{mark_of(self._variant)}{python}"
        return folder / f"{name}.{blake2b(repr(key).encode(), digest_size=8).hexdigest()}.nbc"

    def enable(self) -> None:
        """Do nothing: what is kept is always used."""

    def disable(self) -> None:
        """Do nothing: what is kept is always used."""

    def flush(self) -> None:
        """Do nothing: what has changed has another key."""
